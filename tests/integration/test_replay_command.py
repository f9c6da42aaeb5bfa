"""`copydesk replay`: plans, commits that are ended and gone on with, and what has come of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from copydesk.cli.app import run
from copydesk.outcome import Status
from copydesk.replaying import committing
from copydesk.replaying.plan_file import PlanFile
from copydesk.storage import queue
from local.template import ROOT
from tests.crashes import Died, one_call_at_a_time
from tests.integration.test_intake import stack as put_out
from tests.integration.test_reread import is_of_version, reads_otherwise, request_of, story
from tests.pipelines import INBOX, OVERFLOW, Pipeline
from tests.replays import commit_of, objects_of, plan_of, read_queue, replay_stack
from tests.stories import text_of

KEYS = [f"{number}.json" for number in range(4)]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Pipeline]:
    """A stack of four objects, of which the first two are copies until another version reads them."""
    one_call_at_a_time(monkeypatch)
    monkeypatch.setenv("COPYDESK_STACK", "desk")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(queue, "MESSAGES_PER_CALL", 2)
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        put_out(
            InboxBucketName=INBOX,
            OverflowBucketName=OVERFLOW,
            ExtractQueueUrl=pipeline.extract_queue_url,
            **{f"{logical}Name": name for logical, name in pipeline.tables.items()},
        )
        texts = [story(1), story(1, 1), story(2), story(3)]
        pipeline.run(*(pipeline.put(key, text) for key, text in zip(KEYS, texts, strict=True)))
        yield pipeline


def told(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """What a command prints, which ends so."""
    capsys.readouterr()
    assert run(["replay", *arguments]) == status, capsys.readouterr().err
    return capsys.readouterr().out


def test_a_plan_is_shown_committed_ended_and_gone_on_with(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reads_otherwise(pipeline, monkeypatch, text_of(1, 1), text_of(9))
    shown = told(capsys, "--plan")
    for line in (
        "to be read again 4",
        "of which something changes 1",
        "with another text 1",
        "clusters that part 1",
    ):
        assert line in " ".join(shown.split())
    assert "1.json" in shown
    assert pipeline.take(pipeline.extract_queue_url) == []
    sends = 0
    real = queue.RereadingQueue.send

    def dies(self: Any, names: Any) -> None:
        nonlocal sends
        sends += 1
        if sends == 2:
            raise Died
        real(self, names)

    with monkeypatch.context() as patch:
        patch.setattr(committing, "MESSAGES_PER_CALL", 2)
        patch.setattr(queue.RereadingQueue, "send", dies)
        with pytest.raises(Died):
            run(["replay", "--commit", "--rate", "1000"])
    assert "2 objects to be read again" in capsys.readouterr().err
    read_queue(pipeline)
    assert json.loads(told(capsys, "--status", "--json", status=1))["objects"] == {
        "to be read": 2,
        "read, as planned": 2,
    }
    assert len(told(capsys, "--commit", "--rate", "1000").split()) == 2
    read_queue(pipeline)
    assert json.loads(told(capsys, "--status", "--json")) == {
        "objects": {"read, as planned": 4},
        "keys": {},
        "clusters": {"as planned": 1, "not as planned": 0},
    }
    assert "as planned" in told(capsys, "--status")
    assert told(capsys, "--commit") == ""
    told(capsys, "--plan", "again.jsonl")
    assert PlanFile(Path("again.jsonl")).summary.objects_due.value == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no plan bad.jsonl"),
        (b"", "bad.jsonl: a plan that was not made to its end"),
        (b"\x9f\xff\x00", "bad.jsonl, line 1: no line of a plan"),
    ],
)
def test_a_file_that_is_no_plan_is_told(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    assert pipeline.outcome("0.json") == "indexed"
    if content is not None:
        Path("bad.jsonl").write_bytes(content)
    for what in ("--commit", "--status"):
        capsys.readouterr()
        assert run(["replay", what, "bad.jsonl"]) == 1
        assert said in capsys.readouterr().err


def test_what_was_read_since_is_passed_over_and_other_terms_end_it(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reads_otherwise(pipeline, monkeypatch, "Story", "A story")
    told(capsys, "--plan", "--prefix", "0", "--prefix", "1", "--prefix", "2")
    pipeline.run(pipeline.put("0.json", story(7)), pipeline.delete("1.json"))
    assert told(capsys, "--commit").split() == ["2.json"]
    assert pipeline.take(pipeline.extract_queue_url) == [request_of("2.json")]
    assert told(capsys, "--status", status=1).count("passed over") == 3
    is_of_version(monkeypatch, "9.2.0")
    capsys.readouterr()
    assert run(["replay", "--commit"]) == 1
    assert "plan anew" in capsys.readouterr().err


def test_a_commit_stops_where_the_functions_are_of_another_version(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    is_of_version(monkeypatch, "9.1.0")
    told(capsys, "--plan")
    real = queue.RereadingQueue.send

    def read_by_others(self: Any, names: Any) -> None:
        real(self, names)
        with monkeypatch.context() as older:
            is_of_version(older, "9.0.0")
            read_queue(pipeline)

    monkeypatch.setattr(queue.RereadingQueue, "send", read_by_others)
    monkeypatch.setattr(committing, "MESSAGES_PER_CALL", 2)
    monkeypatch.setattr(committing, "LOOK_EVERY", 2)
    capsys.readouterr()
    assert run(["replay", "--commit"]) == 1
    printed = capsys.readouterr()
    assert "copydesk 9.0.0 reads the objects" in printed.err
    assert "2 objects to be read again" in printed.err  # and no more
    assert "other versions" in told(capsys, "--status", status=1)


@pytest.mark.parametrize(("fails", "sent"), [(1, 4), (2, 2)])
def test_a_commit_stops_where_many_fail(
    fails: int,
    sent: int,
    pipeline: Pipeline,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    is_of_version(monkeypatch, "9.1.0")
    told(capsys, "--plan")
    real = queue.RereadingQueue.send

    def fail(self: Any, names: Any) -> None:
        real(self, names)
        for key in KEYS[:fails]:
            pipeline.extract.stage.outcomes.claim(INBOX, key, Status.FAILED)

    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"After each {committing.LOOK_EVERY} objects" in operations
    assert (
        f"more than a {'tenth' if committing.MOST_FAILED == 0.1 else committing.MOST_FAILED} failed"
        in operations
    )
    monkeypatch.setattr(queue.RereadingQueue, "send", fail)
    monkeypatch.setattr(committing, "MESSAGES_PER_CALL", 2)
    monkeypatch.setattr(committing, "LOOK_EVERY", 2)
    monkeypatch.setattr(committing, "FAILED_AMONG", 2)
    assert run(["replay", "--commit"]) == (fails == 2)
    printed = capsys.readouterr()
    assert ("2 of the last 2 objects failed" in printed.err) is (fails == 2)
    assert printed.out.split() == KEYS[:sent]


def test_a_sample_gives_intervals_and_what_is_no_plan_of_the_stack_is_said(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    reads_otherwise(pipeline, monkeypatch, text_of(1, 1), text_of(9))
    found = json.loads(told(capsys, "--plan", "--json", "--sample", "3"))
    assert (found["objects"], found["planned"]) == (4, 3)
    assert found["objects_due"]["low"] >= 3
    assert found["objects_changing"]["low"] < found["objects_changing"]["high"]
    for name in ("write_units", "read_units", "dollars", "minutes", "clusters_parting"):
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"]
    plan = Path("replay-plan.jsonl")
    keys = [one.key for one in PlanFile(plan).objects()]
    told(capsys, "--plan", "--sample", "3", "again.jsonl")
    assert [one.key for one in PlanFile(Path("again.jsonl")).objects()] == keys
    lines = plan.read_text().splitlines()
    for text in ("", "no json\n", "\n".join(lines[:-1]), "\n".join(lines).replace(INBOX, "another")):
        plan.write_text(text)
        assert run(["replay", "--commit"]) == 1
        assert "plan" in capsys.readouterr().err
    assert pipeline.take(pipeline.extract_queue_url) == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["--plan", "--commit"], ["--commit", "--prefix", "a"], ["--plan", "--older-than", "new"]],
)
def test_wrong_usage_is_said(arguments: list[str]) -> None:
    assert run(["replay", *arguments]) == 2


def test_objects_are_sent_at_the_rate(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    is_of_version(monkeypatch, "9.1.0")
    monkeypatch.setattr(committing, "MESSAGES_PER_CALL", 2)
    stack = replay_stack(pipeline)
    lines = plan_of(stack)
    now = 100.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    calls = commit_of(stack, lines).send(objects_of(lines).values(), 0.5, clock=lambda: now, sleep=sleep)
    assert [(now, [line.key for line in some]) for some in calls] == [(100.0, KEYS[:2]), (104.0, KEYS[2:])]
