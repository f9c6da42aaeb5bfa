"""Text to the words that matching compares: spelling, case, typography and the style of numbers folded away."""

from __future__ import annotations

import re
from typing import NamedTuple

from copydesk.matching.spelling import folded_letters

# Scripts without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han): each character is a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A number keeps its decimals and thousands (1,250.75; 1 250,75); an apostrophe stays inside its word (don't).
_GROUPS = r"[0-9]{1,3}(?:[ ,.'][0-9]{3})+(?![0-9])"
_NUMBER = rf"{_GROUPS}(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*"
_WORD = re.compile(rf"[^\W\d_]+(?:'[^\W\d_]+)*|{_NUMBER}")
_ONE_NUMBER = re.compile(_NUMBER)
# One or several of those, a mark between each two: found by a first character that is rare, which is fast.
_NUMBERS = re.compile(r"[0-9](?:[ ,.']?[0-9])*")
_GROUPED = re.compile(rf"({_GROUPS})([.,][0-9]+)?")
_BETWEEN_GROUPS = str.maketrans("", "", " ,.'")
# Stands for the point of a decimal while all other points become spaces.
_POINT = "\0"
_SPACES = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in ("'", _POINT))}
_LONE_APOSTROPHE = re.compile(r"'(?:(?![A-Za-z])|(?<![A-Za-z]'))")
_UNSPACED_CHARACTER = re.compile(rf"([{_UNSPACED}])")
# Folded before the test for ASCII, which is the fast way: typography is most of what is not ASCII in English.
_TYPOGRAPHY = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", " "),
    ("\u201d", " "),
    ("\u2013", " "),
    ("\u2014", " "),
    ("\u00a0", " "),
)

# Arab agencies write 23.6 with the letter reh, and its digits often in the order in which they are seen, from right to
# left. Nothing in a text tells the order: of an Arabic decimal, the smaller part comes first here.
_REH = "\u0631"
_REH_DECIMAL = re.compile(rf"{_REH}(?<=[0-9]{_REH})(?=[0-9])")  # its letter first: fast to look for
_ARABIC_LETTER = re.compile("[\u0620-\u064a]")
# Months that Arabic has two or three names for (Gregorian, Levantine, Maghrebi), the names folded. Two have two words.
_TWO_WORD_MONTHS = {
    "كانون الثاني": "يناير",
    "تشرين الاول": "اكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الاول": "ديسمبر",
}
_MONTHS = {
    name: month
    for month, names in {
        "يناير": "جانفي",
        "فبراير": "شباط فيفري",
        "مارس": "اذار",
        "ابريل": "نيسان افريل",
        "مايو": "ايار ماي",
        "يونيو": "حزيران جوان يونيه",
        "يوليو": "تموز جويليه يوليه",
        "اغسطس": "اب اوت",
        "سبتمبر": "ايلول شتنبر",
        "اكتوبر": "",
        "نوفمبر": "نونبر",
        "ديسمبر": "دجنبر",
    }.items()
    for name in (month, *names.split())
}
_MONTH_NAMES = frozenset(_MONTHS)

# German without umlauts writes ae, oe and ue. A text is German where one word in GERMAN_WORDS is one of these.
_GERMAN_WORDS = (" und ", " der ", " die ")
GERMAN_WORDS = 50
_GERMAN_SPELLINGS = (
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    (" janner ", " januar "),
    (" feber ", " februar "),
)


class Words(NamedTuple):
    """The words of a text in order."""

    spelled: list[str]
    """As the text writes them, in upper and lower case, letters folded."""
    joined: str
    """The folded words, one for one with the spelled ones, a space between each two."""
    german: bool
    """Whether the text is German, where all nouns have capitals."""

    @property
    def numbers(self) -> list[int]:
        """Where among the words the numbers are: digits sort before the colon, letters after it."""
        return [at for at, word in enumerate(self.spelled) if word < ":"]

    @property
    def folded(self) -> list[str]:
        """The folded words."""
        return self.joined.split(" ") if self.joined else []


