"""How a reading is scored against what a document says. Pure."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from statistics import mean

# Words of a shingle, and resamplings of a bootstrap interval of 95 %.
SHINGLE = 4
RESAMPLINGS = 1000

# Precision and recall of a bag.
Overlap = tuple[float, float]


def words(text: str | None) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", (text or "").lower())


def shingles(text: str | None) -> Counter[Hashable]:
    """Every run of four words, each as often as it occurs; of a shorter text the whole."""
    tokens = words(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def overlap(guess: Counter[Hashable], truth: Counter[Hashable]) -> Overlap:
    """Precision and recall of a bag: both 1 where both are empty."""
    same = (guess & truth).total()
    return (
        same / guess.total() if guess else float(not truth),
        same / truth.total() if truth else float(not guess),
    )


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro_f1(overlaps: Sequence[Overlap]) -> float:
    """F1 of the means of precision and recall, as Scrapinghub's article extraction benchmark defines it."""
    return f1(mean(p for p, _ in overlaps), mean(r for _, r in overlaps))


def interval(differences: Sequence[float]) -> tuple[float, float, float]:
    """The mean of some differences between the ends of its 95 % bootstrap interval; the seed is fixed."""
    rng = random.Random(0)  # noqa: S311 - resampling, not a secret
    means = sorted(mean(rng.choices(differences, k=len(differences))) for _ in range(RESAMPLINGS))
    return means[25], mean(differences), means[974]


def folded_title(text: str | None) -> str:
    """A headline without case and punctuation."""
    return " ".join(words(unicodedata.normalize("NFKC", text or "")))


def folded_name(text: str) -> str:
    """A name without case, accents and a word such as `by` before it."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character)).lower()
    return " ".join(words(re.sub(r"^\s*(by|von|par|por|di)\s+", "", plain)))
