"""Versions of an agency's item: the living one is indexed, whatever comes first and wherever workers die."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli import export
from copydesk.cli.app import run
from copydesk.client import lists
from copydesk.erasure import Kind
from copydesk.pipeline import filing
from testing.tables import stack_environment
from tests.crashes import Machine, deaths, last_death, one_call_at_a_time, snapshot
from tests.integration.test_erasing import KEY, MARK, erase, everything, places_of
from tests.pipelines import INBOX, OVERFLOW, Event, Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

STEP = 1 if THOROUGH else 37
BEGINNING = datetime(2024, 5, 6)  # noqa: DTZ001 - as moto has them
SUPERSEDED, CANCELED = "rejected:superseded", "rejected:canceled"


def item(version: int, *, status: str = "usable", uri: str = "urn:weir:wheel", hour: int = 8) -> str:
    found: dict[str, Any] = {
        "uri": uri, "version": str(version), "versioncreated": f"2024-03-14T{hour:02}:00:00Z", "pubstatus": status,
        "provider": "Weir News", "headline": f"The wheel, version {version}",
        "body_text": text_of(version),
    }  # fmt: skip
    return json.dumps(found)


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    del machine  # it has to be there first
    one_call_at_a_time(monkeypatch)
    monkeypatch.setattr(filing, "SEVERAL_DELAY", 0)
    for module in (lists, export):
        monkeypatch.setattr(module, "LAG_SECONDS", -1.0)
    monkeypatch.setenv("STREAM_PREFIXES", "wire/")
    # S3 dates versions to the second, and of one second nobody can tell which came first.
    seconds = itertools.count()
    monkeypatch.setattr("moto.s3.models.utcnow", lambda: BEGINNING + timedelta(seconds=next(seconds)))
    with mock_aws():
        yield Pipeline(monkeypatch)


def settle(pipeline: Pipeline, *events: Event) -> None:
    """Deliver events, and whatever the functions leave to each other, until nothing is left."""
    pipeline.run(*events)
    while bodies := pipeline.take(pipeline.extract_queue_url):
        assert pipeline.deliver(pipeline.extract, *bodies) == []
        pipeline.drain()


def outcomes(pipeline: Pipeline, *keys: str) -> dict[str, str]:
    return {key: pipeline.outcome(key) for key in keys}


FILES = {"one.json": item(1), "two.json": item(2), "three.json": item(3)}


def listed(pipeline: Pipeline) -> list[str]:
    """The titles of all that readers find."""
    return sorted(entry.title or "" for entry in pipeline.desk.since())


@pytest.mark.parametrize(
    "order", list(permutations(FILES)) if THOROUGH else [("three.json", "one.json", "two.json")]
)
def test_the_highest_version_is_indexed_in_any_order(pipeline: Pipeline, order: tuple[str, ...]) -> None:
    for key in order:
        settle(pipeline, pipeline.put(key, FILES[key]))
    assert outcomes(pipeline, *FILES) == {
        "one.json": SUPERSEDED, "two.json": SUPERSEDED, "three.json": "indexed",
    }  # fmt: skip
    settle(pipeline, pipeline.delete("three.json"))
    assert outcomes(pipeline, *FILES) == {
        "one.json": SUPERSEDED, "two.json": "indexed", "three.json": "removed",
    }  # fmt: skip
    assert listed(pipeline) == ["The wheel, version 2"]


def test_a_kill_refuses_what_is_there_and_what_comes_until_its_file_goes(pipeline: Pipeline) -> None:
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    settle(pipeline, pipeline.put("kill.json", item(2, status="canceled")))
    settle(pipeline, pipeline.put("three.json", FILES["three.json"]))
    assert outcomes(pipeline, "one.json", "kill.json", "three.json") == dict.fromkeys(
        ["one.json", "kill.json", "three.json"], CANCELED
    )
    settle(pipeline, pipeline.delete("kill.json"))
    assert outcomes(pipeline, "one.json", "three.json") == {
        "one.json": SUPERSEDED, "three.json": "indexed",
    }  # fmt: skip


def test_versions_in_one_file_come_to_one(pipeline: Pipeline) -> None:
    settle(pipeline, pipeline.put("all.json", f"[{','.join(FILES.values())}]"))
    outcome = pipeline.desk.outcome("all.json")
    assert outcome.counts == {"indexed": 1, SUPERSEDED: 2}


def test_an_object_of_which_nothing_is_left_says_so(pipeline: Pipeline) -> None:
    settle(pipeline, pipeline.put("three.json", FILES["three.json"]))
    settle(pipeline, pipeline.put("both.json", f"[{FILES['one.json']},{FILES['two.json']}]"))
    assert pipeline.outcome("both.json") == SUPERSEDED
    assert pipeline.desk.outcome("both.json").counts == {SUPERSEDED: 2}


def test_an_item_of_an_older_version_of_a_stream_is_put_aside_and_comes_back(pipeline: Pipeline) -> None:
    other = item(1, uri="urn:weir:other").replace("The wheel", "Another story")
    settle(pipeline, pipeline.put("wire/day.json", f"[{FILES['one.json']}]"))
    settle(pipeline, pipeline.put("wire/day.json", f"[{other}]"))
    both = listed(pipeline)
    assert len(both) == 2
    settle(pipeline, pipeline.put("two.json", FILES["two.json"]))
    assert listed(pipeline) == ["Another story, version 1", "The wheel, version 2"]
    settle(pipeline, pipeline.delete("two.json"))
    assert listed(pipeline) == both


def test_what_is_read_again_as_it_was_stays_put_aside_and_changes_nothing(pipeline: Pipeline) -> None:
    settle(pipeline, pipeline.put("two.json", FILES["two.json"]))
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    settle(pipeline, pipeline.put("kill.json", item(1, uri="urn:weir:other", status="canceled")))
    keys = ("one.json", "two.json", "kill.json")
    before = [pipeline.desk.outcome(key).generation for key in keys]
    for key in keys:
        settle(pipeline, {"kind": "reread", "bucket": INBOX, "key": key})
    assert [pipeline.desk.outcome(key).generation for key in keys] == before
    assert outcomes(pipeline, *keys) == {"one.json": SUPERSEDED, "two.json": "indexed", "kill.json": CANCELED}


def test_what_is_erased_makes_room_and_leaves_no_name(pipeline: Pipeline) -> None:
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    settle(pipeline, pipeline.put(KEY, FILES["two.json"]))
    dead: str = pipeline.sqs.create_queue(QueueName="dead")["QueueUrl"]
    erase(places_of(pipeline, dead), Kind.KEY, KEY, objects=True)
    settle(pipeline)
    assert outcomes(pipeline, "one.json", KEY) == {"one.json": "indexed", KEY: "rejected:erased"}
    assert MARK not in everything(pipeline)


def test_an_export_that_goes_on_has_the_living_version_alone(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {**stack_environment(pipeline.tables), "COPYDESK_OVERFLOW_BUCKET": OVERFLOW}.items():
        monkeypatch.setenv(name, value)
    settle(pipeline, pipeline.put("all.json", f"[{FILES['one.json']}]"))
    target = str(tmp_path / "stack.sqlite")
    assert run(["export", "--quiet", "--sqlite", target]) == 0
    settle(pipeline, pipeline.put("two.json", FILES["two.json"]))
    assert run(["export", "--quiet", "--sqlite", target]) == 0
    with closing(sqlite3.connect(target)) as database:
        assert database.execute("SELECT title FROM articles").fetchall() == [("The wheel, version 2",)]


def test_what_was_put_aside_names_what_stands_for_its_item(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(pipeline, pipeline.put("two.json", FILES["two.json"]))
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    for name, value in stack_environment(pipeline.tables).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COPYDESK_INBOX_BUCKET", INBOX)
    one, two = (article_id(INBOX, key) for key in ("one.json", "two.json"))
    capsys.readouterr()
    assert run(["query", "outcome", "one.json", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["instead"] == {"article_id": two, "bucket": INBOX, "key": "two.json"}
    assert told["outcome"] == SUPERSEDED
    assert run(["query", "versions", one]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[-2:]] == [
        ["2", "2024-03-14T08:00:00.000000Z", "living", "two.json", two],
        ["1", "2024-03-14T08:00:00.000000Z", "superseded", "one.json", one],
    ]
    assert pipeline.desk.versions(one) == pipeline.desk.versions(two)
    assert pipeline.desk.versions("0" * 32) == []


def later(pipeline: Pipeline) -> Event:
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    return pipeline.put("two.json", FILES["two.json"])


def earlier(pipeline: Pipeline) -> Event:
    settle(pipeline, pipeline.put("two.json", FILES["two.json"]))
    return pipeline.put("one.json", FILES["one.json"])


def kill(pipeline: Pipeline) -> Event:
    settle(pipeline, pipeline.put("one.json", FILES["one.json"]))
    return pipeline.put("two.json", item(2, status="canceled"))


def leave(pipeline: Pipeline) -> Event:
    settle(pipeline, later(pipeline))
    return pipeline.delete("two.json")


def become_another(pipeline: Pipeline) -> Event:
    settle(pipeline, later(pipeline))
    return pipeline.put("two.json", item(2, uri="urn:weir:other"))


WAYS = [leave, later, earlier, kill, become_another]


@pytest.mark.parametrize("prepare", WAYS[: None if THOROUGH else 1])
def test_dedupe_dies_at_any_call_on_a_version(
    pipeline: Pipeline, machine: Machine, prepare: Callable[[Pipeline], Event]
) -> None:
    event = prepare(pipeline)
    assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
    messages = pipeline.take()
    before = snapshot()

    def work() -> None:
        assert pipeline.deliver(pipeline.dedupe, *messages) == []

    def end() -> tuple[dict[str, str], list[str]]:
        settle(pipeline)
        return outcomes(pipeline, "one.json", "two.json"), listed(pipeline)

    assert last_death(machine, work, end, before, STEP) > 5


def test_extract_dies_at_any_call_on_what_is_called_for(pipeline: Pipeline, machine: Machine) -> None:
    event = leave(pipeline)
    pipeline.run(event)
    (called,) = pipeline.take(pipeline.extract_queue_url)
    assert pipeline.outcome("one.json") == SUPERSEDED
    before = snapshot()
    for at in deaths(machine, lambda: pipeline.deliver(pipeline.extract, called), before, STEP // 5 or 1):
        assert pipeline.deliver(pipeline.extract, called, receive_count=2) == []
        settle(pipeline)
        assert pipeline.outcome("one.json") == "indexed", f"died after call {at}"
