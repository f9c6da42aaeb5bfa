"""A text to its passages: lines and sentences, and the pieces of what is neither."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from xxhash import xxh3_64_intdigest as _digest

from copydesk.walls.folding import lower_spaced
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
# White space beside line breaks, with which passages end, and single spaces.
_ODD_SPACES = ("  ", *(one for one in map(chr, range(0x3001)) if one.isspace() and one not in " \n"))
_ODD_ASCII_SPACES = tuple(filter(str.isascii, _ODD_SPACES))


class Passages(NamedTuple):
    """The passages of a text, in order: the 64-bit hash of each, WALL for a wall's, and the character where it ends."""

    hashes: array[int]
    ends: array[int]


def passages(text: str) -> Passages:
    """The passages of a text: its lines and sentences, and the pieces of what is neither."""
    parts = cut(text)
    spaced = _lower_spaced(parts, text)
    hashes = array("Q", [_digest(one.encode("utf-8", "surrogatepass")) for one in spaced])
    for at in walls_in(parts, spaced):
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
    pieces = _SPACED.findall(text)
    words = text.casefold().split()
    if len(words) != len(pieces):  # what only the one of them takes for space
        words = [piece.strip().casefold() for piece in pieces]
    before = text[: len(text) - sum(map(len, pieces))]
    start, at = 0, CHUNK_WORDS - 1
    while at < len(words):
        if _digest(f"{words[at - 1]} {words[at]}".encode("utf-8", "surrogatepass")) % CHUNKS_END:
            at += 1
            continue
        yield before + "".join(pieces[start : at + 1])
        before, start, at = "", at + 1, at + CHUNK_WORDS
    if start < len(pieces):
        yield before + "".join(pieces[start:])


def passage_hash(passage: str) -> int:
    """64-bit hash of a passage, whatever its case and spaces."""
    return _digest(lower_spaced(passage).encode("utf-8", "surrogatepass"))


def _lower_spaced(parts: Iterable[str], text: str) -> list[str]:
    """Each part of a text `lower_spaced`: most have nothing but single spaces, which is fast to see of the whole."""
    spaced = [part.strip().casefold() for part in parts]
    for space in _ODD_ASCII_SPACES if text.isascii() else _ODD_SPACES:
        if space in text:
            spaced = [" ".join(part.split()) if space in part else part for part in spaced]
    return spaced
