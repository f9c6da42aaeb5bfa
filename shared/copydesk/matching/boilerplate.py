"""What publishers repeat: the versioned artefact of passages that were learned from a collection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress, count
from typing import NamedTuple

import xxhash

from copydesk.formats import FORMATS
from copydesk.matching.cutting import WALL, Passages, cut, passage_hash, passages
from copydesk.matching.words import words

MIN_WORDS_LEFT = 15  # words; what is left of an article beside its boilerplate says nothing below that
ENOUGH = 1000  # characters in which those words are looked for
MOST_STRIPPED = 8_000  # characters of one text: more is no notice, and would be kept twice
BEGINNING = 250  # characters that mostly have them
EVERYBODY = ""


class Use(NamedTuple):
    """How a passage was used: articles, unlike stories (at most 10), days (ISO)."""

    articles: int
    stories: int
    first: str | None
    last: str | None
    owner: int | None = None
    """The hash of whose passage it is; None in an artefact of copydesk 0.1."""
    seen: str | None = None
    """The latest day (ISO) on which an article with it came in, where that is known."""


@dataclass(frozen=True)
class Boilerplate:
    """Repeated passages, each of one publisher or of everybody; hashes only, never their text."""

    uses: Mapping[int, Use] = field(default_factory=dict)
    """Hash of publisher and passage to how it was used."""

    @cached_property
    def version(self) -> str:
        """Hash of the passages: artefacts of one version strip alike, however often they have seen them."""
        return xxhash.xxh3_64_hexdigest(b"".join(key.to_bytes(8, "big") for key in sorted(self.uses)))

    def strip(self, text: str, publisher: str | None, known: Passages | None = None) -> str:
        """The text for matching: without walls and repeated passages, empty where they leave hardly anything.

        `known` are the text's `passages`, where they have been found before.
        """
        hashes, ends = known or passages(text)
        repeated = self._repeated(hashes, publisher)
        if not any(repeated):
            return text
        left = _without(text, ends, repeated).strip()
        return left if _says_something(left[:ENOUGH]) else ""

    def repeated_paragraphs(self, text: str, publisher: str | None) -> list[int]:
        """The numbers of the paragraphs in which nothing is the article's own: what is left out for reading.

        Of the first MOST_STRIPPED characters of such paragraphs.
        """
        if not self.uses:
            return []
        found, characters = [], 0
        for number, paragraph in enumerate(text.split("\n\n")):
            if all(self._repeated(map(passage_hash, cut(paragraph)), publisher)):
                characters += len(paragraph)
                if characters <= MOST_STRIPPED:
                    found.append(number)
        return found

    def share_of(self, cut_text: Passages, publisher: str | None) -> tuple[int, int]:
        """How many characters of a text's passages are its publisher's, and how many there are; walls are neither."""
        hashes, ends = cut_text
        starts = [0, *ends][: len(ends)]
        sizes = [
            end - start if one != WALL else 0 for one, start, end in zip(hashes, starts, ends, strict=True)
        ]
        repeated = self._repeated(hashes, publisher)
        return sum(compress(sizes, repeated)), sum(sizes)

    def _repeated(self, passages_: Iterable[int], publisher: str | None) -> list[bool]:
        if not self.uses:
            return [passage == WALL for passage in passages_]
        uses = self.uses
        own, everybodys = owner_hash(folded_owner(publisher)), owner_hash(EVERYBODY)
        return [
            passage ^ own in uses or passage ^ everybodys in uses or passage == WALL for passage in passages_
        ]

    def to_bytes(self) -> bytes:
        """Deterministic: the same articles give the same bytes, whatever their order."""
        rows = [
            [f"{key:016x}", *use[:4], None if use.owner is None else f"{use.owner:016x}", use.seen]
            for key, use in sorted(self.uses.items())
        ]
        return json.dumps({"format": FORMATS.passages.writes, "uses": rows}, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Boilerplate:
        """The artefact that `to_bytes` wrote.

        Raises:
            ValueError: the bytes are not such an artefact, or (copydesk.formats.UnknownFormat) of another format.
        """
        content = json.loads(data)
        if not isinstance(content, dict):
            raise ValueError("not a boilerplate artefact")  # noqa: TRY004 - as all else that is none
        FORMATS.passages.check(content.get("format"))
        try:
            uses = {
                int(key, 16): Use(int(articles), int(stories), first, last, *_since_format_3(more))
                for key, articles, stories, first, last, *more in content["uses"]
            }
        except (KeyError, TypeError) as error:
            raise ValueError("not a boilerplate artefact") from error
        return cls(uses)


def _since_format_3(more: Sequence[str | None]) -> tuple[int | None, str | None]:
    owner, seen = more or (None, None)
    return None if owner is None else int(owner, 16), seen


def _without(text: str, ends: Sequence[int], gone: Sequence[bool]) -> str:
    """The text without the passages that are gone: few are, mostly."""
    kept, start = [], 0
    for at in compress(count(), gone):
        kept.append(text[start : ends[at - 1] if at else 0])
        start = ends[at]
    return "".join(kept) + text[start:]


def _says_something(left: str) -> bool:
    # Most texts have enough plain words, each of which is one, at their beginning, and these are fast to count.
    plain_words = sum(map(str.isalpha, left[:BEGINNING].split()))
    return plain_words >= MIN_WORDS_LEFT or len(words(left)) >= MIN_WORDS_LEFT


@lru_cache(maxsize=1024)  # publishers recur
def folded_owner(publisher: str | None) -> str:
    """The publisher as passages are kept under it."""
    return " ".join(words(publisher or ""))


def owned(passage: int, owner: str) -> int:
    """The key of an owner's passage, by its hash: that of a folded publisher, or of everybody."""
    return passage ^ owner_hash(owner)


@lru_cache(maxsize=1024)
def owner_hash(name: str) -> int:
    """The hash of a folded publisher, or of everybody."""
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
