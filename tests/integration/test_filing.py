"""Versions of an agency's item: the living one is indexed, whatever comes first and wherever workers die."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.pipeline import filing
from testing.tables import stack_environment
from tests.crashes import Machine, deaths, one_call_at_a_time, snapshot
from tests.pipelines import INBOX, Event, Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

STEP = 1 if THOROUGH else 17
SUPERSEDED, CANCELED = "rejected:superseded", "rejected:canceled"


def item(version: int, *, status: str = "usable", uri: str = "urn:weir:wheel", hour: int = 8) -> str:
    found: dict[str, Any] = {
        "uri": uri, "version": str(version), "versioncreated": f"2024-03-14T{hour:02}:00:00Z", "pubstatus": status,
        "provider": "Weir News", "headline": f"The wheel, version {version}",
        "body_text": text_of(version),
    }  # fmt: skip
    return json.dumps(found)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setattr(filing, "SEVERAL_DELAY", 0)
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
    return sorted(entry.title or "" for entry in pipeline.desk.articles(language="en"))


@pytest.mark.parametrize("order", list(permutations(FILES))[:: 1 if THOROUGH else 3])
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


def test_a_file_that_becomes_another_item_makes_room(pipeline: Pipeline) -> None:
    for key in ("one.json", "two.json"):
        settle(pipeline, pipeline.put(key, FILES[key]))
    settle(pipeline, pipeline.put("two.json", item(2, uri="urn:weir:other")))
    assert outcomes(pipeline, "one.json", "two.json") == {"one.json": "indexed", "two.json": "indexed"}


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


@pytest.mark.parametrize("prepare", [later, earlier, kill, leave, become_another])
def test_dedupe_dies_at_any_call_on_a_version(
    monkeypatch: pytest.MonkeyPatch, prepare: Callable[[Pipeline], Event]
) -> None:
    one_call_at_a_time(monkeypatch)
    machine = Machine(monkeypatch)
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        event = prepare(pipeline)
        assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
        messages = pipeline.take()
        before = snapshot()

        def work() -> None:
            assert pipeline.deliver(pipeline.dedupe, *messages) == []

        def end() -> tuple[dict[str, str], list[str]]:
            settle(pipeline)
            return outcomes(pipeline, "one.json", "two.json"), listed(pipeline)

        work()
        expected = end()
        at = -1
        for at in deaths(machine, work, before, STEP):
            work()
            assert end() == expected, f"died after call {at}"
        assert at > 5
