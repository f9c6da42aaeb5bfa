"""Gzip, bounded: what a compressed object unpacks to is not known before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

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
    for part in _inflated(data):
        size += len(part)
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes")
        parts.append(part)
    if not parts and not _is_empty_stream(data):
        raise ValueError("not a gzip stream")
    return b"".join(parts)


def _inflated(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    position = 0
    while data[position : position + 2] == MAGIC:
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof and position < len(data):
            chunk = view[position : position + _CHUNK]
            try:
                piece = unpacker.decompress(chunk, _CHUNK)
                yield piece
                while unpacker.unconsumed_tail and not unpacker.eof:
                    yield unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
            except zlib.error:
                return
            position += len(chunk) - len(unpacker.unused_data)


def _is_empty_stream(data: bytes) -> bool:
    try:
        return zlib.decompress(data, wbits=31) == b""
    except zlib.error:
        return False
