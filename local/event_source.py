"""Event source mappings: take a queue's messages to a function as Lambda does, and delete what succeeded."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from local.environment import Environment, FunctionError
from local.template import Mapping

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

# SQS hands out at most ten messages a call, and Lambda gathers more only within a batching window.
RECEIVE_LIMIT = 10
# A long poll ends by itself this soon, so that a stopped poller notices.
LONG_POLL_SECONDS = 1


class Poller(threading.Thread):
    """One of a mapping's pollers: an execution environment of its own and the loop that feeds it."""

    def __init__(self, mapping: Mapping, environment: Environment, sqs: SQSClient) -> None:
        super().__init__(name=f"poller of {mapping.function}", daemon=True)
        self._mapping = mapping
        self._environment = environment
        self._sqs = sqs
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the loop after the batch in hand. The caller stops the server and the environment too."""
        self._stopped.set()

    def run(self) -> None:
        """Receive, invoke, delete; until stopped."""
        while not self._stopped.is_set():
            try:
                self._take_batch()
            except (BotoCoreError, ClientError):
                # The server ends right after its pollers are told to.
                if not self._stopped.is_set():
                    raise

    def _take_batch(self) -> None:
        messages = self._sqs.receive_message(
            QueueUrl=self._mapping.queue_url,
            MaxNumberOfMessages=min(self._mapping.batch_size, RECEIVE_LIMIT),
            WaitTimeSeconds=LONG_POLL_SECONDS,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return
        region = self._mapping.queue_arn.split(":")[3]
        event = {"Records": [lambda_record(message, self._mapping.queue_arn, region) for message in messages]}
        try:
            answer = self._environment.invoke(event)
        except FunctionError:
            # As in Lambda: the whole batch becomes visible again when its timeout ends.
            return
        failed = set[str]()
        if "ReportBatchItemFailures" in self._mapping.response_types:
            failed = failed_messages(answer, [message["MessageId"] for message in messages])
        succeeded = [message for message in messages if message["MessageId"] not in failed]
        if succeeded:
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(succeeded)
            ]
            self._sqs.delete_message_batch(QueueUrl=self._mapping.queue_url, Entries=entries)  # type: ignore[arg-type]


def lambda_record(message: MessageTypeDef, queue_arn: str, region: str) -> dict[str, Any]:
    """One message as Lambda shows it to a function."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": region,
    }


def failed_messages(answer: Any, message_ids: Iterable[str]) -> set[str]:
    """Ids of the messages that a function's answer leaves in the queue.

    As AWS Lambda's developer guide has it under "Reporting batch item failures": no answer, or no list in it,
    is success; an answer that does not name messages of the batch properly is failure of the whole batch.
    """
    everything = set(message_ids)
    if answer is None or answer == {}:
        return set()
    if not isinstance(answer, dict):
        return everything
    failures = answer.get("batchItemFailures")
    if failures is None:
        return set() if set(answer) <= {"batchItemFailures"} else everything
    if not isinstance(failures, list):
        return everything
    named = {item.get("itemIdentifier") if isinstance(item, dict) else None for item in failures}
    return named if named <= everything else everything  # type: ignore[return-value]
