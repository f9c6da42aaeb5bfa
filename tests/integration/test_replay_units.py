"""What a plan says that its commit consumes, beside what DynamoDB says."""

from __future__ import annotations


import pytest
from moto import mock_aws

from tests.integration.test_reread import reads_otherwise, story
from tests.metered import Metered
from tests.pipelines import Pipeline
from tests.replays import commit, objects_of, plan_of, replay_stack, summary_of
from tests.stories import text_of
from copydesk.replaying.capacity import Units


def test_units(dynamodb_local: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_local)
    with mock_aws():
        pipeline = Pipeline(monkeypatch, keys=12)
        pipeline.run(*(pipeline.put(f"{at}-{v}.json", story(at, v)) for at in range(4) for v in range(3)))
        pipeline.run(pipeline.put("many.jsonl", f"{story(15)}\n{story(1, 4)}"))
        reads_otherwise(pipeline, monkeypatch, "Story 1", "A story")
        meter = Metered(monkeypatch)
        lines = plan_of(replay_stack(pipeline))
        print(meter.written, meter.units)
        total = Units()
        for key, line in objects_of(lines).items():
            before = meter.units
            commit(pipeline, [line])
            used = meter.units.minus(before)
            print(key, line.claims, line.units, used)
            total = total.plus(used)
        print(summary_of(lines), total)
        assert False
