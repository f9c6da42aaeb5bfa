"""Whole numbers to few bytes: LEB128, seven bits a byte, the least significant first."""

from __future__ import annotations

from collections.abc import Iterable


def pack(values: Iterable[int]) -> bytes:
    """The numbers (unsigned) as bytes, one after the other."""
    out = bytearray()
    for value in values:
        rest = value
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def unpack(data: bytes) -> list[int]:
    """The numbers that `pack` wrote.

    Raises:
        ValueError: the last number is cut short.
    """
    values = []
    value = shift = 0
    for byte in data:
        if byte > 0x7F:
            value |= (byte & 0x7F) << shift
            shift += 7
        else:
            values.append(value | byte << shift)
            value = shift = 0
    if shift:
        raise ValueError("the last number is cut short")
    return values
