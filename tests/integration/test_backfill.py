"""Backfills: what lay in a bucket before is read by way of a queue of its own, behind what comes now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.message import Rereading
from copydesk.pipeline import extract_stage, object_reading
from copydesk.storage.queue import BACKFILL
from tests.pipelines import INBOX, Pipeline, sqs_event
from tests.stories import text_of


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def story(number: int) -> str:
    return json.dumps({"title": f"Story {number}", "text": text_of(number), "publisher": "Harbour Gazette"})


def from_queue(pipeline: Pipeline, function: Any, queue: str, *bodies: str) -> None:
    """Deliver a batch of a queue of this name."""
    event = sqs_event(*bodies)
    for record in event["Records"]:
        record["eventSourceARN"] = f"arn:aws:sqs:eu-west-1:123456789012:{queue}"
    assert pipeline.invoke(function, event) == {"batchItemFailures": []}


def groups(pipeline: Pipeline) -> list[str | None]:
    """The group of each message in the dedupe queue."""
    answer = pipeline.sqs.receive_message(
        QueueUrl=pipeline.queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=0,
        MessageSystemAttributeNames=["All"],
    )
    return [one["Attributes"].get("MessageGroupId") for one in answer["Messages"]]


@pytest.mark.parametrize("rereads", [False, True])
def test_articles_of_a_backfill_are_of_a_group_that_live_ones_overtake(
    pipeline: Pipeline, *, rereads: bool
) -> None:
    event = json.dumps(pipeline.put("a.json", story(1)))
    body = Rereading(bucket=INBOX, key="a.json").model_dump_json() if rereads else event
    for queue, group in (("backfill", BACKFILL), ("extract", None)):
        pipeline.put("a.json", story(2))
        from_queue(pipeline, pipeline.extract, queue, body)
        assert groups(pipeline) == [group]
        pipeline.drain()


def test_what_a_large_object_of_a_backfill_leaves_stays_in_its_queue(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (extract_stage, object_reading):
        monkeypatch.setattr(module, "ARTICLES_AT_ONCE", 2)
    event = json.dumps(pipeline.put("all.jsonl", "\n".join(map(story, range(5)))))
    from_queue(pipeline, pipeline.extract, "backfill", event)
    for _ in range(2):
        assert pipeline.take(pipeline.extract_queue_url) == []
        (left,) = pipeline.take(pipeline.backfill_queue_url)
        from_queue(pipeline, pipeline.extract, "backfill", left)
    assert set(groups(pipeline)) == {BACKFILL}
    pipeline.drain()
    assert pipeline.outcome("all.jsonl") == "indexed"


def test_how_long_a_backfill_waits_is_no_latency(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    late = {"seconds_from_event_to_extract", "seconds_from_upload_to_record"}
    for queue, expected in (("backfill", set[str]()), ("extract", late)):
        capsys.readouterr()
        from_queue(pipeline, pipeline.extract, queue, json.dumps(pipeline.put(f"{queue}.json", story(1))))
        (message,) = pipeline.take()
        event = sqs_event(message)
        event["Records"][0]["attributes"] |= {"MessageGroupId": BACKFILL} if queue == "backfill" else {}
        assert pipeline.invoke(pipeline.dedupe, event) == {"batchItemFailures": []}
        told = capsys.readouterr().out
        assert {name for name in late if name in told} == expected
