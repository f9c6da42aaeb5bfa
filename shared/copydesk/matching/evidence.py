"""What is the same in the blanks of two texts, and what is not: numbers and names between the same words."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from copydesk.matching.blanks import NAME_BITS, NUMBER_BITS, by_place
from copydesk.matching.fingerprint import Fingerprint


class Evidence(NamedTuple):
    """Numbers and names in places that both texts have. Those alone lie in what they share."""

    number_places: int
    """Places of numbers in both texts: each number has two."""
    numbers: int
    """That could be the same, by place."""
    numbers_changed: int
    """That are not, by place."""
    same_numbers: int
    """Different numbers that are in one place in both."""
    names: int
    names_changed: int
    same_names: int
    other_names: int
    """Different names of one text, of the one that has fewer, that are nowhere in place of themselves."""


class _Blanks(NamedTuple):
    places: int
    possible: int
    changed: int
    same: int
    others: int


def evidence(left: Fingerprint, right: Fingerprint) -> Evidence:
    """The evidence of two fingerprints; the same whichever way round."""
    numbers = _compared(left.numbers, right.numbers, NUMBER_BITS)
    names = _compared(left.names, right.names, NAME_BITS)
    return Evidence(
        numbers.places,
        numbers.possible,
        numbers.changed,
        numbers.same,
        names.possible,
        names.changed,
        names.same,
        names.others,
    )


def _compared(left: array[int], right: array[int], value_bits: int) -> _Blanks:
    left_places, right_places = by_place(left, value_bits), by_place(right, value_bits)
    possible = same = 0
    kept: set[int] = set()
    gone: set[int] = set()
    come: set[int] = set()
    places = left_places.keys() & right_places.keys()
    for place in places:
        one, other = left_places[place], right_places[place]
        both = one & other
        possible += min(len(one), len(other))
        same += len(both)
        kept |= both
        gone |= one
        come |= other
    return _Blanks(len(places), possible, possible - same, len(kept), min(len(gone - kept), len(come - kept)))
