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
_NUMBER = r"\d+(?:[.,]\d+)*"
_ASCII_WORD = re.compile(rf"[a-z]+(?:'[a-z]+)*|{_NUMBER}")
_WORD = re.compile(rf"[^\W\d_]+(?:'[^\W\d_]+)*|{_NUMBER}")
_UNSPACED_CHARACTER = re.compile(rf"([{_UNSPACED}])")
# Folded before the test for ASCII, which is the fast way: typography is most of what is not ASCII in English.
_TYPOGRAPHY = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", " "),
    ("\u201d", " "),
    ("\u2013", " "),
    ("\u2014", " "),
)


def words(text: str) -> list[str]:
    """The words of a text in order: Unicode NFKC, case folded, punctuation dropped, numbers kept whole."""
    if not text.isascii():
        for typographic, plain in _TYPOGRAPHY:
            text = text.replace(typographic, plain)
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _UNSPACED_CHARACTER.search(folded):
        folded = _UNSPACED_CHARACTER.sub(r" \1 ", folded)
    return _WORD.findall(folded)
