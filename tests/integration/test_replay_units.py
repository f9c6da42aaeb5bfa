"""What a plan says that its commit consumes is what DynamoDB says, within a tenth."""

from __future__ import annotations

import pytest
from moto import mock_aws

from copydesk.replaying.planning import UNSEEN_READ, UNSEEN_WRITTEN
from tests.integration.test_reread import reads_otherwise, request_of, story
from tests.metered import Metered
from tests.pipelines import Pipeline
from tests.replays import check, objects_of, plan_of, read_queue, replay_stack, summary_of
from tests.stories import text_of
from tests.thorough import only_thorough


@only_thorough
def test_a_commit_consumes_what_was_planned(dynamodb_local: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_local)
    with mock_aws():
        pipeline = Pipeline(monkeypatch, keys=12)
        keys = [(number, variant) for number in range(3) for variant in range(2)]
        pipeline.run(
            *(pipeline.put(f"{number}-{variant}.json", story(number, variant)) for number, variant in keys)
        )
        pipeline.run(
            pipeline.put("many.jsonl", f"{story(5)}\n{story(1, 4)}"), pipeline.put("note.txt", "Short.")
        )
        stack = replay_stack(pipeline)
        reads_otherwise(pipeline, monkeypatch, "Story 1", "A story")
        reads_otherwise(pipeline, monkeypatch, text_of(2, 1), text_of(9))
        meter = Metered(monkeypatch)
        lines = plan_of(stack)
        assert meter.wrote == []
        before = meter.units
        # The functions alone, not what the command asks for outcomes.
        for line in objects_of(lines).values():
            pipeline.deliver(pipeline.extract, request_of(line.key))
            read_queue(pipeline)
        consumed, planned = meter.units.minus(before), summary_of(lines)
        (one,) = (line for line in objects_of(lines).values() if line.key == "1-0.json")
        assert 2 < UNSEEN_WRITTEN / one.write_units < 6
        assert 2 < UNSEEN_READ / one.read_units < 6
        assert consumed.write == pytest.approx(planned.write_units.value, rel=0.1)
        assert consumed.read == pytest.approx(planned.read_units.value, rel=0.1)
        check(stack, lines)
