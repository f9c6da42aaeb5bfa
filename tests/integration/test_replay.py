"""A plan writes nothing, and is what its commit then makes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.storage import boilerplates
from tests.crashes import one_call_at_a_time
from tests.integration.test_filing import item
from tests.integration.test_learning import teaser
from tests.integration.test_reread import reads_otherwise, story
from tests.metered import Metered
from tests.pipelines import INBOX, Pipeline
from tests.replays import (
    carry_out,
    check,
    clusters_of,
    learn_from,
    objects_of,
    plan_of,
    read_queue,
    replay_stack,
    summary_of,
)
from tests.stories import text_of


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    one_call_at_a_time(monkeypatch)
    monkeypatch.setattr(boilerplates, "POINTER_SECONDS", 0.0)
    with mock_aws():
        yield Pipeline(monkeypatch)


def test_what_is_learned_meanwhile_parts_clusters_as_planned(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    teasers = [f"{number}.json" for number in range(4)]
    pipeline.run(*(pipeline.put(key, teaser(number)) for number, key in enumerate(teasers)))
    pipeline.run(pipeline.put("other.json", story(7)), pipeline.put("short.txt", "Too short."))
    stack = replay_stack(pipeline)
    assert not any(one.is_due for one in objects_of(plan_of(stack)).values())
    learn_from(pipeline, stack, teasers)
    meter = Metered(monkeypatch)
    lines = plan_of(stack)
    assert meter.wrote == []
    summary = summary_of(lines)
    assert (summary.objects, summary.objects_due.value, summary.objects_changing.value) == (6, 6, 4)
    assert {"text", "stripped", "word_count"} <= summary.fields.keys()
    assert (summary.clusters_merging.value, summary.clusters_parting.value) == (0, 1)
    (change,) = clusters_of(lines)
    (whole,) = change.before.values()
    assert whole == tuple(sorted(article_id(INBOX, key) for key in teasers))
    assert sorted(map(len, change.after.values())) == [1, 1, 1, 1]
    assert change.before.keys() < change.after.keys()  # one part keeps the id
    carry_out(pipeline, stack, lines)
    check(stack, lines)
    assert set(map(pipeline.desk.cluster_id, whole)) == change.after.keys()
    again = plan_of(stack)
    assert not any(one.is_due for one in objects_of(again).values())


def test_what_is_read_otherwise_merges_appears_and_vanishes_as_planned(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = json.dumps({"title": "Note", "text": "Too short."})
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("two.json", story(2)))
    pipeline.run(pipeline.put("many.jsonl", "\n".join([story(1, 1), story(3), note])))
    pipeline.run(pipeline.put("note.json", note), pipeline.put("lone.json", story(5)))
    stack = replay_stack(pipeline)
    reads_otherwise(pipeline, monkeypatch, text_of(2), text_of(1, 2))
    reads_otherwise(pipeline, monkeypatch, "Too short.", text_of(9))
    reads_otherwise(pipeline, monkeypatch, text_of(5), "Cut.")
    reads_otherwise(pipeline, monkeypatch, text_of(3), "Cut.")
    lines = plan_of(stack)
    found = objects_of(lines)
    assert (found["note.json"].before, found["note.json"].after) == ("rejected:too_short", "indexed")
    assert (found["lone.json"].before, found["lone.json"].after) == ("indexed", "rejected:too_short")
    changes = {one.article_id: one.change for line in found.values() for one in line.articles}
    many = [article_id(INBOX, "many.jsonl", at) for at in range(3)]
    assert [changes.get(name) for name in many] == [None, "vanished", "appeared"]
    assert changes[article_id(INBOX, "two.json")] == "changed"
    summary = summary_of(lines)
    assert summary.outcomes.keys() == {"rejected:too_short -> indexed", "indexed -> rejected:too_short"}
    assert (summary.clusters_merging.value, summary.clusters_parting.value) == (1, 0)
    assert len(clusters_of(lines)) == 4  # and one that is new, and two that end
    carry_out(pipeline, stack, lines)
    check(stack, lines)


def test_an_object_that_another_has_read_again_is_told_of_in_its_own_line(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = {
        "a.json": (1, "urn:one"),
        "b.json": (2, "urn:one"),
        "c.json": (4, "urn:two"),
        "d.json": (3, "urn:two"),
    }
    for key, (version, uri) in versions.items():
        pipeline.run(pipeline.put(key, item(version, uri=uri)))
        read_queue(pipeline)
    stack = replay_stack(pipeline)
    reads_otherwise(pipeline, monkeypatch, text_of(2), "Cut.")
    reads_otherwise(pipeline, monkeypatch, text_of(4), "Cut.")
    lines = plan_of(stack)
    found = objects_of(lines)
    for gone, back in (("b.json", "a.json"), ("c.json", "d.json")):
        assert (found[gone].before, found[gone].after) == ("indexed", "rejected:too_short")
        assert (found[back].before, found[back].after) == ("rejected:superseded", "indexed")
        assert [one.change for key in (gone, back) for one in found[key].articles] == ["vanished", "appeared"]
        assert [one.article_id for one in found[back].articles] == [article_id(INBOX, back)]
    carry_out(pipeline, stack, lines)
    check(stack, lines)
