"""The language of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from resiliparse.parse.lang import detect_fast

from copydesk.extraction.phrases import LANGUAGES, stop_shares

# A language whose function words make up this share of a text may be the text's; and where they are so many more than
# another's, they are.
CLEAR_STOP_SHARE = 0.25
CLEAR_LEAD = 1.5
# So large a share of the letters that one language alone has tells it; a name or a quotation has fewer.
CLEAR_LETTER_SHARE = 0.15
# How much farther than the nearest language by letters the declared one may be, to stand: those that share a script and
# most of their spelling (Hindi and Nepali) are a twentieth apart, others a tenth and more.
NEAR_LANGUAGE = 1.1
# Characters read; more changes no answer.
SAMPLE_CHARACTERS = 4000

_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)


def language_code(declared: str | None) -> str | None:
    """The ISO 639-1 code of a declared tag ("en-GB", "pt_BR"); None where it is none."""
    match = _CODE.match((declared or "").strip())
    return match[1].lower() if match else None


def detect_language(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language; None where nothing says it.

    Letters do not tell Spanish from Catalan or Portuguese from Galician: the language that the page declares stands
    where the text is full of its function words, or its letters are hardly farther from that one than from another.
    """
    sample = text[:SAMPLE_CHARACTERS]
    if declared and stop_shares(sample).get(declared, 0.0) >= CLEAR_STOP_SHARE:
        return declared
    return _by_letters(sample, declared)


def language_of_lines(lines: Iterable[str], declared: str | None = None) -> tuple[str | None, str]:
    """The language of a document before anything of it is read, and the method by which its long lines tell it.

    Function words come before letters, which short texts have too few of.
    """
    sample = _longest(lines)
    shares = stop_shares(sample)
    if declared and shares.get(declared, 0.0) >= CLEAR_STOP_SHARE:
        return declared, "declared"
    (best, most), (_, second) = sorted(shares.items(), key=lambda one: -one[1])[:2]
    if most >= CLEAR_STOP_SHARE and most >= CLEAR_LEAD * second:
        return best, "function_words"
    return _by_letters(sample, declared), "letters"


def _longest(lines: Iterable[str]) -> str:
    """The longest lines as one sample: menus, labels and bylines are short, and often another language's."""
    sample = ""
    for line in sorted(lines, key=len, reverse=True):
        if len(sample) >= SAMPLE_CHARACTERS:
            break
        sample += line[:SAMPLE_CHARACTERS] + "\n"
    return sample[:SAMPLE_CHARACTERS]


def _by_letters(sample: str, declared: str | None) -> str | None:
    if not sample.strip():
        return None
    for language, letters in _own_letters():
        if len(letters.findall(sample)) > CLEAR_LETTER_SHARE * len(sample):
            return language
    code, nearest = detect_fast(sample)  # "unknown" beyond its own cutoff
    if declared and declared != code:
        stated, distance = detect_fast(sample, langs=[declared])
        code = declared if stated == declared and distance <= NEAR_LANGUAGE * nearest else code
    return code if len(code) == 2 else None


@cache
def _own_letters() -> list[tuple[str, re.Pattern[str]]]:
    return [(one.language, re.compile(f"[{one.letters}]")) for one in LANGUAGES if one.letters]
