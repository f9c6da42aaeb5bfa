"""Intake stops and goes on; what was uploaded and deleted while nobody listened is found again from its time on."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from copydesk.cli import intake, lost_events
from copydesk.cli.app import run
from copydesk.outcome import Status
from testing.tables import client
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

STACK = "desk"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("COPYDESK_STACK", STACK)
    with mock_aws():
        yield


def stack(**outputs: str) -> None:
    """A stack that puts these out."""
    template = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))


def story(number: int) -> str:
    return json.dumps({"title": f"Story {number}", "text": text_of(number), "publisher": "Harbour Gazette"})


def backfilled(pipeline: Pipeline, *arguments: str) -> None:
    """Have lost events told again, and everything worked off."""
    assert run(["backfill", *arguments]) == 0
    while bodies := pipeline.take(pipeline.extract_queue_url):
        assert pipeline.deliver(pipeline.extract, *bodies) == []
    pipeline.drain()


def test_what_happened_while_messages_were_lost_is_found_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline = Pipeline(monkeypatch)
    stack(InboxBucketName=INBOX, ExtractQueueUrl=pipeline.extract_queue_url)
    early = [pipeline.put(f"early/{name}.json", story(at)) for at, name in enumerate("abc")]
    pipeline.run(*early)
    stopped = datetime.now(UTC).isoformat()
    # From here on events are never delivered: the queue was emptied, or kept them longer than it can.
    pipeline.put("late/a story + more é.json", story(10))
    pipeline.put("early/a.json", story(11))
    pipeline.delete("early/b.json")
    capsys.readouterr()

    assert run(["backfill", "--since", stopped, "--dry-run"]) == 0
    assert pipeline.take(pipeline.extract_queue_url) == []
    keys = ["early/a.json", "early/b.json", "early/c.json", "late/a story + more é.json"]
    assert capsys.readouterr().out.splitlines() == keys  # c too: an hour earlier is looked at
    backfilled(pipeline, "--since", stopped, "--prefix", "late/")
    assert pipeline.outcome("late/a story + more é.json") == "indexed"
    assert pipeline.desk.outcome("early/a.json").generation == 1

    for _ in range(2):  # what has its outcome is not read again
        backfilled(pipeline, "--since", stopped)
        found = {key: pipeline.desk.outcome(key) for key in keys}
        assert [(one.status, one.generation) for one in found.values()] == [
            (Status.INDEXED, 2),
            (Status.REMOVED, 2),
            (Status.INDEXED, 1),
            (Status.INDEXED, 1),
        ]
    (changed,) = pipeline.desk.article_outcomes("early/a.json")
    assert pipeline.desk.article(changed.article_id).title == "Story 11"


def test_a_reading_whose_message_is_lost_on_the_way_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline(monkeypatch)
    stack(InboxBucketName=INBOX, ExtractQueueUrl=pipeline.extract_queue_url)
    assert pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("a.json", story(1)))) == []
    assert len(pipeline.take()) == 1  # and lost
    assert pipeline.outcome("a.json") == "pending"
    backfilled(pipeline, "--since", datetime.now(UTC).isoformat())
    assert pipeline.outcome("a.json") == "indexed"


def test_an_end_leaves_out_what_came_later(capsys: pytest.CaptureFixture[str]) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=INBOX, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    stack(InboxBucketName=INBOX, ExtractQueueUrl="unused")
    s3.put_object(Bucket=INBOX, Key="a.json", Body=b"{}")  # no versions in this one
    now = datetime.now(UTC)
    for since, until, expected in (
        (now, now + timedelta(minutes=1), ["a.json"]),
        (now, now - timedelta(minutes=1), []),
        (now + 2 * lost_events.MARGIN, now + 3 * lost_events.MARGIN, []),
    ):
        span = ["--since", since.isoformat(), "--until", until.isoformat()]
        assert run(["backfill", "--dry-run", *span]) == 0
        assert capsys.readouterr().out.splitlines() == expected
    assert run(["backfill", "--dry-run", "--since", "yesterday"]) == 2


def mapping() -> tuple[Any, str, str]:
    """What tells of functions, and two queues' mappings to one."""
    functions = client("lambda")
    document = {"Version": "2012-10-17", "Statement": []}
    role = client("iam").create_role(RoleName="extract", AssumeRolePolicyDocument=json.dumps(document))
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "handler = print")
    functions.create_function(
        FunctionName="extract",
        Runtime="python3.13",
        Role=role["Role"]["Arn"],
        Handler="app.handler",
        Code={"ZipFile": code.getvalue()},
    )

    def mapped(queue: str) -> str:
        url = client("sqs").create_queue(QueueName=queue)["QueueUrl"]
        found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        made = functions.create_event_source_mapping(
            EventSourceArn=found["QueueArn"], FunctionName="extract", Enabled=True
        )
        return str(made["UUID"])

    return functions, mapped("extract"), mapped("backfill")


def test_intake_stops_and_goes_on_and_says_when(capsys: pytest.CaptureFixture[str]) -> None:
    functions, uuid, backfill = mapping()
    stack(IntakeId=uuid, BackfillIntakeId=backfill)
    before = datetime.now(UTC).replace(microsecond=0)
    for switch, state in (("stop", "Disabled"), ("stop", "Disabled"), ("start", "Enabled")):
        assert run(["intake", switch]) == 0
        for one in (uuid, backfill):
            assert functions.get_event_source_mapping(UUID=one)["State"] == state
        assert before <= datetime.fromisoformat(capsys.readouterr().out.strip()) <= datetime.now(UTC)


def test_intake_of_a_stack_of_0_1_stops_too() -> None:
    functions, uuid, _ = mapping()
    stack(ExtractFunctionName="extract")
    assert run(["intake", "stop"]) == 0
    assert functions.get_event_source_mapping(UUID=uuid)["State"] == "Disabled"


def test_lambda_that_does_not_follow_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, uuid, _ = mapping()
    stack(IntakeId=uuid)
    monkeypatch.setattr(intake, "SWITCH_SECONDS", -1.0)
    monkeypatch.setitem(intake.STATES, intake.Switch.STOP, "Gone")
    assert run(["intake", "stop"]) == 1
    assert capsys.readouterr().err.startswith("copydesk: after -1 s intake is still Disabled")


def test_a_stack_without_a_mapping_is_not_said_to_have_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    functions, *mapped = mapping()
    for uuid in mapped:
        functions.delete_event_source_mapping(UUID=uuid)
    stack(ExtractFunctionName="extract")
    for switch in ("stop", "start"):
        assert run(["intake", switch]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "no mapping of Lambda feeds the stack desk" in said.err


def test_a_stack_without_the_output_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    stack(Other="value")
    assert run(["intake", "stop"]) == 1
    assert "puts out no IntakeId" in capsys.readouterr().err
