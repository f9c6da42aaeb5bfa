"""The places where a form has its blanks: numbers and names, each known by the words around it.

A text that fills in a form anew has other numbers, or other names, between the same words. A copy of an
article, edited or localised, keeps most of them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import xxhash

from copydesk.matching.words import Words

PLACE_WORDS = 2  # words on one side of a number or name that make its place in a text
NUMBER_PLACES = 40  # numbers' places kept
NAME_PLACES = 40  # names' places kept
NUMBER_BITS, _PLACE_BITS_OF_NUMBERS = 12, 20  # of hashes: places of two texts meet by chance in 650 pairs
NAME_BITS, _PLACE_BITS_OF_NAMES = 8, 16  # three bytes in all: it takes several names to decide

_NUMBER, _NAME = "#", "@"
_EDGE = [""] * PLACE_WORDS

# A capital after a word, a comma or a semicolon: inside a sentence, where only names have one.
_INSIDE = re.compile(
    r"[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u03ff\u0400-\u052f\u0530-\u0556\u1e00-\u1eff]"
    r"(?<=[\w,;] .)[^\W\d_]*(?:'[^\W\d_]+)*"
)


class Blanks(NamedTuple):
    """Hashes of places, each above a hash of what stands there; ascending, the smallest of them."""

    numbers: array[int]
    names: array[int]


def blanks(text: str, words: Words) -> Blanks:
    """The blanks of a text in plain typography, and of its words."""
    return Blanks(
        _smallest(_numbers(words.folded), NUMBER_BITS, _PLACE_BITS_OF_NUMBERS, NUMBER_PLACES),
        _smallest(_names(text, words), NAME_BITS, _PLACE_BITS_OF_NAMES, NAME_PLACES),
    )


def _numbers(folded: list[str]) -> Iterator[tuple[str, str]]:
    """Each number by its two places: the words before it and the words after it, other numbers masked."""
    masked = [*_EDGE, *(_NUMBER if word[0].isdigit() else word for word in folded), *_EDGE]
    for at, word in enumerate(folded):
        if word[0].isdigit():
            yield from _in_places(masked, at, word)


def _names(text: str, words: Words) -> Iterator[tuple[str, str]]:
    """Each run of names by its two places, with a mask for each run of other names and each number."""
    known = {name for name in _INSIDE.findall(text) if not name[0].islower()}
    masked = list(_EDGE)
    found: dict[int, str] = {}
    for folded, spelled in zip(words.folded, words.spelled, strict=True):
        if spelled not in known:
            masked.append(_NUMBER if folded[0].isdigit() else folded)
        elif masked[-1] == _NAME:
            found[len(masked) - 1] += f" {folded}"
        else:
            found[len(masked)] = folded
            masked.append(_NAME)
    masked += _EDGE
    for at, name in found.items():
        yield from _in_places(masked, at - PLACE_WORDS, name)


def _in_places(masked: list[str], at: int, value: str) -> Iterator[tuple[str, str]]:
    yield f"{masked[at]} {masked[at + 1]} <", value
    yield f"> {masked[at + 3]} {masked[at + 4]}", value


def _smallest(found: Iterable[tuple[str, str]], value_bits: int, place_bits: int, most: int) -> array[int]:
    hashes = {
        _hash32(place) >> 32 - place_bits << value_bits | _hash32(value) >> 32 - value_bits
        for place, value in found
    }
    return array("I", sorted(hashes)[:most])


def by_place(blanks: Iterable[int], value_bits: int) -> dict[int, set[int]]:
    """What stands in each place: the blanks of one kind, taken apart."""
    places: dict[int, set[int]] = {}
    for blank in blanks:
        places.setdefault(blank >> value_bits, set()).add(blank & (1 << value_bits) - 1)
    return places


def _hash32(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 32
