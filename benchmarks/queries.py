"""Latency and read units of every query over 30,000 articles on DynamoDB Local: `make bench-queries`.

Each question is asked through `Desk`, its first page of 50, and set beside one plain GetItem of an article by boto3,
in the same run. Articles are invented; clusters, listings and outcomes are the items that the functions write.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

from copydesk import Desk
from copydesk.article import Article, Credit, ObjectRef, Publisher, article_id
from copydesk.client import StackNames
from copydesk.cluster import Copy, Match, Relation
from copydesk.clustering.records import ArticleRef, Header, Member, State, singleton_id
from copydesk.outcome import ObjectOutcome, RejectionReason, Status, object_uri
from copydesk.pipeline.dedupe_stage import copy_of_article
from copydesk.storage.batches import write_batches
from copydesk.storage.consumption import Consumption
from copydesk.storage.feed import feed_keys
from copydesk.storage.items import Item, record_fields, to_item
from copydesk.storage.listings import listing_items
from copydesk.storage.outcome_states import verdict_keys
from local.dynamodb_local import DynamoDBLocal, Unavailable
from testing.tables import CREDENTIALS, client, create_tables

ARTICLES = 30_000
ROUNDS = 40  # times that each question is asked, about another record each time
PAGE = 50
BUCKET = "inbox"
BEGINNING = datetime(2024, 5, 1, tzinfo=UTC)
DAYS = 30
PUBLISHERS, AUTHORS, SOURCES, TOPICS, REGIONS = 40, 400, 12, 25, 30
CLUSTER = 10  # copies of a story that was copied
COPIED = 0.15  # of articles, in such clusters
REJECTED = 0.05  # of objects
LANGUAGES = ("en", "es", "fr", "de")
WORDS = 500
WRITERS = 4  # threads

Question = Callable[[int], object]


def invent(count: int) -> Iterator[Article]:
    """Articles of a month, each with the facets that a newspaper's has."""
    chance = random.Random(1)
    text = " ".join(f"word{chance.randrange(40_000)}" for _ in range(WORDS))
    for number in range(count):
        outlet, key = number % PUBLISHERS, _key(number)
        published = BEGINNING + timedelta(seconds=chance.randrange(DAYS * 86_400))
        yield Article(
            article_id=article_id(BUCKET, key),
            object=ObjectRef(bucket=BUCKET, key=key, etag="e" * 32, size=4_000, uploaded_at=published),
            url=f"https://outlet-{outlet}.example/2024/05/story-{number}",
            title=f"Story number {number}, as told by the outlet of that number",
            authors=(f"Ada Quill {number % AUTHORS}",),
            published_at=published.isoformat(),
            publisher=Publisher(name=f"Outlet {outlet}", domain=f"outlet-{outlet}.example"),
            credit=Credit(name=f"Agency {number % SOURCES}") if chance.random() < COPIED else None,
            topics=(f"Topic {number % TOPICS}",),
            regions=(f"Region {number % REGIONS}",),
            language=chance.choice(LANGUAGES),
            text=text,
            word_count=WORDS,
            ingested_at=published,
        )


def _key(number: int) -> str:
    return f"2024/05/story-{number}.html"


