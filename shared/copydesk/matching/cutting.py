"""A text to its passages: lines and sentences, and the pieces of what is neither."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

import xxhash

from copydesk.walls.judge import walls_in

LONGEST = 300  # characters; what runs on for longer, as menus and login forms do, is cut where its words say
CHUNK_WORDS = 8  # words, the least of such a cut: shorter runs are anybody's phrases
CHUNKS_END = 8  # one word in so many ends a cut, whatever stands before: so a notice is cut alike everywhere

# A passage ends with its line or sentence: web text runs login and paywall lines into its paragraphs.
_PASSAGE = re.compile(
    r"[^\n.!?\u2026\u3002\uff01\uff1f]*(?:[.!?\u2026](?!\s)[^\n.!?\u2026\u3002\uff01\uff1f]*)*"
    r"(?:[.!?\u2026\u3002\uff01\uff1f]|\n|$)\s*"
)
WALL = 0  # stands for the hash of a passage that is a wall's: nobody's story, and nothing to learn from
_SPACED = re.compile(r"\S+\s*")


class Passages(NamedTuple):
    """The passages of a text, in order: the 64-bit hash of each, WALL for a wall's, and the character where it ends."""

    hashes: array[int]
    ends: array[int]


def passages(text: str) -> Passages:
    """The passages of a text: its lines and sentences, and the pieces of what is neither."""
    parts = cut(text)
    hashes = array("Q", map(passage_hash, parts))
    for at in walls_in(parts):
        hashes[at] = WALL
    return Passages(hashes, array("Q", accumulate(map(len, parts))))


def cut(text: str) -> list[str]:
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
        if count >= CHUNK_WORDS and not passage_hash(f"{before} {word}") % CHUNKS_END:
            yield text[start : match.end()]
            start, count = match.end(), 0
        before = word
    if start < len(text):
        yield text[start:]


def passage_hash(passage: str) -> int:
    """64-bit hash of a passage, whatever its case and spaces."""
    folded = " ".join(passage.casefold().split())
    return xxhash.xxh3_64_intdigest(folded.encode("utf-8", "surrogatepass"))
