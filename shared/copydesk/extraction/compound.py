"""What files that hold files are, by the names of what they hold: ZIP archives and Microsoft's compound files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import unpack_from

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"

# Entries of a ZIP archive whose names are looked at: office files have some twenty, recordings some more.
MAX_ENTRIES = 2000
# The records of a ZIP archive (APPNOTE.TXT, 4.3): an entry's header, its row in the directory, the directory's end.
_HEADER_BYTES, _ROW_BYTES, _END_BYTES = 30, 46, 22
_ROW, _END = b"PK\x01\x02", b"PK\x05\x06"
_WORD = re.compile(rb"word/document\d*\.xml")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
# Names of the entries of a compound file that hold a workbook's cells, and of those that say that it is none.
_CELLS, _TEXT, _LOCKED = (
    name.encode("utf-16-le") for name in ("Workbook", "WordDocument", "EncryptedPackage")
)


def is_word(names: frozenset[bytes]) -> bool:
    """Whether entries of a ZIP archive are those of a Word document."""
    return any(map(_WORD.fullmatch, names))


def is_workbook(names: frozenset[bytes], data: bytes) -> bool:
    """Whether entries of a ZIP archive, or its first bytes, are those of a workbook."""
    return not names.isdisjoint((b"xl/workbook.xml", b"xl/workbook.bin")) or (
        data[_HEADER_BYTES:].startswith(_OPEN_DOCUMENT)
    )


def is_recording(names: frozenset[bytes]) -> bool:
    """Whether entries of a ZIP archive are those of a WACZ file."""
    return any(name.lower().endswith((b".warc", b".warc.gz")) for name in names)


def is_old_workbook(data: bytes) -> bool:
    """Whether a compound file is a workbook that nobody locked; one within a text is none."""
    return _CELLS in data and _TEXT not in data and _LOCKED not in data


def zipped_names(data: bytes) -> frozenset[bytes]:
    """The names of a ZIP archive's entries; of the beginning of one, those that it shows."""
    end = data.rfind(_END)
    begin = -1
    if 0 <= end <= len(data) - _END_BYTES:
        size, offset = unpack_from("<II", data, end + 12)
        # What stands before an archive moves its directory.
        begin = end - size if data.startswith(_ROW, max(0, end - size)) else offset
    listed = begin >= 0 and data.startswith(_ROW, begin)
    return frozenset(_listed(data, begin) if listed else _headed(data))


def _listed(data: bytes, position: int) -> Iterator[bytes]:
    """By the directory, which begins at a position."""
    for _ in range(MAX_ENTRIES):
        if not data.startswith(_ROW, position) or position + _ROW_BYTES > len(data):
            return
        name, extra, remark = unpack_from("<HHH", data, position + 28)
        yield data[position + _ROW_BYTES : position + _ROW_BYTES + name]
        position += _ROW_BYTES + name + extra + remark


def _headed(data: bytes) -> Iterator[bytes]:
    """By the entries' own headers; where one does not say its size, the next header is looked for."""
    position = 0
    for _ in range(MAX_ENTRIES):
        if not data.startswith(ZIP, position) or position + _HEADER_BYTES > len(data):
            return
        size, _, name, extra = unpack_from("<IIHH", data, position + 18)
        begin = position + _HEADER_BYTES
        yield data[begin : begin + name]
        after = begin + name + extra
        position = after + size if size else data.find(ZIP, after)
