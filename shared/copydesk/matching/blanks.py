"""The places where a form has its blanks: numbers and names, each known by the words around it.

A text that fills in a form anew has other numbers, or other names, between the same words. A copy of an
article, edited or localised, keeps most of them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from xxhash import xxh3_64_intdigest as _hash

from copydesk.matching.words import Words, plain, spelled_words

PLACE_WORDS = 2  # words on one side of a number or name that make its place in a text
NUMBER_PLACES = 36  # numbers' places kept
NAME_PLACES = 36  # names' places kept
NUMBER_BITS, _PLACE_BITS_OF_NUMBERS = 12, 20  # of hashes: places of two texts meet by chance in 650 pairs
NAME_BITS, _PLACE_BITS_OF_NAMES = 8, 16  # three bytes in all: it takes several names to decide

_NUMBER, _MASKED_NAME = "#", ["@"]
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


# A number or name, folded, between its two places: the words before it, it, and the words after it.
Blank = tuple[str, str, str]


def blanks(text: str, words: Words) -> Blanks:
    """The blanks of a text in plain typography, and of its words."""
    numbers, names = _found(text, words)
    return Blanks(
        _smallest(numbers, NUMBER_BITS, _PLACE_BITS_OF_NUMBERS, NUMBER_PLACES),
        _smallest(names, NAME_BITS, _PLACE_BITS_OF_NAMES, NAME_PLACES),
    )


def changed_blanks(left: str, right: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Numbers, and names, that stand in one place of two texts and are not the same: for people to read."""
    left_numbers, left_names = _found(plain(left), spelled_words(left))
    right_numbers, right_names = _found(plain(right), spelled_words(right))
    return (
        _changed(_values(left_numbers), _values(right_numbers)),
        _changed(_values(left_names), _values(right_names)),
    )


def _values(found: Iterable[Blank]) -> dict[str, str]:
    return {place: value for before, value, after in found for place in (before, after)}


def _changed(left: dict[str, str], right: dict[str, str]) -> list[tuple[str, str]]:
    pairs = ((value, right.get(place, value)) for place, value in left.items())
    return list(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))


def _found(text: str, words: Words) -> tuple[list[Blank], list[Blank]]:
    masked = words.folded
    places = words.numbers
    values = [masked[at] for at in places]
    for at in places:
        masked[at] = _NUMBER
    numbers = _in_places(masked, zip(places, values, strict=True))
    return numbers, _names(text, words, masked)


def _names(text: str, words: Words, masked: list[str]) -> list[Blank]:
    """Each run of names in its places, among the words with a mask for each run of others."""
    known = {name for name in _INSIDE.findall(text) if not name[0].islower()}
    runs: list[tuple[int, int]] = []
    end = -1
    for at in [at for at, word in enumerate(words.spelled) if word in known]:
        runs.append((runs.pop()[0] if at == end else at, at + 1))
        end = at + 1
    found = []
    shorter = 0  # words fewer, for the masks so far
    for start, end in runs:
        found.append((start - shorter, " ".join(masked[start:end])))
        shorter += end - start - 1
    for start, end in reversed(runs):
        masked[start:end] = _MASKED_NAME
    return _in_places(masked, found)


def _in_places(masked: list[str], found: Iterable[tuple[int, str]]) -> list[Blank]:
    around = [*_EDGE, *masked, *_EDGE]
    return [
        (f"{around[at]} {around[at + 1]} <", value, f"> {around[at + 3]} {around[at + 4]}")
        for at, value in found
    ]


def _smallest(found: Iterable[Blank], value_bits: int, place_bits: int, most: int) -> array[int]:
    hashes: set[int] = set()
    place_shift, value_shift = 64 - place_bits, 64 - value_bits
    for before, value, after in found:
        value_hash = _hash(value.encode()) >> value_shift
        hashes.add(_hash(before.encode()) >> place_shift << value_bits | value_hash)
        hashes.add(_hash(after.encode()) >> place_shift << value_bits | value_hash)
    return array("I", sorted(hashes)[:most])


def by_place(blanks: Iterable[int], value_bits: int) -> dict[int, set[int]]:
    """What stands in each place: the blanks of one kind, taken apart."""
    places: dict[int, set[int]] = {}
    for blank in blanks:
        places.setdefault(blank >> value_bits, set()).add(blank & (1 << value_bits) - 1)
    return places
