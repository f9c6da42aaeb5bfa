"""What publishers repeat: paragraphs learned from a collection into a versioned artefact."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import xxhash

from copydesk.matching.words import words

MIN_TITLES = 3  # titles under which one publisher repeats a paragraph
MAX_DAYS = 7  # days between first and last use above which a paragraph is no story's

_FORMAT = 1
_BREAK = re.compile(r"\n[ \t]*\n\s*|\n[ \t]+")


class PublishedText(NamedTuple):
    """What learning needs of an article."""

    text: str
    title: str | None = None
    published_at: str | None = None
    publisher: str | None = None


class Use(NamedTuple):
    """How a publisher used a paragraph: number of titles, first and last day (ISO) where known."""

    titles: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Boilerplate:
    """Repeated paragraphs by publisher; hashes only, never their text."""

    uses: Mapping[int, Use] = field(default_factory=dict)
    """Hash of publisher and paragraph to how it was used."""

    @cached_property
    def version(self) -> str:
        """Content hash: two artefacts of one version strip alike."""
        return xxhash.xxh3_64_hexdigest(self.to_bytes())

    def strip(self, text: str, publisher: str | None) -> str:
        """The text without the paragraphs that this publisher repeats."""
        if not self.uses:
            return text
        kept = [part for part in paragraphs(text) if _key(publisher, part) not in self.uses]
        return "\n\n".join(kept)

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
                int(key, 16): Use(int(titles), first, last) for key, titles, first, last in content["uses"]
            }
        except (KeyError, TypeError) as error:
            raise ValueError("not a boilerplate artefact") from error
        return cls(uses)


def learn(articles: Iterable[PublishedText]) -> Boilerplate:
    """The paragraphs that one publisher repeats under several titles or over more than a week."""
    titles: defaultdict[int, set[str]] = defaultdict(set)
    days: defaultdict[int, set[str]] = defaultdict(set)
    for article in articles:
        if not article.publisher:
            continue
        title = " ".join(words(article.title or ""))
        day = _day(article.published_at)
        for key in {_key(article.publisher, part) for part in paragraphs(article.text)}:
            titles[key].add(title)
            if day:
                days[key].add(day)
    return Boilerplate(
        {
            key: Use(len(titles[key]), min(days[key], default=None), max(days[key], default=None))
            for key in titles
            if len(titles[key]) >= MIN_TITLES or _span(days[key]) > MAX_DAYS
        }
    )


def paragraphs(text: str) -> list[str]:
    """Paragraphs: separated by a blank line or an indented line; by any line break where neither occurs."""
    parts = _BREAK.split(text)
    if len(parts) == 1:
        parts = text.split("\n")
    return [part for part in parts if part.strip()]


def _key(publisher: str | None, paragraph: str) -> int:
    folded = f"{' '.join(words(publisher or ''))}\0{' '.join(words(paragraph))}"
    return xxhash.xxh3_64_intdigest(folded.encode("utf-8", "surrogatepass"))


def _day(published_at: str | None) -> str | None:
    try:
        return date.fromisoformat((published_at or "")[:10]).isoformat()
    except ValueError:
        return None


def _span(days: set[str]) -> int:
    if not days:
        return 0
    return (date.fromisoformat(max(days)) - date.fromisoformat(min(days))).days
