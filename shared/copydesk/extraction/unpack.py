"""Gzip, bounded: what a compressed object unpacks to is not known before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from copydesk.extraction.window import Window

MAGIC = b"\x1f\x8b"
# Bytes that one object, or one page in an archive, may unpack to.
MAX_UNPACKED = 64 * 2**20
_CHUNK = 256 * 1024
# Bytes that are unpacked first: what a member leaves of a chunk is copied, and most records are small.
_FIRST_CHUNK = 16 * 1024
# Bytes of a member that are kept, to look for the next one in them where it turns out to be damaged.
_KEPT = 4 * 2**20


class TooLargeError(ValueError):
    """What was unpacked is larger than allowed."""


class Damage(NamedTuple):
    """What stands in a stream of bytes for those that a damaged member would have had."""

    certain: bool
    """Whether a member certainly began there; else its mark may have stood in compressed bytes by chance."""
    beginning: bytes
    """Of what it unpacked to."""
    size: int
    """Bytes of that, up to the damage: the last ones in the stream."""


class Unpacked(NamedTuple):
    """What a gzip stream held."""

    data: bytes
    whole: bool
    """False where it is damaged or was cut: something is missing."""


def gunzip(data: bytes, limit: int = MAX_UNPACKED) -> Unpacked:
    """All members of a gzip stream. What follows a damaged place is lost, what precedes it is kept.

    Raises:
        TooLargeError: more than `limit` bytes.
        ValueError: nothing could be unpacked.
    """
    parts: list[bytes] = []
    size = 0
    for part in members(Window.over(data)):
        if isinstance(part, Damage):
            if not size:
                raise ValueError("not a gzip stream")
            return Unpacked(b"".join(parts), whole=False)
        size += len(part)
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes")
        parts.append(part)
    return Unpacked(b"".join(parts), whole=True)


def members(packed: Window, *, resume: bool = False) -> Iterator[bytes | Damage]:
    """What the members of a gzip stream unpack to, in pieces of bounded size.

    Args:
        packed: the stream, at the mark of its first member.
        resume: go on with the next member after a damaged one, or after bytes that are none, wherever it begins.
    """
    certain = True
    while packed.fill(len(MAGIC)):
        if not packed.data.startswith(MAGIC):
            if not resume or not packed.skip_to(MAGIC + b"\x08"):
                return
            certain = False
        member = _Member(packed, certain=certain)
        yield from member.parts()
        if not member.whole and not resume:
            return
        certain = member.whole


class _Member:
    """One member of a gzip file, at the beginning of a window."""

    def __init__(self, packed: Window, *, certain: bool) -> None:
        self.whole = False
        self._packed = packed
        self._certain = certain
        self._read = 0
        """Bytes of the window that have been unpacked."""
        self._all_kept = True
        """Whether the window still has the member's first byte."""

    def parts(self) -> Iterator[bytes | Damage]:
        unpacker = zlib.decompressobj(wbits=31)
        beginning, unpacked = b"", 0
        size = _FIRST_CHUNK
        try:
            while not unpacker.eof and self._packed.fill(self._read + 1):
                chunk = bytes(self._packed.data[self._read : self._read + size])
                for part in inflated(unpacker, chunk):
                    if part:
                        beginning = beginning or part[:64]
                        unpacked += len(part)
                        yield part
                self._read += len(chunk) - len(unpacker.unused_data)
                self._forget()
                size = min(2 * size, _CHUNK)
            self.whole = unpacker.eof or _lacks_only_checks(unpacker)
        except zlib.error:
            self.whole = False
        if self.whole:
            self._packed.drop(self._read)
        else:
            # The next member may begin within what was taken for this one.
            self._packed.drop(len(MAGIC) + 1 if self._all_kept else 0)
            yield Damage(self._certain, beginning, unpacked)

    def _forget(self) -> None:
        if self._read > _KEPT:
            self._packed.drop(self._read)
            self._read, self._all_kept = 0, False


def _lacks_only_checks(unpacker: Any) -> bool:
    """Whether all of a member is there but the checksum and length behind its data."""
    try:
        unpacker.decompress(bytes(8), 1)
    except zlib.error as error:
        return "incorrect data check" in str(error) or "incorrect length check" in str(error)
    return bool(unpacker.eof)


def inflated(unpacker: Any, chunk: bytes | memoryview) -> Iterator[bytes]:
    """What a zlib decompressor makes of one chunk, in pieces of bounded size.

    Raises:
        zlib.error: the stream is damaged.
    """
    yield unpacker.decompress(chunk, _CHUNK)
    while unpacker.unconsumed_tail and not unpacker.eof:
        yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)


def beginning(data: bytes | bytearray, size: int = 64) -> bytes:
    """The first bytes that a gzip stream unpacks to; none where it is damaged from the start."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], size)
    except zlib.error:
        return b""
