"""WARC archives, also in WACZ: every stored page is an article position, and a damaged record costs one of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from copydesk.extraction.compound import ZIP
from copydesk.extraction.containers.zipped import zipped_archives
from copydesk.extraction.library_errors import library_errors
from copydesk.extraction.unpack import MAGIC, MAX_UNPACKED, Damage, TooLargeError, Unpacked, gunzip, members
from copydesk.extraction.window import Window
from copydesk.outcome import RejectionReason

# Bytes that all records of one archive may unpack to: 64 MB of text compress to about a fifth.
MAX_TOTAL = 2**30
# Bytes of a record's header block.
MAX_HEADER = 64 * 1024

_START = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
# Bytes of the longest of those.
MAX_START = 11
_BREAKS = re.compile(rb"[\r\n]*")
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
    whole: bool = True
    """False where its compression was cut or is damaged, and something is missing."""


def stored_pages(data: bytes) -> Iterator[StoredPage | RejectionReason]:
    """The documents of an archive, plain or gzipped, in order; a reason in the place of a damaged one.

    Requests, redirects, errors, images, styles and scripts are no documents and are left out.
    """
    for record in records(Window.over(data), most=MAX_TOTAL):
        page = record if isinstance(record, RejectionReason) else page_of(record)
        if page is not None:
            yield page


def records(archive: Window, *, most: int | None = None) -> Iterator[bytes | RejectionReason]:
    """The records of an archive that may hold documents; a reason in the place of a damaged one.

    No more is held of the archive than one record, which is `too_large` beyond `MAX_UNPACKED` bytes.

    Args:
        archive: plain, gzipped, or a ZIP archive that holds such (WACZ), at its first byte.
        most: bytes that a gzipped one may unpack to; what follows them is one `too_large`.
    """
    if archive.fill(len(ZIP)) and archive.data.startswith(ZIP):
        yield from _zipped_records(archive, most)
    elif archive.data.startswith(MAGIC):
        source = _Members(members(archive, resume=True), most)
        while not source.ended:
            yield from _records(Window(source.until_damage()), source)
            if source.damage is not None and _is_loss(source.damage):
                yield RejectionReason.UNDECODABLE
        if source.is_over:
            yield RejectionReason.TOO_LARGE
    else:
        yield from _records(archive, None)


def _zipped_records(archive: Window, most: int | None) -> Iterator[bytes | RejectionReason]:
    left = most
    try:
        for content in zipped_archives(archive):
            yield from records(content if left is None else _limited(content, left), most=left)
            if left is not None:
                left -= content.position
                if left <= 0:
                    yield RejectionReason.TOO_LARGE
                    return
    except zlib.error:
        yield RejectionReason.UNDECODABLE


def _limited(content: Window, most: int) -> Window:
    """What is no longer read beyond so many bytes: a few can unpack to any number."""

    def pieces() -> Iterator[bytes]:
        for piece in content.pieces():
            yield piece
            if content.position > most:
                return

    return Window(pieces())


class _Members:
    """What the members of a gzipped archive unpack to. Records may go on from one to the next."""

    def __init__(self, pieces: Iterator[bytes | Damage], most: int | None) -> None:
        self.ended = False
        self.is_over = False
        """Whether it ended because the archive has more than it may."""
        self.damage: Damage | None = None
        """What ended the last run."""
        self._pieces = pieces
        self._left = most
        self._given = 0

    @property
    def cuts_off(self) -> bool:
        """Whether the last record of the last run was cut off by what is told of elsewhere."""
        return self.is_over or self.damage is not None

    @property
    def sound(self) -> int:
        """Bytes of the last run up to the member that was damaged."""
        return self._given - self.damage.size if self.damage else self._given

    def until_damage(self) -> Iterator[bytes]:
        """A run of bytes that nothing is missing from."""
        self.damage = None
        self._given = 0
        for piece in self._pieces:
            if isinstance(piece, Damage):
                self.damage = piece
                return
            if self._left is not None:
                self._left -= len(piece)
                if self._left < 0:
                    self.ended = self.is_over = True
                    return
            self._given += len(piece)
            yield piece
        self.ended = True


def _is_loss(damage: Damage) -> bool:
    """Whether a damaged member was one: it began where one must, or as a record does."""
    return damage.certain or damage.beginning.startswith(b"WARC/")


def _records(run: Window, source: _Members | None) -> Iterator[bytes | RejectionReason]:
    """The document records of a run of records, found by their lengths, or by the next start after a wrong one."""
    while run.search(_START, MAX_START):
        header = _header(run)
        kind, length = _TYPE.search(header), _LENGTH.search(header)
        holds_document = kind is None or kind[1].lower() in _DOCUMENT_TYPES
        size = len(header) + 4 + int(length[1]) if length else 0
        if size and size <= MAX_UNPACKED and _is_whole(run, size, source):
            record = run.take(size)
            if holds_document:
                yield record
            continue
        began = run.position
        run.drop(len(b"WARC/"))
        is_last = not run.search(_START, MAX_START)
        is_large = run.position - began > MAX_UNPACKED
        if holds_document and not (is_last and source is not None and source.cuts_off):
            yield RejectionReason.TOO_LARGE if is_large else RejectionReason.UNDECODABLE


def _header(run: Window) -> bytes:
    """A record's header block; where it has no end, what stands before the next record that begins."""
    run.fill(MAX_HEADER)
    end = run.data.find(b"\r\n\r\n", 0, MAX_HEADER)
    if end < 0:
        following = _START.search(run.data, len(b"WARC/"), MAX_HEADER)
        end = following.start() if following else MAX_HEADER
    return bytes(run.data[:end])


def _is_whole(run: Window, size: int, source: _Members | None) -> bool:
    """Whether the next record begins, or the archive ends, where this one should by its length."""
    if not run.fill(size):
        return False
    end = size
    while True:
        more = run.fill(end + MAX_START)
        breaks = _BREAKS.match(run.data, end)
        end = breaks.end() if breaks else end
        if not more or end + MAX_START <= len(run.data):
            break
    if end == len(run.data):
        return source is None or not source.cuts_off or run.position + size <= source.sound
    return _START.match(run.data, end) is not None


def page_of(record: bytes) -> StoredPage | RejectionReason | None:
    """The document of a record; None where it holds none. An archive's own, to be read within limits."""
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
            return StoredPage(payload.data, url.strip("<>") if url else None, content_type, payload.whole)
    return RejectionReason.UNDECODABLE


def _decoded(payload: bytes, headers: dict[str, str]) -> Unpacked | RejectionReason:
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
    return Unpacked(payload, whole=True)


def _inflated(payload: bytes) -> Unpacked:
    for bits in (15, -15):
        unpacker = zlib.decompressobj(wbits=bits)
        try:
            unpacked = unpacker.decompress(payload, MAX_UNPACKED)
        except zlib.error:
            continue
        if unpacker.unconsumed_tail:
            raise TooLargeError("more than a page may have")
        return Unpacked(unpacked, whole=unpacker.eof)
    return Unpacked(payload, whole=True)


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
