"""How much of two texts is the same, from their sketches."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.shingles import SKETCH_BITS


class Overlap(NamedTuple):
    """Shingles in both texts, in the left and in the right one, of those whose hashes both sketches have."""

    shared: int
    left: int
    right: int
    sampled: float
    """The share of the texts' shingles that these are, about."""

    @property
    def containment(self) -> float:
        """The share of the smaller text that lies in the other."""
        smaller = min(self.left, self.right)
        return self.shared / smaller if smaller else 0.0

    @property
    def shared_in_all(self) -> float:
        """How many shingles of the whole texts are in both, about."""
        return self.shared / self.sampled


def overlap_of(left: Fingerprint, right: Fingerprint) -> Overlap:
    """The overlap of two sketches, below the hash up to which both are complete."""
    limit = min(_limit(left), _limit(right))
    left_size, right_size = bisect_right(left.sketch, limit), bisect_right(right.sketch, limit)
    shared = len(_hashes(left).intersection(right.sketch[:right_size]))
    return Overlap(shared, left_size, right_size, (limit + 1) / (1 << SKETCH_BITS))


def lead_shared(whole: Fingerprint, part: Fingerprint) -> float | None:
    """The share of what one text opens with that lies in another one; None where their hashes do not say."""
    lead = whole.lead[: bisect_right(whole.lead, _limit(part))]
    return len(_hashes(part).intersection(lead)) / len(lead) if lead else None


@lru_cache(maxsize=64)  # an article is compared with many others, one after the other
def _hashes(article: Fingerprint) -> frozenset[int]:
    return frozenset(article.sketch)


def _limit(article: Fingerprint) -> int:
    complete = article.shingle_count <= len(article.sketch)
    return (1 << SKETCH_BITS) - 1 if complete else article.sketch[-1]
