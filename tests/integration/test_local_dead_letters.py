"""Messages that go to a dead letter queue leave an outcome that says so, until they are redriven."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.cli.app import run
from copydesk.message import ArticleMessage
from testing.tables import client
from tests.pipelines import OVERFLOW, RECEIVES, Pipeline
from tests.stories import text_of

KEY = "gazette/ferry.json"


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def overflowing(pipeline: Pipeline) -> tuple[str, str, bytes]:
    """A message whose article lies in the overflow bucket; its body, and the article's key and bytes."""
    pipeline.deliver(
        pipeline.extract,
        json.dumps(pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(1)}))),
    )
    message = ArticleMessage.model_validate_json(pipeline.take()[0])
    assert message.article is not None
    place = f"messages/{message.article_id}/{message.generation}.json"
    outside = message.model_copy(update={"article": None, "article_at": f"s3://{OVERFLOW}/{place}"})
    return outside.model_dump_json(), place, message.article.model_dump_json().encode()


def test_an_article_that_cannot_be_read_fails_at_its_last_try(pipeline: Pipeline) -> None:
    message, place, article = overflowing(pipeline)
    assert pipeline.deliver(pipeline.dedupe, message) == ["0"]
    assert pipeline.outcome(KEY) == "pending"
    assert pipeline.deliver(pipeline.dedupe, message, receive_count=RECEIVES) == ["0"]
    assert pipeline.outcome(KEY) == "failed"
    assert pipeline.desk.outcome(KEY).error == "NoSuchKey: GetObject NoSuchKey"
    pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=article)
    assert pipeline.deliver(pipeline.dedupe, message) == []  # redriven
    assert pipeline.outcome(KEY) == "indexed"
    assert pipeline.desk.outcome(KEY).error is None


def test_an_article_that_is_none_fails_at_its_last_try(pipeline: Pipeline) -> None:
    message, place, _ = overflowing(pipeline)
    pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=b'{"title": "Half an art')
    assert pipeline.deliver(pipeline.dedupe, message, receive_count=RECEIVES) == ["0"]
    assert pipeline.outcome(KEY) == "failed"
    # What is quoted is where, never what.
    assert pipeline.desk.outcome(KEY).error == "ValidationError: json_invalid at "


def test_what_failed_is_listed_and_tried_again_by_command(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in pipeline.desk.names.model_dump().items():
        monkeypatch.setenv(f"COPYDESK_{name.upper()}", value)
    urls = {
        name: pipeline.sqs.create_queue(QueueName=name)["QueueUrl"]
        for name in ("extract-dead", "dedupe-dead")
    }
    outputs = {
        "ExtractQueueUrl": pipeline.extract_queue_url,
        "ExtractDeadLetterQueueUrl": urls["extract-dead"],
        "DedupeQueueUrl": pipeline.queue_url,
        "DedupeDeadLetterQueueUrl": urls["dedupe-dead"],
    }
    create_stack(outputs)
    assert run(["failed"]) == 0
    assert capsys.readouterr().out == "dead letters: extract 0, dedupe 0\n"

    message, place, article = overflowing(pipeline)
    assert pipeline.deliver(pipeline.dedupe, message, receive_count=RECEIVES) == ["0"]
    event = json.dumps(pipeline.put("late.json", json.dumps({"title": "Late", "text": text_of(3)})))
    for url, body in ((urls["dedupe-dead"], message), (urls["extract-dead"], event)):
        pipeline.sqs.send_message(QueueUrl=url, MessageBody=body)
    capsys.readouterr()
    assert run(["failed", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert [(one["key"], one["error"]) for one in shown["objects"]] == [
        (KEY, "NoSuchKey: GetObject NoSuchKey")
    ]
    assert shown["dead_letters"] == {"extract": 1, "dedupe": 1}

    pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=article)
    assert run(["redrive", "extract"]) == 0
    assert run(["redrive"]) == 0
    out = capsys.readouterr().out
    assert out == "extract: 1 messages\nextract: 0 messages\ndedupe: 1 messages\n"
    assert pipeline.deliver(pipeline.extract, *pipeline.take(pipeline.extract_queue_url)) == []
    pipeline.drain()
    assert (pipeline.outcome(KEY), pipeline.outcome("late.json")) == ("indexed", "indexed")
    capsys.readouterr()
    assert run(["failed"]) == 0


def create_stack(outputs: dict[str, str]) -> None:
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    client("cloudformation").create_stack(StackName="copydesk", TemplateBody=json.dumps(template))


def test_a_late_message_of_an_overwritten_key_needs_no_article(pipeline: Pipeline) -> None:
    message, _, _ = overflowing(pipeline)
    pipeline.run(pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(2)})))
    assert pipeline.deliver(pipeline.dedupe, message) == []
    assert pipeline.outcome(KEY) == "indexed"
