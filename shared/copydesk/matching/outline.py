"""The outline of an article: of its fingerprint, what tells cheaply of most others that they are no copies.

Who has a whole collection makes outlines of all its articles, and fingerprints of those few that may be copies.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from dataclasses import dataclass

from copydesk.matching.compare import MIN_SHARED, containment_asked
from copydesk.matching.days import day_of
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.matching.shingles import LOW_BITS, shingles
from copydesk.matching.words import spelled_words

_HEADER = struct.Struct("=HIIIQ")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Fields are those of `Fingerprint`."""

    sketch: array[int]
    hashes: frozenset[int]
    """The sketch's."""
    shingle_count: int
    word_count: int
    text_hash: int
    day: int | None

    @property
    def limit(self) -> int:
        """The hash up to which the sketch is complete."""
        complete = self.shingle_count <= len(self.sketch)
        return (1 << 64 - LOW_BITS) - 1 if complete else self.sketch[-1]


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
    _, count, words, day, text_hash = _HEADER.unpack_from(data)
    sketch = array("I", data[_sketch_start(data) :])
    return Outline(sketch, frozenset(sketch), count, words, text_hash, day or None)


def may_be_copies(
    left: Outline, right: Outline, settings: MatchSettings = USUAL, *, short_of: float = 0.0
) -> bool:
    """Whether two outlines leave it open that `compare.is_copy` holds for the fingerprints, or nearly.

    `short_of` is how much less than is asked for may lie in both.
    """
    if left.text_hash == right.text_hash:
        return True
    if min(left.word_count, right.word_count) < settings.least_words:
        return False
    shared = len(left.hashes & right.hashes)
    if shared < MIN_SHARED:
        return False
    limit = min(left.limit, right.limit)
    smaller = min(bisect_right(left.sketch, limit), bisect_right(right.sketch, limit))
    return shared / smaller >= containment_asked(left.day, right.day, settings) - short_of


def _sketch_start(data: bytes) -> int:
    (keys,) = struct.unpack_from("=H", data)
    return int(_HEADER.size + keys * 8)
