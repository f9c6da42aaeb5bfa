"""What vendors and papers say finds copies, as they put it, for comparison. Needs rapidfuzz and datasketch.

Where a rule compares every two texts, pairs are passed over that cannot reach it. An edit changes one length by one
at most, so similar texts are about as long as each other; and it changes one word, or three runs of three
characters, so they hold nearly the same ones. Both bounds hold whatever the texts, so nothing is lost; hashing words
and runs into buckets only lets more pairs through.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

try:
    import numpy
    from datasketch import MinHash, MinHashLSH
    from rapidfuzz.distance import Levenshtein
except ImportError:
    MinHash = None

TEXTS = 0.92
TITLES = 0.97
IDENTICAL = 0.80  # of words: those who state it do not say of what
FIRST_WORDS = 10
SINGLE_WORDS = 0.9  # Jaccard
PERMUTATIONS = 128

RUN = 3  # characters
BUCKETS, COARSE = 2048, 64

Row = Mapping[str, Any]
Pair = tuple[int, int]


def available() -> bool:
    return MinHash is not None


def rules(rows: Sequence[Row]) -> Iterator[tuple[str, list[Pair]]]:
    """Each rule and the pairs of positions that it calls copies."""
    texts = [row["text"] for row in rows]
    days = [(row["published"] or "")[:10] for row in rows]
    titles = [row["title"] or "" for row in rows]
    near = list(_near(texts, [_runs(text) for text in texts], TEXTS, RUN))
    yield "texts 92 % alike (Levenshtein)", near
    yield (
        "the same, titles 97 % alike",
        [
            (left, right)
            for left, right in near
            if titles[left] and Levenshtein.normalized_similarity(titles[left], titles[right]) >= TITLES
        ],
    )
    words = [text.lower().split() for text in texts]
    identical = list(_near(words, words, IDENTICAL, 1))
    yield "texts 80 % identical", identical
    yield (
        "the same, on one day",
        [(left, right) for left, right in identical if days[left] == days[right] != ""],
    )
    yield "the same first ten words", list(_same_beginning(words))
    yield "MinHash of single words, LSH .9", list(_minhash(words))


def _near(
    sequences: Sequence[Sequence[Hashable]], parts: Sequence[Sequence[str]], least: float, an_edit: int
) -> Iterator[Pair]:
    """Pairs whose Levenshtein similarity, of the longer one's length, is at least so much.

    `parts` are what an edit of the sequence changes at most `an_edit` of.
    """
    order = sorted((at for at, one in enumerate(sequences) if one), key=lambda at: len(sequences[at]))
    lengths = numpy.array([len(sequences[at]) for at in order])
    bags = numpy.zeros((len(order), BUCKETS), dtype=numpy.int32)
    for place, at in enumerate(order):
        hashed = [zlib.crc32(part.encode("utf-8", "surrogatepass")) % BUCKETS for part in parts[at]]
        bags[place] = numpy.bincount(numpy.array(hashed, dtype=numpy.int64), minlength=BUCKETS)
    coarse = bags.reshape(len(order), -1, COARSE).sum(axis=1)
    for place, at in enumerate(order):
        end = int(numpy.searchsorted(lengths, lengths[place] / least + 1e-9, side="right"))
        others = numpy.arange(place + 1, end)
        for level in (coarse, bags):
            edits = (1 - least) * lengths[others] * an_edit + 1e-9
            missing = numpy.maximum(level[place] - level[others], 0).sum(axis=1)
            others = others[missing <= edits]
        for other in others:
            right = order[other]
            if (
                Levenshtein.normalized_similarity(sequences[at], sequences[right], score_cutoff=least)
                >= least
            ):
                yield at, right


def _runs(text: str) -> list[str]:
    return [text[at : at + RUN] for at in range(len(text) - RUN + 1)]


def _same_beginning(words: Sequence[Sequence[str]]) -> Iterator[Pair]:
    together: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(words):
        if len(one) >= FIRST_WORDS:
            together[tuple(one[:FIRST_WORDS])].append(at)
    for places in together.values():
        yield from combinations(places, 2)


def _minhash(words: Sequence[Sequence[str]]) -> Iterator[Pair]:
    index = MinHashLSH(threshold=SINGLE_WORDS, num_perm=PERMUTATIONS)
    for at, one in enumerate(words):
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([word.encode("utf-8", "surrogatepass") for word in set(one)])
        yield from ((other, at) for other in index.query(signature))
        index.insert(at, signature)
