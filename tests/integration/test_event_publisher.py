"""Between the streams and the bus no event is lost: whoever dies, whatever fails, however many write."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest
from moto import mock_aws

from copydesk.clustering.clusterer import Clusterer
from copydesk.events import ArticleIndexed, ArticleRemoved
from local.runtime import Context
from local.stream_source import StreamReader
from local.subscription import Subscription
from testing.tables import client, cluster_store, create_tables
from tests.crashes import Machine
from tests.pipelines import load_function, sample
from tests.stories import copy, print_of, text_of
from tests.streams import events_of, folded, matches_published
from tests.thorough import only_thorough

WORKERS = 16
ARTICLES, STORIES, ROUNDS = 300, 40, 5


class Shard:
    """Lambda's side of a stream's shard: a record comes again until it, and all before it, are done."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self._records = records

    def deliver(self, function: ModuleType, batch: int) -> None:
        """One batch to the function; what it says is done comes no more."""
        records = self._records[:batch]
        context = Context("test", "512", "arn:aws:lambda:eu-west-1:123456789012:function:test", 0.0)
        failures = function.handler({"Records": records}, context)["batchItemFailures"]
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        done = numbers.index(failures[0]["itemIdentifier"]) if failures else len(records)
        self._records = self._records[done:]

    def __bool__(self) -> bool:
        return bool(self._records)


def copies_of_the_samples(times: int) -> list[dict[str, Any]]:
    """Records of as many changes, each with an event of its own."""
    samples = [
        record
        for name in ("publish-articles-stream.json", "publish-clusters-stream.json")
        for record in sample(name)["Records"]
    ]
    found = []
    for number in range(times):
        record = samples[number % len(samples)]
        change = {**record["dynamodb"], "SequenceNumber": f"{number:021d}"}
        found.append({**record, "eventID": f"change-{number}", "dynamodb": change})
    return found


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, Subscription, Machine]]:
    with mock_aws():
        bus = client("events").create_event_bus(Name="copydesk")
        assert bus["EventBusArn"]
        subscription = Subscription(client("events"), client("sqs"), "copydesk", "listener")
        for name, value in {
            "EVENT_BUS": "copydesk",
            "POWERTOOLS_METRICS_NAMESPACE": "copydesk",
            "AWS_LAMBDA_FUNCTION_NAME": "test",
        }.items():
            monkeypatch.setenv(name, value)
        yield load_function("publish"), subscription, Machine(monkeypatch)


def test_a_publisher_that_dies_at_any_call_loses_nothing(
    publisher: tuple[ModuleType, Subscription, Machine],
) -> None:
    function, subscription, machine = publisher
    records = copies_of_the_samples(37)
    expected = {record["eventID"] for record in records}
    for at in range(-1, 3):
        shard = Shard(records)
        assert machine.dies_after(at, lambda shard=shard: shard.deliver(function, 37))  # type: ignore[misc]
        before = Counter(event.event_id for event in subscription.take())
        assert len(before) == 10 * (at + 1)
        while shard:
            shard.deliver(function, 37)
        after = Counter(event.event_id for event in subscription.take())
        assert set(before) | set(after) == expected, f"died after call {at}"
        assert set(after.values()) == {1}


def test_what_cannot_be_sent_or_read_comes_again_and_holds_up_nothing_before_it(
    publisher: tuple[ModuleType, Subscription, Machine],
) -> None:
    function, subscription, _ = publisher
    records = copies_of_the_samples(25)
    whole = records[23]["dynamodb"]["NewImage"]
    records[23]["dynamodb"]["NewImage"] = {"part": {"S": "member"}, "alive": {"BOOL": True}}
    shard = Shard(records)
    shard.deliver(function, 25)
    assert len(list(subscription.take())) == 20
    shard.deliver(function, 2)  # Lambda halves what fails
    assert len(list(subscription.take())) == 2
    records[23]["dynamodb"]["NewImage"] = whole  # somebody has mended the function
    while shard:
        shard.deliver(function, 25)
    assert len(list(subscription.take())) == 3


@only_thorough
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_sixteen_workers_lose_no_event(dynamodb_local: str, round_number: int) -> None:
    dynamodb = client("dynamodb", dynamodb_local)
    tables = create_tables(dynamodb)
    view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    for table in ("ArticlesTable", "ClustersTable"):
        dynamodb.update_table(TableName=tables[table], StreamSpecification=view)
    chance = random.Random(round_number)
    names = [f"article-{number:03d}" for number in range(ARTICLES)]
    texts = {name: text_of(chance.randrange(STORIES), chance.randrange(6)) for name in names}
    gone = set(chance.sample(names, ARTICLES // 6))

    def work(mine: list[str]) -> None:
        clusterer = Clusterer(cluster_store(client("dynamodb", dynamodb_local), tables))
        for name in mine:
            clusterer.add(copy(name), print_of(texts[name]))
        for name in gone & set(mine):
            clusterer.remove(name, 2)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, [names[worker::WORKERS] for worker in range(WORKERS)]))

    streams = client("dynamodbstreams", dynamodb_local)
    records = {}
    for table in ("ArticlesTable", "ClustersTable"):
        reader = StreamReader(dynamodb, streams, tables[table])
        records[table] = []
        while waiting := list(reader.waiting()):
            records[table] += waiting
            reader.done(len(waiting))
    events = events_of(records)
    store = cluster_store(dynamodb, tables)
    alive = {name: one.cluster_id for name, one in store.members(names).items() if one.alive}
    assert alive.keys() == set(names) - gone
    assert folded(chance.sample(events * 2, 2 * len(events))) == alive
    assert sum(isinstance(event, ArticleIndexed) for event in events) == ARTICLES
    assert {event.article_id for event in events if isinstance(event, ArticleRemoved)} == gone
    published = {match[:3] for match in matches_published(events)}
    for cluster_id in set(alive.values()):
        for one in store.copies(cluster_id or ""):
            assert one.match is not None
            assert (one.article_id, one.generation, one.match.article_id) in published
