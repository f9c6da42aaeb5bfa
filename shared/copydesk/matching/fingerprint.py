"""Article to fingerprint: the index keys that find candidates, and what comparing two articles needs."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from urllib.parse import urlsplit

import xxhash

from copydesk.matching import varint
from copydesk.matching.blanks import blanks
from copydesk.matching.cohesion import telling
from copydesk.matching.days import day_of
from copydesk.matching.shingles import LOW_BITS, shingles
from copydesk.matching.words import plain, words, words_of_plain

ALGORITHM = "bottom-k-containment"  # its version is that of the older fingerprint
VERSION = 3  # of the fingerprints that are made
VERSIONS = (2, VERSION)  # that are read

LEAD_SHINGLES = 56  # of the first 60 words: what a text opens with
LEAD = 8  # hashes kept of them

_HEADERS = {
    2: struct.Struct(">BBHIiQIII"),
    VERSION: struct.Struct(">BHHIiQIII"),
}  # of more than 255 keys, too
_LOW_BYTES = (LOW_BITS + 7) // 8
_UNKNOWN_DAY = -1
_PLACED = 16  # of the flags: where in the sketch the keys are is said, for they are not the first of it


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What matching knows of an article. All hashes are unsigned."""

    version: int
    """Of the rules that made it, one of VERSIONS: words that are spelled otherwise have other hashes."""
    keys: tuple[int, ...]
    """Some of the smallest 64-bit shingle hashes, ascending: articles that share one are worth comparing."""
    sketch: array[int] = field(hash=False)
    """The upper SKETCH_BITS of the smallest shingle hashes, ascending; the keys' are among them."""
    shingle_count: int
    """Distinct shingles in the whole text; above the sketch's length, the sketch is a sample."""
    word_count: int
    lead: array[int] = field(hash=False)
    """The upper SKETCH_BITS of the smallest hashes of the text's first shingles, ascending; none in version 2."""
    round_up: bool
    """Whether the text tells several stories; not known in version 2. As `cohesion.telling` says, like the next two."""
    in_parts: bool
    patchy: bool
    capital_nouns: bool
    """Whether names cannot be told from other nouns; not known in version 2."""
    numbers: array[int] = field(hash=False)
    """Numbers in their places, ascending; see `blanks`. Likewise names."""
    names: array[int] = field(hash=False)
    text_hash: int
    """64-bit hash of all words in order."""
    day: int | None
    """Day of publication as a proleptic ordinal; None where unknown."""
    publisher_hash: int
    """32-bit hash of the folded publisher; 0 where unknown. Likewise the title and the URL."""
    title_hash: int
    url_hash: int

    def encode(self) -> bytes:
        """The fingerprint in its version's format, two kilobytes up to 6,000 words; `decode` restores it."""
        header = _HEADERS[self.version].pack(
            self.version,
            len(self.keys),
            len(self.sketch),
            self.shingle_count,
            _UNKNOWN_DAY if self.day is None else self.day,
            self.text_hash,
            self.publisher_hash,
            self.title_hash,
            self.url_hash,
        )
        low = b"".join((key & (1 << LOW_BITS) - 1).to_bytes(_LOW_BYTES) for key in self.keys)
        places = [bisect_left(self.sketch, key >> LOW_BITS) for key in self.keys]
        if places == list(range(len(places))):  # as all are that were stored before keys lay apart
            places = []
        ascending = [self.numbers, self.names] if self.version == 2 else [self.lead, self.numbers, self.names]
        counts = [self.word_count, *map(len, ascending[:-1])]
        if self.version > 2:
            flags = (self.round_up, self.capital_nouns, self.in_parts, self.patchy, bool(places))
            counts.append(sum(flag << at for at, flag in enumerate(flags)))
        deltas = chain.from_iterable(map(_deltas, (places, self.sketch, *ascending)))
        return header + low + varint.pack([*counts, *deltas])

    @classmethod
    def decode(cls, data: bytes) -> Fingerprint:
        """The fingerprint that `encode` wrote.

        Raises:
            ValueError: the bytes are not a fingerprint, or of a version that is not read.
        """
        head = _HEADERS.get(data[0]) if data else None
        if head is None or len(data) < head.size:
            raise ValueError("not a fingerprint of a known version")
        version, keys, sketched, shingles, day, text, publisher, title, url = head.unpack_from(data)
        low_end = head.size + _LOW_BYTES * keys
        numbers = varint.unpack(data[low_end:])
        first = 2 if version == 2 else 4  # after the counts
        flags = numbers[3] if version > 2 and len(numbers) > 3 else 0
        lengths = [sketched, 0, *numbers[1:2]] if version == 2 else [sketched, *numbers[1:3]]
        ends = [*accumulate([keys if flags & _PLACED else 0, *lengths], initial=first), len(numbers)]
        if len(numbers) < first or keys > sketched or ends[-2] > ends[-1]:
            raise ValueError("the fingerprint is cut short")
        try:
            places, sketch, lead, numbered, named = (
                array("I", accumulate(numbers[start:end])) for start, end in pairwise(ends)
            )
            upper = [sketch[at] for at in places] if places else sketch
        except (IndexError, OverflowError) as error:
            raise ValueError("not a fingerprint") from error
        low = (int.from_bytes(data[at : at + _LOW_BYTES]) for at in range(head.size, low_end, _LOW_BYTES))
        return cls(
            version=version,
            keys=tuple(high << LOW_BITS | rest for high, rest in zip(upper, low, strict=False)),
            sketch=sketch,
            shingle_count=shingles,
            word_count=numbers[0],
            lead=lead,
            round_up=bool(flags & 1),
            in_parts=bool(flags & 4),
            patchy=bool(flags & 8),
            capital_nouns=bool(flags & 2),
            numbers=numbered,
            names=named,
            text_hash=text,
            day=None if day == _UNKNOWN_DAY else day,
            publisher_hash=publisher,
            title_hash=title,
            url_hash=url,
        )


