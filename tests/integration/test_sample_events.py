"""Every sample in events/ through the function that it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.pipeline.events import changed_objects
from tests.pipelines import EVENTS, Pipeline, sample
from tests.stories import text_of

SAMPLES = sorted(path.name for path in EVENTS.glob("*.json"))
EXTRACT = [name for name in SAMPLES if name.startswith("extract-")]

ODD_KEYS = {
    "dumps/Harbour Gazette/ferry strike.txt",
    "dumps/c++ and 100%.txt",
    "dumps/a%2Fb.html",
    "dumps/Šibenik/vijest — ž.html",
}


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def named(event: dict[str, Any]) -> set[tuple[str, str]]:
    """The objects that a sample names, whatever it is wrapped in."""
    if event.get("Records", [{}])[0].get("eventSource") == "aws:sqs":
        return {tuple(name) for record in event["Records"] for name in changed_objects(record["body"])}
    return {tuple(name) for name in changed_objects(event)}


def test_there_is_a_sample_of_every_kind() -> None:
    assert len(EXTRACT) >= 8
    assert {"dedupe-index-via-sqs.json", "dedupe-remove-via-sqs.json"} <= set(SAMPLES)


def test_keys_are_decoded_as_their_sender_encodes_them() -> None:
    assert {key for _, key in named(sample("extract-s3-odd-keys-via-sqs.json"))} >= ODD_KEYS
    bridged = sample("extract-eventbridge-object-created.json")
    bridged["detail"]["object"]["key"] = "a+b%2Fc d.txt"
    assert changed_objects(bridged)[0].key == "a+b%2Fc d.txt"
    assert named(sample("extract-s3-test-event-via-sqs.json")) == set()


@pytest.mark.parametrize("name", EXTRACT)
def test_extract(pipeline: Pipeline, name: str) -> None:
    event = sample(name)
    gone = "delete" in name
    for bucket, key in named(event):
        if bucket not in {one["Name"] for one in pipeline.s3.list_buckets()["Buckets"]}:
            location = {"LocationConstraint": "eu-west-1"}
            pipeline.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
        if not gone:
            body = json.dumps({"title": key, "text": text_of(1)})
            pipeline.s3.put_object(Bucket=bucket, Key=key, Body=body.encode())
    assert not pipeline.invoke(pipeline.extract, event).get("batchItemFailures")
    pipeline.drain()
    outcomes = {str(pipeline.dedupe.stage._outcomes.get(*one).verdict) for one in named(event)}
    assert outcomes <= {"removed" if gone else "indexed"}


def test_dedupe(pipeline: Pipeline) -> None:
    index, remove = sample("dedupe-index-via-sqs.json"), sample("dedupe-remove-via-sqs.json")
    message = json.loads(index["Records"][0]["body"])
    outcomes = pipeline.dedupe.stage._outcomes
    for event, expected in ((index, "indexed"), (remove, "removed")):
        outcomes.claim(message["bucket"], message["key"], "pending")
        assert pipeline.invoke(pipeline.dedupe, event) == {"batchItemFailures": []}
        assert str(outcomes.get(message["bucket"], message["key"]).verdict) == expected
