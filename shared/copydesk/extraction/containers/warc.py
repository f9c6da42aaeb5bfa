"""WARC archives: every stored page is an article position, and a damaged record costs one of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from copydesk.extraction.library_errors import library_errors
from copydesk.extraction.unpack import MAGIC, MAX_UNPACKED, Member, TooLargeError, gunzip
from copydesk.outcome import RejectionReason

# Bytes that all records of one archive may unpack to: 64 MB of text compress to about a fifth.
MAX_TOTAL = 2**30
# Bytes of a record's header block.
MAX_HEADER = 64 * 1024

_START = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_LENGTH = re.compile(rb"^content-length\s*:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type\s*:\s*(\w{1,20})\s*$", re.IGNORECASE | re.MULTILINE)
_DOCUMENT_TYPES = frozenset({b"response", b"resource", b"conversion"})
_NO_DOCUMENT = re.compile(
    r"image/|video/|audio/|font/|text/css|javascript|application/(?:x-)?font", re.IGNORECASE
)
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What one record holds: the document's bytes, and what the archive says of them."""

    payload: bytes
    url: str | None
    content_type: str | None


def stored_pages(data: bytes) -> Iterator[StoredPage | RejectionReason]:
    """The documents of an archive, plain or gzipped, in order; a reason in the place of a damaged one.

    Requests, redirects, errors, images, styles and scripts are no documents and are left out.
    """
    for part in _members(data) if data.startswith(MAGIC) else iter([data]):
        if isinstance(part, RejectionReason):
            yield part
            continue
        for record in _records(part):
            page = record if isinstance(record, RejectionReason) else _page(record)
            if page is not None:
                yield page


def _members(data: bytes) -> Iterator[bytes | RejectionReason]:
    """The unpacked members of a gzip file: one record each, as the standard has it, or a run of records."""
    position, total, end = 0, 0, 0
    while 0 <= position < len(data):
        # What follows a member at once is a member; elsewhere its mark may stand in compressed bytes by chance.
        content, end, reason = _member(data, position, is_certain=position == end)
        total += len(content)
        if total > MAX_TOTAL:
            yield RejectionReason.TOO_LARGE
            return
        if reason is not None:
            yield reason
        elif content:
            yield content
        position = data.find(MAGIC + b"\x08", end)


def _member(data: bytes, position: int, *, is_certain: bool) -> tuple[bytes, int, RejectionReason | None]:
    """Content of the member at a position, where the next can begin, and what is wrong with it."""
    member = Member(data, position)
    parts: list[bytes] = []
    size = 0
    try:
        for part in member.parts():
            size += len(part)
            if size > MAX_UNPACKED:
                return b"", position + 3, RejectionReason.TOO_LARGE
            parts.append(part)
    except zlib.error:
        damaged = is_certain or _is_record(data, position)
        return b"", position + 3, RejectionReason.UNDECODABLE if damaged else None
    if not member.whole:
        return b"", len(data), RejectionReason.UNDECODABLE
    return b"".join(parts), member.end, None


def _is_record(data: bytes, position: int) -> bool:
    """Whether a damaged member begins as a record does."""
    try:
        return (
            zlib.decompressobj(wbits=31).decompress(data[position : position + 512], 5).startswith(b"WARC/")
        )
    except zlib.error:
        return False


def _records(data: bytes) -> Iterator[bytes | RejectionReason]:
    """The document records of a run of records, found by their lengths, or by the next start after a wrong one."""
    start = _START.search(data)
    while start:
        position = start.start()
        header = _header(data, position)
        kind, length = _TYPE.search(header), _LENGTH.search(header)
        end = position + len(header) + 4 + int(length[1]) if length else -1
        following = _START.match(data, min(_skip_breaks(data, end), len(data))) if length else None
        whole = (
            length is not None
            and (following is not None or _skip_breaks(data, end) == len(data))
            and end <= len(data)
        )
        if kind is None or kind[1].lower() in _DOCUMENT_TYPES:
            yield data[position:end] if whole else RejectionReason.UNDECODABLE
        start = following if whole else _START.search(data, position + 5)


def _header(data: bytes, position: int) -> bytes:
    """A record's header block; where it has no end, what stands before the next record that begins."""
    end = data.find(b"\r\n\r\n", position, position + MAX_HEADER)
    if end < 0:
        following = _START.search(data, position + 5, position + MAX_HEADER)
        end = following.start() if following else position + MAX_HEADER
    return data[position:end]


def _skip_breaks(data: bytes, position: int) -> int:
    while data[position : position + 1] in {b"\r", b"\n"}:
        position += 1
    return position


def _page(record: bytes) -> StoredPage | RejectionReason | None:
    from fastwarc.warc import ArchiveIterator

    with library_errors():
        for parsed in ArchiveIterator(BytesIO(record + b"\r\n\r\n"), parse_http=True):
            http = parsed.http_headers
            headers = {name.lower(): value for name, value in http.items()} if http is not None else {}
            if http is not None and not 200 <= int(http.status_code or 200) < 300:
                return None
            content_type = headers.get("content-type") or parsed.headers.get("Content-Type")
            if content_type and _NO_DOCUMENT.search(content_type):
                return None
            payload = _decoded(parsed.reader.read(), headers)
            if isinstance(payload, RejectionReason):
                return payload
            url = parsed.headers.get("WARC-Target-URI")
            return StoredPage(payload, url.strip("<>") if url else None, content_type)
    return RejectionReason.UNDECODABLE


def _decoded(payload: bytes, headers: dict[str, str]) -> bytes | RejectionReason:
    """The document as it was before the server sent it; crawlers that undid this leave the headers behind."""
    if "chunked" in headers.get("transfer-encoding", "").lower() and _CHUNK_SIZE.match(payload):
        payload = _unchunked(payload)
    encoding = headers.get("content-encoding", "").lower()
    try:
        if payload.startswith(MAGIC):
            return gunzip(payload)
        if "deflate" in encoding:
            return _inflated(payload)
    except TooLargeError:
        return RejectionReason.TOO_LARGE
    except ValueError:
        return RejectionReason.UNDECODABLE
    return payload


def _inflated(payload: bytes) -> bytes:
    for bits in (15, -15):
        unpacker = zlib.decompressobj(wbits=bits)
        try:
            unpacked = unpacker.decompress(payload, MAX_UNPACKED)
        except zlib.error:
            continue
        if unpacker.unconsumed_tail:
            raise TooLargeError("more than a page may have")
        return unpacked
    return payload


def _unchunked(payload: bytes) -> bytes:
    parts: list[bytes] = []
    position = 0
    while match := _CHUNK_SIZE.match(payload, position):
        size = int(match[1], 16)
        parts.append(payload[match.end() : match.end() + size])
        position = match.end() + size
        if not size:
            return b"".join(parts)
    # No last chunk: cut short, or never chunked.
    return b"".join(parts) if position >= len(payload) else payload
