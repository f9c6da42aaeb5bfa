"""DynamoDB units and dollars per article, step by step, while the corpus grows: `make bench-cost`.

Runs the two functions' own code over DynamoDB Local, which counts capacity as DynamoDB does, save for transactions
and absent items of a batch (it counts none): those are counted here, from the request. Articles are invented: some
500 words drawn by Zipf's law, a share of them copies of an earlier one. The newest of a corpus are measured, so
growth would show.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import math
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from benchmarks import idle
from copydesk.article import Article, ObjectRef, Publisher, article_id
from copydesk.chunks import chunks
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import COMMIT_LIMIT, PutCopy, PutHeader, PutMember, PutName, Write
from copydesk.extraction import extract
from copydesk.matching.explain import article_fingerprint
from copydesk.matching.shingles import KEYS
from copydesk.message import ArticleMessage
from copydesk.outcome import Status, Verdict
from copydesk.pipeline.dedupe_stage import DedupeStage, copy_of_article
from copydesk.retrying import no_pause
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import NOTHING_LEARNED, BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.dynamodb import LOOKUP_THREADS
from copydesk.storage.listings import ListingStore
from copydesk.storage.memory import MemoryStore
from copydesk.storage.outcomes import OutcomeStore
from local.dynamodb_local import DynamoDBLocal, Unavailable
from local.template import load
from testing.tables import client, cluster_store, create_tables

SIZES = (1_000, 3_000, 10_000, 30_000)
MEASURED = 200  # articles, the newest at each size
COPIES = 0.15  # of articles
WORDS, SPREAD = 500, 120  # words an article: mean and standard deviation
VOCABULARY = 40_000  # words
BUCKET = "inbox"

# us-east-1 list prices in dollars, on demand, per million; Lambda per GB-second on arm64.
WRITE_UNITS, READ_UNITS = 0.625, 0.125
SQS_REQUESTS, S3_GETS, S3_PUTS, LAMBDA_REQUESTS = 0.40, 0.40, 5.00, 0.20
LAMBDA_GB_SECOND = 0.0000133334
MB_PER_PROCESSOR = 1769  # of a function's memory, for one whole processor

# Requests per article beside DynamoDB: sent, received and deleted on two queues, ten to a call where batched.
SQS_PER_ARTICLE = 1 + 2 * 2 / 10 + 1
ROUND_TRIP_MS = 5.0  # milliseconds of waiting for one DynamoDB call, an assumption
# DynamoDB Local doubles what an index is written in a transaction. DynamoDB does not: an index follows later, and
# measured there, it costs what it costs outside of one (github.com/nubo-db/dynoxide, pull request 188).
LOCAL_INDEX_FACTOR = 2
EXTRACTIONS = 20  # pages extracted to measure the time


class Units(NamedTuple):
    """What one call cost."""

    write: float
    read: float


@dataclass
class Meter:
    """Adds up the capacity that each step of an article uses."""

    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    calls: int = 0

    def attach(self, dynamodb: Any) -> None:
        """Ask for capacity with every call of a client, and count the answer."""
        events = dynamodb.meta.events
        events.register("before-parameter-build.dynamodb", self._ask)
        events.register("after-call.dynamodb", self._count)

    def take(self) -> dict[str, Units]:
        """What was used since it was last taken."""
        taken = {step: Units(*units) for step, units in self.steps.items()}
        self.steps.clear()
        self.calls = 0
        return taken

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "INDEXES"
            self._asked = params

    def _count(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls += 1
        if model.name == "TransactWriteItems":
            for action in self._asked["TransactItems"]:
                self.steps["join clusters (transaction)"][0] += 2 * _written(action)
            for one in parsed.get("ConsumedCapacity", []):
                for name, index in one.get("GlobalSecondaryIndexes", {}).items():
                    self.steps[f"{name} (index of clusters)"][0] += (
                        index["CapacityUnits"] / LOCAL_INDEX_FACTOR
                    )
            return
        consumed = parsed.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            step, reads = _step(model.name, one["TableName"], self._asked)
            units = one["CapacityUnits"]
            if (
                model.name == "BatchGetItem"
            ):  # DynamoDB bills an absent item as one unit, the local one as none
                asked = self._asked["RequestItems"][one["TableName"]]["Keys"]
                units += len(asked) - len(parsed["Responses"].get(one["TableName"], []))
            self.steps[step][reads] += units


def _written(action: dict[str, Any]) -> int:
    """Units of one action before doubling. What is deleted or checked is under a kilobyte here."""
    item = action.get("Put", {}).get("Item", {})
    return max(1, math.ceil(sum(len(name.encode()) + _size(value) for name, value in item.items()) / 1024))


def _size(value: dict[str, Any]) -> int:
    """Bytes of an attribute's value, as DynamoDB counts them."""
    ((kind, inner),) = value.items()
    match kind:
        case "S" | "B":
            return len(inner.encode() if kind == "S" else inner)
        case "N":
            return len(inner) // 2 + 2
        case "L":
            return 3 + sum(1 + _size(one) for one in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(one) for name, one in inner.items())
        case _:
            return 1


