"""Article to fingerprint: the index keys that find candidates, and what comparing two articles needs."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import xxhash

from copydesk.matching.words import words

ALGORITHM = "bottom-k-containment/1"

SHINGLE_WORDS = 5  # words; shorter ones are shared by chance, longer ones break at every edit
KEYS = 24  # index keys per article: a copy of a quarter of the text shares one with probability .999
SKETCH = 384  # hashes kept for the comparison: an article of up to 388 words is compared whole
NUMBERS = 64  # hashes of distinct numbers kept

_FORMAT = 1
_HEADER = struct.Struct(">BHHIiQIII")
_UNKNOWN_DAY = -1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What matching knows of an article. All hashes are unsigned."""

    keys: tuple[int, ...]
    """The smallest 64-bit shingle hashes, ascending: articles that share one are worth comparing."""
    sketch: tuple[int, ...]
    """The upper 32 bits of the smallest shingle hashes, ascending; the keys' come first."""
    shingle_count: int
    """Distinct shingles in the whole text; above the sketch's length, the sketch is a sample."""
    word_count: int
    distinct_words: int
    numbers: tuple[int, ...]
    """32-bit hashes of the text's distinct numbers, the smallest, ascending."""
    text_hash: int
    """64-bit hash of all words in order."""
    day: int | None
    """Day of publication as a proleptic ordinal; None where unknown."""
    publisher_hash: int
    """32-bit hash of the folded publisher; 0 where unknown. Likewise the title and the URL."""
    title_hash: int
    url_hash: int

    def encode(self) -> bytes:
        """The fingerprint in at most about two kilobytes; `decode` restores an equal one."""
        header = _HEADER.pack(
            _FORMAT,
            len(self.keys),
            len(self.sketch),
            self.shingle_count,
            _UNKNOWN_DAY if self.day is None else self.day,
            self.text_hash,
            self.publisher_hash,
            self.title_hash,
            self.url_hash,
        )
        lower = struct.pack(f">{len(self.keys)}I", *(key & 0xFFFFFFFF for key in self.keys))
        counts = _varints((self.word_count, self.distinct_words, len(self.numbers)))
        return header + lower + counts + _varints(_deltas(self.sketch)) + _varints(_deltas(self.numbers))

    @classmethod
    def decode(cls, data: bytes) -> Fingerprint:
        """The fingerprint that `encode` wrote.

        Raises:
            ValueError: the bytes are not a fingerprint, or of another version.
        """
        if not data or data[0] != _FORMAT or len(data) < _HEADER.size:
            raise ValueError("not a fingerprint of this version")
        _, keys, sketch, shingles, day, text, publisher, title, url = _HEADER.unpack_from(data)
        end = _HEADER.size + 4 * keys
        if len(data) < end:
            raise ValueError("fingerprint is cut short")
        lower = struct.unpack_from(f">{keys}I", data, _HEADER.size)
        numbers = _read_varints(data[end:])
        if len(numbers) < 3 or len(numbers) != 3 + sketch + numbers[2] or keys > sketch:
            raise ValueError("fingerprint is cut short")
        sample = _sums(numbers[3 : 3 + sketch])
        return cls(
            keys=tuple(high << 32 | low for high, low in zip(sample, lower, strict=False)),
            sketch=sample,
            shingle_count=shingles,
            word_count=numbers[0],
            distinct_words=numbers[1],
            numbers=_sums(numbers[3 + sketch :]),
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
    language: str | None = None,  # noqa: ARG001 - words are found by script, whatever the language
) -> Fingerprint:
    """The fingerprint of an article.

    Args:
        text: the body, without boilerplate.
        title: its headline.
        published_at: ISO 8601 day or time; unknown where None or not a date.
        publisher: name or domain of who published it.
        url: canonical address.
        language: ISO 639-1 code; not used by this version.
    """
    tokens = words(text)
    hashes = sorted(set(_shingle_hashes(tokens)))
    numbers = {token for token in tokens if token[0].isdigit()}
    return Fingerprint(
        keys=tuple(hashes[:KEYS]),
        sketch=tuple(value >> 32 for value in hashes[:SKETCH]),
        shingle_count=len(hashes),
        word_count=len(tokens),
        distinct_words=len(set(tokens)),
        numbers=tuple(sorted({_hash32(number) for number in numbers}))[:NUMBERS],
        text_hash=xxhash.xxh3_64_intdigest(" ".join(tokens).encode("utf-8", "surrogatepass")),
        day=_day(published_at),
        publisher_hash=_folded_hash(publisher),
        title_hash=_folded_hash(title),
        url_hash=_hash32(_address(url)) if url else 0,
    )


def _shingle_hashes(tokens: list[str]) -> list[int]:
    """64-bit hashes of every run of SHINGLE_WORDS words; a shorter text is one shingle, an empty one none."""
    if not tokens:
        return []
    digest = xxhash.xxh3_64_intdigest
    data = " ".join(tokens).encode("utf-8", "surrogatepass")
    if len(tokens) <= SHINGLE_WORDS:
        return [digest(data)]
    starts = [0]
    starts += [at + 1 for at, byte in enumerate(data) if byte == 0x20]
    ends = [start - 1 for start in starts[SHINGLE_WORDS:]] + [len(data)]
    return [digest(data[start:end]) for start, end in zip(starts, ends, strict=False)]


def _hash32(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 32


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


def _day(published_at: str | None) -> int | None:
    try:
        return date.fromisoformat((published_at or "")[:10]).toordinal()
    except ValueError:
        return None


def _deltas(ascending: Iterable[int]) -> Iterable[int]:
    previous = 0
    for value in ascending:
        yield value - previous
        previous = value


def _sums(deltas: Iterable[int]) -> tuple[int, ...]:
    total = 0
    values = []
    for delta in deltas:
        total += delta
        values.append(total)
    return tuple(values)


def _varints(values: Iterable[int]) -> bytes:
    """LEB128: seven bits a byte, least significant first, the top bit set on all but the last."""
    out = bytearray()
    for value in values:
        rest = value
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def _read_varints(data: bytes) -> list[int]:
    values = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            values.append(value)
            value = shift = 0
    if shift:
        raise ValueError("fingerprint is cut short")
    return values
