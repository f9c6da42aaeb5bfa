"""The two functions over moto, driven by hand: tests choose which events come, when, and how often."""

from __future__ import annotations

import importlib.util
import itertools
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote_plus

import pytest

from copydesk.client import Desk, StackNames
from copydesk.matching import shingles
from local.runtime import Context
from local.template import ROOT
from testing.tables import client, cluster_store, create_tables
from tests.clusters import Partition, stored_partition

EVENTS = ROOT / "events"
INBOX = "test-inbox"
OVERFLOW = "test-overflow"
RECEIVES = 5

# Index keys of an article: each is a call to look it up, which takes moto longer than all else. The local stack's
# tests have as many as production.
FEW_KEYS = 4

_numbers = itertools.count()

Event = dict[str, Any]


def load_function(name: str) -> ModuleType:
    """A function's module, fresh, reading the environment of now: what a cold start does."""
    path = ROOT / "functions" / name / "app.py"
    spec = importlib.util.spec_from_file_location(f"function_{name}_{next(_numbers)}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Pipeline:
    """A bucket, the tables, the queue between the functions, and the functions; inside moto's mock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, keys: int = FEW_KEYS) -> None:
        monkeypatch.setattr(shingles, "KEYS", keys)
        monkeypatch.setattr(shingles, "SHINGLES_PER_KEY", 10_000)
        self.s3, self.sqs, self.dynamodb = client("s3"), client("sqs"), client("dynamodb")
        for bucket in (INBOX, OVERFLOW):
            location = {"LocationConstraint": "eu-west-1"}
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
        self.s3.put_bucket_versioning(Bucket=INBOX, VersioningConfiguration={"Status": "Enabled"})
        self.tables = create_tables(self.dynamodb)
        self.queue_url = self.sqs.create_queue(QueueName="dedupe")["QueueUrl"]
        self.extract_queue_url = self.sqs.create_queue(QueueName="extract")["QueueUrl"]
        self.backfill_queue_url = self.sqs.create_queue(QueueName="backfill")["QueueUrl"]
        environment = {
            "OUTCOMES_TABLE": self.tables["OutcomesTable"],
            "ARTICLES_TABLE": self.tables["ArticlesTable"],
            "CLUSTERS_TABLE": self.tables["ClustersTable"],
            "INDEX_TABLE": self.tables["IndexTable"],
            "LISTINGS_TABLE": self.tables["ListingsTable"],
            "OVERFLOW_BUCKET": OVERFLOW,
            "DEDUPE_QUEUE_URL": self.queue_url,
            "EXTRACT_QUEUE_URL": self.extract_queue_url,
            "BACKFILL_QUEUE_URL": self.backfill_queue_url,
            "MAX_RECEIVE_COUNT": str(RECEIVES),
            "LEARN_KEEP_DAYS": "60",
            "LEARN_MOST_SHARE": "0.6",
            "VERIFY_UNITS_PER_SECOND": "1000",
            "POWERTOOLS_METRICS_NAMESPACE": "copydesk",
            "AWS_LAMBDA_FUNCTION_NAME": "test",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        self.extract = load_function("extract")
        self.dedupe = load_function("dedupe")
        self.desk = Desk(
            StackNames(
                inbox_bucket=INBOX,
                overflow_bucket=OVERFLOW,
                articles_table=self.tables["ArticlesTable"],
                clusters_table=self.tables["ClustersTable"],
                listings_table=self.tables["ListingsTable"],
                outcomes_table=self.tables["OutcomesTable"],
            )
        )

    def put(self, key: str, body: str | bytes) -> Event:
        """Write a key; the event that S3 sends of it, which the test delivers or not."""
        self.s3.put_object(Bucket=INBOX, Key=key, Body=body.encode() if isinstance(body, str) else body)
        return s3_event("ObjectCreated:Put", key)

    def delete(self, key: str) -> Event:
        """Delete a key; the event that S3 sends of it."""
        self.s3.delete_object(Bucket=INBOX, Key=key)
        return s3_event("ObjectRemoved:DeleteMarkerCreated", key)

    def run(self, *events: Event) -> None:
        """Deliver events to the extract function in one batch, then all it sends to the dedupe function."""
        bodies = [json.dumps(event) for event in events]
        while bodies:  # then whatever the extract function left to itself
            assert self.deliver(self.extract, *bodies) == []
            bodies = self.take(self.extract_queue_url)
        self.drain()

    def drain(self) -> None:
        """Deliver all that is in the dedupe queue."""
        while bodies := self.take():
            assert self.deliver(self.dedupe, *bodies) == []

    def take(self, url: str | None = None) -> list[str]:
        """Up to ten messages of a queue, the dedupe queue unless named, taken off it."""
        url = url or self.queue_url
        messages = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages]

    def deliver(self, function: ModuleType, *bodies: str, receive_count: int = 1) -> list[str]:
        """Invoke a function with one batch; the indexes of the messages that failed, as text."""
        answer = self.invoke(function, sqs_event(*bodies, receive_count=receive_count))
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def invoke(self, function: ModuleType, event: Event, seconds: float = 120.0) -> Event:
        """Invoke a function with any event; it has so many seconds."""
        arn = "arn:aws:lambda:eu-west-1:123456789012:function:test"
        context = Context("test", "512", arn, deadline=time.monotonic() + seconds)
        answer: Event = function.handler(event, context)
        return answer

    def outcome(self, key: str) -> str:
        """The outcome of a key as one word."""
        return str(self.desk.outcome(key).verdict)

    def partition(self, *article_ids: str) -> Partition:
        """The clusters of these articles, checked."""
        return stored_partition(cluster_store(self.dynamodb, self.tables), article_ids)


def s3_event(name: str, key: str) -> Event:
    """A storage event as S3 sends it: the sample in events/, with another key."""
    event = sample("extract-s3-delete.json" if "Removed" in name else "extract-s3-put.json")
    entity = event["Records"][0]
    entity["eventName"] = name
    entity["s3"]["bucket"]["name"] = INBOX
    entity["s3"]["object"]["key"] = quote_plus(key, safe="/")
    return event


def sqs_event(*bodies: str, receive_count: int = 1) -> Event:
    """A batch from a queue, each message identified by its place in it."""
    record = sample("extract-s3-put-via-sqs.json")["Records"][0]
    attributes = record["attributes"] | {"ApproximateReceiveCount": str(receive_count)}
    return {
        "Records": [
            {**record, "messageId": str(number), "body": body, "attributes": attributes}
            for number, body in enumerate(bodies)
        ]
    }


def sample(name: str) -> Event:
    """A sample event of events/."""
    event: Event = json.loads(Path(EVENTS / name).read_text(encoding="utf-8"))
    return event
