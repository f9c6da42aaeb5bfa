"""Text to the words that matching compares: spelling, case and typography folded away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Scripts without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han): each character is a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A number keeps its decimals and thousands (1,250.75); an apostrophe stays inside its word (don't).
_NUMBER = r"\d+(?:[.,]\d+)*"
_ASCII_WORD = re.compile(rf"[A-Za-z]+(?:'[A-Za-z]+)*|{_NUMBER}")
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


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order."""

    spelled: list[str]
    """As the text writes them, in upper and lower case."""
    joined: str
    """Folded, one for one with the spelled ones, a space between each two."""

    @property
    def folded(self) -> list[str]:
        """The folded words."""
        return self.joined.split(" ") if self.joined else []


def words(text: str) -> list[str]:
    """The words of a text in order: Unicode NFKC, case folded, punctuation dropped, numbers kept whole."""
    return spelled_words(text).folded


def spelled_words(text: str) -> Words:
    """The words as `words` gives them, and how each is spelled."""
    text = plain(text)
    if text.isascii():
        spelled = _ASCII_WORD.findall(text)
        return Words(spelled, " ".join(spelled).lower())
    spelled = _WORD.findall(text)
    joined = " ".join(spelled).casefold()
    if len(joined) == sum(map(len, spelled)) + len(spelled) - 1:
        return Words(spelled, joined)
    # Folding some letters changes their number, and may leave marks that end a word.
    refolded = _WORD.findall(text.casefold())
    return Words(spelled if len(refolded) == len(spelled) else refolded, " ".join(refolded))


def plain(text: str) -> str:
    """The text in one typography: Unicode NFKC, plain quotes, spaces around what is written without them."""
    if text.isascii():
        return text
    for typographic, ascii_ in _TYPOGRAPHY:
        text = text.replace(typographic, ascii_)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _UNSPACED_CHARACTER.sub(r" \1 ", text) if _UNSPACED_CHARACTER.search(text) else text
