"""What publishers repeat: passages learned from a collection into a versioned artefact."""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import accumulate, pairwise
from typing import NamedTuple

import xxhash

from copydesk.matching.fingerprint import day_number
from copydesk.matching.words import words

MIN_TITLES = 3  # unlike titles under which one publisher repeats a passage
MAX_DAYS = 7  # days between first and last use above which a passage belongs to no one story
EVERYBODYS_TITLES = 10  # unlike titles that make a passage every publisher's, over more than MAX_DAYS
OF_TITLES = 20  # titles, of which so many are unlike, that do so within MAX_DAYS: copies keep most titles
TITLES_READ = 64  # titles compared of one passage at most
MIN_WORDS_LEFT = 20  # words; what is left of an article beside its boilerplate says nothing below that
ENOUGH = 1000  # characters in which those words are looked for
TITLE_OVERLAP = 0.5  # of the shorter title's significant words, from which two titles tell one story
SIGNIFICANT = 4  # letters

LONGEST = 300  # characters; what runs on for longer, as menus and login forms do, is cut where its words say
CHUNK_WORDS = 8  # words, the least of such a cut: shorter runs are anybody's phrases
CHUNKS_END = 8  # one word in so many ends a cut, whatever stands before: so a notice is cut alike everywhere

_FORMAT = 2
# A passage ends with its line or sentence: web text runs login and paywall lines into its paragraphs.
_PASSAGE = re.compile(
    r"[^\n.!?\u2026\u3002\uff01\uff1f]*(?:[.!?\u2026](?!\s)[^\n.!?\u2026\u3002\uff01\uff1f]*)*"
    r"(?:[.!?\u2026\u3002\uff01\uff1f]|\n|$)\s*"
)
_SPACED = re.compile(r"\S+\s*")
_EVERYBODY = ""


class Passages(NamedTuple):
    """The passages of a text, in order: the 64-bit hash of each, and the character where it ends."""

    hashes: array[int]
    ends: array[int]


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

    def strip(self, text: str, publisher: str | None, known: Passages | None = None) -> str:
        """The text for matching: without repeated passages, and empty where they leave hardly anything.

        `known` are the text's `passages`, where they have been found before.
        """
        if not self.uses:
            return text
        hashes, ends = known or passages(text)
        repeated = self._repeated(hashes, publisher)
        if not any(repeated):
            return text
        bounds = zip(pairwise((0, *ends)), repeated, strict=True)
        left = "".join([text[start:end] for (start, end), gone in bounds if not gone]).strip()
        return left if _says_something(left[:ENOUGH]) else ""

    def strip_paragraphs(self, text: str, publisher: str | None) -> str:
        """The text for reading: without the paragraphs in which nothing is the article's own."""
        if not self.uses:
            return text
        kept = [
            paragraph
            for paragraph in text.split("\n\n")
            if not all(self._repeated(map(_hash, _parts(paragraph)), publisher))
        ]
        return "\n\n".join(kept)

    def _repeated(self, passages: Iterable[int], publisher: str | None) -> list[bool]:
        uses, owner, everybody = self.uses, _owner(_fold(publisher)), _owner(_EVERYBODY)
        return [passage ^ owner in uses or passage ^ everybody in uses for passage in passages]

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


def _says_something(left: str) -> bool:
    plain_words = sum(
        map(str.isalpha, left.split())
    )  # each is a word: mostly enough of them, and fast to count
    return plain_words >= MIN_WORDS_LEFT or len(words(left)) >= MIN_WORDS_LEFT


class _Article(NamedTuple):
    publisher: str
    title: tuple[str, ...]  # its significant words, each once, sorted
    text: int
    day: int | None


def learn(articles: Iterable[PublishedText], known: Iterable[Passages] | None = None) -> Boilerplate:
    """The passages that are no story's own.

    Such a passage recurs in one publisher's articles of different text, under three or more unlike titles
    or more than a week apart; or, whoever publishes, under ten unlike titles, more than a week apart or as
    half of all its titles. Titles of one story (its revisions, its copies) are alike, and a text republished
    as it was counts once. `known` are the `passages` of each article, where they have been found before.
    """
    every = list(articles)
    summaries: list[_Article] = []
    uses, users = array("Q"), array("L")  # a passage and its article; millions, so not objects
    for article, found in zip(every, known or (passages(one.text) for one in every), strict=True):
        own = list(dict.fromkeys(found.hashes))
        uses.extend(own)
        users.extend([len(summaries)] * len(own))
        summaries.append(_summary(article, own))
    learned = {}
    for passage, using in _recurring(uses, users).items():
        for owner, articles_of_owner in _by_owner([summaries[user] for user in using]).items():
            use = _use(articles_of_owner)
            if _is_boilerplate(owner, use, articles_of_owner):
                learned[passage ^ _owner(owner)] = use
    return Boilerplate(learned)


