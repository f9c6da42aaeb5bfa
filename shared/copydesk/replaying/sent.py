"""What the stages would send to queues, and put into the overflow bucket: kept, and sent nowhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from copydesk.message import ArticleMessage, Continuation, Rereading
from copydesk.replaying.overlay import Overlay
from copydesk.storage.buckets import Overflow
from copydesk.storage.queue import ArticleQueue, ReadingQueue


class OverlayOverflow(Overflow):
    """The overflow bucket, as it would be."""

    def __init__(self, client: Any, bucket: str, overlay: Overlay) -> None:
        super().__init__(client, bucket)
        self._overlay = overlay

    def put(self, key: str, text: str) -> str:
        """See `Overflow`."""
        address = self.address(key)
        self._overlay.put_text(address, text)
        return address

    def get(self, address: str) -> str:
        """See `Overflow`."""
        written = self._overlay.text(address)
        return super().get(address) if written is None else written

    def delete(self, addresses: Sequence[str]) -> None:
        """See `Overflow`: nothing reads a text any more that its item does not name."""


class HeldMessages(ArticleQueue):
    """What the dedupe function would be sent."""

    def __init__(self) -> None:
        self._sent: list[ArticleMessage] = []

    def send(self, messages: Iterable[ArticleMessage]) -> None:
        """See `ArticleQueue`."""
        self._sent += messages

    def taken(self) -> list[ArticleMessage]:
        """All that was sent since it was last taken."""
        sent, self._sent = self._sent, []
        return sent


class HeldRest(ReadingQueue):
    """What an invocation would leave to the next."""

    def __init__(self) -> None:
        self._sent: deque[Continuation] = deque()
        self._calls: deque[Rereading] = deque()

    def send(self, continuation: Continuation) -> None:
        """See `ReadingQueue`."""
        self._sent.append(continuation)

    def read_again(self, again: Rereading, delay: int = 0) -> None:  # noqa: ARG002 - it has not come to that
        """See `ReadingQueue`."""
        self._calls.append(again)

    def taken(self) -> Continuation | None:
        """The next; None where nothing is left."""
        return self._sent.popleft() if self._sent else None

    def called(self) -> Rereading | None:
        """The next object that is to be read again; None where there is none."""
        return self._calls.popleft() if self._calls else None
