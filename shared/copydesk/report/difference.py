"""Two texts laid beside each other: what they share, what was changed, what only one of them has.

Shared passages are found by greedy string tiling (M. J. Wise, 1993): the longest run of equal words first, no word in
two of them, so that a paragraph that moved is shared and not cut and added. What stands beside the same passages in
both texts and has much in common is one stretch, edited: its words in common are a longest common subsequence.

`templates/difference.js` has the same once more, for any two copies that a reader chooses; a test in a browser holds
the two equal.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

# Words of a shared passage: shorter runs are shared by chance, and are words in common only between two passages.
ANCHOR = 5
# Places tried for one run of ANCHOR words; one that a text repeats more often begins no passage.
MAX_PLACES = 16
# Words on either side that replace one another; of more, one side was cut and the other one added.
MAX_CHANGED = 12
# Cells of the table of a longest common subsequence: 200 words beside 200.
MAX_CELLS = 40_000
# The share of words in common from which two stretches are one, edited: of the shorter one between two passages, of
# the longer one beside a passage.
EDITED = 0.5
# Words laid beside each other, as many as an article has; of a longer text the rest is shown as its own.
MAX_WORDS = 20_000


class Kind(StrEnum):
    """What a stretch of a text is beside the other text."""

    SHARED = "shared"
    CHANGED = "changed"  # other words stand in its place there
    OWN = "own"  # nothing stands in its place there


class Piece(NamedTuple):
    """A stretch of a text, in words."""

    kind: Kind
    first: int
    end: int
    other: int | None
    """Where a shared one begins in the other text."""

    @property
    def words(self) -> int:
        """How many it has."""
        return self.end - self.first


class Difference(NamedTuple):
    """The pieces of two texts: each list is a whole text, in order."""

    left: list[Piece]
    right: list[Piece]


NONE = -1  # in place of a partner's place


def difference(left: list[str], right: list[str]) -> Difference:
    """Lay two lists of folded words beside each other, in time about linear in their length."""
    pairs = _Pairs(left[:MAX_WORDS], right[:MAX_WORDS])
    pairs.find()
    in_left = pairs.of_left + [NONE] * (len(left) - len(pairs.of_left))
    in_right = pairs.of_right + [NONE] * (len(right) - len(pairs.of_right))
    return Difference(_pieces(in_left, in_right), _pieces(in_right, in_left))


class _Pairs:
    """Which word of one text is which of the other."""

    def __init__(self, left: list[str], right: list[str]) -> None:
        self._left, self._right = left, right
        self.of_left, self.of_right = [NONE] * len(left), [NONE] * len(right)

    def find(self) -> None:
        """Pair what is shared."""
        left, right = self._left, self._right
        most = min(len(left), len(right))
        head = next((at for at in range(most) if left[at] != right[at]), most)
        if head < min(ANCHOR, most):
            head = 0
        rest = most - head
        tail = next((at for at in range(rest) if left[-1 - at] != right[-1 - at]), rest)
        if tail < min(ANCHOR, rest):
            tail = 0
        self._pair(0, 0, head)
        self._pair(len(left) - tail, len(right) - tail, tail)
        if head + tail < most:
            self._tile(head, tail)
        for at, end in list(_stretches(self.of_left)):
            self._edit(at, end)

    def _pair(self, at: int, other: int, words: int) -> None:
        for step in range(words):
            self.of_left[at + step] = other + step
            self.of_right[other + step] = at + step

    def _tile(self, head: int, tail: int) -> None:
        """Pair the longest runs first; of equally long ones, those that moved least."""
        waiting = [_ranked(*run) for run in self._runs(head, tail)]
        heapq.heapify(waiting)
        while waiting:
            negative, _, places, at = heapq.heappop(waiting)
            other, words = places - at, -negative
            free = [
                self.of_left[at + step] == NONE and self.of_right[other + step] == NONE
                for step in range(words)
            ]
            if all(free):
                self._pair(at, other, words)
                continue
            begin = 0
            for step, is_free in enumerate([*free, False]):
                if is_free:
                    continue
                if step - begin >= ANCHOR:
                    heapq.heappush(waiting, _ranked(at + begin, other + begin, step - begin))
                begin = step + 1

    def _runs(self, head: int, tail: int) -> Iterator[tuple[int, int, int]]:
        """Every run of equal words between what the texts begin and end with: its two places, and its words."""
        left, right = self._left, self._right
        left_end, right_end = len(left) - tail, len(right) - tail
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for other in range(head, right_end - ANCHOR + 1):
            places[tuple(right[other : other + ANCHOR])].append(other)
        reached: dict[int, int] = {}  # on each diagonal, how far a run is known already
        for at in range(head, left_end - ANCHOR + 1):
            found = places.get(tuple(left[at : at + ANCHOR]), ())
            if len(found) > MAX_PLACES:
                continue
            for other in found:
                if reached.get(at - other, 0) > at:
                    continue
                words = ANCHOR
                most = min(left_end - at, right_end - other)
                while words < most and left[at + words] == right[other + words]:
                    words += 1
                reached[at - other] = at + words
                yield at, other, words

    def _edit(self, at: int, end: int) -> None:
        """Pair the words that a stretch and the one in its place have in common, where they have much in common."""
        other, other_end, is_between = _opposite(self.of_left, self.of_right, at, end)
        left, right = self._left[at:end], self._right[other:other_end]
        if len(left) * len(right) > MAX_CELLS:
            return
        common = _common(left, right)
        sizes = len(left), len(right)
        if common and len(common) >= EDITED * (min(sizes) if is_between else max(sizes)):
            for one, two in common:
                self._pair(at + one, other + two, 1)


def _ranked(at: int, other: int, words: int) -> tuple[int, int, int, int]:
    return (-words, abs(at - other), at + other, at)


def _common(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """A longest common subsequence: pairs of places."""
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for at in reversed(range(len(left))):
        row, below = lengths[at], lengths[at + 1]
        for other in reversed(range(len(right))):
            same = left[at] == right[other]
            row[other] = below[other + 1] + 1 if same else max(below[other], row[other + 1])
    pairs = []
    at = other = 0
    while at < len(left) and other < len(right):
        if left[at] == right[other]:
            pairs.append((at, other))
            at, other = at + 1, other + 1
        elif lengths[at + 1][other] >= lengths[at][other + 1]:
            at += 1
        else:
            other += 1
    return pairs


def _stretches(partners: list[int]) -> Iterator[tuple[int, int]]:
    """Where words without a partner stand together."""
    begin = 0
    for at, other in enumerate([*partners, 0]):
        if other != NONE:
            if begin < at:
                yield begin, at
            begin = at + 1


def _facing(partners: list[int], mirrored: list[int], at: int, end: int) -> tuple[int, int]:
    """What stands in the other text where a stretch stands here; nothing where the neighbours do not follow there."""
    other = partners[at - 1] + 1 if at else 0
    other_end = partners[end] if end < len(partners) else len(mirrored)
    if any(partner != NONE for partner in mirrored[other:other_end]):
        return 0, 0
    return other, max(other, other_end)


def _opposite(partners: list[int], mirrored: list[int], at: int, end: int) -> tuple[int, int, bool]:
    """The stretch without partners in a stretch's place, and whether it has the same neighbours on both sides.

    Where a passage moved, the neighbour on one side alone tells the place.
    """
    other, other_end = _facing(partners, mirrored, at, end)
    if other < other_end:
        return other, other_end, True
    if at:
        other = other_end = partners[at - 1] + 1
        while other_end < len(mirrored) and mirrored[other_end] == NONE:
            other_end += 1
    if other == other_end and end < len(partners):
        other = other_end = partners[end]
        while other > 0 and mirrored[other - 1] == NONE:
            other -= 1
    return other, other_end, False


def _pieces(partners: list[int], mirrored: list[int]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    while at < len(partners):
        end = at + 1
        if partners[at] != NONE:
            while end < len(partners) and partners[end] == partners[end - 1] + 1:
                end += 1
            pieces.append(Piece(Kind.SHARED, at, end, partners[at]))
        else:
            while end < len(partners) and partners[end] == NONE:
                end += 1
            other, other_end = _facing(partners, mirrored, at, end)
            changed = other < other_end and max(end - at, other_end - other) <= MAX_CHANGED
            pieces.append(Piece(Kind.CHANGED if changed else Kind.OWN, at, end, None))
        at = end
    return pieces
