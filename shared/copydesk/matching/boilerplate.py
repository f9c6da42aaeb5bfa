"""What publishers repeat: the versioned artefact of passages that were learned from a collection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress, count
from typing import NamedTuple

import xxhash

from copydesk.matching.cutting import WALL, Passages, cut, passage_hash, passages
from copydesk.matching.words import words

MIN_WORDS_LEFT = 15  # words; what is left of an article beside its boilerplate says nothing below that
ENOUGH = 1000  # characters in which those words are looked for
_FORMAT = 2
BEGINNING = 250  # characters that mostly have them
EVERYBODY = ""


class Use(NamedTuple):
    """How a passage was used: articles, unlike stories (at most 10), days (ISO)."""

    articles: int
    stories: int
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

    def strip_paragraphs(self, text: str, publisher: str | None) -> str:
        """The text for reading: without the paragraphs in which nothing is the article's own."""
        if not self.uses:
            return text
        kept = [
            paragraph
            for paragraph in text.split("\n\n")
            if not all(self._repeated(map(passage_hash, cut(paragraph)), publisher))
        ]
        return "\n\n".join(kept)

    def _repeated(self, passages_: Iterable[int], publisher: str | None) -> list[bool]:
        if not self.uses:
            return [passage == WALL for passage in passages_]
        uses = self.uses
        own, everybodys = _owner_hash(folded_owner(publisher)), _owner_hash(EVERYBODY)
        return [
            passage ^ own in uses or passage ^ everybodys in uses or passage == WALL for passage in passages_
        ]

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
                int(key, 16): Use(int(articles), int(stories), first, last)
                for key, articles, stories, first, last in content["uses"]
            }
        except (KeyError, TypeError) as error:
            raise ValueError("not a boilerplate artefact") from error
        return cls(uses)


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
    return passage ^ _owner_hash(owner)


@lru_cache(maxsize=1024)
def _owner_hash(name: str) -> int:
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
