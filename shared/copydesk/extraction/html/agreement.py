"""Which of several extractors read a page best: the one that the others agree with most.

Extractors fail in different ways, so what two of them have in common is seldom wrong. Measured on labelled pages
(benchmarks/extraction.py), the medoid is better than any one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from copydesk.unicode import without_joiners

# How like the publisher's own articleBody (F1 of words) a reading has to be for the articleBody to decide.
# Below it the articleBody is cut short or of another article.
MIN_LIKE_DECLARED = 0.8
MIN_DECLARED_WORDS = 60
# A lower-ranked reading wins only where it is better than this; ties go to the first.
TIE = 0.02
# Where the two simple readers agree this much on a story this much longer than the medoid, the others lost part of it.
MIN_SIMPLE_AGREEMENT = 0.85
LONGER = 1.4

MEDOID_OF = ("trafilatura", "trafilatura_precision", "readability")
SIMPLE = ("readability", "resiliparse")

Words = Counter[str]
_WORD = re.compile(r"\w+")


def fold_words(text: str) -> list[str]:
    """Words without case and punctuation."""
    return _WORD.findall(without_joiners(text).casefold())


def likeness(one: Words, other: Words) -> float:
    """F1 between two bags of words: 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def best_reading(readings: Mapping[str, list[str]], declared: str | None) -> str | None:
    """The name of the reading to trust; None where all are empty.

    Input: lines by reader, and the articleBody that the page's structured data declares.
    """
    bags = {name: Counter(fold_words("\n".join(lines))) for name, lines in readings.items()}
    bags = {name: bag for name, bag in bags.items() if bag}
    if not bags:
        return None
    return _like_declared(bags, Counter(fold_words(declared or ""))) or _medoid(bags)


def _like_declared(bags: Mapping[str, Words], declared: Words) -> str | None:
    if declared.total() < MIN_DECLARED_WORDS:
        return None
    likenesses = {
        name: likeness(bag, declared) + (TIE if name.startswith("trafilatura") else 0)
        for name, bag in bags.items()
    }
    best = max(likenesses, key=lambda name: likenesses[name])
    return best if likeness(bags[best], declared) > MIN_LIKE_DECLARED else None


def _medoid(bags: Mapping[str, Words]) -> str:
    names = [name for name in MEDOID_OF if name in bags] or list(bags)
    best = max(
        names, key=lambda name: sum(likeness(bags[name], bags[other]) for other in names if other != name)
    )
    simple, rough = (bags.get(name, Counter()) for name in SIMPLE)
    if simple.total() > LONGER * bags[best].total() and likeness(simple, rough) > MIN_SIMPLE_AGREEMENT:
        return SIMPLE[0]
    return best
