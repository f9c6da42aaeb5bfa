"""The sample events of events/ through the functions, wherever these run, and what the tables then hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from copydesk.article import article_id
from copydesk.message import ArticleMessage
from copydesk.outcome import Status
from copydesk.pipeline.backfilling import objects_in
from copydesk.pipeline.events import ObjectName, changed_objects
from copydesk.pipeline.publishing import change_of
from copydesk.storage.boilerplates import PointerStore
from copydesk.storage.outcomes import OutcomeStore
from local.event_source import lambda_record
from local.stack import REGION, LocalStack
from local.subscription import Subscription
from local.template import ROOT

EVENTS = ROOT / "events"
INDEX_SAMPLE = EVENTS / "dedupe-index-via-sqs.json"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:123456789012:dedupe"

# A function's logical id and an event; its answer.
Invoke = Callable[[str, Any], Any]


class SampleError(Exception):
    """A function failed, or the tables hold something else than the event asked for."""


class Samples:
    """Sends samples, one at a time, and checks every step.

    Args:
        stack: with nobody else at work on its queues.
        invoke: runs a function.
    """

    def __init__(self, stack: LocalStack, invoke: Invoke) -> None:
        self._stack = stack
        self._invoke = invoke
        self._s3, self._sqs, self._dynamodb = (stack.client(name) for name in ("s3", "sqs", "dynamodb"))
        self._outcomes = OutcomeStore(self._dynamodb, stack.outputs["OutcomesTableName"])
        bus, name = stack.outputs["EventBusName"], f"samples-{id(self)}"
        self._subscription = Subscription(stack.client("events"), self._sqs, bus, name)
        (record,) = json.loads(INDEX_SAMPLE.read_text(encoding="utf-8"))["Records"]
        article = ArticleMessage.model_validate_json(record["body"]).article
        assert article is not None  # noqa: S101 - it is the sample of an article
        self._article = article

    def send(self, path: Path) -> str:
        """Send one sample event; what came of it, in a few words.

        Raises:
            SampleError: something else came of it than should.
        """
        event = json.loads(path.read_text(encoding="utf-8"))
        function, *_ = path.name.partition("-")
        match function:
            case "extract":
                return self._extract(event, path.name)
            case "dedupe":
                return self._dedupe(event)
            case "learn":
                return self._learn(event)
            case "verify":
                return self._verify(event)
            case "backfill":
                return self._backfill(event)
            case _:
                return self._publish(event)

    def _extract(self, event: dict[str, Any], name: str) -> str:
        objects = _objects(event)
        for changed in objects:
            self._make_true(changed, name, gone="delete" in name)
        self._run("ExtractFunction", event)
        self._drain()
        expected = Status.REMOVED if "delete" in name else Status.INDEXED
        for changed in objects:
            self._check(changed, expected)
        return f"{len(objects)} {expected}" if objects else "nothing to do"

    def _dedupe(self, event: dict[str, Any]) -> str:
        (record,) = event["Records"]
        message = ArticleMessage.model_validate_json(record["body"])
        name = ObjectName(message.bucket, message.key)
        self._outcomes.claim(*name, Status.PENDING)
        self._run("DedupeFunction", event)
        self._check(name, message.verdict.status)
        return f"1 {message.verdict}"

    def _learn(self, event: dict[str, Any]) -> str:
        learned = self._run("LearnFunction", event)
        pointer = PointerStore(self._dynamodb, self._stack.outputs["OutcomesTableName"]).get()
        sequence = pointer.current.sequence if pointer.current else 0
        if not learned["articles"] or learned["sequence"] != sequence:
            raise SampleError(f"the learn function answered {learned}, and the pointer is {pointer}")
        return f"version {sequence} from {learned['articles']} articles"

    def _verify(self, event: dict[str, Any]) -> str:
        verified = self._run("VerifyFunction", event)
        if not verified["finished"] or verified["left"]:
            raise SampleError(f"the verify function answered {verified}")
        return f"a pass, {verified['units']:g} units"

    def _backfill(self, event: dict[str, Any]) -> str:
        expected = [tuple(one)[:2] for one in objects_in(event)]
        self._run("BackfillFunction", event)
        messages = self._sqs.receive_message(
            QueueUrl=self._stack.outputs["BackfillQueueUrl"], MaxNumberOfMessages=10
        ).get("Messages", [])
        named = [tuple(name) for one in messages for name in changed_objects(one["Body"])]
        if sorted(named) != sorted(expected):
            raise SampleError(f"the queue has {named}, not {expected}")
        for one in messages:
            self._sqs.delete_message(
                QueueUrl=self._stack.outputs["BackfillQueueUrl"], ReceiptHandle=one["ReceiptHandle"]
            )
        return f"{len(named)} announced"

    def _publish(self, event: dict[str, Any]) -> str:
        expected = [change.event for record in event["Records"] if (change := change_of(record)).event]
        self._run("PublishFunction", event)
        published = list(self._subscription.take())
        if sorted(map(repr, published)) != sorted(map(repr, expected)):
            raise SampleError(f"the bus got {published}, not {expected}")
        return ", ".join(type(one).__name__ for one in expected)

    def _make_true(self, changed: ObjectName, sample: str, *, gone: bool) -> None:
        """Bring the bucket to what the event says of it."""
        try:
            self._s3.head_bucket(Bucket=changed.bucket)
        except ClientError:
            self._s3.create_bucket(Bucket=changed.bucket)
        if gone:
            self._s3.delete_object(Bucket=changed.bucket, Key=changed.key)
            return
        text = {"title": self._article.title, "text": f"{self._article.text}\n\nPrinted from {sample}."}
        self._s3.put_object(Bucket=changed.bucket, Key=changed.key, Body=json.dumps(text).encode())

    def _drain(self) -> None:
        """Take what waits for the dedupe function to it."""
        url = self._stack.outputs["DedupeQueueUrl"]
        names = {"MessageSystemAttributeNames": ["All"], "MaxNumberOfMessages": 10}
        while messages := self._sqs.receive_message(QueueUrl=url, **names).get("Messages"):
            records = [lambda_record(message, QUEUE_ARN, REGION) for message in messages]
            self._run("DedupeFunction", {"Records": records})
            for message in messages:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def _run(self, function: str, event: Any) -> dict[str, Any]:
        answer = self._invoke(function, event)
        if not isinstance(answer, dict) or "errorType" in answer or answer.get("batchItemFailures"):
            raise SampleError(f"{function} answered {answer}")
        return answer

    def _check(self, name: ObjectName, expected: Status) -> None:
        outcome = self._outcomes.get(*name)
        if outcome is None or outcome.status is not expected:
            raise SampleError(f"{name}: {outcome}, not {expected}")
        item = self._dynamodb.get_item(
            TableName=self._stack.outputs["ArticlesTableName"],
            Key={"article_id": {"S": article_id(*name)}, "part": {"S": "article"}},
        ).get("Item", {})
        if (item.get("title", {}).get("S") == self._article.title) != (expected is Status.INDEXED):
            raise SampleError(f"{name} is {expected}, and its article is {item or 'not there'}")


def _objects(event: dict[str, Any]) -> list[ObjectName]:
    """The objects that a sample names, whatever it is wrapped in."""
    records = event.get("Records", [])
    if records and records[0].get("eventSource") == "aws:sqs":
        return [name for record in records for name in changed_objects(record["body"])]
    return changed_objects(event)
