"""Fingerprints as they are stored, by the number of the format: the first byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from copydesk.formats import FORMATS, Format
from copydesk.matching.fingerprint import VERSIONS, Fingerprint


class Encoding(NamedTuple):
    """One format."""

    version: int
    """Of the rules that made the fingerprints it holds."""
    encode: Callable[[Fingerprint], bytes]
    decode: Callable[[bytes], Fingerprint]


# Each change of the rules so far came with a format of its own, of the same number.
ENCODINGS: dict[int, Encoding] = {
    version: Encoding(version, Fingerprint.encode, Fingerprint.decode) for version in VERSIONS
}


def encoded_fingerprint(fingerprint: Fingerprint, numbers: Format = FORMATS.fingerprint) -> bytes:
    """The fingerprint in the format that is written or, where other rules made it, in the latest that holds it."""
    for number in (numbers.writes, *reversed(numbers.reads)):
        if ENCODINGS[number].version == fingerprint.version:
            return ENCODINGS[number].encode(fingerprint)
    raise ValueError(f"no format holds fingerprints of version {fingerprint.version}")


def decoded_fingerprint(data: bytes, numbers: Format = FORMATS.fingerprint) -> Fingerprint:
    """The fingerprint that a release stored.

    Raises:
        copydesk.formats.UnknownFormat: in a format that this one does not read.
        ValueError: the bytes are no fingerprint.
    """
    if not data:
        raise ValueError("no bytes are no fingerprint")
    return ENCODINGS[numbers.check(data[0])].decode(data)
