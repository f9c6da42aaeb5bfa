"""Mailboxes and tables in parts: messages and rows by the batch, never one of them cut in two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from copydesk.extraction.child import Task
from copydesk.extraction.containers.columns import head_with_text, without_directive
from copydesk.extraction.readings import Part
from copydesk.extraction.sniff import FROM_LINE
from copydesk.extraction.unpack import MAX_UNPACKED
from copydesk.extraction.window import Window
from copydesk.outcome import RejectionReason

# Bytes that are read at once: some ten articles.
BATCH_BYTES = 64 * 1024
# What a mailbox begins with, and each of its messages, an empty line above it.
FROM = b"From "
_MESSAGE = re.compile(rb"(?:(?<=\n\n)|(?<=\n\r\n))" + FROM_LINE.pattern)

# Where the first batch of what is held ends; None where more must be held to tell. The flag says that it is all.
End = Callable[[bytearray, bool], int | None]


def message_parts(mailbox: Window) -> Iterator[Task | RejectionReason]:
    """The messages of a mailbox; one that is too large costs itself."""
    for batch in _batches(mailbox, _end_of_messages):
        yield Task(batch, Part.MESSAGES) if isinstance(batch, bytes) else batch


def row_parts(table: Window, separator: str) -> Iterator[Task | RejectionReason]:
    """The rows of a table, each batch below the row of names; a row that is too large ends the table."""
    table.fill(BATCH_BYTES)
    header = table.take(table.data.find(b"\n") + 1)
    if not without_directive(header.decode("utf-8", "replace")):
        header = table.take(table.data.find(b"\n") + 1)
    below = bytes(table.data[:BATCH_BYTES]).decode("utf-8", "ignore")
    header = head_with_text(header.decode("utf-8", "replace"), below, separator).encode()
    for batch in _batches(table, _end_of_rows):
        yield Task(separator.encode() + header + batch, Part.ROWS) if isinstance(batch, bytes) else batch


def _batches(window: Window, end_of: End) -> Iterator[bytes | RejectionReason]:
    size = BATCH_BYTES
    while window.fill(1):
        more = window.fill(size)
        end = end_of(window.data, not more)
        if end is not None:
            yield window.take(end)
            size = BATCH_BYTES
        elif size <= MAX_UNPACKED:
            size *= 2
        else:
            yield RejectionReason.TOO_LARGE
            return


def _end_of_messages(held: bytearray, is_all: bool) -> int | None:
    following = _MESSAGE.search(held, BATCH_BYTES)
    return following.start() if following else len(held) if is_all else None


def _end_of_rows(held: bytearray, is_all: bool) -> int | None:
    """A row ends with a line before which quotation marks are even: each that a field has is written twice."""
    end = held.find(b"\n", min(BATCH_BYTES, len(held)) - 1)
    quotes, counted = 0, 0
    while end >= 0:
        quotes += held.count(b'"', counted, end)
        counted = end
        if quotes % 2 == 0:
            return end + 1
        end = held.find(b"\n", end + 1)
    return len(held) if is_all else None
