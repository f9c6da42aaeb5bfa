"""Fingerprints as bytes that are fast to make and to read again: for holding very many of them in memory.

Not a stored format: that is `Fingerprint.encode`, a third smaller and many times slower.
"""

from __future__ import annotations

import struct
from array import array

from copydesk.matching.fingerprint import Fingerprint

# Lengths of the arrays, shingles and words, day (0: unknown, as ordinals begin at 1), hashes.
_HEADER = struct.Struct("=HHHHIIIQIII")
_KEY_BYTES = array("Q").itemsize
_HASH_BYTES = array("I").itemsize


def packed(fingerprint: Fingerprint) -> bytes:
    """The fingerprint as bytes, for this machine only."""
    own = fingerprint
    header = _HEADER.pack(
        len(own.keys),
        len(own.sketch),
        len(own.numbers),
        len(own.names),
        own.shingle_count,
        own.word_count,
        own.day or 0,
        own.text_hash,
        own.publisher_hash,
        own.title_hash,
        own.url_hash,
    )
    arrays = (array("Q", own.keys), own.sketch, own.numbers, own.names)
    return header + b"".join([one.tobytes() for one in arrays])


def packed_keys(data: bytes) -> array[int]:
    """The index keys of a packed fingerprint."""
    keys = array("Q")
    (count,) = struct.unpack_from("=H", data)
    keys.frombytes(data[_HEADER.size : _HEADER.size + count * _KEY_BYTES])
    return keys


def unpacked(data: bytes) -> Fingerprint:
    """The fingerprint that `packed` was given."""
    keys, sketch, numbers, names, shingles, words, day, text, publisher, title, url = _HEADER.unpack_from(
        data
    )
    start = _HEADER.size + keys * _KEY_BYTES
    hashes: list[array[int]] = []
    for count in (sketch, numbers, names):
        end = start + count * _HASH_BYTES
        hashes.append(array("I", data[start:end]))
        start = end
    return Fingerprint(
        keys=tuple(packed_keys(data)),
        sketch=hashes[0],
        shingle_count=shingles,
        word_count=words,
        numbers=hashes[1],
        names=hashes[2],
        text_hash=text,
        day=day or None,
        publisher_hash=publisher,
        title_hash=title,
        url_hash=url,
    )
