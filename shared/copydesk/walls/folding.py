"""Text in the form in which rules are written: lower case without accents, marks and typography; and its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+")
# Scripts with letters whose accents people leave out: Latin, Cyrillic, Arabic.
_ACCENTED = (*range(0xC0, 0x250), *range(0x400, 0x460), *range(0x620, 0x64B), *range(0x1E00, 0x1F00))
_MARKS = (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670, 0x640, 0xAD)
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
# What is not ASCII in most English texts; none of it is in a word.
_TYPOGRAPHY = "\u2019\u201c\u201d\u2014\u2013\u2018\u2026"
_PARTING = {code: " " for code in range(128) if not chr(code).isalnum()}
_PARTING_IN_LINES = _PARTING | {ord("\n"): "\n"}


def lower_spaced(text: str) -> str:
    """Lower case, and one space between words."""
    return " ".join(text.casefold().split())


def lower_unmarked(text: str) -> str:
    """The same without accents, marks and typography."""
    return spaced_unmarked(lower_spaced(text))


def spaced_unmarked(text: str) -> str:
    """What `lower_unmarked` makes of a text that is `lower_spaced` already."""
    return text if text.isascii() else " ".join(_NOT_PLAIN.sub(_unmarked, text).split())


def unmarked(text: str) -> str:
    """The text without accents and marks, as `lower_unmarked` takes them off, in the letters' case."""
    return text.translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of a text, as `WORD` finds them; of ASCII in a third of the time."""
    text = without_typography(text)
    return text.translate(_PARTING).split() if text.isascii() else WORD.findall(text)


def unmarked_words_of(text: str) -> list[str]:
    """The same of a text without accents and marks."""
    return words_of(spaced_unmarked(without_typography(text)))


def ascii_words_of_lines(lines: Iterable[str]) -> list[list[str]] | None:
    """What `words_of`, and `unmarked_words_of`, find in each line; None where there is more than ASCII and typography.

    In a quarter of the time that it takes line by line.
    """
    text = without_typography("\n".join(lines))
    if not text.isascii():
        return None
    return [line.split() for line in text.translate(_PARTING_IN_LINES).split("\n")]


def without_typography(text: str) -> str:
    """The text with spaces for what is not ASCII in most English texts, and is in no word; as long as before."""
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text


def spaceless_characters(text: str) -> list[str]:
    """The characters of scripts without spaces between words."""
    return [] if text.isascii() else _SPACELESS.findall(text)


def has_spaceless(text: str) -> bool:
    """Whether there are such."""
    return not text.isascii() and _SPACELESS.search(text) is not None


def _unmarked(match: re.Match[str]) -> str:
    return match[0].translate(_PLAIN)


def _plain() -> dict[int, str | None]:
    plain: dict[int, str | None] = dict.fromkeys(_MARKS)
    for code in _ACCENTED:
        bare = "".join(c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c))
        if bare != chr(code):
            plain[code] = bare
    return plain | str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ı": "i"})


_PLAIN = _plain()
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]+")
