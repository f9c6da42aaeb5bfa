"""From storage events to records: any order, any number of times, whatever became of the key meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from copydesk.article import article_id
from copydesk.client import NotFound
from copydesk.storage.articles import MAX_TEXT_BYTES, ArticleStore, MissingText
from copydesk.storage.buckets import Overflow
from tests.pipelines import INBOX, OVERFLOW, RECEIVES, Pipeline, s3_event
from tests.stories import SYLLABLES, text_of
from tests.unit.extraction.samples import warc

ONE, TWO = article_id(INBOX, "one.txt"), article_id(INBOX, "two.txt")


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def page(story: int, variant: int = 0, title: str = "Council votes on the old harbour") -> str:
    """A saved page with a story in it."""
    words = text_of(story, variant).split()
    sentences = [" ".join(words[start : start + 12]).capitalize() + "." for start in range(0, len(words), 12)]
    paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title><meta name=author content='Ada Quill'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def jsonl(*stories: int | None) -> str:
    """Several articles in one object; None is one that is too short."""
    return "\n".join(
        json.dumps({"title": f"Story {number}", "text": "Too short." if number is None else text_of(number)})
        for number in stories
    )


def test_a_file_becomes_an_article(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)))
    assert pipeline.outcome("one.txt") == "indexed"
    article = pipeline.desk.article(ONE)
    assert article.title == "Council votes on the old harbour"
    assert article.object.key == "one.txt"
    assert article.object.version_id
    assert article.ingested_at is not None
    cluster = pipeline.desk.cluster(pipeline.desk.cluster_id(ONE))
    assert [copy.article_id for copy in cluster.copies] == [ONE]


def test_copies_meet_in_a_cluster(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)), pipeline.put("two.txt", page(1, 2)))
    cluster = pipeline.desk.cluster(pipeline.desk.cluster_id(TWO))
    assert {copy.article_id for copy in cluster.copies} == {ONE, TWO}
    assert {copy.match.article_id for copy in cluster.copies if copy.match} == {ONE, TWO}


def test_old_cluster_ids_resolve(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)))
    alone = pipeline.desk.cluster_id(ONE)
    pipeline.run(pipeline.put("two.txt", page(1, 2)))
    pipeline.run(pipeline.put("three.txt", page(1, 3)))
    assert pipeline.desk.cluster(alone) == pipeline.desk.cluster(pipeline.desk.cluster_id(TWO))


def test_the_same_event_twice(pipeline: Pipeline) -> None:
    event = pipeline.put("one.txt", page(1))
    pipeline.run(event)
    before = pipeline.desk.outcome("one.txt")
    pipeline.run(event, event)
    assert pipeline.desk.outcome("one.txt") == before


def test_the_same_message_twice(pipeline: Pipeline) -> None:
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("one.txt", page(1))))
    (message,) = pipeline.take()
    pipeline.deliver(pipeline.dedupe, message, message)
    article = pipeline.desk.article(ONE)
    pipeline.deliver(pipeline.dedupe, message)
    assert pipeline.desk.article(ONE) == article
    assert pipeline.partition(ONE) == {frozenset({ONE})}


def test_an_overwrite_replaces_the_article(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)), pipeline.put("two.txt", page(1, 2)))
    pipeline.run(pipeline.put("one.txt", page(5, title="Ferry service resumes")))
    assert pipeline.desk.article(ONE).title == "Ferry service resumes"
    assert pipeline.partition(ONE, TWO) == {frozenset({ONE}), frozenset({TWO})}


def test_events_out_of_order_end_at_what_the_inbox_holds(pipeline: Pipeline) -> None:
    first = pipeline.put("one.txt", page(1, title="First version"))
    second = pipeline.put("one.txt", page(1, title="Second version"))
    pipeline.run(second)
    pipeline.run(first)
    assert pipeline.desk.article(ONE).title == "Second version"


def test_a_message_of_a_key_overwritten_meanwhile_changes_nothing(pipeline: Pipeline) -> None:
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("one.txt", page(1, title="First version"))))
    (late,) = pipeline.take()
    pipeline.run(pipeline.put("one.txt", page(1, title="Second version")))
    assert pipeline.deliver(pipeline.dedupe, late) == []
    assert pipeline.desk.article(ONE).title == "Second version"


def test_a_deleted_key_takes_its_article_along(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)), pipeline.put("two.txt", page(1, 2)))
    cluster = pipeline.desk.cluster_id(TWO)
    pipeline.run(pipeline.delete("one.txt"))
    assert pipeline.outcome("one.txt") == "removed"
    with pytest.raises(NotFound):
        pipeline.desk.article(ONE)
    assert [copy.article_id for copy in pipeline.desk.cluster(cluster).copies] == [TWO]


def test_deleted_before_it_was_read(pipeline: Pipeline) -> None:
    created, deleted = pipeline.put("one.txt", page(1)), pipeline.delete("one.txt")
    pipeline.run(created)
    assert pipeline.outcome("one.txt") == "removed"
    pipeline.run(deleted)
    assert pipeline.outcome("one.txt") == "removed"


def test_a_late_message_does_not_bring_a_deleted_article_back(pipeline: Pipeline) -> None:
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("one.txt", page(1))))
    (late,) = pipeline.take()
    pipeline.run(pipeline.delete("one.txt"))
    pipeline.deliver(pipeline.dedupe, late)
    assert pipeline.outcome("one.txt") == "removed"
    with pytest.raises(NotFound):
        pipeline.desk.article(ONE)
    with pytest.raises(NotFound):
        pipeline.desk.cluster_id(ONE)


def test_deleted_and_written_again(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)))
    pipeline.run(pipeline.delete("one.txt"))
    pipeline.run(pipeline.put("one.txt", page(2)))
    assert pipeline.outcome("one.txt") == "indexed"
    assert pipeline.partition(ONE) == {frozenset({ONE})}


def test_a_rejected_version_removes_the_article_of_the_last(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.txt", page(1)))
    pipeline.run(pipeline.put("one.txt", b""))
    assert pipeline.outcome("one.txt") == "rejected:empty"
    with pytest.raises(NotFound):
        pipeline.desk.article(ONE)


def test_an_object_of_many_articles_counts_and_lists_them(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("many.jsonl", jsonl(1, 2, None, 3)))
    outcome = pipeline.desk.outcome("many.jsonl")
    assert str(outcome.verdict) == "indexed"
    assert outcome.counts == {"indexed": 3, "rejected:too_short": 1}
    listed = pipeline.desk.article_outcomes("many.jsonl")
    assert [str(one.status) for one in listed] == ["indexed", "indexed", "rejected", "indexed"]
    assert pipeline.desk.article(listed[3].article_id).position == 3


def test_positions_that_a_new_version_lacks_are_removed(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("many.jsonl", jsonl(1, 2, 3)))
    pipeline.run(pipeline.put("many.jsonl", jsonl(4)))
    assert pipeline.outcome("many.jsonl") == "indexed"
    assert pipeline.desk.article(article_id(INBOX, "many.jsonl", 0)).text == text_of(4)
    for position in (1, 2):
        with pytest.raises(NotFound):
            pipeline.desk.article(article_id(INBOX, "many.jsonl", position))
    pipeline.run(pipeline.delete("many.jsonl"))
    assert pipeline.outcome("many.jsonl") == "removed"


def test_many_articles_counted_once_however_often_they_come(pipeline: Pipeline) -> None:
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("many.jsonl", jsonl(1, 2, 3))))
    messages = pipeline.take()
    pipeline.deliver(pipeline.dedupe, *messages[:2], messages[0])
    assert pipeline.outcome("many.jsonl") == "pending"
    pipeline.deliver(pipeline.dedupe, *messages, *messages)
    assert pipeline.desk.outcome("many.jsonl").counts == {"indexed": 3}


@pytest.mark.parametrize("key", ["a b.txt", "a+b.txt", "a%2Fb.txt", "café/šć—漢.txt", "100%.txt"])
def test_odd_keys(pipeline: Pipeline, key: str) -> None:
    pipeline.run(pipeline.put(key, page(1)))
    assert pipeline.outcome(key) == "indexed"
    assert pipeline.desk.article(article_id(INBOX, key)).object.key == key


def test_text_over_the_item_limit_is_read_back_unseen(pipeline: Pipeline) -> None:
    sentence = " ".join(SYLLABLES) + "."
    text = "\n\n".join(f"Paragraph {number} says {sentence}" for number in range(MAX_TEXT_BYTES // 150))
    pipeline.run(pipeline.put("one.txt", json.dumps({"title": "A long story", "text": text})))
    assert pipeline.outcome("one.txt") == "indexed"
    assert pipeline.desk.article(ONE).text == text
    stored = client_keys(pipeline)
    assert f"texts/{ONE}/1.txt" in stored
    pipeline.run(pipeline.delete("one.txt"))
    assert f"texts/{ONE}/1.txt" not in client_keys(pipeline)


def test_a_text_that_a_dying_worker_left_is_taken_away_by_the_next_try(pipeline: Pipeline) -> None:
    overflow = Overflow(pipeline.s3, OVERFLOW)
    store = ArticleStore(pipeline.dynamodb, pipeline.tables["ArticlesTable"], overflow)
    pipeline.run(pipeline.put("one.txt", page(1)))
    article = pipeline.desk.article(ONE).model_copy(update={"text": "x" * (MAX_TEXT_BYTES + 1)})
    assert store.put(article, 2)
    (left,) = client_keys(pipeline)
    assert store.remove(ONE, 3)
    assert client_keys(pipeline) == set()
    overflow.put(left, article.text)  # as if the worker had died between mark and deletion
    assert store.remove(ONE, 3)
    assert client_keys(pipeline) == set()
    assert not store.put(article, 2)
    assert client_keys(pipeline) == set()


def test_a_file_of_a_kind_that_is_not_read_is_named(pipeline: Pipeline) -> None:
    calendar = "BEGIN:VCALENDAR\nDESCRIPTION:" + text_of(2)
    pipeline.run(pipeline.put("one.txt", b"PK\x05\x06"), pipeline.put("two.txt", page(1)))
    pipeline.run(pipeline.put("two.txt", calendar))  # whose article goes by way of the dedupe function
    pipeline.run(pipeline.put("three.warc", warc(page(3).encode()) + warc(calendar.encode())))
    told = [pipeline.desk.outcome(key) for key in ("one.txt", "two.txt", "three.warc")]
    assert [(str(one.verdict), one.file_kind) for one in told] == [
        ("rejected:unsupported_format", "ZIP archive"),
        ("rejected:unsupported_format", "calendar"),
        ("indexed", None),
    ]
    assert [one.file_kind for one in pipeline.desk.article_outcomes("one.txt")] == ["ZIP archive"]
    assert [one.file_kind for one in pipeline.desk.article_outcomes("three.warc")] == [None, "calendar"]
    pipeline.run(pipeline.put("one.txt", page(1)))
    assert pipeline.desk.outcome("one.txt").file_kind is None


def test_too_large_to_read(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk.pipeline.extract_stage.MAX_OBJECT_BYTES", len(page(1)))
    pipeline.run(pipeline.put("one.txt", page(1)), pipeline.put("two.txt", page(1) + "\n"))
    assert pipeline.outcome("one.txt") == "indexed"
    assert pipeline.outcome("two.txt") == "rejected:too_large"


def test_a_poisoned_message_fails_alone(pipeline: Pipeline) -> None:
    good = json.dumps(pipeline.put("one.txt", page(1)))
    assert pipeline.deliver(pipeline.extract, "not JSON", good, "{}") == ["0", "2"]
    pipeline.drain()
    assert pipeline.outcome("one.txt") == "indexed"
    assert pipeline.deliver(pipeline.dedupe, "not JSON") == ["0"]


def test_the_last_try_says_failed_until_it_succeeds(pipeline: Pipeline) -> None:
    event = json.dumps(pipeline.put("one.txt", page(1)))
    pipeline.deliver(pipeline.extract, event, receive_count=RECEIVES)
    assert pipeline.outcome("one.txt") == "failed"
    (message,) = pipeline.take()
    pipeline.dynamodb.delete_table(TableName=pipeline.tables["IndexTable"])
    assert pipeline.deliver(pipeline.dedupe, message, receive_count=RECEIVES) == ["0"]
    assert pipeline.outcome("one.txt") == "failed"


def test_success_overwrites_failed(pipeline: Pipeline) -> None:
    event = json.dumps(pipeline.put("one.txt", page(1)))
    pipeline.deliver(pipeline.extract, event, receive_count=RECEIVES)
    pipeline.drain()
    assert pipeline.outcome("one.txt") == "indexed"


def test_a_bare_storage_event(pipeline: Pipeline) -> None:
    pipeline.invoke(pipeline.extract, pipeline.put("one.txt", page(1)))
    pipeline.drain()
    assert pipeline.outcome("one.txt") == "indexed"


def test_an_unknown_key_is_removed_and_never_an_error(pipeline: Pipeline) -> None:
    pipeline.run(s3_event("ObjectCreated:Put", "never.txt"))
    assert pipeline.outcome("never.txt") == "removed"


def client_keys(pipeline: Pipeline) -> set[str]:
    answer = pipeline.s3.list_objects_v2(Bucket=OVERFLOW)
    return {item["Key"] for item in answer.get("Contents", [])}


def test_a_text_that_is_replaced_while_it_is_read(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ArticleStore(pipeline.dynamodb, pipeline.tables["ArticlesTable"], Overflow(pipeline.s3, OVERFLOW))
    pipeline.run(pipeline.put("one.txt", page(1)))
    first, second = (
        pipeline.desk.article(ONE).model_copy(update={"text": letter * (MAX_TEXT_BYTES + 1)})
        for letter in "ab"
    )
    assert store.put(first, 2)
    call = BaseClient._make_api_call  # type: ignore[attr-defined]
    late = [3]

    def replaced_meanwhile(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name == "GetObject" and late:
            assert store.put(second, late.pop())
        return call(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", replaced_meanwhile)
    assert store.get(ONE) == second


def test_a_text_that_is_gone_is_an_error(pipeline: Pipeline) -> None:
    overflow = Overflow(pipeline.s3, OVERFLOW)
    store = ArticleStore(pipeline.dynamodb, pipeline.tables["ArticlesTable"], overflow)
    pipeline.run(pipeline.put("one.txt", page(1)))
    assert store.put(pipeline.desk.article(ONE).model_copy(update={"text": "x" * (MAX_TEXT_BYTES + 1)}), 2)
    overflow.delete([overflow.address(key) for key in client_keys(pipeline)])
    with pytest.raises(MissingText, match=ONE):
        store.get(ONE)
