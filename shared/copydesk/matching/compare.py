"""Two fingerprints to a similarity: whether two articles are copies of one text, and how they relate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from copydesk.cluster import Relation, Similarity
from copydesk.matching.blanks import NAME_BITS, NUMBER_BITS, by_place
from copydesk.matching.fingerprint import ALGORITHM, SKETCH_BITS, Fingerprint

MIN_WORDS = 30  # words; a shorter text is a copy only of an identical one
MIN_SHARED = 18  # shingles, a passage of 22 words: news prose in short texts repeats shorter ones by habit
CONTAINMENT = 0.45  # of the smaller text's shingles
MAX_DAYS = 4  # between two copies; an unknown date is not held against them
DISTANT_CONTAINMENT = 0.9  # of the smaller text's shingles, where the dates are further apart
MIN_PLACES = 2  # numbers' places in both texts: one number has two, the words before it and those after
FEW_PLACES = 3  # below which a changed number is taken for a correction where the texts agree otherwise
CORRECTED = 0.8  # containment from which they do
NUMBER_AGREEMENT = 0.65  # of the numbers' places in both texts, the share that hold the same number
OTHER_NAMES = 3  # names that one text has in the places of others, below which a copy was localised
NAME_AGREEMENT = 0.45  # of the names in places of both texts, the share that are the same in both
WITHIN = 0.7  # containment from which the shorter text lies within the longer one
LONGER = 1.25  # times as many shingles, from which one text is the longer one
METHOD_IDENTICAL = "identical_text"
METHOD_CONTAINMENT = "shingle_containment"


class Finding(StrEnum):
    """Why two articles are copies, or are not. A closed list."""

    SAME_WORDS = "same_words"
    CONTAINED = "contained"
    TOO_SHORT = "too_short"
    TOO_LITTLE_SHARED = "too_little_shared"
    TOO_LITTLE_CONTAINED = "too_little_contained"
    OTHER_NUMBERS = "other_numbers"
    OTHER_NAMES = "other_names"


COPIES = frozenset({Finding.SAME_WORDS, Finding.CONTAINED})


class _Overlap(NamedTuple):
    shared: int
    left: int
    right: int


def is_copy(left: Fingerprint, right: Fingerprint) -> bool:
    """The decision of `compare`, without its record."""
    return finding(left, right) in COPIES


def finding(left: Fingerprint, right: Fingerprint) -> Finding:
    """The reason for the decision of `compare`."""
    if not left.word_count or not right.word_count:
        return Finding.TOO_SHORT
    if _identical(left, right):
        return Finding.SAME_WORDS
    return _judge(left, right, _overlap(left, right))


def compare(left: Fingerprint, right: Fingerprint) -> Similarity:
    """How two articles relate, from the left one's point of view; `relation` is None where not copies.

    Texts of the same words are copies whatever their dates. Others are where enough of the smaller lies in
    the larger and the numbers between the same words agree. A pure function of the two fingerprints;
    `compare(b, a)` is `compare(a, b).reversed()`.
    """
    overlap = _overlap(left, right)
    found = finding(left, right)
    identical = found is Finding.SAME_WORDS
    union = overlap.left + overlap.right - overlap.shared
    return Similarity(
        relation=_relation(left, right, overlap, identical=identical) if found in COPIES else None,
        shared_shingles=overlap.shared,
        total_shingles=union,
        jaccard=overlap.shared / union if union else 0.0,
        containment=overlap.shared / overlap.left if overlap.left else 0.0,
        containment_of_other=overlap.shared / overlap.right if overlap.right else 0.0,
        method=METHOD_IDENTICAL if identical else METHOD_CONTAINMENT,
        algorithm=ALGORITHM,
        threshold=_threshold(left, right),
    )


def _identical(left: Fingerprint, right: Fingerprint) -> bool:
    return left.text_hash == right.text_hash and left.word_count == right.word_count


def _judge(left: Fingerprint, right: Fingerprint, overlap: _Overlap) -> Finding:
    if min(left.word_count, right.word_count) < MIN_WORDS:
        return Finding.TOO_SHORT
    if overlap.shared < MIN_SHARED:
        return Finding.TOO_LITTLE_SHARED
    if overlap.shared < _threshold(left, right) * min(overlap.left, overlap.right):
        return Finding.TOO_LITTLE_CONTAINED
    if not _numbers_agree(left, right, overlap):
        return Finding.OTHER_NUMBERS
    return Finding.CONTAINED if _names_agree(left, right) else Finding.OTHER_NAMES


def _numbers_agree(left: Fingerprint, right: Fingerprint, overlap: _Overlap) -> bool:
    """Whether enough numbers are the same in the same places: a form filled in again has others."""
    left_places, right_places = by_place(left.numbers, NUMBER_BITS), by_place(right.numbers, NUMBER_BITS)
    places = left_places.keys() & right_places.keys()
    if len(places) < MIN_PLACES:
        return True
    same, possible = _same_in_place(left_places, right_places, places)
    if same >= NUMBER_AGREEMENT * possible:
        return True
    return len(places) < FEW_PLACES and overlap.shared >= CORRECTED * min(overlap.left, overlap.right)


def _names_agree(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether enough names are the same in the same places, or enough of the different names are.

    A copy that is localised may have few names changed wherever they stand.
    """
    left_places, right_places = by_place(left.names, NAME_BITS), by_place(right.names, NAME_BITS)
    places = left_places.keys() & right_places.keys()
    same, possible = _same_in_place(left_places, right_places, places)
    if same >= NAME_AGREEMENT * possible:
        return True
    kept: set[int] = set()
    gone: set[int] = set()
    come: set[int] = set()
    for place in places:
        kept |= left_places[place] & right_places[place]
        gone |= left_places[place]
        come |= right_places[place]
    others = min(len(gone - kept), len(come - kept))
    return others < OTHER_NAMES or len(kept) >= NAME_AGREEMENT * (len(kept) + others)


