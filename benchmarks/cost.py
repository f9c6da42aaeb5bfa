"""What a stack costs: idle, and for a million articles, on demand and with provisioned capacity: `make bench-cost`.

Runs the two functions' own code over DynamoDB Local and counts the units of each step while the corpus grows. Articles
are invented: some 500 words, a share of them copies of an earlier one. The newest of a corpus are measured, so growth
would show.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from benchmarks import capacity, dollars, idle
from benchmarks.invented import BUCKET, Writer, invented_article, key_of
from benchmarks.metering import Meter, Units
from copydesk.chunks import chunks
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import COMMIT_LIMIT, PutCopy, PutHeader, PutMember, PutName, Write
from copydesk.extraction import extract
from copydesk.matching.explain import article_fingerprint
from copydesk.message import ArticleMessage
from copydesk.outcome import Status, Verdict
from copydesk.pipeline.dedupe_stage import DedupeStage, copy_of_article
from copydesk.pipeline.filing import Filing
from copydesk.retrying import no_pause
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import NOTHING_LEARNED, BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.dynamodb import LOOKUP_THREADS
from copydesk.storage.filings import FilingStore
from copydesk.storage.listings import ListingStore
from copydesk.storage.memory import MemoryStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.refusals import RefusalStore
from local.dynamodb_local import DynamoDBLocal, Unavailable
from testing.tables import client, cluster_store, create_tables

SIZES = (1_000, 3_000, 10_000, 30_000)
MEASURED = 200  # articles, the newest at each size
EXTRACTIONS = 20  # pages extracted to measure the time
KINDS = ("no copy", "a copy")


class Desk:
    """The pipeline from the outcome's claim on, over DynamoDB Local."""

    def __init__(self, endpoint: str) -> None:
        dynamodb = client("dynamodb", endpoint)
        tables = create_tables(dynamodb)
        self.meter = Meter()
        self.meter.attach(dynamodb)
        overflow = Overflow(client("s3"), "overflow")
        articles = ArticleStore(dynamodb, tables["ArticlesTable"], overflow)
        self._store = cluster_store(dynamodb, tables)
        self._outcomes = OutcomeStore(dynamodb, tables["OutcomesTable"])
        clusterer = Clusterer(self._store, pause=no_pause)
        listings = ListingStore(dynamodb, tables["ListingsTable"])
        boilerplates = BoilerplateStore(overflow)
        refusals = RefusalStore(dynamodb, tables["OutcomesTable"])
        self._dedupe = DedupeStage(
            articles,
            clusterer,
            listings,
            self._outcomes,
            boilerplates,
            overflow,
            refusals,
            Filing(FilingStore(dynamodb, tables["OutcomesTable"]), call=lambda *_: None),
        )

    def preload(self, numbered: Iterable[tuple[int, list[str]]]) -> None:
        """Fill index, memberships and clusters as the pipeline would, by way of memory: many times faster."""
        memory = MemoryStore()
        clusterer = Clusterer(memory, pause=no_pause)
        refs = []
        for number, words in numbered:
            article = invented_article(number, key_of(number), words, datetime.now(UTC))
            refs.append(ArticleRef(article.article_id, 1))
            clusterer.add(copy_of_article(article, 1), article_fingerprint(article, NOTHING_LEARNED))
        members = memory.members(ref.article_id for ref in refs)
        headers = memory.headers({member.cluster_id or "" for member in members.values()})
        writes: list[Write] = [PutMember(member, None) for member in members.values()]
        for header in headers.values():
            writes.append(PutHeader(header, None))
            writes += [PutName(header.cluster_id, entry) for entry in memory.names(header.cluster_id)]
            writes += [PutCopy(header.cluster_id, one) for one in memory.copies(header.cluster_id)]
        for chunk in chunks(writes, COMMIT_LIMIT):
            self._store.commit(chunk)
        for ref, fingerprint in memory.fingerprints(refs).items():
            self._store.put_fingerprint(ref, fingerprint)
            self._store.insert_postings(fingerprint.keys, ref)

    def index(self, number: int, words: list[str]) -> None:
        """One article from claim to outcome, as the two functions do it."""
        key = key_of(number)
        self._outcomes.get(BUCKET, key)
        claim = self._outcomes.claim(BUCKET, key, Status.PENDING)
        article = invented_article(number, key, words, claim.claimed_at)
        message = ArticleMessage(
            bucket=BUCKET,
            key=key,
            generation=claim.generation,
            position=0,
            article_id=article.article_id,
            article=article,
            object=article.object,
            alone=True,
            verdict=Verdict(status=Status.INDEXED),
        )
        self._dedupe.dedupe(message)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="articles there are")
    options = parser.parse_args()
    idle.report()
    try:
        server = DynamoDBLocal()
    except Unavailable as reason:
        sys.exit(str(reason))
    with server:
        _run(server.endpoint_url, options.sizes)


