"""Objects are read again on somebody's word: what comes out as it is stays untouched, the rest is stored anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.message import Rereading
from copydesk.outcome import object_uri
from copydesk.pipeline import dedupe_stage, object_reading
from copydesk.storage.items import to_item
from copydesk.storage.messages import message_text
from tests.crashes import Machine, deaths, one_call_at_a_time, snapshot
from tests.integration.test_crashes import OF_THE_READING, contents
from tests.integration.test_intake import stack
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

ONE, TWO = article_id(INBOX, "one.json"), article_id(INBOX, "two.json")
TABLES = ("ArticlesTable", "ClustersTable", "IndexTable", "ListingsTable")
STEP = 1 if THOROUGH else 17


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    one_call_at_a_time(monkeypatch)
    monkeypatch.setenv("COPYDESK_STACK", "desk")
    with mock_aws():
        yield Pipeline(monkeypatch)


def story(number: int, variant: int = 0) -> str:
    return json.dumps({"title": f"Story {number}", "text": text_of(number, variant)})


def request_of(key: str) -> str:
    return message_text(Rereading(bucket=INBOX, key=key))


def reread(pipeline: Pipeline, *keys: str) -> None:
    bodies = list(map(request_of, keys))
    while bodies:
        assert pipeline.deliver(pipeline.extract, *bodies) == []
        bodies = pipeline.take(pipeline.extract_queue_url)
    pipeline.drain()


def is_of_version(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Both functions are."""
    for module in (object_reading, dedupe_stage):
        monkeypatch.setattr(module, "__version__", version)


