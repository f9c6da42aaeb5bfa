"""Gzip, bounded: what a compressed object unpacks to is not known before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

MAGIC = b"\x1f\x8b"
# Bytes that one object, or one page in an archive, may unpack to.
MAX_UNPACKED = 64 * 2**20
_CHUNK = 256 * 1024
# Bytes that are unpacked first: what a member leaves of a chunk is copied, and most records are small.
_FIRST_CHUNK = 16 * 1024


class TooLargeError(ValueError):
    """What was unpacked is larger than allowed."""


def gunzip(data: bytes, limit: int = MAX_UNPACKED) -> bytes:
    """All members of a gzip stream. What follows a damaged place is lost, what precedes it is kept.

    Raises:
        TooLargeError: more than `limit` bytes.
        ValueError: nothing could be unpacked.
    """
    parts: list[bytes] = []
    size = 0
    for part in _parts(data):
        size += len(part)
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _parts(data: bytes) -> Iterator[bytes]:
    position, size = 0, 0
    while data[position : position + 2] == MAGIC:
        member = Member(data, position)
        try:
            for part in member.parts():
                size += len(part)
                yield part
        except zlib.error as error:
            if not size:
                raise ValueError("not a gzip stream") from error
            return
        position = member.end


class Member:
    """One member of a gzip file, from a position on."""

    def __init__(self, data: bytes, position: int) -> None:
        self.end = position
        """Where the member ends; as far as it has been read."""
        self.whole = False
        self._data = data

    def parts(self) -> Iterator[bytes]:
        """Its content, in pieces of bounded size.

        Raises:
            zlib.error: the member is damaged.
        """
        unpacker = zlib.decompressobj(wbits=31)
        view = memoryview(self._data)
        size = _FIRST_CHUNK
        while not unpacker.eof and self.end < len(view):
            chunk = view[self.end : self.end + size]
            yield from inflated(unpacker, chunk)
            self.end += len(chunk) - len(unpacker.unused_data)
            size = min(2 * size, _CHUNK)
        self.whole = unpacker.eof


def inflated(unpacker: Any, chunk: bytes | memoryview) -> Iterator[bytes]:
    """What a zlib decompressor makes of one chunk, in pieces of bounded size.

    Raises:
        zlib.error: the stream is damaged.
    """
    yield unpacker.decompress(chunk, _CHUNK)
    while unpacker.unconsumed_tail and not unpacker.eof:
        yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)


def beginning(data: bytes, size: int = 64) -> bytes:
    """The first bytes that a gzip stream unpacks to; none where it is damaged from the start."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], size)
    except zlib.error:
        return b""
