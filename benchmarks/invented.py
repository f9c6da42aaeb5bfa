"""Invents articles: words by Zipf's law, a share of them copies of an earlier one."""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from copydesk.article import Article, ObjectRef, Publisher, article_id

COPIES = 0.15  # of articles
WORDS, SPREAD = 500, 120  # words an article: mean and standard deviation
VOCABULARY = 40_000  # words
BUCKET = "inbox"


class Writer:
    """Invents articles: words by Zipf's law, and copies of what it wrote before."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
        self._vocabulary = [
            "".join(self._chance.choices(syllables, k=self._chance.choice((1, 2, 2, 3, 3, 4))))
            for _ in range(VOCABULARY)
        ]
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._written: list[list[str]] = []

    def articles(self) -> Iterator[tuple[bool, list[str]]]:
        """Whether it is a copy, and its words; without end."""
        while True:
            copies = bool(self._written) and self._chance.random() < COPIES
            words = self._edited(self._chance.choice(self._written)) if copies else self._new()
            if not copies:
                self._written.append(words)
            yield copies, words

    def _new(self) -> list[str]:
        count = max(120, round(self._chance.gauss(WORDS, SPREAD)))
        total = self._weights[-1]
        return [
            self._vocabulary[bisect.bisect(self._weights, self._chance.random() * total)]
            for _ in range(count)
        ]

    def _edited(self, words: list[str]) -> list[str]:
        kept = words[: round(len(words) * self._chance.uniform(0.6, 1.0))]
        return [self._vocabulary[-1] if self._chance.random() < 0.01 else word for word in kept]


def key_of(number: int) -> str:
    """Key of an article in the inbox."""
    return f"2024/05/outlet-{number % 40}/story-{number}.html"


def invented_article(number: int, key: str, words: list[str], now: datetime) -> Article:
    sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14)]
    text = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    published = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Article(
        article_id=article_id(BUCKET, key),
        object=ObjectRef(
            bucket=BUCKET, key=key, version_id="v" * 32, etag="e" * 32, size=9 * len(text), uploaded_at=now
        ),
        url=f"https://outlet-{number % 40}.example/2024/05/story-{number}",
        title=" ".join(words[:9]).capitalize(),
        authors=("Ada Quill",),
        published_at=published.isoformat(),
        publisher=Publisher(name=f"Outlet {number % 40}", domain=f"outlet-{number % 40}.example"),
        language="en",
        text=text,
        word_count=len(words),
        ingested_at=now,
    )