def _step(call: str, table: str, asked: dict[str, Any]) -> tuple[str, bool]:
    """The step that a call is, and whether it reads."""
    logical = table.partition("Table")[0]
    if logical == "Index":
        return ("look keys up", True) if call == "Query" else ("write index keys", False)
    if logical == "Outcomes":
        return {
            "UpdateItem": ("claim and finish outcome", False),
            "GetItem": ("read outcome", True),
        }[call]
    if logical == "Listings":
        return "list (by facet, by time)", call in {"GetItem", "Query"}
    if logical == "Clusters":
        return ("write cluster", False) if call == "PutItem" else ("read clusters", True)
    if call == "PutItem":
        part = asked["Item"]["part"]["S"].partition("#")[0]
        return {"article": "write article", "fingerprint": "write fingerprint", "member": "write membership"}[
            part
        ], False
    keys = asked["RequestItems"][table]["Keys"] if call == "BatchGetItem" else [asked["Key"]]
    return "verify: read " + keys[0]["part"]["S"].partition("#")[0] + "s", True


class Writer:
    """Invents articles: words by Zipf's law, and copies of what it wrote before."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
        self._vocabulary = [
            "".join(self._chance.choices(syllables, k=self._chance.choice((1, 2, 2, 3, 3, 4))))
            for _ in range(VOCABULARY)
        ]
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._written: list[list[str]] = []

    def articles(self) -> Iterator[tuple[bool, list[str]]]:
        """Whether it is a copy, and its words; without end."""
        while True:
            copies = bool(self._written) and self._chance.random() < COPIES
            words = self._edited(self._chance.choice(self._written)) if copies else self._new()
            if not copies:
                self._written.append(words)
            yield copies, words

    def _new(self) -> list[str]:
        count = max(120, round(self._chance.gauss(WORDS, SPREAD)))
        total = self._weights[-1]
        return [
            self._vocabulary[bisect.bisect(self._weights, self._chance.random() * total)]
            for _ in range(count)
        ]

    def _edited(self, words: list[str]) -> list[str]:
        kept = words[: round(len(words) * self._chance.uniform(0.6, 1.0))]
        return [self._vocabulary[-1] if self._chance.random() < 0.01 else word for word in kept]


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
        self._dedupe = DedupeStage(articles, clusterer, listings, self._outcomes, boilerplates, overflow)

    def preload(self, numbered: Iterable[tuple[int, list[str]]]) -> None:
        """Fill index, memberships and clusters as the pipeline would, by way of memory: many times faster."""
        memory = MemoryStore()
        clusterer = Clusterer(memory, pause=no_pause)
        refs = []
        for number, words in numbered:
            article = _article(number, _key(number), words, datetime.now(UTC))
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
        key = _key(number)
        self._outcomes.get(BUCKET, key)
        claim = self._outcomes.claim(BUCKET, key, Status.PENDING)
        article = _article(number, key, words, claim.claimed_at)
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


def _key(number: int) -> str:
    return f"2024/05/outlet-{number % 40}/story-{number}.html"


def _article(number: int, key: str, words: list[str], now: datetime) -> Article:
    sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14)]
    text = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    published = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Article(
        article_id=article_id(BUCKET, key),
        object=ObjectRef(
            bucket=BUCKET, key=key, version_id="v" * 32, etag="e" * 32, size=9 * len(text), uploaded_at=now
        ),
        url=f"https://outlet-{number % 40}.example/2024/05/story-{number}",
        title=" ".join(words[:9]).capitalize(),
        authors=("Ada Quill",),
        published_at=published.isoformat(),
        publisher=Publisher(name=f"Outlet {number % 40}", domain=f"outlet-{number % 40}.example"),
        language="en",
        text=text,
        word_count=len(words),
        ingested_at=now,
    )


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
        used: dict[str, list[dict[str, Units]]] = {"no copy": [], "a copy": []}
        times, calls = [], []
        for number, (copies, words) in itertools.islice(corpus, MEASURED):
            desk.meter.take()
            started = time.process_time()
            desk.index(number, words)
            times.append(1000 * (time.process_time() - started))
            calls.append(desk.meter.calls)
            used["a copy" if copies else "no copy"].append(desk.meter.take())
        print(f"\n{size} articles, the newest {MEASURED} measured", flush=True)
        for kind, articles in used.items():
            totals[kind, size] = _print_steps(kind, articles)
        milliseconds, called = statistics.median(times), statistics.median(calls)
        print(f"  one article, claim to outcome: {milliseconds:.1f} ms of processor, {called:.0f} calls")
    _print_flatness(totals, sizes)
    _print_dollars(totals, sizes[-1], milliseconds, called)


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


def _print_dollars(totals: dict[tuple[str, int], Units], size: int, dedupe_ms: float, calls: float) -> None:
    parameters = load()["Parameters"]
    extract_ms = _extraction_ms()
    # The look-ups go side by side, the other calls one after the other.
    waiting_ms = ROUND_TRIP_MS * (calls - KEYS + KEYS / LOOKUP_THREADS)
    lambdas = 1e6 * (
        _lambda_dollars(dedupe_ms, waiting_ms, int(parameters["DedupeMemory"]["Default"]))
        + _lambda_dollars(extract_ms, 5 * ROUND_TRIP_MS, int(parameters["ExtractMemory"]["Default"]))
    )
    print(
        f"\nprocessor time: dedupe {dedupe_ms:.0f} ms, extract {extract_ms:.0f} ms (this machine's processor)"
    )
    others = {
        "Lambda": lambdas + LAMBDA_REQUESTS * 2 / 10,
        "SQS": SQS_PER_ARTICLE * SQS_REQUESTS,
        "S3": S3_GETS + S3_PUTS,  # the put is the user's own
    }
    for kind in ("no copy", "a copy"):
        units = totals[kind, size]
        parts = {
            "DynamoDB writes": units.write * WRITE_UNITS,
            "DynamoDB reads": units.read * READ_UNITS,
            **others,
        }
        listed = ", ".join(f"{name} {dollars:.2f}" for name, dollars in parts.items())
        print(f"{kind}: ${sum(parts.values()):.2f} per million articles ({listed})")


def _lambda_dollars(processor_ms: float, waiting_ms: float, megabytes: int) -> float:
    seconds = (processor_ms * max(1, MB_PER_PROCESSOR / megabytes) + waiting_ms) / 1000
    return seconds * megabytes / 1024 * LAMBDA_GB_SECOND


def _extraction_ms() -> float:
    """Processor time of one page, median."""
    times = []
    for number, (_, words) in enumerate(itertools.islice(Writer(seed=2).articles(), EXTRACTIONS)):
        article = _article(number, _key(number), words, datetime.now(UTC))
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in article.text.split("\n\n"))
        head = f"<title>{article.title}</title><meta name=author content='Ada Quill'>"
        page = f"<html lang=en><head>{head}</head><body><article>{paragraphs}</article></body></html>"
        started = time.process_time()
        list(extract(page.encode()))
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times)


if __name__ == "__main__":
    main()
