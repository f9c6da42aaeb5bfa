"""One spelling for what readers take for the same letter: marks, ligatures, invisible characters, digits.

A character folds to nothing, to itself, or to others; which, Unicode's own data says: its decompositions, its
combining classes, its decimal digits and, for the letters that have no decomposition, their names.
"""

from __future__ import annotations

import re
import unicodedata

# Combining classes below this one belong to letters: nuktas, viramas, the voicing marks of kana. Those from it on
# stand above, below or through a letter of Latin, Greek, Cyrillic, Hebrew, Arabic and Thai.
_FIRST_MARK = 10

# Default_Ignorable_Code_Point of Unicode 16.0, DerivedCoreProperties.txt: Python has no table of it.
_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)

# What Unicode keeps apart and newsrooms do not: Arabic letters and their Persian and Urdu forms, letters made of two,
# apostrophes, the signs between the digits of an Arabic number.
_SAME = {
    "\u0649": "\u064a",  # alef maksura: yeh
    "\u06cc": "\u064a",  # Persian yeh
    "\u06d2": "\u064a",  # yeh barree
    "\u0629": "\u0647",  # teh marbuta: heh
    "\u06c1": "\u0647",  # heh goal
    "\u06be": "\u0647",  # heh doachashmee
    "\u06c3": "\u0647",  # teh marbuta goal
    "\u06d5": "\u0647",  # ae
    "\u06a9": "\u0643",  # keheh: kaf
    "\u0671": "\u0627",  # alef wasla
    "\u0621": "",  # hamza on the line
    "\u0640": "",  # tatweel
    "\u066b": ".",
    "\u066c": ",",
    "\u00e6": "ae",
    "\u00c6": "AE",
    "\u0153": "oe",
    "\u0152": "OE",
    "\u00df": "ss",
    "\u1e9e": "SS",
    "\u00fe": "th",
    "\u00de": "Th",
    "\u00f0": "d",
    "\u00d0": "D",
    "\u0131": "i",
    "\u02bc": "'",
    "\u201b": "'",
}
_LATIN_WITH = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")


class _Folding(dict[int, str]):
    """For `str.translate`: each character is looked up in Unicode's data once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    code = ord(character)
    if any(first <= code <= last for first, last in _IGNORABLE):
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    parts = [
        _SAME.get(part, _without_stroke(part))
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.combining(part) < _FIRST_MARK
    ]
    return unicodedata.normalize("NFC", "".join(parts))


def _without_stroke(letter: str) -> str:
    named = _LATIN_WITH.match(unicodedata.name(letter.lower()[:1], ""))
    if not named:
        return letter
    return named[1].lower() if letter.islower() else named[1]


_FOLDING = _Folding()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def folded_letters(text: str) -> str:
    """The text with every character folded; upper and lower case stay."""
    if len(text.encode("ascii", "ignore")) * 2 > len(text):  # mostly ASCII: faster piece by piece
        text = _NOT_ASCII.sub(lambda piece: piece[0].translate(_FOLDING), text)
    else:
        text = text.translate(_FOLDING)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
