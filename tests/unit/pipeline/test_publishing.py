"""Which event a change amounts to, and that the bus gets every one of them."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from copydesk.events import (
    EVENTS,
    ArticleIndexed,
    ArticleMoved,
    ArticleRemoved,
    Event,
    RemovalReason,
    read_event,
)
from copydesk.pipeline.publishing import change_of
from copydesk.retrying import Contended
from copydesk.storage.bus import EVENTS_PER_CALL, EventBus
from local.stream_source import matches_any
from local.template import ROOT
from tests.streams import patterns

SAMPLES = ROOT / "events"
STREAMS = {
    "ArticlesTable": "publish-articles-stream.json",
    "ClustersTable": "publish-clusters-stream.json",
}
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def records(table: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((SAMPLES / STREAMS[table]).read_text())["Records"]
    return listed


def delivered() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in (SAMPLES / "delivered").glob("*.json")}


def event_of(record: dict[str, Any]) -> Event | None:
    return change_of(record).event


@pytest.fixture
def memberships() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    first, moved, removed = records("ArticlesTable")
    return first, moved, removed


def test_the_samples_of_the_streams_amount_to_the_samples_of_the_events() -> None:
    changes = [change_of(record) for table in STREAMS for record in records(table)]
    found = {type(change.event).__name__: change for change in changes if change.event}
    assert set(found) == set(delivered()) == {kind.__name__ for kind in EVENTS}
    for name, one in delivered().items():
        change = found[name]
        assert change.event is not None
        assert one["detail-type"] == name
        assert one["detail"] == change.event.model_dump(mode="json")
        assert one["time"] == change.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert read_event(one) == change.event


@pytest.mark.parametrize("table", STREAMS)
def test_the_samples_get_through_the_templates_filters(table: str) -> None:
    assert all(matches_any(record, patterns()[table]) for record in records(table))
    for other in set(STREAMS) - {table}:
        assert not any(matches_any(record, patterns()[other]) for record in records(table))


def test_an_articles_text_does_not_get_through_the_filters() -> None:
    for part in ("article", "fingerprint#0000000001"):
        item = {"article_id": {"S": "a"}, "part": {"S": part}, "text": {"S": "Long."}}
        keys = {name: item[name] for name in ("article_id", "part")}
        assert not matches_any({"dynamodb": {"Keys": keys, "NewImage": item}}, patterns()["ArticlesTable"])


def test_a_standing_that_neither_appears_nor_moves_nor_goes_is_no_news(
    memberships: tuple[dict[str, Any], ...],
) -> None:
    first, moved, _ = memberships
    cut = copy.deepcopy(moved)
    cut["dynamodb"]["OldImage"] = first["dynamodb"]["NewImage"]
    cut["dynamodb"]["NewImage"] = {**first["dynamodb"]["NewImage"], "candidates_cut": {"BOOL": True}}
    assert event_of(cut) is None
    dead = copy.deepcopy(cut)
    dead["dynamodb"]["NewImage"]["alive"] = {"BOOL": False}
    assert event_of(dead) is None  # what comes of it, its next membership tells


def test_an_overwritten_article_is_indexed_anew_and_not_removed(
    memberships: tuple[dict[str, Any], ...],
) -> None:
    first, _, removed = memberships
    again = copy.deepcopy(removed)
    again["dynamodb"]["NewImage"] = {**first["dynamodb"]["NewImage"], "generation": {"N": "2"}}
    found = event_of(again)
    assert isinstance(found, ArticleIndexed)
    assert found.generation == 2


def test_a_tombstone_is_published_once_and_only_of_what_was_there(
    memberships: tuple[dict[str, Any], ...],
) -> None:
    _, _, removed = memberships
    gone = event_of(removed)
    assert isinstance(gone, ArticleRemoved)
    assert gone.reason is RemovalReason.GONE
    erased = copy.deepcopy(removed)
    erased["dynamodb"]["NewImage"]["erased"] = {"BOOL": True}
    assert event_of(erased) == gone.model_copy(update={"reason": RemovalReason.ERASED})
    never_there = copy.deepcopy(removed)
    del never_there["dynamodb"]["OldImage"]
    assert event_of(never_there) is None
    again = copy.deepcopy(removed)
    again["dynamodb"]["OldImage"] = removed["dynamodb"]["NewImage"]
    assert event_of(again) is None


def test_an_item_that_is_deleted_is_no_news(memberships: tuple[dict[str, Any], ...]) -> None:
    gone = copy.deepcopy(memberships[1])
    del gone["dynamodb"]["NewImage"]
    assert event_of(gone) is None


def test_events_of_later_versions_can_be_read_as_far_as_they_are_known() -> None:
    one = delivered()["CopyFound"]
    detail = {**one["detail"], "later": 1, "match": {**one["detail"]["match"], "later": 2}}
    assert read_event({**one, "detail": detail}) == read_event(one)
    with pytest.raises(ValueError, match="not an event of copydesk"):
        read_event({**one, "source": "aws.s3"})
    with pytest.raises(ValueError, match="schema_version"):
        read_event({**one, "detail": {**detail, "schema_version": 2}})


def test_every_field_says_what_it_means() -> None:
    for kind in EVENTS:
        assert all(field.description for field in kind.model_fields.values()), kind
        assert kind.__doc__


class Refusing:
    """EventBridge's client, which refuses each entry as often as it is told to, as AWS puts it."""

    def __init__(self, refusals: list[int]) -> None:
        self.left = dict(enumerate(refusals))
        self.taken: list[str] = []
        self.calls = 0

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        self.calls += 1
        assert 0 < len(Entries) <= EVENTS_PER_CALL
        answers: list[dict[str, str]] = []
        for entry in Entries:
            number = json.loads(entry["Detail"])["version"]
            if self.left[number]:
                self.left[number] -= 1
                answers.append({"ErrorCode": "ThrottlingException", "ErrorMessage": "slower"})
            else:
                self.taken.append(number)
                answers.append({"EventId": str(number)})
        failed = sum("ErrorCode" in answer for answer in answers)
        return {"FailedEntryCount": failed, "Entries": answers}


def changes(count: int) -> list[tuple[datetime, Event]]:
    return [
        (AT, ArticleMoved(
            event_id=f"event-{number}", article_id="a", generation=1, cluster_id="c", from_cluster_id="d",
            version=number,
        ))
        for number in range(1, count + 1)
    ]  # fmt: skip


def test_what_the_bus_refuses_is_sent_again_and_nothing_else() -> None:
    client = Refusing([0, 0, 2, 0, 1, 0])
    EventBus(client, "bus", pause=lambda _: None).send(changes(5))
    assert client.taken == [1, 3, 5, 4, 2]
    assert client.calls == 3


def test_what_the_bus_keeps_refusing_is_somebody_elses_next_try() -> None:
    client = Refusing([0, 0, 10**6])
    with pytest.raises(Contended):
        EventBus(client, "bus", pause=lambda _: None).send(changes(2))
    assert client.taken == [1]


def test_nothing_is_sent_of_nothing() -> None:
    client = Refusing([])
    EventBus(client, "bus").send([])
    assert not client.calls


def test_ten_of_the_longest_events_are_far_under_the_limit_of_a_call() -> None:
    longest = max(len(json.dumps(one)) for one in delivered().values())
    assert longest * EVENTS_PER_CALL < 256_000 / 10
