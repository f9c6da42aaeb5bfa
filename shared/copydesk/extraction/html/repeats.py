"""Lines of a reading that say again what stands above them: pages hold copies of a story for screens and printers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from copydesk.extraction.html.agreement import fold_words

# Words or characters from which a line is too long to be said twice on purpose, as refrains and calls are.
LONG_WORDS = 12
LONG_CHARACTERS = 60
# Words of a piece by which lines are compared: a line that says one word more than those above it is kept.
PIECE = 5
# Words of a line that does not stand twice in a row on purpose.
MIN_ADJACENT = 3
# Share of the words of different long lines that are said again, from which a reading holds a whole copy: then short
# lines are of it too. Below it, lines that come again and again, or end as no sentence does, are a plan's or a list's.
MIN_COPIED_SHARE = 0.6

Words = tuple[str, ...]

_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'“”‘’«»‹›)\]]*$")


def once(texts: list[str]) -> list[str]:
    """The texts without those that repeat others."""
    again = repeated(texts)
    return [text for number, text in enumerate(texts) if number not in again]


def repeated(texts: Sequence[str]) -> set[int]:
    """Numbers of the texts that repeat texts above them."""
    lines = [tuple(fold_words(text)) for text in texts]
    long = _long_repeats(lines)
    is_copied = _copied_share(lines, long) >= MIN_COPIED_SHARE
    if not is_copied:
        times = Counter(lines[number] for number in long)
        long = {
            number for number in long if times[lines[number]] == 1 and _SENTENCE_END.search(texts[number])
        }
    return long | _same(lines, everywhere=is_copied)


def _copied_share(lines: Sequence[Words], again: set[int]) -> float:
    """How much of what a reading says at length it says again."""
    once_said = [words for number, words in enumerate(lines) if number not in again and _is_long(words)]
    pieces_again = set().union(*(_pieces(lines[number]) for number in again))
    copied = sum(len(words) for words in once_said if _pieces(words) <= pieces_again)
    return copied / max(1, sum(map(len, once_said)))


def _long_repeats(lines: Sequence[Words]) -> set[int]:
    seen: set[Words] = set()
    found: set[int] = set()
    for number, words in enumerate(lines):
        pieces = _pieces(words)
        if _is_long(words) and pieces <= seen:
            found.add(number)
        seen |= pieces
    return found


def _is_long(words: Words) -> bool:
    return len(words) >= LONG_WORDS or sum(map(len, words)) >= LONG_CHARACTERS


def _pieces(words: Words) -> set[Words]:
    return {words[start : start + PIECE] for start in range(max(1, len(words) - PIECE + 1))}


def _same(lines: Sequence[Words], *, everywhere: bool) -> set[int]:
    """Numbers of the lines that are the same as the last one, or as any one above."""
    seen: set[Words] = set()
    found: set[int] = set()
    last: Words = ()
    for number, words in enumerate(lines):
        if (everywhere and words in seen) or (words == last and len(words) >= MIN_ADJACENT):
            found.add(number)
        seen.add(words)
        last = words
    return found
