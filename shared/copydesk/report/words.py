"""A text to the words that a page lays beside each other, by a pattern that Python and browsers read alike.

Spelled out in ranges rather than by `\\w`, which follows whatever version of Unicode a program was built with: what
the page marks in a browser has to be what the figures beside it were counted by.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Ranges = tuple[tuple[int, int], ...]

# Spaces, punctuation, signs and pictures: what parts words.
_BETWEEN: Ranges = (
    (0x00, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0xA9),
    (0xAB, 0xB1),
    (0xB4, 0xB4),
    (0xB6, 0xB8),
    (0xBB, 0xBB),
    (0xBF, 0xBF),
    (0xD7, 0xD7),
    (0xF7, 0xF7),
    (0x5BE, 0x5BE),
    (0x5F3, 0x5F4),
    (0x60C, 0x60C),
    (0x61B, 0x61F),
    (0x66A, 0x66D),
    (0x6D4, 0x6D4),
    (0x964, 0x965),
    (0x1680, 0x1680),
    (0x2000, 0x206F),
    (0x20A0, 0x20CF),
    (0x2190, 0x2BFF),
    (0x2E00, 0x2E7F),
    (0x3000, 0x3004),
    (0x3008, 0x3030),
    (0xFEFF, 0xFF0F),
    (0xFF1A, 0xFF20),
    (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65),
    (0xFFF0, 0xFFFF),
    (0x1F000, 0x1FAFF),
)
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han. Each character is a word.
_UNSPACED: Ranges = (
    (0xE00, 0xEFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
# After one of these, a capital letter begins a sentence and tells no name.
SENTENCE_ENDS = ".!?…:\n。！？"


def _pattern(escape: str) -> str:
    """One word, in a dialect of regular expressions that writes a code point as `escape` says."""
    between, unspaced = (
        "".join(f"{escape.format(low)}-{escape.format(high)}" for low, high in ranges)
        for ranges in (_BETWEEN, _UNSPACED)
    )
    run = f"[^{between}{unspaced}]+"
    return f"{run}(?:(?:['’]|(?<=[0-9])[.,](?=[0-9])){run})*|[{unspaced}]"


PATTERN_IN_BROWSERS = _pattern("\\u{{{:x}}}")  # with the flag `u`
_WORD = re.compile(_pattern("\\U{:08x}"))
_SENTENCE_END = re.compile(f"[{re.escape(SENTENCE_ENDS)}]")
_DIGIT = re.compile("[0-9]")


class Words(NamedTuple):
    """The words of a text in order."""

    folded: list[str]
    """Without regard to case, and with one kind of apostrophe."""
    spans: list[tuple[int, int]]
    """Where each stands, in characters."""


def words_of(text: str) -> Words:
    """The words of a text."""
    spans = [match.span() for match in _WORD.finditer(text)]
    return Words([fold(text[start:end]) for start, end in spans], spans)


def fold(word: str) -> str:
    """A word as it is compared."""
    return word.lower().replace("’", "'")


def is_number(word: str) -> bool:
    """Whether a word has a digit."""
    return _DIGIT.search(word) is not None


def is_name(word: str, before: str | None) -> bool:
    """Whether a word is likely a name: a capital that no sentence begins with.

    Args:
        word: as the text spells it.
        before: what stands between it and the word before; None where it is the first.
    """
    if before is None or _SENTENCE_END.search(before):
        return False
    return word[0] != word[0].lower()
