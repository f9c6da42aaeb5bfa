"""Words to shingles: the hashes of every run of five, of which the smallest stand for the text."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from itertools import accumulate, repeat
from operator import add
from typing import NamedTuple

import xxhash

from copydesk.matching.words import Words

SHINGLE_WORDS = 5  # words; shorter ones are shared by chance, longer ones break at every edit
KEYS = 12  # index keys per article, at least: an excerpt of a quarter of the text shares one with probability .998
SHINGLES_PER_KEY = 50  # of longer texts: an excerpt of 250 words then shares a key with probability .99
POOL = 4  # smallest hashes for each key, from which keys are taken that lie apart
APART = 0.5  # of the distance that keys evenly spread would have: a fifth of them are passed over for being nearer
MOST_KEYS = 320  # of an article of 16,000 words and more; each is a write and a read
SKETCH = 512  # hashes kept for the comparison: an article of up to 516 words is compared whole
SHINGLES_PER_HASH = 12  # of longer texts: 20 of an excerpt of 250 words are among the hashes kept
MOST_SKETCH = 2048  # of an article of 24,600 words and more: six kilobytes
SKETCH_BITS = 28  # of a hash: 512 take three bytes each, and one pair in 1,000 agrees in a hash by chance

LOW_BITS = 64 - SKETCH_BITS


class Shingles(NamedTuple):
    """What a fingerprint keeps of a text's shingles; see `Fingerprint` for the fields."""

    in_order: list[int]
    keys: tuple[int, ...]
    sketch: array[int]
    distinct: int
    """How many there are, each counted once."""
    text_hash: int


def shingles(words: Words) -> Shingles:
    """The shingles of a text: 64-bit hashes of all in order, and those to keep."""
    data = words.joined.encode("utf-8", "surrogatepass")
    in_order = _hashes(data, words) if words.spelled else []
    hashes = set(in_order)
    kept = min(max(SKETCH, len(hashes) // SHINGLES_PER_HASH), MOST_SKETCH)
    keys = min(max(KEYS, len(hashes) // SHINGLES_PER_KEY), MOST_KEYS)
    smallest, sketch = _smallest(in_order, hashes, keys, kept)
    return Shingles(in_order, tuple(smallest), sketch, len(hashes), xxhash.xxh3_64_intdigest(data))


def _hashes(data: bytes, words: Words) -> list[int]:
    """64-bit hashes of every run of SHINGLE_WORDS of the words, which `data` holds; a shorter text is one run."""
    digest = xxhash.xxh3_64_intdigest
    if len(words.spelled) <= SHINGLE_WORDS:
        return [digest(data)]
    as_spelled = data.isascii() and not words.german  # then no word has another length than its spelling
    lengths = map(len, words.spelled if as_spelled else data.split(b" "))
    starts = list(accumulate(map(add, lengths, repeat(1)), initial=0))
    return [digest(data[start : end - 1]) for start, end in zip(starts, starts[SHINGLE_WORDS:], strict=False)]


def _smallest(in_order: list[int], hashes: set[int], keys: int, kept: int) -> tuple[list[int], array[int]]:
    """Keys among the smallest hashes, ascending; and the upper bits of more of them, which are faster to sort."""
    distinct = len(hashes)
    below: Collection[int] = in_order if distinct == len(in_order) else hashes
    if distinct > 1.5 * kept:
        # They are uniform: sorting those below a bound that leaves a few more than are wanted does.
        bound = int(1.25 * kept / distinct * (1 << 64))
        few = {value for value in in_order if value < bound}
        below = few if len(few) >= kept else below
    upper = sorted([value >> LOW_BITS for value in below])[:kept]
    if len(upper) <= keys:
        return sorted(below), array("I", upper)
    limit = upper[min(POOL * keys, len(upper)) - 1] + 1 << LOW_BITS
    places = {value: at for at, value in enumerate(in_order) if value < limit}
    return _spread(places, keys, len(in_order) / keys * APART), array("I", upper)


def _spread(places: dict[int, int], keys: int, apart: float) -> list[int]:
    """The smallest hashes that lie so far apart in the text, ascending.

    An excerpt then has keys of its own, wherever it was taken from: its smallest hashes are chosen like those of the
    whole, among which they were. The smallest alone leave some stretches of a text without any.

    Args:
        places: hashes to where they are in the text.
        keys: how many are wanted; where too few lie apart, the smallest of the others fill up.
        apart: shingles.
    """
    ascending = sorted(places)
    chosen: list[int] = []
    passed: list[int] = []
    taken: dict[int, int] = {}  # by stretches of that length, of which each has room for one
    for value in ascending:
        place = places[value]
        stretch = int(place / apart)
        near = (taken[one] for one in (stretch - 1, stretch, stretch + 1) if one in taken)
        if any(abs(place - other) <= apart for other in near):
            passed.append(value)
            continue
        taken[stretch] = place
        chosen.append(value)
        if len(chosen) == keys:
            return chosen
    return sorted([*chosen, *passed[: keys - len(chosen)]])
