"""News agencies, as bylines and datelines write them, each by one name."""

from __future__ import annotations

import re

from copydesk.agencies import AGENCIES
from copydesk.extraction.phrases import every, fold, table

_AROUND = table("agencies")["around"]
_AGENCIES: dict[str, str] = {
    fold(form): name for name, others in AGENCIES.items() for form in (*others, name)
}
_OWN_CASES = frozenset(form for name, others in AGENCIES.items() for form in (*others, name))
# Short forms that are also everyday words or persons' initials: only in their own case or upper case are they agencies.
_SHORT = 4
# Words of an agency's name, its surroundings included ("the state news agency ...").
MAX_WORDS = 6
# Initials of editors and desks beside agencies are this long at most.
LONGEST_INITIALS = 4
MAX_LISTED = 6
_UNNAMED, _END_WORDS = frozenset(every("agencies")), frozenset(every("end_words"))
_CONJUNCTIONS = "|".join(map(re.escape, (*every("conjunctions"), *table("others")["conjunctions"])))
_LIST = re.compile(rf"\s*[/,;&+]\s*|\s(?:{_CONJUNCTIONS})\s")


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SPACELESS = re.compile(r"[\u3040-\u9fff]+")
_BEFORE = re.compile(rf"(?:{_alternatives(_AROUND['before'])})(?:\s+|(?<='))", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:[\s/-]*(?<=[\s/-])(?:{_alternatives(_AROUND['after'])})"
    rf"|(?:{_alternatives([word for word in _AROUND['after'] if word.startswith('.')])}))\.?$",
    re.IGNORECASE,
)


def agency(text: str) -> str | None:
    """The one name of the agency that the text is, else None: "The Associated Press", "AP" and "AP Staff" are "AP".

    Short forms count only in their own case or upper case.
    """
    trimmed = " ".join(text.strip(" .,;:()[]/*_=~-–—").split())
    if not trimmed or len(trimmed) > 80:
        return None
    name = _named(trimmed)
    while not name and (opened := _BEFORE.match(trimmed)):
        trimmed = trimmed[opened.end() :]
        name = _named(trimmed)
    return name or _named(_AFTER.sub("", trimmed))


def _named(text: str) -> str | None:
    name = _AGENCIES.get(fold(text))
    if name and len(text) <= _SHORT and text not in _OWN_CASES and text != text.upper():
        return None
    return name


def opening_agency(text: str) -> str | None:
    """The agency that the text begins with ("AP. All rights reserved"), else None."""
    words = re.split(r"\s+", text.strip(), maxsplit=MAX_WORDS)[:MAX_WORDS]
    # Scripts without spaces write the place right behind the agency, or before it.
    signs = words[0] if words and _SPACELESS.fullmatch(words[0]) else ""
    parts = [" ".join(words[:size]) for size in range(len(words), 0, -1)]
    parts += [signs[:size] for size in range(len(signs) - 1, 1, -1)]
    parts += [signs[-size:] for size in range(len(signs) - 1, 1, -1)]
    return next(filter(None, map(agency, parts)), None)


def closing_agency(text: str) -> tuple[str, str] | None:
    """The agency that words of two or more end with, and the words before it: "Jane Doe Associated Press"."""
    words = text.split()
    for size in range(2, len(words)):
        if name := agency(" ".join(words[size:])):
            return " ".join(words[:size]), name
    return None


def first_agency(text: str) -> str | None:
    """The first of the agencies of a list ("AFP/AP", "dpa, Reuters", "js/dpa"), where the text holds nothing else."""
    parts = [part for part in _LIST.split(text) if part]
    found = [agency(part) for part in parts]
    # Initials stand beside agencies in small letters.
    rest = [part for part, name in zip(parts, found, strict=True) if not name]
    initials = (
        (len(part) <= LONGEST_INITIALS and part.islower()) or fold(part) in _END_WORDS for part in rest
    )
    if not 1 <= len(parts) <= MAX_LISTED or not all(initials):
        return None
    return next(filter(None, found), None)


def is_agency(text: str) -> bool:
    """Whether the text is just the name of a news agency, or "agencies"."""
    return agency(text) is not None or fold(text.strip()) in _UNNAMED
