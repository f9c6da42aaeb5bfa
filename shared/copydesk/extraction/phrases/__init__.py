"""What each language writes on news pages, a TOML file per language: found by listing the folder."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from copydesk.extraction.phrases.record import Phrases

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "İ": "i"})


def fold(text: str) -> str:
    """Lower case with straight apostrophes and plain spaces: the form in which phrases are compared.

    The Turkish large dotted I becomes a plain i; Unicode's folding leaves its dot behind as a mark of its own.
    """
    return text.translate(_APOSTROPHES).casefold()


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """One of this package's TOML files, by its name without the suffix."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def named(name: str) -> frozenset[str]:
    """The `names` of a TOML file, folded."""
    return frozenset(map(fold, table(name)["names"]))


def _read_languages() -> tuple[Phrases, ...]:
    """Every language that has a file, English first: what several languages share is then looked for there."""
    texts = {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in files(__package__).joinpath("languages").iterdir()
        if file.name.endswith(".toml")
    }
    return tuple(
        _language(tomllib.loads(texts[code])) for code in sorted(texts, key=lambda one: (one != "en", one))
    )


def _language(fields: dict[str, Any]) -> Phrases:
    frozen: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()
    }
    return Phrases(**frozen)


LANGUAGES = _read_languages()
BY_CODE = {phrases.language: phrases for phrases in LANGUAGES}


@lru_cache(maxsize=256)
def words(field: str, language: str | None = None) -> tuple[str, ...]:
    """One field's phrases that count in a language, folded, the longest first, so that alternations prefer them.

    All of the language's own, and of the others those that mean one thing everywhere. None, or a language without a
    file: only these.
    """
    found = {
        fold(phrase)
        for phrases in LANGUAGES
        for phrase in getattr(phrases, field)
        if phrases.language == language or phrase not in phrases.ambiguous
    }
    return longest_first(found)


@lru_cache(maxsize=64)
def every(field: str) -> tuple[str, ...]:
    """One field's phrases of all languages, ambiguous ones too, folded, the longest first."""
    return longest_first({fold(phrase) for phrases in LANGUAGES for phrase in getattr(phrases, field)})


def longest_first(found: Iterable[str]) -> tuple[str, ...]:
    """Phrases in the order in which alternations prefer them."""
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def alternation(field: str, language: str | None = None) -> str:
    """The phrases of `words` as alternatives of a pattern."""
    return "|".join(map(re.escape, words(field, language)))


def words_of(field: str) -> tuple[str, ...]:
    """The single words of a field whose entries hold several, spaces between them, in all languages; longest first."""
    return longest_first({word.replace("_", " ") for entry in every(field) for word in entry.split()})


def month_numbers() -> dict[str, int]:
    """The number of the month, 1 to 12, that each name or abbreviation of all languages stands for."""
    return {
        name.replace("_", " "): number
        for phrases in LANGUAGES
        for number, names in enumerate(phrases.months, 1)
        for name in fold(names).split()
    }


@cache
def _stop_words() -> dict[str, list[str]]:
    """The languages of each function word."""
    found: dict[str, list[str]] = {}
    for language, phrases in BY_CODE.items():
        for word in set(map(fold, phrases.stop_words)):
            found.setdefault(word, []).append(language)
    return found


def stop_shares(text: str) -> dict[str, float]:
    """For each language that has a file, the share of a text's words that are function words of it."""
    known, words = _stop_words(), re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(text))
    counts = Counter(language for word in words for language in known.get(word, ()))
    return {language: counts[language] / max(1, len(words)) for language in BY_CODE}
