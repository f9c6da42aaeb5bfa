"""The archives that a ZIP archive (WACZ) holds, read in one pass: no more is held of it than a window."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from copydesk.extraction.compound import ZIP
from copydesk.extraction.unpack import inflated
from copydesk.extraction.window import Window

# Bytes that are read at once.
_STEP = 256 * 1024
# Of the header of an entry (APPNOTE.TXT, 4.3.7): its size, the flag for sizes that only follow the data, the value
# that says that a size stands in the extra field of ZIP64, and that field's number.
_HEADER_BYTES = 30
_SIZES_FOLLOW = 8
_IN_EXTRA = 0xFFFFFFFF
_ZIP64 = 1
_STORED, _DEFLATED = 0, 8
_ARCHIVES = (b".warc", b".warc.gz")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    method: int
    size: int | None
    """Bytes as they are stored; None where only what follows them tells."""


def zipped_archives(archive: Window) -> Iterator[Window]:
    """The content of each WARC archive in a ZIP archive, in order; each is to be read before the next is asked for.

    Raises:
        zlib.error: an entry is damaged, and where it ends is not known.
    """
    while archive.fill(_HEADER_BYTES) and archive.data.startswith(ZIP):
        entry = _entry(archive)
        content = _content(archive, entry)
        if entry.name.lower().endswith(_ARCHIVES):
            yield Window(content)
        for _ in content:  # what its reader left
            pass
        if entry.size is None:
            archive.skip_to(b"PK")
            if archive.data.startswith(b"PK\x07\x08"):  # the sizes
                archive.drop(4)
                archive.skip_to(b"PK")


def _entry(archive: Window) -> _Entry:
    flags, method = unpack_from("<HH", archive.data, 6)
    size, whole, name_bytes, extra_bytes = unpack_from("<IIHH", archive.data, 18)
    archive.drop(_HEADER_BYTES)
    name, extra = archive.take(name_bytes), archive.take(extra_bytes)
    if size == _IN_EXTRA:
        size = _size_in(extra, whole)
    follows = flags & _SIZES_FOLLOW and not size
    return _Entry(name, method, None if follows else size)


def _size_in(extra: bytes, whole: int) -> int:
    at = 0
    while at + 4 <= len(extra):
        number, length = unpack_from("<HH", extra, at)
        at += 4
        behind = 8 if whole == _IN_EXTRA else 0
        if number == _ZIP64 and at + behind + 8 <= len(extra):
            return int(unpack_from("<Q", extra, at + behind)[0])
        at += length
    return _IN_EXTRA


def _content(archive: Window, entry: _Entry) -> Iterator[bytes]:
    """The bytes of an entry, unpacked; where its end is not known, those to the end of the archive."""
    if entry.method == _DEFLATED:
        unpacker = zlib.decompressobj(wbits=-15)
        left = entry.size
        while not unpacker.eof and left != 0 and archive.fill(1):
            chunk = archive.take(min(_STEP, len(archive.data), left or _STEP))
            yield from filter(None, inflated(unpacker, chunk))
            if left is None:
                archive.data[:0] = unpacker.unused_data
            else:
                left -= len(chunk)
    elif entry.size is None:
        yield from archive.pieces()
    else:
        left = entry.size
        while left and archive.fill(1):
            chunk = archive.take(min(_STEP, left))
            left -= len(chunk)
            if entry.method == _STORED:
                yield chunk
