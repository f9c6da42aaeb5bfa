"""Rules that are data: a TOML file for each purpose, a pattern or a language's words for each rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from copydesk.extraction.document import Document
from copydesk.extraction.phrases import BY_CODE, every, fold
from copydesk.extraction.phrases.finder import PhraseFinder
from copydesk.extraction.rules.record import Place, Rule

# Characters of a line that a rule looks at, unless it says otherwise.
CHARACTERS = 300

_FIELD = re.compile(r"\{([a-z_]{3,})\}")


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
    language = fields.get("language")
    found = _by_pattern(pattern, language)
    holds = _by_words(words, match, language) if words else lambda text: found(text) is not None
    cut = _window(window, characters)

    def text_of(document: Document, number: int) -> str | None:
        line = document.lines[number]
        if line.words < least_words or (most_words and line.words > most_words):
            return None
        return cut(document.folded[number] if on == "folded" else line.text)

    def test(document: Document, number: int) -> bool:
        text = text_of(document, number)
        return text is not None and holds(text)

    def find(document: Document, number: int) -> re.Match[str] | None:
        text = text_of(document, number)
        return None if text is None else found(text)

    place_of = Place(place) if place else None
    return Rule(purpose=purpose, test=test, place=place_of, find=None if words else find, **fields)


def _window(window: str, characters: int) -> Callable[[str], str]:
    if window == "tail":
        return lambda text: text[-characters:]
    return lambda text: text[:characters]


def _by_pattern(pattern: str, language: str | None) -> Callable[[str], re.Match[str] | None]:
    """Patterns are compiled when they are first asked: a cold start does not pay for all of them."""
    compiled = lru_cache(maxsize=1)(lambda: re.compile(_filled(pattern, language)))
    return lambda text: compiled().search(text)


def _by_words(field: str, match: str, language: str | None) -> Callable[[str], bool]:
    known = _words(field, language)
    if match == "whole":
        whole = frozenset(known)
        return lambda text: text.strip(" \t.:*_#") in whole
    finder = PhraseFinder(known)
    if match == "opening":
        return lambda text: finder.opening(text) is not None
    return lambda text: next(finder.inside(text), None) is not None


def _words(field: str, language: str | None) -> tuple[str, ...]:
    if language is None:
        return every(field)
    return tuple(sorted(map(fold, getattr(BY_CODE[language], field)), key=lambda word: (-len(word), word)))


def _filled(pattern: str, language: str | None) -> str:
    """The pattern with `{field}` as the alternatives of that field of the languages."""
    return _FIELD.sub(lambda found: f"(?:{'|'.join(map(re.escape, _words(found[1], language)))})", pattern)
