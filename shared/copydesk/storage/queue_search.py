"""Queues looked through for messages that have to go, everything else left as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.chunks import chunks
from copydesk.storage.queue import MESSAGES_PER_CALL, waiting_in

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

# Seconds that messages are kept from others while a queue is looked through, and seconds of them for giving back.
HOLD_SECONDS = 300
RESERVED_SECONDS = 60
# A queue hands out what some of its servers have, so one empty answer says little.
EMPTY_ANSWERS = 3


class Searched(NamedTuple):
    """What looking through a queue came to."""

    found: int
    seen: int
    complete: bool
    """Whether the end came before the time was up."""


class QueueSearch:
    """Looks through one queue."""

    def __init__(
        self,
        client: SQSClient,
        url: str,
        *,
        wait_seconds: int = 1,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wait_seconds` is how long a call waits for messages to come."""
        self._client = client
        self._url = url
        self._wait = wait_seconds
        self._monotonic = monotonic

    def waiting(self) -> int:
        """How many messages the queue has, by its own estimate."""
        return waiting_in(self._client, self._url)

    def search(self, wanted: Callable[[str], bool], *, delete: bool, redriven: bool) -> Searched:
        """Look at each message, and delete those that are wanted gone.

        Args:
            wanted: whether a message's body is meant. What it does has been done by the time the message goes.
            delete: whether to delete them, or only to count.
            redriven: whether the queue gives messages up that are received too often. There a message that was received
                before is sent anew, for looking at it counts as a try.
        """
        began = self._monotonic()
        others: list[MessageTypeDef] = []
        found = empty = 0
        while empty < EMPTY_ANSWERS and self._monotonic() - began < HOLD_SECONDS - RESERVED_SECONDS:
            messages = self._receive()
            empty = 0 if messages else empty + 1
            for message in messages:
                if not wanted(message["Body"]):
                    others.append(message)
                    continue
                found += 1
                if delete:
                    self._delete(message)
                else:
                    others.append(message)
        for message in others:
            if redriven and int(message["Attributes"]["ApproximateReceiveCount"]) > 1:
                self._client.send_message(QueueUrl=self._url, MessageBody=message["Body"])
                self._delete(message)
        self._give_back(others)
        return Searched(found, len(others) + (found if delete else 0), empty >= EMPTY_ANSWERS)

    def _receive(self) -> list[MessageTypeDef]:
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=MESSAGES_PER_CALL,
            VisibilityTimeout=HOLD_SECONDS,
            WaitTimeSeconds=self._wait,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return answer.get("Messages", [])

    def _delete(self, message: MessageTypeDef) -> None:
        self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def _give_back(self, messages: list[MessageTypeDef]) -> None:
        """Let others have messages again; one that was deleted or whose time is up is no matter."""
        for chunk in chunks(messages, MESSAGES_PER_CALL):
            entries: Any = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                for number, message in enumerate(chunk)
            ]
            self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)
