"""Text that every later step can take: encodable in UTF-8, in normal form C, and normalised in linear time."""

from __future__ import annotations

import re
import unicodedata

# Marks on one letter that are kept: what Unicode allows in its stream-safe format (UAX 15). To put marks into their
# order takes the square of their number; no language has more than four on a letter.
MAX_MARKS = 30

_SURROGATE = re.compile("[\ud800-\udfff]")
_NEITHER_WORD_NOR_LATIN = re.compile(rf"[^\w\s\x00-\u02ff]{{{MAX_MARKS + 1},}}")


def encodable(text: str) -> str:
    """The text with halves of surrogate pairs joined where both are there, else replaced: UTF-8 has none."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def few_marks(text: str) -> str:
    """The text without the marks on a letter beyond the first `MAX_MARKS`."""
    return text if text.isascii() else _NEITHER_WORD_NOR_LATIN.sub(_first_marks, text)


def nfc(text: str) -> str:
    """The text in normal form C, less superfluous marks. Linear time, which `unicodedata.normalize` is not."""
    return unicodedata.normalize("NFC", few_marks(text))


def _first_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
