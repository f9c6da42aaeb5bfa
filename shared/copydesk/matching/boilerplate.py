"""What publishers repeat: passages learned from a collection into a versioned artefact."""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import xxhash

from copydesk.matching.fingerprint import day_number
from copydesk.matching.words import words

MIN_TITLES = 3  # unlike titles under which one publisher repeats a passage
MAX_DAYS = 7  # days between first and last use above which a passage belongs to no one story
EVERYBODYS_TITLES = 10  # unlike titles, over more than MAX_DAYS, that make a passage every publisher's
MIN_WORDS_LEFT = 20  # words; what is left of an article beside its boilerplate says nothing below that
ENOUGH = 1000  # characters in which those words are looked for
TITLE_OVERLAP = 0.5  # of the shorter title's significant words, from which two titles tell one story
SIGNIFICANT = 4  # letters

_FORMAT = 1
# A passage ends with its line or sentence: web text runs login and paywall lines into its paragraphs.
_BREAK = re.compile(r"(\n\s*|(?<=[.!?\u2026])\s+|(?<=[\u3002\uff01\uff1f]))")
_EVERYBODY = ""


class PublishedText(NamedTuple):
    """What learning needs of an article."""

    text: str
    title: str | None = None
    published_at: str | None = None
    publisher: str | None = None


