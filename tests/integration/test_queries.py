"""Each question is one Query or GetItem, answers in order both ways, and is taken up again by its cursor."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from copydesk import Desk, InvalidCursor, NotFound
from copydesk.article import article_id
from copydesk.client import NameCount, Results, lists
from copydesk.storage.keys import SHARDS
from local.template import load
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

WATCHES_CLIENTS = True

TODAY = datetime.now(UTC).date()


def document(number: int, day: str | None, **fields: Any) -> str:
    """An article of one story; what it credits is said in its last paragraph."""
    source = fields.pop("source", None)
    text = text_of(number) + (f"\n\nThe original source of this article is {source}." if source else "")
    return json.dumps({"title": f"Story {number}", "text": text, "published_at": day, **fields})


class Calls(Counter[str]):
    """The DynamoDB operations that a desk has used."""

    def watch(self, desk: Desk) -> None:
        desk._dynamodb.meta.events.register("before-call.dynamodb", self._count)

    def _count(self, model: Any, **_: Any) -> None:
        self[model.name] += 1


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setattr(lists, "LAG_SECONDS", -1.0)  # what was just indexed is to be seen at once
        made = Pipeline(patch)
        credit = "Meridian Wire"
        stories = {
            "a": document(1, "2024-05-05", publisher="Café Courier", authors=["Ada Quill"]),
            "b": document(
                2, "2024-05-06T23:30:00-05:00", publisher="CAFE COURIER", url="https://www.b.example/x/"
            ),
            "c": document(3, "2024-05-06", publisher="Café Courier", source=credit, topics=["Ports"]),
            "d": document(
                4, "2024-05-06T08:00:00Z", publisher="Skerry Dispatch", source=credit, regions=["Harra"]
            ),
            "e": document(5, None, publisher="Café Courier"),
        }
        for name, text in stories.items():
            made.run(made.put(f"{name}.json", text))
        made.run(made.put("copy.json", document(1, "2024-05-07", publisher="Lantern Commons")))
        made.run(made.put("empty.json", b""), made.put("short.txt", "Too short."))
        yield made


@pytest.fixture
def desk(pipeline: Pipeline) -> Desk:
    return Desk(pipeline.desk.names)


@pytest.fixture
def calls(desk: Desk) -> Calls:
    found = Calls()
    found.watch(desk)
    return found


def titles(results: Results[Any]) -> list[str]:
    return [one.title for one in results]


def test_articles_of_a_publisher_in_order_both_ways(desk: Desk, calls: Calls) -> None:
    assert titles(desk.articles(publisher="café courier")) == ["Story 2", "Story 3", "Story 1"]
    assert calls == {"Query": 1}
    assert titles(desk.articles(publisher="Cafe  Courier", newest_first=False)) == [
        "Story 1",
        "Story 3",
        "Story 2",
    ]


def test_a_range_of_dates_includes_both_ends_in_utc(desk: Desk, calls: Calls) -> None:
    named = {"publisher": "Café Courier"}
    assert titles(desk.articles(**named, start="2024-05-06", end=date(2024, 5, 6))) == ["Story 3"]
    assert titles(desk.articles(**named, start="2024-05-07", end="2024-05-07")) == ["Story 2"]
    assert titles(desk.articles(**named, end="2024-05-05")) == ["Story 1"]
    assert len(titles(desk.articles(**named, start="2024-05", end="2024"))) == 3
    assert titles(desk.articles(**named, start="2024-05-07T04:30:00Z")) == ["Story 2"]
    assert titles(desk.articles(**named, start="2025")) == []
    assert calls == {"Query": 6}


def test_the_undated_are_asked_for(desk: Desk) -> None:
    assert titles(desk.articles(publisher="Café Courier", undated=True)) == ["Story 5"]
    with pytest.raises(ValueError, match="range"):
        desk.articles(publisher="Café Courier", undated=True, start="2024")


@pytest.mark.parametrize(
    ("facet", "value", "found"),
    [
        ("author", "ADA QUILL", ["Story 1"]),
        ("credit", "meridian wire", ["Story 4", "Story 3"]),
        ("topic", "ports", ["Story 3"]),
        ("region", "HARRA", ["Story 4"]),
        ("url", "http://b.example/x?utm_source=mail", ["Story 2"]),
        ("publisher", "nobody", []),
    ],
)
def test_every_facet_is_one_query(desk: Desk, calls: Calls, facet: str, value: str, found: list[str]) -> None:
    assert titles(desk.articles(**{facet: value})) == found
    assert calls == {"Query": 1}


def test_a_language_is_one_query_of_each_shard(desk: Desk, calls: Calls) -> None:
    spoken = [desk.article(article_id(INBOX, f"{name}.json")) for name in "abcde"]
    code = next(one.language for one in spoken if one.language)  # whatever invented words are taken for
    calls.clear()
    found = list(desk.articles(language=code.upper()))
    assert {one.title for one in found} >= {one.title for one in spoken if one.language == code} - {"Story 5"}
    order = [one.published_at or "" for one in found]
    assert order == sorted(order, reverse=True)
    assert calls == {"Query": SHARDS}


def test_a_facet_is_asked_for(desk: Desk) -> None:
    with pytest.raises(ValueError, match="one or two of"):
        desk.articles()


def test_republications_say_who_published_what_a_source_is_credited_for(desk: Desk, calls: Calls) -> None:
    found = [(one.credit.name, one.publisher.name) for one in desk.republications("Meridian Wire")]
    assert found == [("Meridian Wire", "Skerry Dispatch"), ("Meridian Wire", "Café Courier")]
    assert calls == {"Query": 1}


@pytest.mark.parametrize("name", ["", "none such", "é" * 3000])
def test_what_nothing_can_be_called_is_not_found(desk: Desk, name: str) -> None:
    for ask in (
        desk.article,
        desk.cluster,
        desk.cluster_id,
        desk.outcome,
        desk.article_outcomes,
        desk.by_url,
    ):
        with pytest.raises(NotFound):
            ask(name)


def test_an_article_by_its_address(desk: Desk, calls: Calls) -> None:
    assert desk.by_url("b.example/x").title == "Story 2"
    assert calls == {"Query": 1, "GetItem": 1}
    with pytest.raises(NotFound):
        desk.by_url("https://b.example/unknown")


def test_the_feed_of_a_day_shows_what_stands_for_each_cluster(desk: Desk, calls: Calls) -> None:
    assert [one.canonical.title for one in desk.feed("2024-05-06")] == ["Story 4", "Story 3"]
    assert calls == {"Query": SHARDS}
    (entry,) = desk.feed(date(2024, 5, 5))
    assert (entry.canonical.title, entry.size) == ("Story 1", 2)
    assert desk.cluster(entry.cluster_id).canonical.article_id == entry.canonical.article_id
    assert [one.canonical.title for one in desk.feed(undated=True)] == ["Story 5"]
    assert list(desk.feed("2024-05-08")) == list(desk.feed()) == []
    assert not any(one.canonical.title == "Story 1" for one in desk.feed("2024-05-07"))


def test_what_is_ingested_in_order_and_on_from_a_cursor(desk: Desk, calls: Calls) -> None:
    results = desk.since()
    assert titles(results) == ["Story 1", "Story 2", "Story 3", "Story 4", "Story 5", "Story 1"]
    assert calls == {"Query": SHARDS}
    assert titles(desk.since(results.cursor)) == []
    first = desk.since()
    next(first)
    assert titles(Desk(desk.names).since(first.cursor)) == titles(desk.since())[1:]
    assert titles(desk.since(start=datetime.now(UTC) + timedelta(days=1))) == []
    assert titles(desk.since(newest_first=True))[-1] == "Story 1"


def test_readers_of_the_order_of_ingestion_lag_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LAG_SECONDS", 3600.0)
    results = desk.since()
    assert list(results) == []
    monkeypatch.setattr(lists, "LAG_SECONDS", -1.0)
    assert len(list(desk.since(results.cursor))) == 6


def test_rejected_and_failed_objects_by_day_and_reason(desk: Desk, calls: Calls) -> None:
    assert [one.key for one in desk.outcomes("rejected", TODAY, newest_first=False)] == [
        "empty.json",
        "short.txt",
    ]
    assert [one.key for one in desk.outcomes("rejected:too_short")] == ["short.txt"]
    assert [one.key for one in desk.outcomes("rejected", reason="empty")] == ["empty.json"]
    assert list(desk.outcomes("failed", TODAY)) == list(desk.outcomes("rejected", "2024-05-06")) == []
    assert calls == {"Query": 5 * SHARDS}
    for wrong in ("indexed", "rejected:bored"):
        with pytest.raises(ValueError, match=r"listed|bored"):
            desk.outcomes(wrong)


def test_records_by_their_ids(desk: Desk, calls: Calls) -> None:
    name = article_id(INBOX, "a.json")
    for ask, used in (
        (lambda: desk.article(name), {"GetItem": 1}),
        (lambda: desk.outcome("a.json"), {"GetItem": 1}),
        (lambda: desk.cluster_id(name), {"GetItem": 1}),
    ):
        calls.clear()
        ask()
        assert calls == used
    cluster = desk.cluster_id(name)
    calls.clear()
    assert desk.cluster(cluster).size == 2
    assert calls == {"Query": 1}


def test_the_policy_of_readers_allows_what_the_questions_take_and_nothing_else(
    pipeline: Pipeline, desk: Desk
) -> None:
    logical = {name: key for key, name in pipeline.tables.items()}
    used = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        index = "/index/*" if "IndexName" in params else ""
        used.add((f"dynamodb:{model.name}", logical[params["TableName"]] + index))

    desk._dynamodb.meta.events.register("before-parameter-build.dynamodb", note)
    name = article_id(INBOX, "a.json")
    desk.article(name), desk.cluster(desk.cluster_id(name)), desk.article_outcomes("a.json")
    for results in (desk.feed(), desk.since(), desk.articles(topic="a"), desk.republications("a")):
        list(results)
    list(desk.outcomes("failed"))
    (records, *_) = load()["Resources"]["ReadPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    resources = {re.sub(r"\$?{?(\w+)\.Arn}?", r"\1", json.dumps(one)) for one in records["Resource"]}
    named = {re.search(r"(\w+Table)\W+(index/\*)?", one).expand(r"\1|\2") for one in resources}
    tables = {one.rstrip("|").replace("|", "/") for one in named}
    assert {operation for operation, _ in used} <= set(records["Action"])
    assert {table for _, table in used} == tables
    assert not any("Index" in table for table in tables)


@pytest.mark.parametrize("newest_first", [True, False])
def test_pages_and_cursors_lose_and_repeat_nothing(desk: Desk, newest_first: bool) -> None:
    small = Desk(desk.names, page_size=1)
    asks = [
        lambda cursor: small.articles(publisher="Café Courier", newest_first=newest_first, cursor=cursor),
        lambda cursor: small.since(cursor, newest_first=newest_first),
        lambda cursor: small.feed("2024-05-06", newest_first=newest_first, cursor=cursor),
        lambda cursor: small.outcomes("rejected", newest_first=newest_first, cursor=cursor),
    ]
    for ask in asks:
        whole = list(ask(None))
        assert len(whole) > 1
        cursor, parts = None, []
        while True:
            results = ask(cursor)
            one = next(results, None)
            if one is None:
                break
            parts.append(one)
            cursor = results.cursor
        assert parts == whole


def test_nothing_is_read_before_it_is_asked_for(desk: Desk, calls: Calls) -> None:
    small = Desk(desk.names, page_size=1)
    calls.watch(small)
    results = small.articles(publisher="Café Courier")
    assert not calls
    next(results)
    assert calls == {"Query": 1}


@pytest.mark.parametrize("cursor", ["", "x", "é", "e30", "bnVsbA", "WzEsMiwzXQ", "[" * 50, "A" * 5000])
def test_garbage_is_no_cursor(desk: Desk, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        desk.since(cursor)


def test_a_cursor_holds_for_one_question(desk: Desk) -> None:
    results = desk.articles(publisher="Café Courier")
    next(results)
    others = [
        lambda: desk.articles(publisher="Skerry Dispatch", cursor=results.cursor),
        lambda: desk.articles(publisher="Café Courier", start="2024", cursor=results.cursor),
        lambda: desk.since(results.cursor),
    ]
    for other in others:
        with pytest.raises(InvalidCursor):
            other()


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_cursor_turned_round_leads_back_over_what_it_has_passed(desk: Desk, newest_first: bool) -> None:
    asks = [
        lambda **how: desk.articles(publisher="Café Courier", **how),
        lambda **how: desk.since(**how),
        lambda **how: desk.outcomes("rejected", **how),
    ]
    for ask in asks:
        whole = list(ask(newest_first=newest_first))
        for taken in range(len(whole) + 1):
            results = ask(newest_first=newest_first)
            passed = [next(results) for _ in range(taken)]
            back = ask(newest_first=not newest_first, cursor=results.cursor)
            if taken:
                assert list(back) == passed[::-1]
            stepped = ask(newest_first=not newest_first, cursor=results.cursor)
            first = next(stepped, None) if taken else None
            again = list(ask(newest_first=newest_first, cursor=stepped.cursor))
            assert again == whole[taken - (first is not None) :]


def test_a_failure_is_listed_until_it_succeeds(pipeline: Pipeline, desk: Desk) -> None:
    def rejected() -> list[str]:
        return [one.key for one in desk.outcomes("rejected:empty")]

    event = json.dumps(pipeline.put("z.json", document(9, None)))
    pipeline.deliver(pipeline.extract, event, receive_count=5)
    assert [one.key for one in desk.outcomes("failed")] == ["z.json"]
    pipeline.drain()
    assert list(desk.outcomes("failed")) == []
    pipeline.run(pipeline.put("z.json", b""))
    assert "z.json" in rejected()
    pipeline.run(pipeline.delete("z.json"))
    assert "z.json" not in rejected()


def test_a_feed_of_some_days_reads_one_after_the_other(desk: Desk, calls: Calls) -> None:
    days = {"start": "2024-05-05", "end": date(2024, 5, 7)}
    every = [one for day in ("2024-05-07", "2024-05-06", "2024-05-05") for one in desk.feed(day)]
    calls.clear()
    found = desk.feed(**days)
    assert next(found) == every[0]
    assert calls == {"Query": SHARDS}
    rest = desk.feed(**days, cursor=found.cursor)
    assert list(rest) == every[1:]
    assert list(desk.feed(**days, newest_first=False)) == every[::-1]
    assert list(desk.feed(**days, newest_first=False, cursor=found.cursor)) == every[:1]
    assert list(desk.feed(end="2024-05-05")) == list(desk.feed("2024-05-05"))
    assert list(desk.feed(start=TODAY)) == list(desk.feed())


def test_a_cursor_of_some_days_does_not_read_those_that_are_over(desk: Desk, calls: Calls) -> None:
    days = {"start": "2024-04-01", "end": "2024-05-06", "newest_first": False}
    found = desk.feed(**days)
    assert next(found).canonical.title == "Story 1"
    calls.clear()
    assert len(list(desk.feed(**days, cursor=found.cursor))) == 2
    assert calls == {"Query": 2 * SHARDS}


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "2024-05-06", "end": "2024-05-05"},
        {"start": "2024-01-01", "end": "2025-01-01"},
        {"start": "2024-05"},
        {"day": "2024-05-06", "start": "2024-05-06"},
        {"start": "2024-05-06", "undated": True},
    ],
)
def test_a_feed_of_no_days_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"range|Invalid isoformat"):
        desk.feed(**wrong)


def test_a_year_of_the_feed_may_be_asked_for(desk: Desk) -> None:
    desk.feed(start="2024-01-01", end="2024-12-31")


def test_the_feed_says_how_many_origins_there_are(desk: Desk) -> None:
    (one,) = desk.feed("2024-05-05", origins=True)
    assert (one.size, one.origins, one.origins_at_least) == (2, 1, False)
    assert [one.origins for one in desk.feed("2024-05-05")] == [None]


def test_counts_by_day(desk: Desk, calls: Calls) -> None:
    def counted(**asked: Any) -> dict[str, int]:
        return {one.day: one.articles for one in desk.counts(**asked)}

    named = {"publisher": "Café Courier"}
    assert counted(**named) == {"2024-05-05": 1, "2024-05-06": 1, "2024-05-07": 1}
    assert counted(credit="Meridian Wire") == {"2024-05-06": 2}
    assert counted(topic="ports", start="2024-05", end="2024-05") == {"2024-05-06": 1}
    assert counted(**named, start="2024-05-06", end="2024-05-06") == {"2024-05-06": 1}
    assert calls == {"Query": 4}
    cluster = next(desk.feed("2024-05-05")).cluster_id
    assert counted(cluster=cluster) == {"2024-05-05": 1, "2024-05-07": 1}
    assert counted(cluster=cluster, start="2024-05-06") == {"2024-05-07": 1}
    for wrong in ({}, {**named, "topic": "Ports"}, {**named, "cluster": cluster}):
        with pytest.raises(ValueError, match="give one"):
            desk.counts(**wrong)


def test_articles_of_two_facets(desk: Desk, calls: Calls) -> None:
    both = {"credit": "Meridian Wire", "publisher": "cafe courier"}
    assert titles(desk.articles(**both)) == ["Story 3"]
    assert calls == {"Query": 1, "BatchGetItem": 1}
    assert titles(desk.articles(topic="Ports", region="Harra")) == []
    assert titles(desk.articles(credit="Meridian Wire", region="harra", start="2024-05-06")) == ["Story 4"]
    assert titles(desk.articles(credit="Meridian Wire", publisher="Skerry", end="2024-05-06")) == []
    with pytest.raises(ValueError, match="one or two"):
        desk.articles(**both, topic="Ports")


def test_two_facets_are_gone_on_with_by_their_own_cursor(pipeline: Pipeline) -> None:
    desk = Desk(pipeline.desk.names, page_size=1)
    both = {"publisher": "Café Courier", "language": None, "credit": "Meridian Wire"}
    found = desk.articles(**both)
    assert next(found).title == "Story 3"
    assert titles(desk.articles(**both, cursor=found.cursor)) == []
    with pytest.raises(InvalidCursor):
        desk.articles(credit="Meridian Wire", cursor=found.cursor)


def test_whom_a_publisher_credits_and_who_credits_a_source(desk: Desk, calls: Calls) -> None:
    def named(found: list[NameCount]) -> list[tuple[str | None, int]]:
        return [(one.name, one.articles) for one in found]

    assert named(desk.credits("cafe courier")) == [(None, 2), ("Meridian Wire", 1)]
    assert named(desk.credits("cafe courier", start="2024-05-06", end="2024-05-06")) == [("Meridian Wire", 1)]
    assert named(desk.credited_by("meridian wire")) == [("Café Courier", 1), ("Skerry Dispatch", 1)]
    assert named(desk.credited_by("meridian wire", end="2024-05-05")) == []
    assert calls == {"Query": 4}
