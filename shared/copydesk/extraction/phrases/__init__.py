"""Small phrase lists per language, in TOML: furniture of news pages, label words, credit lines."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from copydesk.extraction.phrases.record import Phrases

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\u202f": " "})


def fold(text: str) -> str:
    """Lower case with straight apostrophes and plain spaces: the form in which phrases are compared."""
    return text.translate(_APOSTROPHES).casefold()


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """One of this package's TOML files, by its name without the suffix."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def named(name: str) -> frozenset[str]:
    """The `names` of a TOML file, folded."""
    return frozenset(map(fold, table(name)["names"]))


def _language(code: str) -> Phrases:
    fields = {key: tuple(value) for key, value in table(code).items() if key != "language"}
    return Phrases(language=code, **fields)


LANGUAGES: tuple[Phrases, ...] = tuple(map(_language, ("en", "es", "fr", "de", "pt", "it", "ru")))


@lru_cache(maxsize=64)
def every(field: str) -> tuple[str, ...]:
    """One field's phrases of all languages, folded, the longest first, so that alternations prefer them."""
    found = {fold(phrase) for language in LANGUAGES for phrase in getattr(language, field)}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@lru_cache(maxsize=16)
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(
        fold(word) for phrases in LANGUAGES if phrases.language == language for word in phrases.stop_words
    )


def stop_share(text: str, phrases: Phrases) -> float:
    """The share of a text's words that are function words of one language."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(text))
    return sum(word in _stop_words(phrases.language) for word in words) / max(1, len(words))