class Fill:
    """Puts the items that the functions would write, many at a time."""

    def __init__(self, endpoint: str) -> None:
        self.dynamodb = client("dynamodb", endpoint)
        self.tables = create_tables(self.dynamodb)
        self.singles: list[str] = []
        self.clusters: list[str] = []
        self.merged: list[str] = []

    def run(self, articles: list[Article]) -> None:
        copied = round(len(articles) * COPIED) // CLUSTER * CLUSTER
        with ThreadPoolExecutor(WRITERS) as threads:
            jobs = []
            for first in range(0, len(articles), CLUSTER):
                chunk = articles[first : first + CLUSTER]
                jobs.append(threads.submit(self._write, chunk, joined=first < copied))
            for job in jobs:
                job.result()

    def _write(self, articles: list[Article], *, joined: bool) -> None:
        copies = [copy_of_article(one, 1) for one in articles]
        ids = [singleton_id(ArticleRef(one.article_id, 1)) for one in articles]
        clusters = self._joined(ids, copies) if joined else self._apart(ids, copies)
        homes = {one.article_id: ids[0] if joined else name for one, name in zip(articles, ids, strict=True)}
        written = [item for one in articles for item in _article_items(one, homes[one.article_id])]
        listed = [item for one in articles for item in listing_items(one, 1, one.ingested_at or BEGINNING)]
        outcomes = [
            _outcome(one, rejected=number % round(1 / REJECTED) == 0) for number, one in enumerate(articles)
        ]
        for table, items in {
            "ArticlesTable": written,
            "ClustersTable": clusters,
            "ListingsTable": listed,
            "OutcomesTable": outcomes,
        }.items():
            puts = [{"PutRequest": {"Item": item}} for item in items]
            write_batches(self.dynamodb, self.tables[table], puts)

    def _apart(self, ids: list[str], copies: list[Copy]) -> list[Item]:
        self.singles += ids
        headers = [
            Header(cluster_id=name, version=1, size=1, canonical=one)
            for name, one in zip(ids, copies, strict=True)
        ]
        return [_header_item(header) for header in headers]

    def _joined(self, ids: list[str], copies: list[Copy]) -> list[Item]:
        home, *others = ids
        self.clusters.append(home)
        self.merged += others
        items = [
            _header_item(Header(cluster_id=home, version=CLUSTER, size=len(copies), canonical=copies[0]))
        ]
        gone = {"version": 2, "size": 0, "state": State.MERGED, "redirect_to": home}
        items += [_header_item(Header(cluster_id=name, **gone)) for name in others]
        for copy in copies:
            fields = record_fields(copy.model_copy(update={"match": _match(copies[0])}))
            items.append(to_item({**fields, "cluster_id": home, "entry": f"copy#{copy.article_id}"}))
        return items


def _match(other: Copy) -> Match:
    return Match(
        article_id=other.article_id,
        relation=Relation.NEAR_IDENTICAL,
        shared_shingles=240,
        total_shingles=256,
        jaccard=0.9375,
        containment=0.96,
        containment_of_other=0.98,
        method="shingle_containment",
        algorithm="copydesk-1",
        threshold=0.45,
    )


def _article_items(article: Article, home: str) -> list[Item]:
    member = Member(article_id=article.article_id, generation=1, alive=True, cluster_id=home, version=1)
    return [
        to_item({**record_fields(article, nulls=True), "part": "article", "generation": 1}),
        to_item({**record_fields(member), "part": "member"}),
    ]


def _header_item(header: Header) -> Item:
    return to_item({**record_fields(header), "entry": "cluster", **feed_keys(header)})


def _outcome(article: Article, *, rejected: bool) -> Item:
    ref = article.object
    outcome = ObjectOutcome(
        object=object_uri(ref.bucket, ref.key),
        bucket=ref.bucket,
        key=ref.key,
        generation=1,
        status=Status.REJECTED if rejected else Status.INDEXED,
        reason=RejectionReason.TOO_SHORT if rejected else None,
        etag=ref.etag,
        size=ref.size,
        positions=1,
        claimed_at=ref.uploaded_at,
        updated_at=ref.uploaded_at,
    )
    listed = verdict_keys(outcome.verdict, ref.uploaded_at, outcome.object)
    return to_item({**record_fields(outcome), "entry": "object", **listed})


