"""Listings agree with the articles whatever dies, repeats or comes late."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from copydesk.article import Article, ObjectRef, Publisher
from copydesk.facets import facets_of
from copydesk.storage import dynamodb
from copydesk.storage.items import from_item, to_item
from copydesk.storage.listings import PUNCTUAL_SECONDS, ListingStore, facet_partitions
from testing.tables import create_tables
from tests.crashes import MOST_CALLS, Machine, deaths, restore, snapshot
from tests.pipelines import Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

STEP = 1 if THOROUGH else 29


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setattr(dynamodb, "LOOKUP_THREADS", 1)
    with mock_aws():
        yield Pipeline(monkeypatch, keys=2)


def story(number: int, day: str, outlet: str = "Quayside Reader") -> str:
    return json.dumps(
        {
            "title": f"Story {number}",
            "text": text_of(number),
            "published_at": day,
            "publisher": outlet,
            "url": f"https://www.quayside.example/{number}",
        }
    )


def items(pipeline: Pipeline, table: str) -> list[dict[str, Any]]:
    pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables[table])
    return [from_item(item) for page in pages for item in page["Items"]]


def check(pipeline: Pipeline) -> int:
    """Every article is listed under each of its facets and once by ingestion, and nothing else is listed."""
    wanted: set[tuple[str, str]] = set()
    living = {}
    for item in items(pipeline, "ArticlesTable"):
        if item["part"] == "article" and "removed" not in item:
            article = pipeline.desk.article(item["article_id"])
            living[article.article_id] = item["generation"]
            wanted |= {(f"{facet}#{value}", article.article_id) for facet, value in facets_of(article)}
    found, ingested, notes = set(), [], {}
    for item in items(pipeline, "ListingsTable"):
        kind = item["listing"].partition("#")[0]
        if kind == "article":
            if "expires" not in item:
                notes[item["listing"].partition("#")[2]] = int(item["entry"])
            continue
        assert living.get(item["article_id"]) == item["generation"], f"stale: {item['listing']}"
        if kind == "ingested":
            ingested.append(item["article_id"])
        else:
            assert item["listing"] in facet_partitions(kind, item["value"])
            assert item["entry"].split("#")[1] == item["article_id"]
            found.add((f"{kind}#{item['value']}", item["article_id"]))
    assert found == wanted
    assert sorted(ingested) == sorted(living)
    assert notes == living
    return len(found)


def replaced(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("one.json", story(1, "2024-05-06")))
    return pipeline.put("one.json", story(2, "2024-05-07", "Skerry Dispatch"))


def removed(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("one.json", story(1, "2024-05-06")))
    return pipeline.delete("one.json")


def arrived(pipeline: Pipeline) -> dict[str, Any]:
    return pipeline.put("one.json", story(1, "2024-05-06"))


def several(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("many.jsonl", story(1, "2024-05-06") + "\n" + story(2, "2024-05-06")))
    return pipeline.put("many.jsonl", story(3, "2024-05-08"))


CHANGES = [arrived, replaced, removed, several]
Change = Callable[[Pipeline], dict[str, Any]]


@pytest.mark.parametrize("change", CHANGES)
def test_a_worker_dies_and_its_message_comes_again(
    pipeline: Pipeline, machine: Machine, change: Change
) -> None:
    assert pipeline.deliver(pipeline.extract, json.dumps(change(pipeline))) == []
    messages = pipeline.take()
    before = snapshot()

    def work() -> None:
        assert pipeline.deliver(pipeline.dedupe, *messages) == []

    at = -1
    for at in deaths(machine, work, before, STEP):
        work()
        assert check(pipeline) or change is removed, f"died after call {at}"
    assert at > 5


@pytest.mark.parametrize("change", CHANGES)
def test_a_worker_dies_and_its_key_changes_before_its_message_comes_again(
    pipeline: Pipeline, machine: Machine, change: Change
) -> None:
    assert pipeline.deliver(pipeline.extract, json.dumps(change(pipeline))) == []
    messages = pipeline.take()
    key = "many.jsonl" if change is several else "one.json"
    pipeline.put(key, story(4, "2024-05-09", "Lantern Commons"))
    assert pipeline.extract
    before = snapshot()

    def work() -> None:
        assert pipeline.deliver(pipeline.dedupe, *messages) == []

    for at in deaths(machine, work, before, STEP):
        pipeline.run(pipeline.put(key, story(4, "2024-05-09", "Lantern Commons")))
        work()
        assert check(pipeline), f"died after call {at}"


@pytest.mark.parametrize("change", CHANGES)
def test_a_key_changes_between_any_two_calls_of_a_worker(
    pipeline: Pipeline, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pipeline.deliver(pipeline.extract, json.dumps(change(pipeline))) == []
    messages = pipeline.take()
    key = "many.jsonl" if change is several else "one.json"
    before = snapshot()
    real = BaseClient._make_api_call  # type: ignore[attr-defined]
    calls, at = 0, -1

    def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        nonlocal calls
        calls += 1
        if calls == at + 1:
            later = pipeline.put(key, story(4, "2024-05-09", "Lantern Commons"))
            assert pipeline.deliver(pipeline.extract, json.dumps(later)) == []
            bodies = pipeline.take()
            assert pipeline.deliver(second, *bodies) == []
        return real(client, name, arguments)

    from tests.pipelines import load_function

    second = load_function("dedupe")
    interrupted = 0
    for at in range(0, MOST_CALLS, STEP):
        restore(before)
        calls = 0
        with monkeypatch.context() as patch:
            patch.setattr(BaseClient, "_make_api_call", call)
            assert pipeline.deliver(pipeline.dedupe, *messages) == []
        if calls <= at:
            break
        interrupted += 1
        assert check(pipeline), f"changed before call {at}"
    assert interrupted * STEP > 5


def test_a_message_again_repeats_no_article(pipeline: Pipeline) -> None:
    lines = story(1, "2024-05-06") + "\n" + story(2, "2024-05-06")
    assert pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("many.jsonl", lines))) == []
    messages = pipeline.take()
    assert pipeline.deliver(pipeline.dedupe, *messages) == []
    before = sorted(listed(pipeline))
    assert len(before) > 2
    assert pipeline.deliver(pipeline.dedupe, *messages, *messages) == []
    assert sorted(listed(pipeline)) == before


def listed(pipeline: Pipeline) -> list[tuple[str, str]]:
    """Every listing of every article, without its place in the order of ingestion."""
    rows = items(pipeline, "ListingsTable")
    return [(row["listing"], row["article_id"]) for row in rows if not row["listing"].startswith("article#")]


@mock_aws
def test_a_place_in_the_order_of_ingestion_is_not_trusted_to_be_punctual_by_a_later_try() -> None:
    import boto3

    client = boto3.client("dynamodb")
    table = create_tables(client)["ListingsTable"]
    clock = SlowClock(0, 0)
    store = ListingStore(client, table, clock=clock.wall, monotonic=clock.monotonic)
    assert store.put(article(), 1)
    clock.now += timedelta(seconds=60)  # the worker died, having listed the article no one knows how late
    assert store.put(article(), 1)
    rows = [from_item(item) for item in client.scan(TableName=table)["Items"]]
    (ingested,) = [row for row in rows if row["listing"].startswith("ingested#")]
    assert ingested["entry"] > "2024-05-06T12:00:59"


def article(name: str = "0" * 32, **fields: Any) -> Article:
    ref = ObjectRef(bucket="b", key="k", etag="e", size=1, uploaded_at=datetime(2024, 5, 6, tzinfo=UTC))
    return Article.model_validate(
        {"article_id": name, "object": ref, "text": "words", "word_count": 1, "language": "en", **fields}
    )


class SlowClock:
    """Time that passes while a table is written to."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = list(seconds)
        self.now = datetime(2024, 5, 6, 12, tzinfo=UTC)

    def wall(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        if self._seconds:
            self.now += timedelta(seconds=self._seconds.pop(0))
        return self.now.timestamp()


@mock_aws
def test_an_article_written_late_is_moved_to_where_readers_will_come_by() -> None:
    import boto3

    client = boto3.client("dynamodb")
    table = create_tables(client)["ListingsTable"]
    clock = SlowClock(0, PUNCTUAL_SECONDS + 1, 0, 0.1)
    store = ListingStore(client, table, clock=clock.wall, monotonic=clock.monotonic)
    assert store.put(article(), 1)
    rows = [from_item(item) for item in client.scan(TableName=table)["Items"]]
    (ingested,) = [row for row in rows if row["listing"].startswith("ingested#")]
    assert ingested["entry"] > "2024-05-06T12:00:02"
    store.withdraw("0" * 32, 1)
    rows = [from_item(item) for item in client.scan(TableName=table)["Items"]]
    assert [row["listing"].partition("#")[0] for row in rows] == ["article"]


@mock_aws
def test_items_of_the_longest_articles_stay_small_and_their_keys_within_dynamodbs_limits() -> None:
    import boto3

    client = boto3.client("dynamodb")
    table = create_tables(client)["ListingsTable"]
    long = "é" * 5000
    store = ListingStore(client, table)
    assert store.put(
        article(
            title=long,
            url="https://quayside.example/" + "a" * 1900,
            authors=tuple(f"{number} {long}" for number in range(50)),
            topics=tuple(f"{number} {long}" for number in range(50)),
            publisher=Publisher(name=long, domain="quayside.example"),
            published_at="2024-05-06T10:00:00+02:00",
        ),
        1,
    )
    rows = client.scan(TableName=table)["Items"]
    assert len([row for row in rows if row["listing"]["S"].startswith("topic#")]) == 20
    for row in rows:
        assert len(row["listing"]["S"].encode()) <= 2048
        assert len(row["entry"]["S"].encode()) <= 1024


AGENCY_NAMES = ("ANI", "Asian News International", "asian news international")


def found(pipeline: Pipeline, **facet: str) -> list[str]:
    return [one.publisher.name or "" for one in pipeline.desk.articles(**facet) if one.publisher]


def listed_as_before(pipeline: Pipeline, facet: str, now: str, then: str) -> int:
    """Move what is listed under a value to where copydesk 0.1 listed it; how much that was."""
    table = pipeline.tables["ListingsTable"]
    moved = [item for item in items(pipeline, "ListingsTable") if item["listing"] == f"{facet}#{now}"]
    for item in moved:
        pipeline.dynamodb.put_item(TableName=table, Item=to_item({**item, "listing": f"{facet}#{then}"}))
        key = {"listing": item["listing"], "entry": item["entry"]}
        pipeline.dynamodb.delete_item(TableName=table, Key=to_item(key))
    for note in items(pipeline, "ListingsTable"):
        if "listings" in note:
            keys = [f"{facet}#{then}" if one == f"{facet}#{now}" else one for one in note["listings"]]
            pipeline.dynamodb.put_item(TableName=table, Item=to_item({**note, "listings": keys}))
    return len(moved)


def test_an_agency_is_found_by_each_of_its_names_wherever_it_was_listed(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.json", story(1, "2024-05-06", "Asian News International")))
    assert listed_as_before(pipeline, "publisher", "ani", "asian news international") == 1
    pipeline.run(pipeline.put("two.json", story(2, "2024-05-07", "ANI")))
    pipeline.run(pipeline.put("three.json", story(3, "2024-05-08", "法新社")))
    for name in AGENCY_NAMES:
        assert found(pipeline, publisher=name) == ["ANI", "Asian News International"]
        first = pipeline.desk.articles(publisher=name)
        assert next(first).title == "Story 2"
        assert [one.title for one in pipeline.desk.articles(publisher=name, cursor=first.cursor)] == [
            "Story 1"
        ]
    for name in ("AFP", "Agence France-Presse", "法新社"):
        assert found(pipeline, publisher=name) == ["法新社"]
    # Read again, it is listed under the one name, and nothing stays where it was.
    pipeline.run(pipeline.put("one.json", story(1, "2024-05-06", "Asian News International")))
    assert "publisher#asian news international" not in {listing for listing, _ in listed(pipeline)}
    assert found(pipeline, publisher="ANI") == ["ANI", "Asian News International"]
    assert check(pipeline)


def test_an_article_that_two_versions_listed_is_found_once(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.json", story(1, "2024-05-06", "ANI")))
    (item,) = [item for item in items(pipeline, "ListingsTable") if item["listing"] == "publisher#ani"]
    pipeline.dynamodb.put_item(
        TableName=pipeline.tables["ListingsTable"],
        Item=to_item({**item, "listing": "publisher#asian news international"}),
    )
    assert found(pipeline, publisher="ANI") == ["ANI"]
