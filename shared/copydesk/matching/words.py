"""Text to the words that matching compares: spelling, case and typography folded away."""

from __future__ import annotations

import re
import unicodedata

# Scripts without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han): each character is a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A number keeps its decimals and thousands (1,250.75); an apostrophe stays inside its word (don't).
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W\d_])+(?:'(?![{_UNSPACED}])[^\W\d_]+)*"
)
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)*")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00ad": None, "\u200b": None})


def words(text: str) -> list[str]:
    """The words of a text in order: Unicode NFKC, case folded, punctuation dropped, numbers kept whole."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