def questions(desk: Desk, fill: Fill, articles: list[Article]) -> dict[str, Question]:
    """Each question by what it is called; asked about another record with every number."""

    def pick(values: list[str]) -> Callable[[int], str]:
        return lambda number: values[number * 7919 % len(values)]

    def first_page(results: Iterator[Any]) -> list[Any]:
        found = list(itertools.islice(results, PAGE))
        assert found, "nothing to measure"
        return found

    single, cluster, merged = pick(fill.singles), pick(fill.clusters), pick(fill.merged)
    ids, urls = pick([one.article_id for one in articles]), pick([one.url or "" for one in articles])
    key = pick([one.object.key for one in articles])
    day = pick([(BEGINNING.date() + timedelta(days=number)).isoformat() for number in range(DAYS)])
    return {
        "outcome(key)": lambda number: desk.outcome(key(number)),
        "article(id)": lambda number: desk.article(ids(number)),
        "by_url(url)": lambda number: desk.by_url(urls(number)),
        "cluster_id(article)": lambda number: desk.cluster_id(ids(number)),
        "cluster(id) of one": lambda number: desk.cluster(single(number)),
        f"cluster(id) of {CLUSTER}": lambda number: desk.cluster(cluster(number)),
        f"cluster(id) merged, of {CLUSTER}": lambda number: desk.cluster(merged(number)),
        "feed(day)": lambda number: first_page(desk.feed(day(number))),
        "since(cursor)": lambda number: first_page(desk.since(start=date.fromisoformat(day(number)))),
        "articles(publisher)": lambda number: first_page(
            desk.articles(publisher=f"Outlet {number % PUBLISHERS}")
        ),
        "articles(publisher, a week)": lambda number: first_page(
            desk.articles(
                publisher=f"outlet-{number % PUBLISHERS}.example", start="2024-05-08", end="2024-05-14"
            )
        ),
        "articles(author)": lambda number: first_page(desk.articles(author=f"ada quill {number % AUTHORS}")),
        "articles(topic)": lambda number: first_page(desk.articles(topic=f"topic {number % TOPICS}")),
        "articles(region)": lambda number: first_page(desk.articles(region=f"region {number % REGIONS}")),
        "articles(credit)": lambda number: first_page(desk.articles(credit=f"agency {number % SOURCES}")),
        "articles(language)": lambda number: first_page(
            desk.articles(language=LANGUAGES[number % len(LANGUAGES)])
        ),
        "republications(source)": lambda number: first_page(
            desk.republications(source=f"AGENCY {number % SOURCES}")
        ),
        "outcomes(rejected, day)": lambda number: first_page(desk.outcomes("rejected", day(number))),
    }


def measure(ask: Question, peer: Question, meter: Consumption) -> tuple[float, ...]:
    """Requests and read units an answer; its median milliseconds, 95th percentile, and times the peer's median.

    The last is milliseconds of the client's own processor. The two take turns: both find the machine as busy.
    """
    ask(0), peer(0)
    meter.requests, meter.units = 0, 0.0
    times, of_peer, processor = [], [], []
    for number in range(1, ROUNDS + 1):
        began = time.process_time()
        times.append(_milliseconds(ask, number))
        processor.append(1000 * (time.process_time() - began))
        used = meter.requests, meter.units
        of_peer.append(_milliseconds(peer, number))
        meter.requests, meter.units = used
    median, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    ratio = median / statistics.median(of_peer)
    return (meter.requests / ROUNDS, meter.units / ROUNDS, median, high, ratio, statistics.median(processor))


def _milliseconds(ask: Question, number: int) -> float:
    began = time.perf_counter()
    ask(number)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    count = parser.parse_args().articles
    try:
        server = DynamoDBLocal()
    except Unavailable as reason:
        sys.exit(str(reason))
    with server:
        began = time.monotonic()
        fill, articles = Fill(server.endpoint_url), list(invent(count))
        fill.run(articles)
        print(
            f"{count} articles, filled in {time.monotonic() - began:.0f} s; answers of many: the first {PAGE}\n"
        )
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = server.endpoint_url
        os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        os.environ["AWS_DEFAULT_REGION"] = CREDENTIALS["region_name"]
        _report(fill, articles)


def _report(fill: Fill, articles: list[Article]) -> None:
    names = {
        name: fill.tables[f"{name.partition('_')[0].capitalize()}Table"]
        for name in StackNames.model_fields
        if "table" in name
    }
    desk = Desk(StackNames(inbox_bucket=BUCKET, overflow_bucket="overflow", **names), page_size=PAGE)
    meter = Consumption(desk._dynamodb)

    def plain(number: int) -> object:
        name = articles[number * 7919 % len(articles)].article_id
        key = {"article_id": {"S": name}, "part": {"S": "article"}}
        return desk._dynamodb.get_item(TableName=names["articles_table"], Key=key, ConsistentRead=True)

    print("| query | requests | read units | median ms | 95 % ms | x GetItem | client ms |")
    print("|---|---|---|---|---|---|---|")
    for name, ask in {"plain GetItem (boto3)": plain, **questions(desk, fill, articles)}.items():
        figures = " | ".join(f"{figure:.1f}" for figure in measure(ask, plain, meter))
        print(f"| {name} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
