"""JSON of any size, value by value: its lines, or what a value too large to be read at once is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.unpack import MAX_UNPACKED
from copydesk.extraction.window import Window
from copydesk.outcome import RejectionReason

# Bytes of one value: what `json_articles.py` reads, where each character is a byte.
MAX_VALUE = 24_000_000
# Values that are too large to be read, one in the other: {"response": {"docs": [...]}} and the like.
MAX_LEVELS = 6

_BLANK = b" \t\r\n,[]\x1e"
_MARK = re.compile(rb'[\[\]{}"]')
# A string whole, or begun.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
_STEP = 1 << 20


def json_lines(text: Window) -> Iterator[bytes | RejectionReason] | None:
    """The lines of JSON Lines, a reason in the place of one that is too long; None where it is other JSON."""
    first = _line(text, 0)
    # An array with one element a line is a document by itself.
    if first is None or b"[" in text.data[: first[0]]:
        return None
    start, end = first
    line = bytes(text.data[start:end]).strip(b" \t\r\n\xef\xbb\xbf")
    following = _line(text, end)
    if following is None or not (line.startswith(b"{") and line.rstrip(b",").endswith(b"}")):
        return None
    return _lines(text) if text.data.startswith(b"{", following[0]) else None


def _line(text: Window, position: int) -> tuple[int, int] | None:
    """Where the first line that is not blank begins and ends, from a position on; None where it is too long."""
    size = position
    while size <= MAX_VALUE:
        size += _STEP
        more = text.fill(size)
        while position < len(text.data):
            end = text.data.find(b"\n", position)
            if end < 0:
                if more:
                    break
                end = len(text.data)
            line = bytes(text.data[position:end])
            if line.strip(_BLANK):
                return position + len(line) - len(line.lstrip(_BLANK)), end
            position = end + 1
        if not more:
            return None
    return None


def _lines(text: Window) -> Iterator[bytes | RejectionReason]:
    while text.fill(1):
        size = _STEP
        while (end := text.data.find(b"\n")) < 0 and size <= MAX_UNPACKED and text.fill(size):
            size *= 2
        if end < 0 and size > MAX_UNPACKED:
            yield RejectionReason.TOO_LARGE
            if not text.skip_to(b"\n"):
                return
            text.drop(1)
        else:
            line = text.take(end + 1 if end >= 0 else len(text.data))
            if line.strip(_BLANK):
                yield line


def json_values(text: Window) -> Iterator[bytes | RejectionReason]:
    """The objects and arrays that JSON is made of, where one of them is too large those within it, and so on.

    What is neither is left out: the names of members, numbers, strings.
    """
    levels = 0
    while text.search(_MARK, 1):
        if text.data.startswith(b'"'):
            string = _STRING.match(text.data)
            while string and not string[1] and len(text.data) < MAX_VALUE and text.fill(2 * len(text.data)):
                string = _STRING.match(text.data)
            text.drop(string.end() if string else 1)
        elif text.data.startswith((b"]", b"}")):
            text.drop(1)
        elif (end := _end(text)) is not None:
            yield text.take(end)
        elif len(text.data) < MAX_VALUE:
            yield RejectionReason.UNDECODABLE  # it ends within a value
            return
        elif levels < MAX_LEVELS:
            levels += 1
            text.drop(1)
        else:
            yield RejectionReason.TOO_LARGE
            return


def _end(text: Window) -> int | None:
    """Where the value ends that begins the window; None where it does not within `MAX_VALUE` bytes."""
    depth = position = 0
    size = _STEP
    while True:
        more = text.fill(size)
        while mark := _MARK.search(text.data, position, MAX_VALUE):
            if mark[0] == b'"':
                string = _STRING.match(text.data, mark.start(), MAX_VALUE)
                if string is None or not string[1]:
                    break
                position = string.end()
                continue
            position = mark.end()
            depth += 1 if mark[0] in b"[{" else -1
            if not depth:
                return position
        else:
            position = min(len(text.data), MAX_VALUE)
        if not more or size >= MAX_VALUE:
            return None
        size = min(2 * size, MAX_VALUE)
