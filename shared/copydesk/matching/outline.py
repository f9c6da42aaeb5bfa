"""The outline of an article: of its fingerprint, what tells cheaply of most others that they are no copies.

Who has a whole collection makes outlines of all its articles, and fingerprints of those few that may be copies.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from typing import NamedTuple

from copydesk.matching.compare import MIN_SAMPLED, MIN_SHARED, containment_asked
from copydesk.matching.days import day_of
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.matching.shingles import SKETCH_BITS, shingles
from copydesk.matching.words import spelled_words

# Of as many hashes as have to be shared, the share that is not looked for at first: what the others leave to be seen.
LEFT_AT_FIRST = 0.85

_HEADER = struct.Struct("=HIIIQ")
_KEY = 8  # bytes
_MOST = (1 << SKETCH_BITS) - 1


class Outline(NamedTuple):
    """Fields are those of `Fingerprint`, if not said otherwise."""

    sketch: array[int]
    limit: int
    """The hash up to which the sketch is complete."""
    word_count: int
    text_hash: int
    day: int | None


def outline_of(fingerprint: Fingerprint) -> Outline:
    """The outline of an article whose fingerprint is known."""
    sketch = fingerprint.sketch
    limit = _limit(fingerprint.shingle_count, sketch)
    return Outline(sketch, limit, fingerprint.word_count, fingerprint.text_hash, fingerprint.day)


def packed_outline(text: str, published_at: str | None, url: str | None) -> bytes:
    """The outline of an article, for processes of this program on this machine alone.

    Args:
        text: the body, without boilerplate.
        published_at: ISO 8601 day or time; unknown where None or not a date.
        url: canonical address.
    """
    words = spelled_words(text)
    own = shingles(words)
    day = day_of(published_at, url) or 0  # ordinals begin at 1
    header = _HEADER.pack(len(own.keys), own.distinct, len(words.spelled), day, own.text_hash)
    return header + array("Q", own.keys).tobytes() + own.sketch.tobytes()


def packed_keys(data: bytes) -> array[int]:
    """The index keys of a packed outline."""
    return array("Q", data[_HEADER.size : _sketch_start(data)])


def unpacked_outline(data: bytes) -> Outline:
    """The outline that was packed."""
    keys, shingle_count, words, day, text_hash = _HEADER.unpack_from(data)
    sketch = array("I", data[_HEADER.size + keys * _KEY :])
    return Outline(sketch, _limit(shingle_count, sketch), words, text_hash, day or None)


def may_be_copies(
    left: Outline, right: Outline, settings: MatchSettings = USUAL, *, short_of: float = 0.0
) -> bool:
    """Whether two outlines leave it open that `compare.is_copy` holds for the fingerprints, or nearly.

    `short_of` is how much less than is asked for may lie in both.
    """
    return Sieve(left, settings, short_of=short_of).lets_through(right)


class Sieve:
    """An outline that others are held against."""

    def __init__(self, outline: Outline, settings: MatchSettings = USUAL, *, short_of: float = 0.0) -> None:
        self._outline, self._settings, self._short_of = outline, settings, short_of
        self._shared_with = frozenset(outline.sketch).intersection

    def lets_through(self, other: Outline) -> bool:
        """What `may_be_copies` says of the two."""
        own, sketch = self._outline, other.sketch
        if own.text_hash == other.text_hash:
            return True
        least = self._settings.least_words
        if own.word_count < least or other.word_count < least:
            return False
        others, smaller = len(sketch), len(own.sketch)
        limit = min(own.limit, other.limit)
        if own.limit != other.limit:
            others, smaller = bisect_right(sketch, limit), bisect_right(own.sketch, limit)
        smaller = min(others, smaller)
        least_shared = max(MIN_SAMPLED, MIN_SHARED * (limit + 1) / (_MOST + 1))
        if smaller < least_shared:
            return False
        asked = containment_asked(own.day, other.day, self._settings) - self._short_of
        # Most have next to nothing in common, which a part of the hashes tells: the rest could not make up for it.
        left = min(others, int(LEFT_AT_FIRST * asked * smaller))
        if (len(self._shared_with(sketch[: others - left])) + left) / smaller < asked:
            return False
        shared = len(self._shared_with(sketch))
        return shared >= least_shared and shared / smaller >= asked


def _limit(shingle_count: int, sketch: array[int]) -> int:
    return _MOST if shingle_count <= len(sketch) else sketch[-1]


def _sketch_start(data: bytes) -> int:
    (keys,) = struct.unpack_from("=H", data)
    return int(_HEADER.size + keys * _KEY)