def reads_otherwise(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """A version of copydesk that reads a title otherwise."""
    real = object_reading.extract_bounded

    def otherwise(data: bytes, **options: Any) -> Any:
        return real(data.replace(old.encode(), new.encode()), **options)

    monkeypatch.setattr(object_reading, "extract_bounded", otherwise)
    is_of_version(monkeypatch, "9.1.0")


def test_what_comes_out_as_it_is_changes_its_note_alone(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\n".join([story(2), json.dumps({"title": "x", "text": "Too short."}), story(1, 1)])
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("many.jsonl", lines))
    pipeline.run(pipeline.put("note.txt", "Too short to be a story."))
    keys = ("one.json", "many.jsonl", "note.txt")
    before, outcomes = contents(pipeline, set(), *TABLES), [pipeline.desk.outcome(key) for key in keys]
    assert [one.made_by.settings is not None for one in outcomes if one.made_by] == [True, False, False]
    compared = pipeline.desk.article_outcomes("many.jsonl")
    is_of_version(monkeypatch, "9.1.0")
    reread(pipeline, *keys, *keys)
    assert contents(pipeline, set(), *TABLES) == before
    for old in outcomes:
        new = pipeline.desk.outcome(old.key)
        assert new.made_by is not None
        assert new.made_by.extraction == "9.1.0"
        assert new.model_copy(update={"made_by": old.made_by}) == old
        for one in pipeline.desk.article_outcomes(old.key) if old.waiting is not None else ():
            assert one.made_by is not None
            assert one.made_by.extraction == "9.1.0"
    # It was not compared again, so the settings of matching that it was compared under stay.
    settings = [one.made_by and one.made_by.settings for one in compared]
    assert [setting is not None for setting in settings] == [True, False, True]
    again = pipeline.desk.article_outcomes("many.jsonl")
    assert [one.made_by and one.made_by.settings for one in again] == settings


def test_what_a_file_is_comes_to_the_outcome_of_a_release_that_did_not_say_it(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("one.zip", b"PK\x05\x06"))
    pipeline.dynamodb.update_item(
        TableName=pipeline.tables["OutcomesTable"],
        Key=to_item({"object": object_uri(INBOX, "one.zip"), "entry": "object"}),
        UpdateExpression="REMOVE #kind",
        ExpressionAttributeNames={"#kind": "file_kind"},
    )
    told = []
    for _ in range(3):
        one = pipeline.desk.outcome("one.zip")
        told.append((one.generation, str(one.verdict), one.file_kind))
        reread(pipeline, "one.zip")
    rejected = "rejected:unsupported_format"
    assert told == [(1, rejected, None), (2, rejected, "ZIP archive"), (2, rejected, "ZIP archive")]


def test_what_comes_out_otherwise_keeps_its_ingestion_and_its_cluster(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("two.json", story(1, 1)))
    pipeline.run(
        pipeline.put("lone.json", story(3)), pipeline.put("many.jsonl", f"{story(5)}\n{story(1, 2)}")
    )
    lone = article_id(INBOX, "lone.json")
    many = [article_id(INBOX, "many.jsonl", at) for at in range(2)]
    names = [ONE, TWO, lone, *many]
    before = {name: pipeline.desk.article(name) for name in names}
    homes = {name: pipeline.desk.cluster_id(name) for name in names}
    partition = pipeline.partition(*names)
    reads_otherwise(pipeline, monkeypatch, "Story", "A story")
    reread(pipeline, "one.json", "lone.json", "many.jsonl")
    for name in (ONE, lone, *many):
        article = pipeline.desk.article(name)
        assert article.title == before[name].title.replace("Story", "A story")  # type: ignore[union-attr]
        assert article.ingested_at == before[name].ingested_at
        assert article.reread_at is not None
    assert pipeline.desk.article(TWO) == before[TWO]
    assert {name: pipeline.desk.cluster_id(name) for name in names} == homes
    assert pipeline.partition(*names) == partition
    assert pipeline.desk.outcome("many.jsonl").counts == {"indexed": 2}


def test_of_several_only_those_that_come_out_otherwise_are_stored_anew(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.put("many.jsonl", f"{story(5)}\n{story(6)}"))
    first, second = (article_id(INBOX, "many.jsonl", at) for at in range(2))
    untouched = pipeline.desk.article(second)
    reads_otherwise(pipeline, monkeypatch, "Story 5", "A story")
    reread(pipeline, "many.jsonl")
    assert pipeline.desk.article(first).title == "A story"
    assert pipeline.desk.article(second) == untouched
    pipeline.run(pipeline.delete("many.jsonl"))  # both, whatever their generation
    assert pipeline.partition(first, second) == set()


def test_what_does_not_match_any_more_parts(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("two.json", story(1, 1)))
    assert len(pipeline.partition(ONE, TWO)) == 1
    reads_otherwise(pipeline, monkeypatch, text_of(1, 1), text_of(9))
    reread(pipeline, "two.json")
    assert len(pipeline.partition(ONE, TWO)) == 2


def test_a_rereading_that_dies_at_any_call_is_done_again(
    pipeline: Pipeline, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("two.json", story(1, 1)))
    homes = pipeline.desk.cluster_id(ONE), pipeline.desk.cluster_id(TWO)
    reads_otherwise(pipeline, monkeypatch, "Story", "A story")
    ingested = pipeline.desk.article(ONE).ingested_at
    before, ends = snapshot(), []
    extract = partial(pipeline.deliver, pipeline.extract, request_of("one.json"))

    def end() -> Any:
        pipeline.drain()
        article = pipeline.desk.article(ONE)
        assert (article.title, article.ingested_at) == ("A story 1", ingested)
        assert (pipeline.desk.cluster_id(ONE), pipeline.desk.cluster_id(TWO)) == homes
        differing = {*OF_THE_READING, "reread_at", "found"}  # which names a generation of the other article
        return contents(pipeline, differing, "ClustersTable"), pipeline.outcome("one.json")

    for _ in deaths(machine, extract, before, STEP):
        assert extract() == []
        ends.append(end())
    pipeline.take()
    assert pipeline.deliver(pipeline.extract, request_of("two.json")) == []
    messages, before = pipeline.take(), snapshot()
    dedupe = partial(pipeline.deliver, pipeline.dedupe, *messages)
    others = []
    for _ in deaths(machine, dedupe, before, STEP):
        assert dedupe() == []
        others.append(end())
    assert all(one == some[-1] for some in (ends, others) for one in some)


def test_the_command_finds_what_is_asked_for(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(
        InboxBucketName=INBOX,
        ExtractQueueUrl=pipeline.extract_queue_url,
        OutcomesTableName=pipeline.tables["OutcomesTable"],
    )
    pipeline.run(pipeline.put("a/one.json", story(1)), pipeline.put("b/two.json", story(2)))
    pipeline.run(pipeline.put("b/note.txt", "Too short."), pipeline.put("b/gone.txt", "Short."))
    pipeline.run(pipeline.delete("b/gone.txt"))
    capsys.readouterr()

    def found(*options: str) -> list[str]:
        assert run(["reread", "--dry-run", *options]) == 0
        return sorted(capsys.readouterr().out.split())

    assert found("--prefix", "b/") == ["b/note.txt", "b/two.json"]
    assert found("--outcome", "rejected") == found("--outcome", "rejected:too_short") == ["b/note.txt"]
    assert found("--older-than", "0.1.0") == []
    is_of_version(monkeypatch, "9.1.0")
    assert found("--older-than", "9.1.0", "--outcome", "indexed") == ["a/one.json", "b/two.json"]
    assert run(["reread", "--older-than", "9.1.0"]) == 0
    bodies = pipeline.take(pipeline.extract_queue_url)
    assert pipeline.deliver(pipeline.extract, *bodies) == []
    assert pipeline.take() == []
    capsys.readouterr()
    assert found("--older-than", "9.1.0") == []
    assert run(["reread", "a/one.json"]) == 0
    assert pipeline.take(pipeline.extract_queue_url) == [request_of("a/one.json")]
    assert run(["reread"]) == 2
    assert run(["reread", "--outcome", "rejected:to_short", "--dry-run"]) == 2
    assert "rejected:to_short is no outcome" in capsys.readouterr().err
    assert run(["reread", "a", "--prefix", "b"]) == 2
