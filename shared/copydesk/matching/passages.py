"""What two texts have in common, word for word, and what only one of them has: for people to read."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from copydesk.article import Record

# A shared run shorter than a shingle is chance, and a difference shorter than this says little.
ANCHOR_WORDS = 5
MIN_DIFFERENCE = 3

# Words read of each text: as much as an article has. Longer texts are explained by their beginning.
MAX_WORDS = 20_000

# Places tried for one run of words that a text repeats.
MAX_PLACES = 16

_WORD = re.compile(r"\w+")


class Passage(Record):
    """A run of words of a text."""

    words: int
    text: str


class Passages(Record):
    """Two texts laid beside each other; each list from the longest passage down."""

    shared: tuple[Passage, ...]
    only_left: tuple[Passage, ...]
    only_right: tuple[Passage, ...]


class _Run(NamedTuple):
    left: int
    right: int
    words: int


def passages(left: str, right: str, *, most: int = 5) -> Passages:
    """The longest passages that two texts share, and the longest that only one of them has.

    Finds runs of at least five equal words from left to right, the longest at each place, in time linear in
    the texts. `most` limits each of the three lists.
    """
    left_spans, left_words = _split(left)
    right_spans, right_words = _split(right)
    runs = _runs(left_words, right_words)
    in_left = [(run.left, run.left + run.words) for run in runs]
    in_right = [(run.right, run.right + run.words) for run in runs]
    return Passages(
        shared=_longest(left, left_spans, in_left, most),
        only_left=_longest(left, left_spans, _gaps(in_left, len(left_words)), most),
        only_right=_longest(right, right_spans, _gaps(in_right, len(right_words)), most),
    )


def _split(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    spans = [match.span() for match, _ in zip(_WORD.finditer(text), range(MAX_WORDS), strict=False)]
    return spans, [text[start:end].casefold() for start, end in spans]


def _runs(left: list[str], right: list[str]) -> list[_Run]:
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(right) - ANCHOR_WORDS + 1):
        found = places[tuple(right[at : at + ANCHOR_WORDS])]
        if len(found) < MAX_PLACES:
            found.append(at)
    runs: list[_Run] = []
    at = 0
    while at <= len(left) - ANCHOR_WORDS:
        candidates = places.get(tuple(left[at : at + ANCHOR_WORDS]), [])
        longest = max(
            (_Run(at, place, _length(left, right, at, place)) for place in candidates),
            key=lambda run: run.words,
            default=None,
        )
        if longest is None:
            at += 1
        else:
            runs.append(longest)
            at += longest.words
    return runs


def _length(left: list[str], right: list[str], left_at: int, right_at: int) -> int:
    words = ANCHOR_WORDS
    limit = min(len(left) - left_at, len(right) - right_at)
    while words < limit and left[left_at + words] == right[right_at + words]:
        words += 1
    return words


def _gaps(covered: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    gaps, at = [], 0
    for start, end in sorted(covered):
        gaps.append((at, start))
        at = max(at, end)
    gaps.append((at, length))
    return [(start, end) for start, end in gaps if end - start >= MIN_DIFFERENCE]


def _longest(
    text: str, spans: list[tuple[int, int]], runs: list[tuple[int, int]], most: int
) -> tuple[Passage, ...]:
    ordered = sorted(set(runs), key=lambda run: (run[0] - run[1], run[0]))
    return tuple(
        Passage(words=end - start, text=text[spans[start][0] : spans[end - 1][1]])
        for start, end in ordered[:most]
    )
