"""Invented texts for tests: stories of random words, and the copies that outlets make of them."""

from __future__ import annotations

import random
from array import array
from dataclasses import replace
from functools import cache

from copydesk.article import Publisher
from copydesk.cluster import Copy
from copydesk.matching import shingles
from copydesk.matching.fingerprint import Fingerprint, fingerprint

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@cache
def story(number: int, words: int = 160) -> tuple[str, ...]:
    """The words of one story. Two different stories share no run of words."""
    chance = random.Random(f"story {number}")
    return tuple("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(words))


@cache
def text_of(number: int, variant: int = 0) -> str:
    """A story as one outlet prints it. Variant 0 is whole; others are cut and edited, each in its own way."""
    words = list(story(number))
    if variant:
        chance = random.Random(f"variant {number} {variant}")
        start = chance.randrange(0, 40)
        words = words[start : start + chance.randrange(80, 120)]
        words[chance.randrange(len(words))] = "edited"
    return " ".join(words)


def bridge_text(left: int, right: int) -> str:
    """A text that holds two whole stories, and so is a copy of both."""
    return text_of(left) + " " + text_of(right)


def print_of(text: str) -> Fingerprint:
    """The fingerprint of a text with nothing else known of it, and as many keys as a test has set."""
    return _print_of(text, shingles.KEYS, shingles.SHINGLES_PER_KEY)


@cache
def _print_of(text: str, *_: int) -> Fingerprint:
    return fingerprint(text=text, title=None, published_at=None, publisher=None, url=None)


def old(print_: Fingerprint) -> Fingerprint:
    """The fingerprint as version 2 made it, of a text whose spelling no version folds."""
    return replace(
        print_, version=2, lead=array("I"), round_up=False, in_parts=False, patchy=False, capital_nouns=False
    )


def with_keys(print_: Fingerprint, *keys: int) -> Fingerprint:
    """A fingerprint under other index keys; each is a call to look it up."""
    fields = {name: getattr(print_, name) for name in print_.__slots__}
    return Fingerprint(**fields | {"keys": keys})


def copy(article_id: str, generation: int = 1, outlet: str | None = None, **fields: object) -> Copy:
    """What a cluster shows of an article in these tests."""
    publisher = Publisher(name=outlet) if outlet else None
    return Copy.model_validate(
        {"article_id": article_id, "generation": generation, "publisher": publisher, **fields}
    )
