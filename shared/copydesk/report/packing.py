"""Texts that are mostly one another, as a pool of what is new in each and runs of it: a page holds a passage once.

The method is that of Lempel and Ziv (1977), over the texts of a story in turn. Places and lengths are UTF-16 code
units, which JavaScript's strings are made of.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

# Code units that have to be equal for a run to begin; two numbers of a shorter one take as much room.
ANCHOR = 24


class Packed(NamedTuple):
    """A pool, and for each text its runs: how far each begins after the end of the one before, and its length."""

    pool: str
    texts: list[list[int]]


def pack(texts: Iterable[str]) -> Packed:
    """Pack texts; the order in which they come decides what the pool holds, and nothing else."""
    packer = _Packer()
    runs = [packer.add(_units(text)) for text in texts]
    return Packed(_text(packer.pool), runs)


def unpack(packed: Packed, number: int) -> str:
    """One of the texts."""
    pool, at, parts = _units(packed.pool), 0, []
    runs = iter(packed.texts[number])
    for gap, length in zip(runs, runs, strict=True):
        at += gap
        parts.append(pool[at : at + length])
        at += length
    return _text("".join(parts))


class _Packer:
    def __init__(self) -> None:
        self.pool = ""
        self._places: dict[str, int] = {}

    def add(self, text: str) -> list[int]:
        found: list[tuple[int, int]] = []
        begin = at = 0  # what is new so far, and where the search is
        news: list[str] = []
        size = len(self.pool)
        while at < len(text):
            place = self._places.get(text[at : at + ANCHOR])
            if place is None:
                at += 1
                continue
            if begin < at:
                found.append((size, at - begin))
                news.append(text[begin:at])
                size += at - begin
            length = _equal(self.pool, place, text, at)
            found.append((place, length))
            begin = at = at + length
        if begin < len(text):
            found.append((size, len(text) - begin))
            news.append(text[begin:])
        self._grow("".join(news))
        return _gaps(found)

    def _grow(self, news: str) -> None:
        first = max(0, len(self.pool) - ANCHOR + 1)
        self.pool += news
        for place in range(first, len(self.pool) - ANCHOR + 1):
            self._places.setdefault(self.pool[place : place + ANCHOR], place)


def _equal(pool: str, place: int, text: str, at: int) -> int:
    """How many units are equal from two places on."""
    most = min(len(pool) - place, len(text) - at)
    length, step, grows = ANCHOR, 64, True
    while step:
        end = length + step
        if end <= most and pool[place + length : place + end] == text[at + length : at + end]:
            length = end
        else:
            grows = False
        step = 2 * step if grows else step // 2
    return length


def _gaps(found: list[tuple[int, int]]) -> list[int]:
    runs: list[int] = []
    end = 0
    for place, length in found:
        runs += (place - end, length)
        end = place + length
    return runs


def _units(text: str) -> str:
    """A text with each character outside of the first 65,536 as the two code units that stand for it."""
    if max(text, default="") <= "\uffff":
        return text
    return "".join(map(chr, array("H", text.encode("utf-16-le"))))


def _text(units: str) -> str:
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