def _run(endpoint: str, sizes: Sequence[int]) -> None:
    totals: dict[tuple[str, int], Units] = {}
    for size in sizes:
        desk, corpus = Desk(endpoint), enumerate(Writer().articles())
        desk.preload((number, words) for number, (_, words) in itertools.islice(corpus, size - MEASURED))
        used: dict[str, list[dict[str, Units]]] = {kind: [] for kind in KINDS}
        times, waits = [], []
        desk.meter.take_tables()
        for number, (copies, words) in itertools.islice(corpus, MEASURED):
            desk.meter.take()
            started = time.process_time()
            desk.index(number, words)
            times.append(1000 * (time.process_time() - started))
            waits.append(desk.meter.calls - desk.meter.lookups * (1 - 1 / LOOKUP_THREADS))
            used[KINDS[copies]].append(desk.meter.take())
        print(f"\n{size} articles, the newest {MEASURED} measured", flush=True)
        for kind, articles in used.items():
            totals[kind, size] = _print_steps(kind, articles)
    _print_flatness(totals, sizes)
    tables = {
        name: Units(one.write / MEASURED, one.read / MEASURED)
        for name, one in desk.meter.take_tables().items()
    }
    capacity.report(tables)
    work = dollars.Work(
        dedupe_ms=statistics.median(times), dedupe_waits=statistics.median(waits), extract_ms=_extraction_ms()
    )
    dollars.report({kind: totals[kind, sizes[-1]] for kind in KINDS}, work)


def _print_steps(kind: str, articles: list[dict[str, Units]]) -> Units:
    sums: dict[str, Units] = {}
    for step in sorted({step for article in articles for step in article}):
        units = [article.get(step, Units(0, 0)) for article in articles]
        sums[step] = Units(
            statistics.mean(one.write for one in units), statistics.mean(one.read for one in units)
        )
    total = Units(sum(one.write for one in sums.values()), sum(one.read for one in sums.values()))
    print(f"  {kind} ({len(articles)} articles){'':14}{'write':>8}{'read':>8}")
    for step, one in [*sums.items(), ("everything", total)]:
        print(f"    {step:36}{one.write:8.2f}{one.read:8.2f}")
    return total


def _print_flatness(totals: dict[tuple[str, int], Units], sizes: Sequence[int]) -> None:
    for kind in ("no copy", "a copy"):
        first, last = totals[kind, sizes[0]], totals[kind, sizes[-1]]
        write, read = (100 * (after / before - 1) for before, after in zip(first, last, strict=True))
        print(f"\n{kind}: from {sizes[0]} to {sizes[-1]} articles, write {write:+.1f} %, read {read:+.1f} %")


def _extraction_ms() -> float:
    """Processor time of one page, median."""
    times = []
    for number, (_, words) in enumerate(itertools.islice(Writer(seed=2).articles(), EXTRACTIONS)):
        article = invented_article(number, key_of(number), words, datetime.now(UTC))
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in article.text.split("\n\n"))
        head = f"<title>{article.title}</title><meta name=author content='Ada Quill'>"
        page = f"<html lang=en><head>{head}</head><body><article>{paragraphs}</article></body></html>"
        started = time.process_time()
        list(extract(page.encode()))
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times)


if __name__ == "__main__":
    main()
