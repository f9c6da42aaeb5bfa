"""Two fingerprints to a similarity: whether two articles are copies of one text, and how they relate."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import NamedTuple

from copydesk.cluster import Relation, Similarity
from copydesk.matching.fingerprint import ALGORITHM, NUMBER_BITS, SKETCH_BITS, Fingerprint

MIN_WORDS = 30  # words; a shorter text is a copy only of an identical one
MIN_SHARED = 18  # shingles, a passage of 22 words: news prose in short texts repeats shorter ones by habit
CONTAINMENT = 0.45  # of the smaller text's shingles
MAX_DAYS = 4  # between two copies; an unknown date is not held against them
DISTANT_CONTAINMENT = 0.9  # of the smaller text's shingles, where the dates are further apart
MIN_SLOTS = 2  # numbers' places in both texts: one number has two, the words before it and those after
FEW_SLOTS = 3  # below which a changed number is taken for a correction where the texts agree otherwise
CORRECTED = 0.8  # containment from which they do
SLOT_AGREEMENT = 0.65  # of the numbers' places in both texts, the share that hold the same number
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
    agreeing, places = _numbers(left, right)
    if places < MIN_SLOTS or agreeing >= SLOT_AGREEMENT * places:
        return Finding.CONTAINED
    corrected = places < FEW_SLOTS and overlap.shared >= CORRECTED * min(overlap.left, overlap.right)
    return Finding.CONTAINED if corrected else Finding.OTHER_NUMBERS


def _numbers(left: Fingerprint, right: Fingerprint) -> tuple[float, int]:
    """Of the numbers' places in both texts how many hold the same number, and how many there are.

    A template filled in again has other numbers between the same words.
    """
    left_places, right_places = _places(left), _places(right)
    shared = left_places.keys() & right_places.keys()
    agreeing = sum(
        len(left_places[place] & right_places[place]) / min(len(left_places[place]), len(right_places[place]))
        for place in shared
    )
    return agreeing, len(shared)


def _places(article: Fingerprint) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {}
    for slot in article.slots:
        places.setdefault(slot >> NUMBER_BITS, set()).add(slot)
    return places


def _threshold(left: Fingerprint, right: Fingerprint) -> float:
    if left.day is None or right.day is None or abs(left.day - right.day) <= MAX_DAYS:
        return CONTAINMENT
    return DISTANT_CONTAINMENT


def _overlap(left: Fingerprint, right: Fingerprint) -> _Overlap:
    """Shingles in both, in left and in right, below the hash up to which both sketches are complete."""
    left_sketch, right_sketch = left.sketch, right.sketch
    limit = min(_limit(left), _limit(right))
    left_size, right_size = bisect_right(left_sketch, limit), bisect_right(right_sketch, limit)
    shared = len(set(left_sketch[:left_size]).intersection(right_sketch[:right_size]))
    return _Overlap(shared, left_size, right_size)


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
