"""The language of a text."""

from __future__ import annotations

import re

from resiliparse.parse.lang import detect_fast

# resiliparse's distance (0 is best): up to this the guess is right on a paragraph, far above it is chance.
MAX_DISTANCE = 1300
# Characters read; more changes no answer.
SAMPLE_CHARACTERS = 4000

_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)


def language_code(declared: str | None) -> str | None:
    """The ISO 639-1 code of a declared tag ("en-GB", "pt_BR"); None where it is none."""
    match = _CODE.match((declared or "").strip())
    return match[1].lower() if match else None


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code that the text's letters suggest; None where they do not say."""
    code, distance = detect_fast(text[:SAMPLE_CHARACTERS])
    return code if len(code) == 2 and distance <= MAX_DISTANCE else None
