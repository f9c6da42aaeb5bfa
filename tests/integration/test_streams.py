"""Of a stream every version is read, whichever events came, and items stay that the newest has no more."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from moto import mock_aws

from copydesk.pipeline.streams import unread_versions
from copydesk.storage.buckets import Version
from tests.crashes import Machine, deaths, one_call_at_a_time, snapshot
from tests.integration.test_ids import KEY, alive, feed, there
from tests.pipelines import INBOX, Pipeline
from tests.thorough import THOROUGH

STEP = 1 if THOROUGH else 9
BEGINNING = datetime(2024, 5, 6, tzinfo=UTC).replace(tzinfo=None)  # as moto has them


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    one_call_at_a_time(monkeypatch)
    monkeypatch.setenv("STREAM_PREFIXES", "other/,feed")
    # S3 dates versions to the second, and of one second nobody can tell which came first.
    seconds = itertools.count()
    monkeypatch.setattr("moto.s3.models.utcnow", lambda: BEGINNING + timedelta(seconds=next(seconds)))
    with mock_aws():
        yield Pipeline(monkeypatch)


def test_items_stay_until_the_key_is_deleted(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1, 2)))
    pipeline.run(pipeline.put(KEY, feed(3, 2)))
    assert there(pipeline) == alive(1, 2, 3)
    assert pipeline.desk.outcome(KEY).counts == {"indexed": 2}
    pipeline.run(pipeline.put(KEY, feed(3, -2)))  # what is there and is no article any more goes
    assert there(pipeline) == alive(1, 3)
    pipeline.run(pipeline.delete(KEY))
    assert there(pipeline) == {}
    assert pipeline.desk.outcome(KEY).counts == {"removed": 2}
    pipeline.run(pipeline.put(KEY, feed(4)))
    assert there(pipeline) == alive(4)


def test_versions_whose_events_never_came_are_read(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1)))
    for numbers in ((2, 1), (3, 2)):
        pipeline.put(KEY, feed(*numbers))
    pipeline.run(pipeline.put(KEY, feed(4).replace("Story 4", "Story 4, told again")))
    found = there(pipeline)
    assert found == {**alive(1, 2, 3), **{name: f"{title}, told again" for name, title in alive(4).items()}}
    before = {name: pipeline.desk.article(name).object.version_id for name in alive(2, 3)}
    assert len(set(before.values())) == 1  # the newest that has them
    outcome = pipeline.desk.outcome(KEY)
    pipeline.run(pipeline.put("plain.xml", feed(5)))
    assert pipeline.desk.outcome(KEY) == outcome


def test_versions_are_read_back_to_the_last_one_or_to_a_deletion() -> None:
    now = datetime(2024, 5, 6, tzinfo=UTC)
    versions = [Version(name, name == "gone", name == "d", now) for name in ("d", "c", "gone", "b", "a")]
    assert unread_versions(versions, "c") == (["d"], True, False)
    assert unread_versions(versions, "d") == (["d"], True, False)  # it is read again
    assert unread_versions(versions, "a") == unread_versions(versions, None) == (["d", "c"], False, False)
    assert unread_versions(versions[:2], "a") == (["d", "c"], True, True)
    assert unread_versions(versions[:2], None) == (["d", "c"], True, False)
    assert unread_versions(versions[2:], "a") == unread_versions([], "a") == ([], False, False)


def test_what_has_expired_is_counted(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1)))
    pipeline.put(KEY, feed(2))
    last = pipeline.put(KEY, feed(3))
    listed = pipeline.s3.list_object_versions(Bucket=INBOX, Prefix=KEY)["Versions"]
    for one in listed:
        if not one["IsLatest"]:
            pipeline.s3.delete_object(Bucket=INBOX, Key=KEY, VersionId=one["VersionId"])
    pipeline.run(last)
    assert there(pipeline) == alive(1, 3)
    assert pipeline.desk.outcome(KEY).counts == {"indexed": 1, "expired": 1}


def test_a_key_elsewhere_is_what_its_newest_version_says(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("news.xml", feed(1)))
    pipeline.run(pipeline.put("news.xml", feed(2)))
    assert len(there(pipeline)) == 1


@pytest.mark.parametrize("first", ["events in order", "late event first", "both at once"])
def test_the_order_of_events_and_redeliveries_decide_nothing(pipeline: Pipeline, first: str) -> None:
    events = [pipeline.put(KEY, feed(*numbers)) for numbers in ((1, 2), (2, 3), (3, 4))]
    if first == "events in order":
        for event in events:
            pipeline.run(event)
    elif first == "late event first":
        for event in reversed(events):
            pipeline.run(event)
    else:
        assert pipeline.deliver(pipeline.extract, json.dumps(events[0])) == []
        early = pipeline.take()
        assert pipeline.deliver(pipeline.dedupe, early[0]) == []
        pipeline.put(KEY, feed(5))
        pipeline.run(events[2])
        assert pipeline.deliver(pipeline.dedupe, *early) == []
    expected = alive(1, 2, 3, 4, 5) if first == "both at once" else alive(1, 2, 3, 4)
    assert there(pipeline) == expected


def test_a_reading_that_dies_at_any_call_loses_no_item(pipeline: Pipeline, machine: Machine) -> None:
    pipeline.run(pipeline.put(KEY, feed(1, 2)))
    pipeline.put(KEY, feed(3))
    work = json.dumps(pipeline.put(KEY, feed(4, -2)))
    before = snapshot()
    extract = partial(pipeline.deliver, pipeline.extract, work)
    ends: list[Any] = []
    for _ in deaths(machine, extract, before, STEP):
        assert extract() == []
        pipeline.drain()
        ends.append((there(pipeline), pipeline.desk.outcome(KEY).counts))
    assert all(one == (alive(1, 3, 4), {"indexed": 2, "rejected:too_short": 1}) for one in ends)
