"""A file of any size in parts that can be read apart: of an archive or a collection, no more is held than a part."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from copydesk.extraction.child import Task
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.compound import ZIP
from copydesk.extraction.containers.columns import separator_of
from copydesk.extraction.containers.warc import records
from copydesk.extraction.decode import decode, wide_encoding
from copydesk.extraction.dividing import FROM, message_parts, row_parts
from copydesk.extraction.json_stream import json_lines, json_values
from copydesk.extraction.readings import MAX_LAYERS, SEPARATOR, Part
from copydesk.extraction.sniff import SAMPLE_BYTES, Format, sniff_bytes, sniff_text
from copydesk.extraction.unpack import MAX_UNPACKED, Damage, beginning, members
from copydesk.extraction.window import Window
from copydesk.outcome import RejectionReason

# Bytes of JSON that are read at once: some ten articles.
BATCH_BYTES = 64 * 1024
# Bytes that a feed says of itself before its first item.
MAX_FEED_HEAD = 64 * 1024

_FEED_ITEM = re.compile(rb"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]")
# Bytes of the longest of those.
_MAX_FEED_ITEM = 30


def parts(pieces: Iterator[bytes], columns: Columns = NO_COLUMNS) -> Iterator[Task | RejectionReason]:
    """What children read of a file, in order, or why a part of it cannot be read.

    Together they have the articles that `extract` finds in the file, at the same positions. An archive, lines of
    JSON, a large array of JSON and a large feed are divided. Anything else is one part, `too_large` beyond
    `MAX_UNPACKED` bytes unpacked.

    Args:
        pieces: the file's bytes.
        columns: as `extract` takes them; the children need them too.
    """
    window, layers = _unpacked(Window(pieces))
    head = bytes(window.data[:SAMPLE_BYTES])
    if _is_archive(head) or _is_long_recording(window):
        for record in records(window):
            yield record if isinstance(record, RejectionReason) else Task(record, Part.RECORD)
        return
    kind = _kind(head)
    if kind is Format.JSON:
        window = _in_utf8(window, head)
        # Other encodings are told from all of a file better than from a line.
        lines = json_lines(window) if _is_utf8(window.data[:SAMPLE_BYTES]) else None
        if lines is not None:
            yield from _batches(lines, Part.LINES)
            return
    if kind is Format.MAIL and head.startswith(FROM):
        yield from message_parts(window)
        return
    separator = (
        separator_of(head.decode("utf-8", "ignore"), columns)
        if kind is Format.TEXT and _is_utf8(head)
        else None
    )
    if separator:
        yield from row_parts(window, separator)
        return
    if not window.fill(MAX_UNPACKED + 1):
        data = window.take(MAX_UNPACKED)
        yield Task(data, Part.CONTENT, whole=all(layer.whole for layer in layers))
    elif kind is Format.JSON:
        lines = json_lines(window)
        yield from _batches(lines, Part.LINES) if lines else _batches(json_values(window), Part.VALUES)
    elif kind is Format.FEED:
        yield from _feed_parts(window)
    else:
        yield RejectionReason.TOO_LARGE


class _Layer:
    """What a gzip stream unpacks to."""

    def __init__(self, packed: Window) -> None:
        self.whole = True
        """Whether nothing has been missing so far."""
        self._packed = packed

    def pieces(self) -> Iterator[bytes]:
        for piece in members(self._packed):
            if isinstance(piece, Damage):
                self.whole = False
                return
            yield piece


def _unpacked(window: Window) -> tuple[Window, list[_Layer]]:
    """The window on what is stored, its compressions undone but for an archive's own; and those."""
    layers: list[_Layer] = []
    window.fill(SAMPLE_BYTES)
    while (
        len(layers) < MAX_LAYERS
        and sniff_bytes(bytes(window.data[:SAMPLE_BYTES])) is Format.GZIP
        and not _is_archive(bytes(window.data[:SAMPLE_BYTES]))
    ):
        layers.append(_Layer(window))
        window = Window(layers[-1].pieces())
        window.fill(SAMPLE_BYTES)
    return window, layers


def _is_archive(head: bytes) -> bool:
    return sniff_bytes(head) is Format.WARC or beginning(head).lstrip().startswith(b"WARC/")


def _is_long_recording(window: Window) -> bool:
    """Whether a ZIP archive holds archives behind more than is looked at of other files."""
    if not window.data.startswith(ZIP):
        return False
    window.fill(MAX_UNPACKED)
    return sniff_bytes(bytes(window.data)) is Format.WARC


def _kind(head: bytes) -> Format:
    kind = sniff_bytes(head)
    text = decode(head) if kind is Format.TEXT else None
    return kind if text is None else sniff_text(text)


def _in_utf8(window: Window, head: bytes) -> Window:
    """The window, its bytes in UTF-8 where they are in an encoding that does not mark lines and quotes with bytes."""
    encoding = wide_encoding(head)
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            encoding = name
            break
    if encoding is None:
        return window
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return Window(decoder.decode(piece).encode("utf-8", "replace") for piece in window.pieces())


def _is_utf8(head: bytes | bytearray) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _batches(values: Iterator[bytes | RejectionReason], part: Part) -> Iterator[Task | RejectionReason]:
    batch: list[bytes] = []
    size = 0
    for value in values:
        if isinstance(value, bytes):
            batch.append(value)
            size += len(value)
        if batch and (size >= BATCH_BYTES or isinstance(value, RejectionReason)):
            yield Task(SEPARATOR.join(batch), part)
            batch, size = [], 0
        if isinstance(value, RejectionReason):
            yield value
    if batch:
        yield Task(SEPARATOR.join(batch), part)


def _feed_parts(feed: Window) -> Iterator[Task | RejectionReason]:
    """Items of a feed by the batch, each batch after what the feed says of itself."""
    feed.fill(MAX_FEED_HEAD)
    first = _FEED_ITEM.search(feed.data, 0, MAX_FEED_HEAD)
    if first is None:
        yield RejectionReason.TOO_LARGE
        return
    head = feed.take(first.start())
    while feed.fill(1):
        following = _next_item(feed)
        if following is None:
            yield RejectionReason.TOO_LARGE
            feed.drop(1)
            if not feed.search(_FEED_ITEM, _MAX_FEED_ITEM):
                return
        else:
            yield Task(head + feed.take(following), Part.CONTENT)


def _next_item(feed: Window) -> int | None:
    """Where the first item after a batch begins, or the feed ends; None where an item is too large."""
    size = BATCH_BYTES
    while size <= MAX_UNPACKED:
        more = feed.fill(size + _MAX_FEED_ITEM)
        if match := _FEED_ITEM.search(feed.data, min(BATCH_BYTES, len(feed.data))):
            return match.start()
        if not more:
            return len(feed.data)
        size *= 2
    return None
