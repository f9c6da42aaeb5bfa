"""Dead-letter queues: how many messages each holds, and taking them back to where they failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from copydesk.storage.queue import MESSAGES_PER_CALL, waiting_in

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

# Seconds in which nobody else sees a message that is being moved.
MOVING_SECONDS = 60


class DeadLetters:
    """One dead-letter queue, and the queue that its messages came from."""

    def __init__(self, client: SQSClient, url: str, source_url: str) -> None:
        self._client = client
        self._url = url
        self._source_url = source_url

    def count(self) -> int:
        """About how many messages it holds: SQS counts so."""
        return waiting_in(self._client, self._url)

    def redrive(self) -> Iterator[int]:
        """Send every message that it held when asked back to its source; how many went with each call.

        A message is deleted after it was sent: who dies in between leaves it twice, which does no harm.
        """
        left = self.count()
        while left > 0:
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=MESSAGES_PER_CALL,
                VisibilityTimeout=MOVING_SECONDS,
                WaitTimeSeconds=1,  # asks every server of the queue: a short poll may find none where there are some
            )
            messages = answer.get("Messages", [])
            if not messages:
                return
            for one in messages:  # by itself: ten bodies may be more than one call takes
                self._move(one)
            left -= len(messages)
            yield len(messages)

    def _move(self, message: MessageTypeDef) -> None:
        self._client.send_message(QueueUrl=self._source_url, MessageBody=message["Body"])
        self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
