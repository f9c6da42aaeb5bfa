"""Decoded text, whatever document it is from: cleaned, and its words counted."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from copydesk.extraction.phrases import every
from copydesk.unicode import few_marks, nfc, without_unseen

# Share of the shorter headline's words that two headlines of one story have in common.
ALIKE = 0.2

_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W_]")
# Scripts written without spaces: about two characters a word.
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_NEWLINES = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def clean(text: str) -> str:
    """NFC text with plain newlines, without control characters, unseen ones and lone surrogates."""
    return nfc(_CONTROL.sub("", without_unseen(_NEWLINES.sub("\n", text))))


def count_words(text: str) -> int:
    """Words in any script: what spaces part, and pairs of characters where a script writes no spaces."""
    spaceless = len(_SPACELESS.findall(text))
    spaced = _SPACELESS.sub(" ", text) if spaceless else text
    return sum(_LETTER.search(token) is not None for token in spaced.split()) + (spaceless + 1) // 2


def fold_title(text: str) -> str:
    """A title for comparison: words without case and punctuation."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", few_marks(text)).casefold()))


def are_alike(title: str, other: str) -> bool:
    """Whether two titles may be headlines of one story, by the words that they share."""
    left, right = (_telling(fold_title(text).split()) for text in (title, other))
    return len(left & right) >= ALIKE * min(len(left), len(right))


def _telling(words: list[str]) -> set[str]:
    """The words that are neither function words in any language nor single letters; all of a title without others."""
    return {word for word in words if len(word) > 1} - _stop_words() or set(words)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(every("stop_words"))
