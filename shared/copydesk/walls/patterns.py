"""Several patterns as one that is searched for in a fraction of the time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_WORD_STARTS = r"\b"


def any_pattern(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds something where one of the others does.

    Most of their alternatives begin at the edge of a word. `re` tries each of them at every character; with the edge
    before all of them, only at edges.
    """
    every = [one for pattern in patterns for one in alternatives(pattern)]
    at_words = [one.removeprefix(_WORD_STARTS) for one in every if one.startswith(_WORD_STARTS)]
    anywhere = [one for one in every if not one.startswith(_WORD_STARTS)]
    grouped = [rf"{_WORD_STARTS}(?:{'|'.join(at_words)})"] if at_words else []
    return re.compile("|".join([*grouped, *anywhere]))


def alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, those in groups left together."""
    depth, current = 0, ""
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            yield current
            current = ""
        else:
            current += piece
    yield current
