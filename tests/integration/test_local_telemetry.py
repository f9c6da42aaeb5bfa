"""What the handlers log and count: one id from object to record, failures named, no article text."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from copydesk.events import EVENTS
from copydesk.outcome import RejectionReason
from copydesk.pipeline.dedupe_stage import Effect
from local.runtime import Context
from local.template import load
from tests.pipelines import INBOX, OVERFLOW, Pipeline
from tests.stories import bridge_text, text_of

WATCHES_CLIENTS = True

KEY = "gazette/ferry.json"
NAME = f"s3://{INBOX}/{KEY}"
SECRET = "Herring is served at the toll house on alternate Thursdays"


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
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
    assert pipeline.desk.outcome(KEY).object == NAME
    totals = counted(parsed(output.out))
    assert totals["object:indexed"] == totals["article:indexed"] == 1
    assert 0 <= totals["seconds_from_upload_to_record"] < 60


def test_a_message_whose_article_is_gone_is_published_of_by_the_same_id(
    pipeline: Pipeline, log: io.StringIO
) -> None:
    pipeline.invoke(pipeline.extract, pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)})))
    message = json.loads(pipeline.take()[0])
    del message["article"]
    message["article_at"] = f"s3://{OVERFLOW}/messages/gone.json"
    assert pipeline.deliver(pipeline.dedupe, json.dumps(message)) == ["0"]
    (failure,) = [line for line in parsed(log.getvalue()) if line["level"] == "ERROR"]
    assert failure["correlation_id"] == NAME
    assert failure["detail"]["Code"] == "NoSuchKey"


def test_matches_and_merges_are_counted(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [text_of(1), text_of(2), text_of(1, 1), text_of(3), bridge_text(1, 2)]
    seen = []
    for number, text in enumerate(texts):
        pipeline.run(pipeline.put(f"{number}.json", json.dumps({"title": "Ferry", "text": text})))
        totals = counted(parsed(capsys.readouterr().out))
        seen.append((totals["matches"], totals["merges"]))
    assert [merges for _, merges in seen] == [0, 0, 1, 0, 2]
    assert all((matches > 0) == (merges > 0) for matches, merges in seen)


def test_the_dashboard_shows_what_the_functions_count_and_nothing_else(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps({"title": "Ferry", "text": text_of(1)})
    event = pipeline.put(KEY, text)
    pipeline.deliver(pipeline.extract, json.dumps(event), "no event", receive_count=2)
    (message,) = pipeline.take()
    pipeline.deliver(pipeline.dedupe, message, message, "no message", receive_count=2)
    pipeline.run(pipeline.put("empty.txt", b""), pipeline.put(KEY, text + " "))
    pipeline.deliver(pipeline.dedupe, message)
    pipeline.run(pipeline.delete(KEY))
    emitted = set()
    for line in parsed(capsys.readouterr().out):
        emitted |= {(line["service"], one["Name"]) for one in _directive(line)["Metrics"]}
    read = set(RejectionReason) - {RejectionReason.SUPERSEDED}  # of which no reading knows
    rejections = {("extract", f"object:rejected:{reason}") for reason in read}
    effects = {("dedupe", f"article:{effect}") for effect in Effect}
    assert rejections & emitted == {("extract", "object:rejected:empty")}
    rare = {
        ("dedupe", f"article:{effect}") for effect in (Effect.UNCHANGED, Effect.REFUSED, Effect.PUT_ASIDE)
    }
    assert effects - emitted == rare
    learned = {("learn", f"learn:{name}") for name in ("new_version", "held_back", "share")}
    names = ("headers_repaired", "links_mended", "articles_verified", "merges", "left", "finished")
    verified = {("verify", f"verify:{name}") for name in names}
    published = {("publish", f"event:{kind.__name__}") for kind in EVENTS}
    published |= {("publish", "batch:failed"), ("publish", "seconds_from_change_to_event")}
    assert emitted | rejections | rare | published | learned | verified == _custom_metrics(
        load()["Resources"]["Dashboard"]
    )


def test_the_average_of_failures_is_their_rate(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.dumps(pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)})))
    pipeline.deliver(pipeline.extract, good, "no event", good, good)
    (line,) = [line for line in parsed(capsys.readouterr().out) if "record:failed" in line]
    assert sorted(line["record:failed"]) == [0, 0, 0, 1]


def _directive(line: dict[str, Any]) -> dict[str, Any]:
    """The directive of a line of metrics by service alone; cold starts have another."""
    found = line.get("_aws", {}).get("CloudWatchMetrics", [{"Metrics": []}])[0]
    return found if found.get("Dimensions") == [["service"]] else {"Metrics": []}


def _custom_metrics(dashboard: dict[str, Any]) -> set[tuple[str, str]]:
    """Service and name of each metric in the stack's own namespace that a dashboard shows."""
    shown = set()
    for widget in json.loads(dashboard["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]:
        for row in widget["properties"].get("metrics", []):
            if row[0] == "${AWS::StackName}":
                assert row[2] == "service"
                shown.add((row[3], row[1]))
    return shown


def test_a_record_that_fails_is_published_of_without_its_text(
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


def test_a_published_version_counts_the_failed_share_of_its_batches(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.dumps(pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)})))
    event = {"Records": [queued(good, number=1), queued("{}", number=2)]}
    context = Context("test", "512", "arn", deadline=time.monotonic() + 120)
    pipeline.extract.handler(event, context)
    assert "release:failed" not in capsys.readouterr().out  # nothing to go back to
    pipeline.extract.handler(event, replace(context, function_version="7"))
    lines = [line for line in parsed(capsys.readouterr().out) if "release:failed" in line]
    assert [(line["release:failed"], line["service"], line["version"]) for line in lines] == [
        ([0.5], "extract", "7")
    ]
    (directive,) = lines[0]["_aws"]["CloudWatchMetrics"]
    assert [sorted(dimensions) for dimensions in directive["Dimensions"]] == [["service", "version"]]


def test_the_dedupe_function_goes_on_with_the_extract_functions_trace(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """SQS hands the header of the request that sent a message to whoever receives it, as AWSTraceHeader."""
    root = "1-5759e988-bd862e3fe1be46a994272793"
    trace = f"Root={root};Parent=53995c3f42cd8ad8;Sampled=1"
    monkeypatch.setenv("_X_AMZN_TRACE_ID", trace)
    sent: list[str] = []

    def remember(request: Any, **_: Any) -> None:
        sent.append(request.headers.get("X-Amzn-Trace-Id"))

    sqs = pipeline.extract.stage._sender._queue._client
    sqs.meta.events.register("before-send.sqs", remember)
    pipeline.invoke(pipeline.extract, pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)})))
    assert [value.decode() if isinstance(value, bytes) else value for value in sent] == [trace]
    pipeline.drain()
    ours = [line for line in parsed(log.getvalue()) if line.get("correlation_id") == NAME]
    assert {line["service"] for line in ours} == {"extract", "dedupe"}
    assert {line["xray_trace_id"] for line in ours} == {root}  # from an object's lines to its trace