def _same_in_place(
    left: Mapping[int, set[int]], right: Mapping[int, set[int]], places: Iterable[int]
) -> tuple[int, int]:
    """How much is the same in places of both texts, and how much could be."""
    pairs = [(left[place], right[place]) for place in places]
    return sum(len(one & other) for one, other in pairs), sum(min(map(len, pair)) for pair in pairs)


def _threshold(left: Fingerprint, right: Fingerprint) -> float:
    if left.day is None or right.day is None or abs(left.day - right.day) <= MAX_DAYS:
        return CONTAINMENT
    return DISTANT_CONTAINMENT


def _overlap(left: Fingerprint, right: Fingerprint) -> _Overlap:
    """Shingles in both, in left and in right, below the hash up to which both sketches are complete."""
    limit = min(_limit(left), _limit(right))
    left_size, right_size = bisect_right(left.sketch, limit), bisect_right(right.sketch, limit)
    shared = len(_hashes(left).intersection(right.sketch[:right_size]))
    return _Overlap(shared, left_size, right_size)


@lru_cache(maxsize=64)  # an article is compared with many others, one after the other
def _hashes(article: Fingerprint) -> frozenset[int]:
    return frozenset(article.sketch)


def _limit(article: Fingerprint) -> int:
    complete = article.shingle_count <= len(article.sketch)
    return (1 << SKETCH_BITS) - 1 if complete else article.sketch[-1]


def _relation(left: Fingerprint, right: Fingerprint, overlap: _Overlap, *, identical: bool) -> Relation:
    if identical:
        return Relation.IDENTICAL
    if _same(left.publisher_hash, right.publisher_hash) and (
        _same(left.title_hash, right.title_hash) or _same(left.url_hash, right.url_hash)
    ):
        return Relation.REVISION
    if overlap.shared >= WITHIN * min(overlap.left, overlap.right):
        if overlap.right >= LONGER * overlap.left:
            return Relation.EXCERPT
        if overlap.left >= LONGER * overlap.right:
            return Relation.EXTENDED
    return Relation.NEAR_IDENTICAL


def _same(left: int, right: int) -> bool:
    return left == right != 0
