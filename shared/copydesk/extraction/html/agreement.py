"""Which of several extractors read a page best: the one that the others agree with most.

Extractors fail in different ways, so what two of them have in common is seldom wrong. Measured on labelled pages
(benchmarks/extraction.py), the medoid is better than any one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from copydesk.unicode import without_joiners

# How like the publisher's own articleBody (F1 of words) a reading has to be for the articleBody to decide.
# Below it the articleBody is cut short or of another article.
MIN_LIKE_DECLARED = 0.8
MIN_DECLARED_WORDS = 60
# A lower-ranked reading wins only where it is better than this; ties go to the first.
TIE = 0.02
# Where the simple and the rough reader agree this much on a story this much longer than the medoid, the others lost
# part of it.
MIN_SIMPLE_AGREEMENT = 0.85
LONGER = 1.4
# Words of a run by which a reading is searched for a paragraph, and the share of its runs that tell that it is there.
RUN = 4
MIN_RUNS = 0.5

Words = Counter[str]
_WORD = re.compile(r"\w+")


def fold_words(text: str) -> list[str]:
    """Words without case and punctuation."""
    return _WORD.findall(without_joiners(text).casefold())


def likeness(one: Words, other: Words) -> float:
    """F1 between two bags of words: 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


class Runs:
    """Which runs of words a reading has."""

    def __init__(self, lines: Iterable[Sequence[str]]) -> None:
        words = [word for line in lines for word in line]
        self._runs = set(_runs(words))

    def hold(self, words: Sequence[str]) -> bool:
        """Whether a paragraph stands in the reading, however its lines are cut there."""
        own = _runs(words)
        return sum(run in self._runs for run in own) > MIN_RUNS * len(own)


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))]


def best_reading(
    readings: Mapping[str, Sequence[str]], declared: str | None, *, simple: str, rough: Sequence[str]
) -> str | None:
    """The name of the reading to trust; None where all are empty.

    Args:
        readings: lines by reader, the most trusted first.
        declared: the articleBody that the page's structured data gives.
        simple: the reader among them that takes the longest run of paragraphs and little else away.
        rough: lines of a reader that drops next to nothing of a story.
    """
    bags = {name: _bag(lines) for name, lines in readings.items()}
    bags = {name: bag for name, bag in bags.items() if bag}
    if not bags:
        return None
    if found := _like_declared(bags, _bag([declared or ""])):
        return found
    best = _medoid(bags)
    own, other = bags.get(simple, Counter()), _bag(rough)
    is_cut = own.total() > LONGER * bags[best].total() and likeness(own, other) > MIN_SIMPLE_AGREEMENT
    return simple if is_cut else best


def _bag(lines: Sequence[str]) -> Words:
    return Counter(fold_words("\n".join(lines)))


def _like_declared(bags: Mapping[str, Words], declared: Words) -> str | None:
    if declared.total() < MIN_DECLARED_WORDS:
        return None
    first = next(iter(bags))
    likenesses = {name: likeness(bag, declared) + TIE * (name == first) for name, bag in bags.items()}
    best = max(likenesses, key=lambda name: likenesses[name])
    return best if likeness(bags[best], declared) > MIN_LIKE_DECLARED else None


def _medoid(bags: Mapping[str, Words]) -> str:
    return max(
        bags, key=lambda name: sum(likeness(bags[name], bags[other]) for other in bags if other != name)
    )
