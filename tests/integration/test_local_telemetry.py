"""What the handlers log and count: one id from object to record, failures named, no article text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

KEY = "gazette/ferry.json"
NAME = f"s3://{INBOX}/{KEY}"
SECRET = "Herring is served at the toll house on alternate Thursdays"


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "copydesk")
    with mock_aws():
        yield Pipeline(monkeypatch)


def queued(body: str, receives: int = 1, number: int = 1) -> dict[str, Any]:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1714979289500"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:queue",
        "awsRegion": "eu-west-1",
    }


@pytest.fixture
def log(pipeline: Pipeline) -> io.StringIO:
    stream = io.StringIO()
    for function in (pipeline.extract, pipeline.dedupe):
        function.logger.registered_handler.setStream(stream)
    return stream


def parsed(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def counted(written: list[dict[str, Any]]) -> dict[str, float]:
    """Every metric of some lines in CloudWatch's embedded metric format, summed."""
    totals: dict[str, float] = {}
    for line in written:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                totals[metric["Name"]] = totals.get(metric["Name"], 0) + sum(line[metric["Name"]])
    return totals


def test_one_id_leads_from_object_to_record(
    pipeline: Pipeline, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    event = pipeline.put(KEY, json.dumps({"title": "Ferry", "text": f"{text_of(1)} {SECRET}."}))
    pipeline.invoke(pipeline.extract, event)
    pipeline.drain()
    output = capsys.readouterr()
    assert SECRET not in output.out + output.err + log.getvalue()
    about = [line for line in parsed(log.getvalue()) if line.get("correlation_id") == NAME]
    assert [line["service"] for line in about] == ["extract", "dedupe"]
    totals = counted(parsed(output.out))
    assert totals["read:indexed"] == totals["article:indexed"] == 1
    assert 0 <= totals["seconds_from_upload_to_record"] < 60


def test_a_record_that_fails_is_told_of_without_its_text(
    pipeline: Pipeline, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    event = pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)}))
    pipeline.invoke(pipeline.extract, event)
    (good,) = pipeline.sqs.receive_message(QueueUrl=pipeline.queue_url)["Messages"]
    broken = json.dumps({"bucket": INBOX, "key": KEY, "article": SECRET})
    capsys.readouterr()
    batch = {"Records": [queued(good["Body"]), queued(broken, receives=2, number=2)]}
    answer = pipeline.invoke(pipeline.dedupe, batch)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-2"}]}
    output = capsys.readouterr()
    assert SECRET not in output.out + output.err + log.getvalue()
    (failure,) = [line for line in parsed(log.getvalue()) if line.get("level") == "ERROR"]
    assert failure["message_id"] == "message-2"
    assert failure["error"] == "ValidationError"
    assert ["article"] in [one["at"] for one in failure["detail"]]
    assert "correlation_id" not in failure  # not the id of the record before it
    totals = counted(parsed(output.out))
    assert totals["record:failed"] == totals["record:retried"] == 1


def test_the_dedupe_function_goes_on_with_the_extract_functions_trace(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQS hands the header of the request that sent a message to whoever receives it, as AWSTraceHeader."""
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
    sent: list[str] = []

    def remember(request: Any, **_: Any) -> None:
        sent.append(request.headers.get("X-Amzn-Trace-Id"))

    sqs = pipeline.extract.ingester._queue._client
    sqs.meta.events.register("before-send.sqs", remember)
    pipeline.invoke(pipeline.extract, pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)})))
    assert [value.decode() if isinstance(value, bytes) else value for value in sent] == [trace]