def words(text: str) -> list[str]:
    """The words of a text in order: letters and case folded, punctuation dropped, numbers in one style."""
    return spelled_words(text).folded


def spelled_words(text: str) -> Words:
    """The words as `words` gives them, and how each is spelled."""
    return words_of_plain(plain(text))


def words_of_plain(text: str) -> Words:
    """The words of a text that is `plain`."""
    spelled = _ascii_words(text) if text.isascii() else _words(text)
    joined = " ".join(spelled)
    if joined.isascii():
        joined = joined.lower()
        german = _is_german(joined, len(spelled))
        if german:
            for written, folded in _GERMAN_SPELLINGS:
                joined = joined.replace(written, folded)
        return Words(spelled, joined, german)
    joined = joined.casefold()  # of folded letters, which leaves every word one word
    return Words(spelled, joined, german=False)


def _words(text: str) -> list[str]:
    spelled = _WORD.findall(text)
    arabic = _ARABIC_LETTER.search(text) is not None
    if arabic and not _MONTH_NAMES.isdisjoint(spelled):
        spelled = _with_one_name_of_months(spelled)
    for at in [at for at, word in enumerate(spelled) if word < ":"]:
        if not spelled[at].isdigit():
            spelled[at] = _in_one_style(spelled[at], either_way=arabic)
    return spelled


def _ascii_words(text: str) -> list[str]:
    """What `_words` finds in a text of ASCII, in half the time: all that parts words becomes spaces."""
    text = _NUMBERS.sub(_apart, text.replace(_POINT, "_")).translate(_SPACES)
    if "'" in text:
        text = _LONE_APOSTROPHE.sub(" ", text)
    return text.replace(_POINT, ".").split()


def _apart(numbers: re.Match[str]) -> str:
    digits = numbers[0]
    if not digits.isdigit():
        found = [_in_one_style(number, either_way=False) for number in _ONE_NUMBER.findall(digits)]
        digits = " ".join(found).replace(".", _POINT)
    return f" {digits} "


def plain(text: str) -> str:
    """The text in one typography: letters folded, plain quotes, spaces around what is written without them."""
    if text.isascii():
        return text
    for typographic, ascii_ in _TYPOGRAPHY:
        text = text.replace(typographic, ascii_)
    if text.isascii():
        return text
    text = folded_letters(text)
    if text.isascii():
        return text
    if _ARABIC_LETTER.search(text):
        text = _REH_DECIMAL.sub(".", text)
        for names, month in _TWO_WORD_MONTHS.items():
            text = text.replace(names, month)
    return _UNSPACED_CHARACTER.sub(r" \1 ", text) if _UNSPACED_CHARACTER.search(text) else text


def _in_one_style(number: str, *, either_way: bool) -> str:
    """The number without marks between its thousands, and with a point before its decimals."""
    grouped = _GROUPED.fullmatch(number)
    if grouped:
        return grouped[1].translate(_BETWEEN_GROUPS) + (grouped[2] or "").replace(",", ".")
    number = number.replace(",", ".")
    if either_way and number.count(".") == 1:
        low, high = sorted(number.split("."), key=lambda part: (len(part), part))
        return low + high if len(high) == len("000") else f"{low}.{high}"  # as if thousands, which it may be
    return number


def _with_one_name_of_months(spelled: list[str]) -> list[str]:
    """Each month under its first name; one that is given under two names once."""
    named: list[str] = []
    for word in spelled:
        month = _MONTHS.get(word)
        if month is None or not named or named[-1] != month:
            named.append(month or word)
    return named


def _is_german(joined: str, count: int) -> bool:
    return _GERMAN_WORDS[0] in joined and sum(map(joined.count, _GERMAN_WORDS)) * GERMAN_WORDS >= count
