"""A plan writes nothing, and is what its commit then makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.replaying.differences import digest
from tests.crashes import one_call_at_a_time, snapshot
from tests.integration.test_reread import reads_otherwise, story
from tests.pipelines import INBOX, Pipeline
from tests.replays import clusters_of, commit, objects_of, plan_of, replay_stack, summary_of
from tests.stories import text_of


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    one_call_at_a_time(monkeypatch)
    with mock_aws():
        yield Pipeline(monkeypatch)


def test_a_plan(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run(pipeline.put("one.json", story(1)), pipeline.put("two.json", story(1, 1)))
    pipeline.run(
        pipeline.put("lone.json", story(3)), pipeline.put("many.jsonl", f"{story(5)}\n{story(1, 2)}")
    )
    reads_otherwise(pipeline, monkeypatch, text_of(1, 1), text_of(9))
    before = snapshot()
    lines = plan_of(replay_stack(pipeline))
    for l in lines:
        print(l.model_dump_json())
    assert snapshot() == before
    commit(pipeline, lines)
    for line in objects_of(lines).values():
        for article in line.articles:
            now = pipeline.desk.article(article.article_id)
            assert digest(now) == article.digest
    lines = plan_of(replay_stack(pipeline))
    for l in lines:
        print(l.model_dump_json())
    assert False