class Use(NamedTuple):
    """How a passage was used: articles of different text, unlike titles (at most 10), days (ISO)."""

    texts: int
    titles: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Boilerplate:
    """Repeated passages, each of one publisher or of everybody; hashes only, never their text."""

    uses: Mapping[int, Use] = field(default_factory=dict)
    """Hash of publisher and passage to how it was used."""

    @cached_property
    def version(self) -> str:
        """Content hash: two artefacts of one version strip alike."""
        return xxhash.xxh3_64_hexdigest(self.to_bytes())

    def strip(self, text: str, publisher: str | None) -> str:
        """The text for matching: without repeated passages, and empty where they leave hardly anything."""
        if not self.uses:
            return text
        owners = {_EVERYBODY, _fold(publisher)}
        parts = _BREAK.split(text)
        kept = [
            part + gap
            for part, gap in zip(parts[::2], [*parts[1::2], ""], strict=True)
            if not part.strip() or not self._repeated(_hash(part), owners)
        ]
        if len(kept) == (len(parts) + 1) // 2:
            return text
        left = "".join(kept).strip()
        return left if len(words(left[:ENOUGH])) >= MIN_WORDS_LEFT else ""

    def strip_paragraphs(self, text: str, publisher: str | None) -> str:
        """The text for reading: without the paragraphs in which nothing is the article's own."""
        owners = {_EVERYBODY, _fold(publisher)}
        kept = [
            paragraph
            for paragraph in text.split("\n\n")
            if not all(self._repeated(_hash(part), owners) for part in passages(paragraph))
        ]
        return "\n\n".join(kept) if self.uses else text

    def _repeated(self, passage: int, owners: set[str]) -> bool:
        return any(_key(owner, passage) in self.uses for owner in owners)

    def to_bytes(self) -> bytes:
        """Deterministic: the same articles give the same bytes, whatever their order."""
        rows = [[f"{key:016x}", *use] for key, use in sorted(self.uses.items())]
        return json.dumps({"format": _FORMAT, "uses": rows}, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Boilerplate:
        """The artefact that `to_bytes` wrote.

        Raises:
            ValueError: the bytes are not such an artefact, or of another format.
        """
        content = json.loads(data)
        if not isinstance(content, dict) or content.get("format") != _FORMAT:
            raise ValueError("not a boilerplate artefact of this version")
        try:
            uses = {
                int(key, 16): Use(int(texts), int(titles), first, last)
                for key, texts, titles, first, last in content["uses"]
            }
        except (KeyError, TypeError) as error:
            raise ValueError("not a boilerplate artefact") from error
        return cls(uses)


class _Article(NamedTuple):
    publisher: str
    title: frozenset[str]
    text: int
    day: int | None


def learn(articles: Iterable[PublishedText]) -> Boilerplate:
    """The passages that are no story's own.

    Such a passage recurs in one publisher's articles of different text, under three or more unlike titles
    or more than a week apart; or under ten unlike titles and more than a week apart, whoever publishes.
    Titles of one story (its revisions, its copies) are alike, and a text republished as it was counts once.
    """
    known: list[_Article] = []
    uses, users = array("Q"), array("L")  # a passage and its article; millions, so not objects
    for article in articles:
        hashes = list(dict.fromkeys(map(_hash, passages(article.text))))
        uses.extend(hashes)
        users.extend([len(known)] * len(hashes))
        known.append(_summary(article, hashes))
    learned = {}
    for passage, places in groupby(sorted(range(len(uses)), key=uses.__getitem__), key=uses.__getitem__):
        using = [known[users[place]] for place in places]
        for owner, articles_of_owner in _by_owner(using).items() if len(using) > 1 else ():
            use = _use(articles_of_owner)
            if _is_boilerplate(owner, use):
                learned[_key(owner, passage)] = use
    return Boilerplate(learned)


def passages(text: str) -> list[str]:
    """The lines and sentences of a text."""
    return [part for part in _BREAK.split(text)[::2] if part.strip()]


def _summary(article: PublishedText, hashes: list[int]) -> _Article:
    text = xxhash.xxh3_64_intdigest(b"".join(value.to_bytes(8) for value in hashes))
    title = words(article.title or "")
    significant = frozenset(word for word in title if len(word) >= SIGNIFICANT) or frozenset(title)
    return _Article(
        _fold(article.publisher),
        significant or frozenset([str(text)]),
        text,
        day_number(article.published_at),
    )


def _by_owner(using: list[_Article]) -> dict[str, list[_Article]]:
    owners: defaultdict[str, list[_Article]] = defaultdict(list)
    for article in using:
        if article.publisher:
            owners[article.publisher].append(article)
    if len(using) >= EVERYBODYS_TITLES:
        owners[_EVERYBODY] = using
    return owners


def _use(using: list[_Article]) -> Use:
    days = [article.day for article in using if article.day is not None]
    return Use(
        texts=len({article.text for article in using}),
        titles=_unlike({article.title for article in using}),
        first=date.fromordinal(min(days)).isoformat() if days else None,
        last=date.fromordinal(max(days)).isoformat() if days else None,
    )


def _unlike(titles: set[frozenset[str]]) -> int:
    """How many of the titles are unlike all before them, in a fixed order; EVERYBODYS_TITLES at most."""
    unlike: list[frozenset[str]] = []
    for title in sorted(titles, key=sorted):
        if not any(len(title & other) >= TITLE_OVERLAP * min(len(title), len(other)) for other in unlike):
            unlike.append(title)
        if len(unlike) == EVERYBODYS_TITLES:
            break
    return len(unlike)


def _is_boilerplate(owner: str, use: Use) -> bool:
    lasting = _days(use) > MAX_DAYS
    if owner == _EVERYBODY:
        return lasting and use.titles >= EVERYBODYS_TITLES
    return use.texts > 1 and (lasting or use.titles >= MIN_TITLES)


def _days(use: Use) -> int:
    if not use.first or not use.last:
        return 0
    return (date.fromisoformat(use.last) - date.fromisoformat(use.first)).days


def _fold(publisher: str | None) -> str:
    return " ".join(words(publisher or ""))


def _hash(passage: str) -> int:
    folded = " ".join(passage.casefold().split())
    return xxhash.xxh3_64_intdigest(folded.encode("utf-8", "surrogatepass"))


def _key(owner: str, passage: int) -> int:
    return xxhash.xxh3_64_intdigest(owner.encode("utf-8", "surrogatepass"), seed=passage)
