"""Gzip, bounded: what a compressed object unpacks to is not known before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

MAGIC = b"\x1f\x8b"
# Bytes that one object, or one page in an archive, may unpack to.
MAX_UNPACKED = 64 * 2**20
_CHUNK = 256 * 1024


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
    view = memoryview(data)
    position, size = 0, 0
    while data[position : position + 2] == MAGIC:
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof and position < len(data):
            chunk = view[position : position + _CHUNK]
            try:
                for part in inflated(unpacker, chunk):
                    size += len(part)
                    yield part
            except zlib.error as error:
                if not size:
                    raise ValueError("not a gzip stream") from error
                return
            position += len(chunk) - len(unpacker.unused_data)


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