def _recurring(uses: array[int], users: array[int]) -> dict[int, list[int]]:
    """The users of each passage that has more than one, both in order."""
    using: dict[int, list[int]] = {one: [] for one, following in pairwise(sorted(uses)) if one == following}
    for passage, user in zip(uses, users, strict=True):
        if passage in using:
            using[passage].append(user)
    return using


def passages(text: str) -> Passages:
    """The passages of a text: its lines and sentences, and the pieces of what is neither."""
    parts = _parts(text)
    return Passages(array("Q", map(_hash, parts)), array("Q", accumulate(map(len, parts))))


def _parts(text: str) -> list[str]:
    """The passages with the space after them: together, they are the text."""
    parts: list[str] = []
    for part in _PASSAGE.findall(text):
        if len(part) > LONGEST:
            parts += _chunks(part)
        elif part:
            parts.append(part)
    return parts


def _chunks(text: str) -> Iterator[str]:
    """Content-defined chunking: the same words are cut in the same places, whatever is before and after."""
    start = count = 0
    before = ""
    for match in _SPACED.finditer(text):
        word = match[0].strip().casefold()
        count += 1
        if count >= CHUNK_WORDS and not _hash(f"{before} {word}") % CHUNKS_END:
            yield text[start : match.end()]
            start, count = match.end(), 0
        before = word
    if start < len(text):
        yield text[start:]


def _summary(article: PublishedText, hashes: list[int]) -> _Article:
    packed = array("Q", hashes)
    if sys.byteorder == "little":
        packed.byteswap()
    title = words(article.title or "")
    significant = {word for word in title if len(word) >= SIGNIFICANT} or set(title)
    return _Article(
        _fold(article.publisher),
        tuple(sorted(significant)),
        xxhash.xxh3_64_intdigest(packed.tobytes()),
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
        titles=_unlike(using, TITLES_READ),
        first=date.fromordinal(min(days)).isoformat() if days else None,
        last=date.fromordinal(max(days)).isoformat() if days else None,
    )


def _unlike(using: list[_Article], most: int) -> int:
    """How many titles of at most so many texts are unlike all before them; EVERYBODYS_TITLES at most.

    In an order that has nothing to do with the titles, and is always the same. Without a title, each text
    counts as one.
    """
    unlike: list[frozenset[str]] = []
    for text, title in nsmallest(most, {(article.text, article.title) for article in using}):
        words_ = frozenset(title or [str(text)])
        if not any(len(words_ & other) >= TITLE_OVERLAP * min(len(words_), len(other)) for other in unlike):
            unlike.append(words_)
        if len(unlike) == EVERYBODYS_TITLES:
            break
    return len(unlike)


def _is_boilerplate(owner: str, use: Use, using: list[_Article]) -> bool:
    lasting = _days(use) > MAX_DAYS
    if owner != _EVERYBODY:
        return use.texts > 1 and (lasting or use.titles >= MIN_TITLES)
    if use.titles < EVERYBODYS_TITLES:
        return False
    titled = [article for article in using if article.title]
    return lasting or _unlike(titled, OF_TITLES) >= EVERYBODYS_TITLES


def _days(use: Use) -> int:
    if not use.first or not use.last:
        return 0
    return (date.fromisoformat(use.last) - date.fromisoformat(use.first)).days


@lru_cache(maxsize=1024)  # publishers recur
def _fold(publisher: str | None) -> str:
    return " ".join(words(publisher or ""))


def _hash(passage: str) -> int:
    folded = " ".join(passage.casefold().split())
    return xxhash.xxh3_64_intdigest(folded.encode("utf-8", "surrogatepass"))


def _owner(name: str) -> int:
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
