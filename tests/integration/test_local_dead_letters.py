"""Messages that go to a dead letter queue leave an outcome that says so, until they are redriven."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.message import ArticleMessage
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
    pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=article)
    assert pipeline.deliver(pipeline.dedupe, message) == []  # redriven
    assert pipeline.outcome(KEY) == "indexed"


def test_an_article_that_is_none_fails_at_its_last_try(pipeline: Pipeline) -> None:
    message, place, _ = overflowing(pipeline)
    pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=b'{"title": "Half an art')
    assert pipeline.deliver(pipeline.dedupe, message, receive_count=RECEIVES) == ["0"]
    assert pipeline.outcome(KEY) == "failed"


def test_a_late_message_of_an_overwritten_key_needs_no_article(pipeline: Pipeline) -> None:
    message, _, _ = overflowing(pipeline)
    pipeline.run(pipeline.put(KEY, json.dumps({"title": "Ferry", "text": text_of(2)})))
    assert pipeline.deliver(pipeline.dedupe, message) == []
    assert pipeline.outcome(KEY) == "indexed"
