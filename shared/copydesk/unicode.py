"""Text that every later step can take: encodable in UTF-8, in normal form C, and normalised in linear time."""

from __future__ import annotations

import re
import sys
import unicodedata

# Marks on one letter that are kept: what Unicode allows in its stream-safe format (UAX 15). To put marks into their
# order takes the square of their number; no language has more than four on a letter.
MAX_MARKS = 30

_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));?")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# The range stands first: it decides of nearly every character, and is asked before the classes.
_NEITHER_LATIN_NOR_WORD = re.compile(rf"[^\x00-\u02ff\w\s]{{{MAX_MARKS + 1},}}")


# Breaks that may be taken, marks that set the direction of writing, marks at the beginning of files: what readers never
# see, and what makes two equal texts differ. The joiners (U+200C, U+200D) belong to letters of Persian and Hindi.
UNSEEN = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""As a class of a regular expression has them, without its brackets."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_JOINER = re.compile("[\u200c\u200d]")


def without_unseen(text: str) -> str:
    """The text without soft hyphens, zero-width spaces and marks of direction."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def has_joiners(text: str) -> bool:
    """Whether the text holds marks that join or part letters of one word, as Persian and Hindi write."""
    return not text.isascii() and _JOINER.search(text) is not None


def without_joiners(text: str) -> str:
    """The text without them, to compare words."""
    return text if text.isascii() else _JOINER.sub("", text)


def encodable(text: str) -> str:
    """The text with halves of surrogate pairs joined where both are there, else replaced: UTF-8 has none."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0 to 9, each in its place."""
    return (
        text if text.isascii() else _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    )


def few_marks(text: str) -> str:
    """The text without the marks on a letter beyond the first `MAX_MARKS`."""
    return text if text.isascii() else _NEITHER_LATIN_NOR_WORD.sub(_first_marks, text)


def without_bad_references(markup: str) -> str:
    """Markup with numeric references to marks resolved, and those to what XML has no characters for left out.

    Parsers pass the latter on, half of them in UTF-8 that is none, and count the former after every limit.
    """
    if "&#" not in markup:
        return markup
    resolved = _REFERENCE.sub(_resolved, markup)
    return markup if resolved == markup else few_marks(resolved)


def _resolved(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    if code > sys.maxunicode or _NO_CHARACTER.match(chr(code)):
        return ""
    return chr(code) if unicodedata.combining(chr(code)) else match[0]


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
