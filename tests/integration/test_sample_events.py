"""Every sample in events/ through the function that it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from pydantic import ValidationError

from copydesk.client import NotFound
from copydesk.pipeline.events import changed_objects
from copydesk.pipeline.telemetry import Refused
from local.template import ROOT, load
from tests.pipelines import EVENTS, INBOX, Pipeline, load_function, s3_event, sample
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


def test_every_function_has_a_sample_and_stands_in_the_readme() -> None:
    resources = load()["Resources"].values()
    folders = {
        one["Properties"]["CodeUri"] for one in resources if one["Type"] == "AWS::Serverless::Function"
    }
    assert {f"functions/{name.split('-')[0]}/" for name in SAMPLES} == folders
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not {folder for folder in folders if folder.rstrip("/") not in readme}


def test_there_is_a_sample_of_every_kind() -> None:
    assert len(EXTRACT) >= 8
    assert {"dedupe-index-via-sqs.json", "dedupe-remove-via-sqs.json"} <= set(SAMPLES)


def test_keys_are_decoded_as_their_sender_encodes_them() -> None:
    assert {key for _, key in named(sample("extract-s3-odd-keys-via-sqs.json"))} >= ODD_KEYS
    bridged = sample("extract-eventbridge-object-created.json")
    bridged["detail"]["object"]["key"] = "a+b%2Fc d.txt"
    assert changed_objects(bridged)[0].key == "a+b%2Fc d.txt"
    assert named(sample("extract-s3-test-event-via-sqs.json")) == set()


OTHER_NAMES = (
    "ObjectTagging:Put",
    "ObjectAcl:Put",
    "LifecycleTransition",
    "ObjectRestore:Post",
    "Replication:OperationX",
)
OTHER_DETAILS = (
    "Object Tags Deleted",
    "Object ACL Updated",
    "Object Storage Class Changed",
    "Object Restore Expired",
)


def test_what_changes_no_content_is_passed_over() -> None:
    put, bridged = sample("extract-s3-put.json"), sample("extract-eventbridge-object-created.json")
    for name in OTHER_NAMES:
        put["Records"][0]["eventName"] = name
        assert changed_objects(put) == []
    for detail in OTHER_DETAILS:
        assert changed_objects({**bridged, "detail-type": detail}) == []
    about = {"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe", "Token": "x"}
    assert changed_objects(json.dumps(about)) == []
    test_event = json.loads(sample("extract-s3-test-event-via-sqs.json")["Records"][0]["body"])
    assert changed_objects(json.dumps({"Type": "Notification", "Message": json.dumps(test_event)})) == []


def test_what_is_no_storage_event_is_refused() -> None:
    for body in (
        "{}",
        "[]",
        "null",
        '{"Records": 1}',
        '{"Records": [1]}',
        '{"Type": "Notification", "Message": "x"}',
    ):
        with pytest.raises(ValidationError):
            changed_objects(body)


def test_a_folder_has_no_outcome(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put("folder/", b""), pipeline.delete("gone/"))
    for key in ("folder/", "gone/"):
        with pytest.raises(NotFound):
            pipeline.desk.outcome(key)
    pipeline.run(pipeline.put("folder/", json.dumps({"title": "Ferry", "text": text_of(1)})))
    assert pipeline.outcome("folder/") == "indexed"
    pipeline.run(pipeline.put("folder/", b""))
    assert pipeline.outcome("folder/") == "rejected:empty"


def test_an_archived_object_is_read_when_it_is_restored(pipeline: Pipeline) -> None:
    text = json.dumps({"title": "Ferry", "text": text_of(1)}).encode()
    pipeline.s3.put_object(Bucket=INBOX, Key="ferry.json", Body=text, StorageClass="GLACIER")
    pipeline.run(s3_event("ObjectCreated:Put", "ferry.json"))
    assert pipeline.outcome("ferry.json") == "rejected:archived"
    pipeline.s3.restore_object(Bucket=INBOX, Key="ferry.json", RestoreRequest={"Days": 1})
    pipeline.run(s3_event("ObjectRestore:Completed", "ferry.json"))
    assert pipeline.outcome("ferry.json") == "indexed"


def test_of_a_bucket_that_others_use_too_only_prefixes_are_read(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_PREFIXES", "news/,wires/")
    pipeline.extract = load_function("extract")
    text = json.dumps({"title": "Ferry", "text": text_of(1)})
    pipeline.run(
        *(pipeline.put(f"{folder}/a.json", text) for folder in ("news", "wires", "newsletters", "logs"))
    )
    assert {pipeline.outcome(f"{folder}/a.json") for folder in ("news", "wires")} == {"indexed"}
    for folder in ("newsletters", "logs"):
        with pytest.raises(NotFound):
            pipeline.desk.outcome(f"{folder}/a.json")


@pytest.mark.parametrize("versioning", ["none", "suspended"])
def test_a_bucket_without_versions_serves_as_well(pipeline: Pipeline, versioning: str) -> None:
    bucket = "own-bucket"
    pipeline.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    if versioning == "suspended":
        pipeline.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    outcomes = []
    for body in (text_of(1), text_of(2), None):
        if body is None:
            pipeline.s3.delete_object(Bucket=bucket, Key="a.json")
        else:
            text = json.dumps({"title": "Ferry", "text": body}).encode()
            pipeline.s3.put_object(Bucket=bucket, Key="a.json", Body=text)
        event = s3_event("LifecycleExpiration:Delete" if body is None else "ObjectCreated:Put", "a.json")
        event["Records"][0]["s3"]["bucket"]["name"] = bucket
        for _ in range(2):
            pipeline.run(event)
        outcome = pipeline.extract.stage.outcomes.get(bucket, "a.json")
        outcomes.append((str(outcome.verdict), outcome.generation))
    assert outcomes == [("indexed", 1), ("indexed", 2), ("removed", 3)]


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
    outcomes = {str(pipeline.dedupe.stage.outcomes.get(*one).verdict) for one in named(event)}
    assert outcomes <= {"removed" if gone else "indexed"}


def test_dedupe(pipeline: Pipeline) -> None:
    index, remove = sample("dedupe-index-via-sqs.json"), sample("dedupe-remove-via-sqs.json")
    message = json.loads(index["Records"][0]["body"])
    outcomes = pipeline.dedupe.stage.outcomes
    for event, expected in ((index, "indexed"), (remove, "removed")):
        outcomes.claim(message["bucket"], message["key"], "pending")
        assert pipeline.invoke(pipeline.dedupe, event) == {"batchItemFailures": []}
        assert str(outcomes.get(message["bucket"], message["key"]).verdict) == expected


def test_backfill(pipeline: Pipeline) -> None:
    function = load_function("backfill")
    inbox = sample("backfill-prefix.json")["Items"][0]["bucket"]
    expected = {
        "backfill-prefix.json": ["harbour-gazette/2024/05/06/ferry-strike.html", "dumps/c++ and 100%.txt"]
    }
    expected["backfill-inventory.json"] = [
        "dumps/c++ and 100%.txt"
    ]  # neither an old version nor a deleted key
    for name, keys in expected.items():
        assert pipeline.invoke(function, sample(name)) == {"announced": len(keys)}
        named = [changed_objects(body) for body in pipeline.take(pipeline.backfill_queue_url)]
        assert named == [[(inbox, key)] for key in keys]
    # The emulator of `make deploy-local` gives items one by one.
    (item, *_) = sample("backfill-prefix.json")["Items"]
    assert pipeline.invoke(function, item) == {"announced": 1}
    with pytest.raises(Refused):
        pipeline.invoke(function, {"Items": [{"object": {"Key": "without a bucket"}}]})
