"""Several articles in one text, a row of signs between two."""

from __future__ import annotations

import re

from copydesk.extraction.text import count_words

# Signs of such a row, and words of the shortest text beside one; a rule within an article parts shorter notes from it.
MIN_SIGNS = 10
MIN_PIECE_WORDS = 60
# Words of a title, which a piece begins with.
MAX_HEAD_WORDS = 25

_RULE = re.compile(rf"^(?<=\n\n)[ \t]*([=*#_~])\1{{{MIN_SIGNS - 1},}}[ \t]*\n(?=\s*\n|\S)", re.MULTILINE)


def ruled_pieces(text: str) -> list[str]:
    """The articles of a text, each with a head of its own; one where rows of signs part nothing of that kind."""
    pieces = [piece for piece in _RULE.split(text)[::2] if piece.strip()]
    return pieces if len(pieces) > 1 and all(map(_is_article, pieces)) else [text]


def _is_article(piece: str) -> bool:
    """Whether a piece is long, and begins with short rows that are no sentences."""
    first = next(row.strip() for row in piece.split("\n") if row.strip())
    short = len(first.split()) <= MAX_HEAD_WORDS and not first.endswith((".", ":", ","))
    return short and count_words(piece) >= MIN_PIECE_WORDS
