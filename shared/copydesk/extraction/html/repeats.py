"""Lines of a reading that say again what stands above them: pages hold copies of a story for screens and printers."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.extraction.html.agreement import fold_words

# Words or characters from which a line is too long to be said twice on purpose, as refrains and calls are.
LONG_WORDS = 12
LONG_CHARACTERS = 60
# Words of a piece by which lines are compared, and the share of a long line's pieces that stand above it.
PIECE = 5
MIN_KNOWN_SHARE = 0.9
# Words of a line that does not stand twice in a row on purpose.
MIN_ADJACENT = 3
# Share of a reading's words that are said again, from which it holds a whole copy: then short lines are of it too.
MIN_COPIED_SHARE = 0.25

Words = Sequence[str]


def once(texts: list[str]) -> list[str]:
    """The texts without those that repeat others."""
    again = repeated([fold_words(text) for text in texts])
    return [text for number, text in enumerate(texts) if number not in again]


def repeated(lines: Sequence[Words]) -> set[int]:
    """Numbers of the lines, given as folded words, that repeat lines above them."""
    long = _long_repeats(lines)
    total = sum(map(len, lines))
    is_copied = sum(len(lines[number]) for number in long) >= MIN_COPIED_SHARE * total
    return long | _same(lines, everywhere=bool(long) and is_copied)


def _long_repeats(lines: Sequence[Words]) -> set[int]:
    seen: set[Words] = set()
    found: set[int] = set()
    for number, words in enumerate(lines):
        pieces = _pieces(words)
        if _is_long(words) and len(pieces & seen) >= MIN_KNOWN_SHARE * len(pieces):
            found.add(number)
        seen |= pieces
    return found


def _is_long(words: Words) -> bool:
    return len(words) >= LONG_WORDS or sum(map(len, words)) >= LONG_CHARACTERS


def _pieces(words: Words) -> set[Words]:
    return {tuple(words[start : start + PIECE]) for start in range(max(1, len(words) - PIECE + 1))}


def _same(lines: Sequence[Words], *, everywhere: bool) -> set[int]:
    """Numbers of the lines that are the same as the last one, or as any one above."""
    seen: set[Words] = set()
    found: set[int] = set()
    last: Words = ()
    for number, words in enumerate(map(tuple, lines)):
        if (everywhere and words in seen) or (words == last and len(words) >= MIN_ADJACENT):
            found.add(number)
        seen.add(words)
        last = words
    return found
