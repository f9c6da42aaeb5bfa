"""The language of a text."""

from __future__ import annotations

import re

from resiliparse.parse.lang import detect_fast

from copydesk.extraction.phrases import BY_CODE, stop_share

# resiliparse's distance (0 is best): up to this the guess is right on a paragraph, far above it is chance.
MAX_DISTANCE = 1300
# A language whose function words make up this share of a text may be the text's.
CLEAR_STOP_SHARE = 0.25
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
    where the text is full of its function words.
    """
    phrases = BY_CODE.get(declared or "")
    if phrases and stop_share(text[:SAMPLE_CHARACTERS], phrases) >= CLEAR_STOP_SHARE:
        return phrases.language
    return _by_letters(text)


def _by_letters(text: str) -> str | None:
    code, distance = detect_fast(text[:SAMPLE_CHARACTERS])
    return code if len(code) == 2 and distance <= MAX_DISTANCE else None