def fingerprint(
    *,
    text: str,
    title: str | None,
    published_at: str | None,
    publisher: str | None,
    url: str | None,
) -> Fingerprint:
    """The fingerprint of an article.

    Args:
        text: the body, without boilerplate.
        title: its headline.
        published_at: ISO 8601 day or time; unknown where None or not a date.
        publisher: name or domain of who published it.
        url: canonical address; its day, where it has one, stands for an unknown `published_at`.
    """
    text = plain(text)
    tokens = words_of_plain(text)
    blank = blanks(text, tokens)
    own = shingles(tokens)
    told = telling(text, tokens.folded)
    lead = {value >> LOW_BITS for value in own.in_order[:LEAD_SHINGLES]}
    return Fingerprint(
        version=VERSION,
        keys=own.keys,
        sketch=own.sketch,
        shingle_count=own.distinct,
        word_count=len(tokens.spelled),
        lead=array("I", sorted(lead)[:LEAD]),
        round_up=told.round_up,
        in_parts=told.in_parts,
        patchy=told.patchy,
        capital_nouns=tokens.german,
        numbers=blank.numbers,
        names=blank.names,
        text_hash=own.text_hash,
        day=day_of(published_at, url),
        publisher_hash=_folded_hash(publisher),
        title_hash=_folded_hash(title),
        url_hash=_hash32(_address(url)) if url else 0,
    )


def _hash32(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 32


@lru_cache(maxsize=1024)  # publishers and the titles of copies recur
def _folded_hash(text: str | None) -> int:
    folded = " ".join(words(text or ""))
    return _hash32(folded) if folded else 0


def _address(url: str) -> str:
    """The URL without scheme, www., query, fragment and final slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"


def _deltas(ascending: Sequence[int]) -> list[int]:
    return [value - before for before, value in pairwise([0, *ascending])]
