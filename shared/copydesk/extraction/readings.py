"""What a file holds: its article positions, each read when it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.decode import decode
from copydesk.extraction.documents import (
    Reading,
    document_readings,
    item_reading,
    message_readings,
    refused,
    row_readings,
)
from copydesk.extraction.identity import Ordinals, own_id
from copydesk.extraction.library_errors import LIBRARY_ERRORS, facts
from copydesk.extraction.sniff import Format, sniff_bytes
from copydesk.extraction.unpack import TooLargeError, beginning, gunzip
from copydesk.outcome import RejectionReason
from copydesk.unicode import few_marks

if TYPE_CHECKING:
    from copydesk.extraction.containers.warc import StoredPage

# Articles of one object, and lines of it without one: the most that an hour's reading could work off.
MAX_POSITIONS = 50_000
# Gzip in gzip, once: crawlers compress what a server had compressed.
MAX_LAYERS = 2


class Part(StrEnum):
    """What a part of an object is, where it is read by itself."""

    OBJECT = "object"
    """All of it, as it was stored."""
    CONTENT = "content"
    """All of it, unpacked; no archive."""
    RECORD = "record"
    """A record of a WARC archive."""
    LINES = "lines"
    """Lines of JSON, each but the last followed by a `SEPARATOR`; a line without an article is a position too."""
    VALUES = "values"
    """Values of JSON, likewise; those without an article are none."""
    ROWS = "rows"
    """Rows of a table in UTF-8 below its row of names, after the one character that parts its columns."""
    MESSAGES = "messages"
    """Messages of a mailbox."""


# Between values of JSON, which cannot contain it.
SEPARATOR = b"\n\x1e"

LOG = logging.getLogger(__name__)
LOG.setLevel(logging.WARNING)


def readings(
    data: bytes, content_type: str | None = None, columns: Columns = NO_COLUMNS
) -> Iterator[Reading]:
    """The object's article positions in order: at least one, at most `MAX_POSITIONS` and a last that is refused."""
    found = 0
    for read in _safely(_readings(data, content_type, columns)):
        if found == MAX_POSITIONS:
            yield refused(RejectionReason.TOO_LARGE)
            return
        found += 1
        yield read
    if not found:
        yield refused(RejectionReason.NO_ARTICLE)


def part_readings(
    data: bytes, kind: Part, *, whole: bool = True, columns: Columns = NO_COLUMNS
) -> Iterator[Reading]:
    """The article positions of a part of an object that was divided (`parts.py`): any number, or none.

    Args:
        data: of the part.
        kind: what it is.
        whole: whether nothing that followed it was lost with a damaged compression.
        columns: as `extract` takes them.
    """
    if kind is Part.RECORD:
        source = _record_readings(data)
    elif kind in {Part.LINES, Part.VALUES}:
        source = _value_readings(data, silent=kind is Part.VALUES)
    elif kind is Part.ROWS:
        source = row_readings(data.decode("utf-8", "replace"), columns)
    elif kind is Part.MESSAGES:
        source = message_readings(data)
    else:
        source = _content_readings(data, None, columns, whole=whole)
    return _safely(source)


def _safely(source: Iterator[Reading]) -> Iterator[Reading]:
    """Readings up to what nobody expected, which is one of them, those of one id numbered."""
    ordinals = Ordinals()
    while True:
        try:
            read = next(source, None)
        except LIBRARY_ERRORS as error:
            read = refused(failed(error))  # which ends the source
        if read is None:
            return
        ordinal = ordinals.of(read.own_id)
        yield replace(read, ordinal=ordinal) if ordinal else read


def _readings(data: bytes, content_type: str | None, columns: Columns) -> Iterator[Reading]:
    whole = True
    for _ in range(MAX_LAYERS):
        if sniff_bytes(data) is not Format.GZIP or beginning(data).lstrip().startswith(b"WARC/"):
            break
        try:
            data, unpacked = gunzip(data)
        except TooLargeError:
            yield refused(RejectionReason.TOO_LARGE)
            return
        except ValueError:
            yield refused(RejectionReason.UNDECODABLE)
            return
        whole = whole and unpacked
    if sniff_bytes(data) is Format.WARC or beginning(data).lstrip().startswith(b"WARC/"):
        yield from _warc_readings(data)
    else:
        yield from _content_readings(data, content_type, columns, whole=whole)


def _content_readings(
    data: bytes, content_type: str | None, columns: Columns, *, whole: bool
) -> Iterator[Reading]:
    """The article positions of an object that is no archive, and was compressed, if at all, `whole` or not."""
    found = _any_readings(data, content_type, columns)
    yield from found if whole else _damaged_readings(found)


def _any_readings(data: bytes, content_type: str | None, columns: Columns) -> Iterator[Reading]:
    if data.strip(b" \t\r\n\f\0"):
        yield from document_readings(data, content_type, None, columns)
    else:
        yield refused(RejectionReason.EMPTY)


def _damaged_readings(found: Iterator[Reading]) -> Iterator[Reading]:
    """The article positions of a document of whose compressed bytes some were lost.

    Of several the whole ones are kept. One alone misses its end: half a story is none.
    """
    first, second = next(found, None), next(found, None)
    if first is None or second is None:
        yield refused(RejectionReason.UNDECODABLE)
        return
    yield from (first, second)
    yield from found


def _warc_readings(data: bytes) -> Iterator[Reading]:
    from copydesk.extraction.containers.warc import stored_pages

    for page in stored_pages(data):
        yield from _page_readings(page)


def _record_readings(data: bytes) -> Iterator[Reading]:
    from copydesk.extraction.containers.warc import page_of

    page = page_of(data)
    if page is not None:
        yield from _page_readings(page)


def _page_readings(page: StoredPage | RejectionReason) -> Iterator[Reading]:
    if isinstance(page, RejectionReason):
        yield refused(page)
    else:
        found = document_readings(page.payload, page.content_type, page.url)
        for read in found if page.whole else _damaged_readings(found):
            # By its address, and within a stored feed or list by the item's own id, too.
            inner = "" if read.is_document else read.own_id
            yield replace(read, own_id=own_id(f"{page.url or ''} {inner}"), is_document=False)


def _value_readings(data: bytes, *, silent: bool) -> Iterator[Reading]:
    from copydesk.extraction.containers.json_articles import line_items

    for line in data.split(SEPARATOR):
        text = decode(line)
        if text is None:
            yield refused(RejectionReason.UNDECODABLE)
        else:
            found = line_items([few_marks(text)])
            yield from (
                item_reading(one) for one in found if not (silent and one is RejectionReason.NO_ARTICLE)
            )


def failed(error: BaseException) -> RejectionReason:
    """The reason for what raised an error that nobody expected, which is logged: it may be a fault of ours."""
    LOG.error("article rejected as undecodable, for its extraction failed: %s", facts(error))
    return RejectionReason.UNDECODABLE
