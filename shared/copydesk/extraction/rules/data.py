"""Rules that are data: a TOML file for each purpose, a pattern, a language's words or a function for each rule."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from copydesk.agencies import AGENCIES
from copydesk.extraction.document import Document
from copydesk.extraction.phrases import BY_CODE, fold, longest_first, named
from copydesk.extraction.phrases import words as words_in
from copydesk.extraction.phrases.finder import PhraseFinder, bare
from copydesk.extraction.phrases.record import Phrases
from copydesk.extraction.rules.record import Place, Rule, Test

# Characters of a line that a rule looks at, unless it says otherwise.
CHARACTERS = 300

# Whether a text of a language has what a rule looks for.
Holds = Callable[[str, str | None], object]

# Of the rules that have neither pattern nor words, by id; see `rule`.
TESTS: dict[str, Test] = {}

_FIELD = re.compile(r"\{([a-z_]{2,})\}")
_FIELDS = frozenset(field.name for field in dataclasses.fields(Phrases))


def read(purpose: str) -> Iterator[Rule]:
    """The rules of a purpose in order, if it has a file.

    Raises:
        KeyError, TypeError: where a rule lacks what every rule has, or has what none has.
    """
    file = files(__package__).joinpath(f"{purpose}.toml")
    if file.is_file():
        for fields in tomllib.loads(file.read_text(encoding="utf-8"))["rule"]:
            yield rule_of(purpose, **fields)


def rule_of(
    purpose: str,
    *,
    pattern: str = "",
    unless: str = "",
    words: str = "",
    match: str = "inside",
    on: str = "folded",
    window: str = "all",
    characters: int = CHARACTERS,
    least_words: int = 0,
    most_words: int = 0,
    place: str = "",
    **fields: Any,
) -> Rule:
    """The rule of a purpose that a table of its file describes: see docs/extraction.md."""
    place_of = Place(place) if place else None
    if not (pattern or words):
        by_code: Test = lambda document, number: TESTS[fields["id"]](document, number)  # noqa: E731
        return Rule(purpose=purpose, test=by_code, place=place_of, **fields)
    language = fields.get("language")
    found = _by_pattern(pattern, language)
    excused = _by_pattern(unless, language)
    holds: Holds = _by_words(words, match, language) if words else found
    cut = slice(-characters, None) if window == "tail" else slice(characters)

    def text_of(document: Document, number: int) -> str | None:
        if least_words or most_words:
            count = document.lines[number].words
            if count < least_words or (most_words and count > most_words):
                return None
        text = (document.folded[number] if on == "folded" else document.lines[number].text)[cut]
        return None if unless and excused(text, document.language) else text

    def test(document: Document, number: int) -> bool:
        text = text_of(document, number)
        return text is not None and bool(holds(text, document.language))

    def find(document: Document, number: int) -> re.Match[str] | None:
        text = text_of(document, number)
        return None if text is None else found(text, document.language)

    return Rule(purpose=purpose, test=test, place=place_of, find=None if words else find, **fields)


def _by_pattern(pattern: str, language: str | None) -> Callable[[str, str | None], re.Match[str] | None]:
    """Patterns are compiled when they are first asked: a cold start does not pay for all of them."""
    compiled: dict[str | None, re.Pattern[str]] = {}
    filled = _FIELD.search(pattern) is not None

    def found(text: str, of: str | None) -> re.Match[str] | None:
        key = of if filled else None
        if key not in compiled:
            compiled[key] = re.compile(_filled(pattern, language, of))
        return compiled[key].search(text)

    return found


def _by_words(field: str, match: str, language: str | None) -> Holds:
    if match == "whole":
        return lambda text, of: bare(text) in _whole_of(field, language, of)
    if match == "opening":
        return lambda text, of: finder_of(field, language, of).opening(text)
    return lambda text, of: next(finder_of(field, language, of).inside(text), None)


@lru_cache(maxsize=256)
def finder_of(field: str, language: str | None, of: str | None) -> PhraseFinder:
    """A finder of the phrases of a field, those of one language or those that count in a text of another."""
    return PhraseFinder(_words(field, language, of))


@lru_cache(maxsize=256)
def _whole_of(field: str, language: str | None, of: str | None) -> frozenset[str]:
    return frozenset(_words(field, language, of))


def _words(field: str, language: str | None, of: str | None) -> tuple[str, ...]:
    """The phrases of a rule of one language; else those that count in a text of a language; else names of none."""
    if field == "agencies":
        return longest_first({fold(form) for name, others in AGENCIES.items() for form in (name, *others)})
    if field not in _FIELDS:
        return longest_first(named(field))
    if language is None:
        return words_in(field, of)
    return longest_first(map(fold, getattr(BY_CODE[language], field)))


def _filled(pattern: str, language: str | None, of: str | None) -> str:
    """The pattern with `{field}` as the alternatives of that field of the languages."""
    return _FIELD.sub(
        lambda found: f"(?:{'|'.join(map(re.escape, _words(found[1], language, of)))})", pattern
    )
