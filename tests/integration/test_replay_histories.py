"""Plans of stacks of all kinds are what their commits make: one that 0.1.0 filled, and small random ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.pipeline import object_reading
from local.stored import StoredStack
from tests.crashes import one_call_at_a_time
from tests.integration.test_reread import is_of_version
from tests.pipelines import Pipeline
from tests.replays import carry_out, check, clusters_of, objects_of, plan_of, replay_stack, summary_of
from tests.stories import text_of
from tests.thorough import only_thorough

STACKS = 12
OBJECTS = 8


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    one_call_at_a_time(monkeypatch)
    with mock_aws():
        yield Pipeline(monkeypatch)


@only_thorough
def test_a_stack_that_0_1_0_filled_comes_out_as_planned(pipeline: Pipeline) -> None:
    stored = StoredStack("0.1.0")
    stored.put_objects(pipeline.s3)
    stored.put_items(pipeline.dynamodb, pipeline.tables)
    stack = replay_stack(pipeline)
    lines = plan_of(stack)
    summary = summary_of(lines)
    assert summary.objects_due.value == summary.objects - summary.errors
    assert summary.objects_changing.value > 0
    carry_out(pipeline, stack, lines)
    check(stack, lines)
    assert summary_of(plan_of(stack)).objects_due.value == 0


@only_thorough
@pytest.mark.parametrize("seed", range(STACKS))
def test_a_random_stack_comes_out_as_planned(
    seed: int, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stories, copies and notes in documents and lists; then each story's text may be read as another's, or as none."""
    chance = random.Random(seed)
    texts = [text_of(number, variant) for number in range(3) for variant in range(3)] + [
        "Too short.",
        "Shorter.",
    ]
    for at in range(OBJECTS):
        chosen = chance.sample(texts, chance.choice([1, 1, 1, 2, 3]))
        lines = [json.dumps({"title": f"Story {texts.index(text)}", "text": text}) for text in chosen]
        pipeline.run(pipeline.put(f"{at}.json{'l' if len(lines) > 1 else ''}", "\n".join(lines)))
    others = {text.encode(): chance.choice(texts).encode() for text in texts if chance.random() < 0.4}
    real = object_reading.extract_bounded

    def otherwise(data: bytes, **options: Any) -> Any:
        for number, text in enumerate(others):  # all at once: none is read as what another was
            data = data.replace(text + b'"', b"\0%d\0" % number)
        for number, other in enumerate(others.values()):
            data = data.replace(b"\0%d\0" % number, other + b'"')
        return real(data, **options)

    monkeypatch.setattr(object_reading, "extract_bounded", otherwise)
    is_of_version(monkeypatch, "9.1.0")
    stack = replay_stack(pipeline)
    lines = plan_of(stack)
    assert summary_of(lines).objects_due.value == OBJECTS
    carry_out(pipeline, stack, lines)
    check(stack, lines)
    for change in clusters_of(lines):
        for cluster_id, names in change.after.items():
            assert {pipeline.desk.cluster_id(name) for name in names} == {cluster_id}
    assert not any(line.is_due for line in objects_of(plan_of(stack)).values())
