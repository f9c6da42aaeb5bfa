"""Which of several extractors read a page best: the one that the others agree with most.

Extractors fail in different ways, so what two of them have in common is seldom wrong. Measured on labelled pages
(benchmarks/extraction.py), the medoid is better than any one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from copydesk.unicode import without_joiners

# How like the publisher's own articleBody (F1 of words) a reading has to be for the articleBody to decide.
# Below it the articleBody is cut short or of another article.
MIN_LIKE_DECLARED = 0.8
MIN_DECLARED_WORDS = 60
# How like the main reader's text the precise one's is where both are right, and the declared one is theirs.
MIN_ALIKE = 0.95
MIN_SETTLED = 0.9
# How much longer than theirs a rough reading then is at most: more means that both lost a part.
LONGER = 1.4
# The precise reader lost the story where it has less than this share of the simple one's words, and the rough one,
# which drops next to nothing of a story, bears that out.
MIN_PRECISE = 0.5
MIN_BORNE_OUT = 0.6
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


class Readings(NamedTuple):
    """The words of a page's story as several readers found it, and as its structured data declares it."""

    main: Words
    precise: Words
    rough: Words
    declared: Words

    def are_settled(self) -> bool:
        """Whether the precise reading is the story, so that no other reader need be asked."""
        return (
            likeness(self.main, self.precise) > MIN_ALIKE
            and self.rough.total() <= LONGER * self.main.total()
            and (
                self.declared.total() < MIN_DECLARED_WORDS or likeness(self.main, self.declared) > MIN_SETTLED
            )
        )

    def best(self, simple: Words) -> str:
        """Which reader to trust: "main", "precise", or "simple", which takes the longest run of paragraphs."""
        voters = {"main": self.main, "precise": self.precise, "simple": simple}
        if self.declared.total() >= MIN_DECLARED_WORDS:
            like = {name: likeness(words, self.declared) for name, words in voters.items()}
            if max(like.values()) > MIN_LIKE_DECLARED:
                return max(like, key=lambda name: like[name])
        is_lost = self.precise.total() < MIN_PRECISE * simple.total()
        if is_lost and likeness(simple, self.rough) > MIN_BORNE_OUT:
            return "simple"
        return max(voters, key=lambda name: sum(likeness(voters[name], words) for words in voters.values()))


def bag(lines: Iterable[str]) -> Words:
    """The words of some lines, and how often each comes."""
    return Counter(fold_words("\n".join(lines)))
