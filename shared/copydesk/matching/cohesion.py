"""Whether a text tells one story, or several after each other, by the words that it repeats.

A story names its people and things again and again, to its end; a round-up does so within each part alone. So
two occurrences of one word are closer to each other in a round-up than if its words were strewn at random, and of parts
that repeat hardly anything of each other each tells something else. After lexical cohesion (Halliday and Hasan
1976) and TextTiling (Hearst 1997).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from math import comb
from typing import NamedTuple

from copydesk.matching.parts import headed_parts, paragraphs
from copydesk.matching.words import words_of_plain

CONTENT_LETTERS = 5  # of a word, from which it is counted: function words are shorter
MOST_TIMES = 15  # that a word recurs; the text's own theme would hide how the rest keeps together
FEW_KINDS = 12  # of words that recur, below which where they do says nothing
TOGETHER = (
    0.5  # times the distance at random, below which a text is a round-up: its words keep to parts of it
)
RATHER_TOGETHER = 0.7  # times that distance, below which it may be one
# Times as many repetitions across parts as at random, below which each tells something else. Paragraphs part one story
# a little too.
APART_BY_HEADINGS = 0.85
APART_BY_PARAGRAPHS = 0.75
LARGEST_PART = 0.5  # of a text; where one is larger, the rest is not told beside it
LONG_READ = 6000  # words, from which a text is no round-up: it wanders, and is excerpted

BLOCK_WORDS = 60  # about what a part of "news in brief" has at least
MIN_BLOCKS = 4  # fewer say nothing
MOST_BLOCKS = 16  # read from the beginning
FOREIGN = 0.025  # of a block's words, the share in one further off below which they tell different stories
NEIGHBOURLY = 0.02  # of a block's words, the share in the next one below which no story is told at all
PATCHY = 1 / 6  # of the blocks, that may have nothing in common with any other: more are no prose


class Telling(NamedTuple):
    """What the words of a text say of how it tells."""

    round_up: bool
    """It tells several stories."""
    in_parts: bool
    """It may tell several: of a round-up too."""
    patchy: bool
    """Over a sixth of it has no word that recurs anywhere: lists, another language, no story of its own."""


def telling(text: str, words: Sequence[str]) -> Telling:
    """How a text tells. Nothing is said of what is written without spaces between words.

    Args:
        text: `plain`, with its lines.
        words: its words, folded, in order.
    """
    blocks = _blocks(words)
    patchy = _alone(blocks) > PATCHY
    if len(words) >= LONG_READ:
        return Telling(round_up=False, in_parts=False, patchy=patchy)
    distance = _distance(words)
    round_up = distance < TOGETHER or (not patchy and _foreign(blocks))
    in_parts = (
        round_up
        or distance < RATHER_TOGETHER
        or _parted(headed_parts(text), APART_BY_HEADINGS)
        or _parted(paragraphs(text), APART_BY_PARAGRAPHS)
    )
    return Telling(round_up, in_parts, patchy)


def _recurring(words: Iterable[str]) -> dict[str, int]:
    """How often the words recur that say where a story is told."""
    counts = Counter([word for word in words if len(word) >= CONTENT_LETTERS])
    return {word: count for word, count in counts.items() if 1 < count <= MOST_TIMES}


def _distance(words: Sequence[str]) -> float:
    """How far two occurrences of a word are from each other: 1 at random, 0 side by side; 1 where little recurs.

    In words that recur, so that what has none, at the ends or between, does not count.
    """
    counts = _recurring(words)
    if len(counts) < FEW_KINDS:
        return 1.0
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate([word for word in words if word in counts]):
        places[word].append(place)
    length = sum(counts.values())
    found = at_random = 0.0
    for word, count in counts.items():
        # The mean over all pairs: each occurrence is the later one of those before it, the earlier of those after.
        apart = sum(place * (2 * rank + 1 - count) for rank, place in enumerate(places[word]))
        found += apart / comb(count, 2) / length * (count - 1)
        at_random += (count - 1) / 3
    return found / at_random


def _parted(parts: Sequence[str], limit: float) -> bool:
    """Whether parts of a text repeat their words within themselves, across them less than so many times at random."""
    told = [[word for word in words_of_plain(part).folded if len(word) >= CONTENT_LETTERS] for part in parts]
    if not told or max(map(len, told)) > LARGEST_PART * sum(map(len, told)):
        return False
    counts = _recurring(chain.from_iterable(told))
    if len(counts) < FEW_KINDS:
        return False
    recurring = [Counter([word for word in part if word in counts]) for part in told]
    sizes, length = [part.total() for part in recurring], sum(counts.values())
    pairs = sum(count - 1 for count in counts.values())
    within = sum(2 * comb(n, 2) / counts[word] for part in recurring for word, n in part.items())
    within_at_random = sum(comb(size, 2) for size in sizes) / comb(length, 2)
    return 1 - within / pairs < limit * (1 - within_at_random)


def _blocks(words: Sequence[str]) -> list[set[str]]:
    """The content words of each BLOCK_WORDS; of a last block that is shorter than half, none."""
    starts = range(0, max(1, len(words) - BLOCK_WORDS // 2 + 1), BLOCK_WORDS)
    return [
        {word for word in words[start : start + BLOCK_WORDS] if len(word) >= CONTENT_LETTERS}
        for start in starts
    ]


def _alone(blocks: list[set[str]]) -> float:
    """The share of blocks that have no word of another."""
    counts = Counter(chain.from_iterable(blocks))
    return sum(all(counts[word] == 1 for word in block) for block in blocks) / len(blocks)


def _foreign(blocks: list[set[str]]) -> bool:
    """Whether blocks have words of the next one, and hardly any of those further off."""
    blocks = blocks[:MOST_BLOCKS]
    size = sum(map(len, blocks)) / len(blocks)
    if len(blocks) < MIN_BLOCKS or not size:
        return False
    common_with_next = sum(len(block & following) for block, following in pairwise(blocks))
    common = sum(comb(count, 2) for count in Counter(chain.from_iterable(blocks)).values())
    pairs, neighbours = comb(len(blocks), 2), len(blocks) - 1
    near = common_with_next / neighbours / size
    far = (common - common_with_next) / (pairs - neighbours) / size
    return near >= NEIGHBOURLY and far < FOREIGN
