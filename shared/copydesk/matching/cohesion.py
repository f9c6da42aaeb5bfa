"""Whether a text tells one story, or several after each other, by the words that it repeats.

A story names its people and things again and again; a round-up does so within each part alone. After TextTiling
(Hearst 1997), over all pairs of blocks.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from math import comb

BLOCK_WORDS = 60  # about what a part of "news in brief" has at least
MIN_BLOCKS = 4  # fewer say nothing
MOST_BLOCKS = 16  # read from the beginning
CONTENT_LETTERS = 5  # of a word, from which it is counted: function words are shorter
FOREIGN = 0.03  # of a block's words, the share in a block further off below which they tell different stories
STRANGE = 0.05  # the same, where blocks next to each other have NEAR times as many words in common
NEAR = 2.0
NEIGHBOURLY = 0.02  # of a block's words, the share in the next one below which no story is told at all

APART = (
    1 / 6
)  # of the blocks, that may have nothing in common with any other: more are no prose, or of two languages


def is_round_up(words: list[str]) -> bool:
    """Whether the words (folded, in order) tell several stories. Never of what is written without spaces."""
    starts = range(0, min(len(words) - BLOCK_WORDS // 2, MOST_BLOCKS * BLOCK_WORDS), BLOCK_WORDS)
    if len(starts) < MIN_BLOCKS:
        return False
    blocks = [
        {word for word in words[start : start + BLOCK_WORDS] if len(word) >= CONTENT_LETTERS}
        for start in starts
    ]
    size = sum(map(len, blocks)) / len(blocks)
    if not size:
        return False
    counts = Counter(chain.from_iterable(blocks))
    if sum(all(counts[word] == 1 for word in block) for block in blocks) > APART * len(blocks):
        return False
    common_with_next = sum(len(block & following) for block, following in pairwise(blocks))
    common = sum(comb(count, 2) for count in counts.values())
    pairs, neighbours = comb(len(blocks), 2), len(blocks) - 1
    near = common_with_next / neighbours / size
    far = (common - common_with_next) / (pairs - neighbours) / size
    if near < NEIGHBOURLY:
        return False
    return far < FOREIGN or (far < STRANGE and near >= NEAR * far)
