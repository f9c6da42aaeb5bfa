"""The facets that articles are listed by, and how their values are folded so that spellings meet.

The rule is short, so that any language can follow it: Unicode NFKD, lower case, combining marks U+0300 to U+036F
away, `LETTERS` that have no mark to take away, NFKC, runs of white space to one space, no leading `www.`. Names of
publishers and credits go without a leading `the `, and those of news agencies are one of their names.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from copydesk.agencies import AGENCIES
from copydesk.article import Draft

# Values of one facet that an article is listed under; the rest of a long list of keywords says little.
MAX_VALUES = 20

# Characters of a folded value. A partition key ends at 2,048 bytes, and a character has up to four.
MAX_CHARACTERS = 300

# Letters that other spellings of a name write without their stroke, dot or ligature.
LETTERS = {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ς": "σ"}

_LETTERS = str.maketrans(LETTERS)
_ACCENTS = re.compile("[\u0300-\u036f]")

# Of an address, which people give without a scheme too.
_SCHEME = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//)?", re.IGNORECASE)

# What readers' links carry and articles' addresses do not. Extraction takes away many more before it stores one.
_TRACKING = re.compile(r"(?:utm_[^=]*|fbclid|gclid|msclkid)(?:=.*)?")


class Facet(StrEnum):
    """What articles are listed by. A closed list."""

    PUBLISHER = "publisher"  # by name and by domain
    AUTHOR = "author"
    CREDIT = "credit"
    REGION = "region"
    TOPIC = "topic"
    LANGUAGE = "language"
    URL = "url"


# Facets whose values may be news agencies.
NAMING_AGENCIES = frozenset({Facet.PUBLISHER, Facet.CREDIT})


def facet_key(facet: Facet, value: str) -> str:
    """A value as its listing is named: the same for every spelling of it. May be empty."""
    value = value.encode("utf-8", "replace").decode()  # halves of surrogate pairs are in no key
    folded = _address(value) if facet == Facet.URL else _name(value)
    if facet == Facet.LANGUAGE:
        folded = folded.partition("-")[0].partition("_")[0]
    elif facet in NAMING_AGENCIES:
        folded = _newsroom(value)
        folded = agency_keys().get(folded, folded)
    if len(folded) <= MAX_CHARACTERS:
        return folded
    digest = hashlib.sha256(folded.encode()).hexdigest()[:32]
    return f"{folded[: MAX_CHARACTERS - len(digest) - 1]}#{digest}"


@cache
def agency_keys() -> dict[str, str]:
    """The folded names of the news agencies that have several, each with the one that all are listed by."""
    return {
        _newsroom(form): _newsroom(name)
        for name, others in AGENCIES.items()
        for form in (name, *others)
        if others
    }


def former_keys(facet: Facet, value: str) -> tuple[str, ...]:
    """What a value may have been folded to by copydesk 0.1, where that was not what it is folded to now.

    It listed agencies by whichever name an article had. Such a listing stands until the article is read again.
    """
    key = facet_key(facet, value)
    if facet not in NAMING_AGENCIES:
        return ()
    return tuple(sorted(other for other, name in agency_keys().items() if name == key != other))


def facets_of(article: Draft) -> Iterator[tuple[Facet, str]]:
    """What an article is listed under: facet and value as spelled, each folded value once."""
    named = {
        Facet.PUBLISHER: [article.publisher.name, article.publisher.domain] if article.publisher else [],
        Facet.AUTHOR: article.authors,
        Facet.CREDIT: [article.credit.name] if article.credit else [],
        Facet.REGION: article.regions,
        Facet.TOPIC: article.topics,
        Facet.LANGUAGE: [article.language],
        Facet.URL: [article.url],
    }
    for facet, values in named.items():
        yield from ((facet, value) for value in _distinct(facet, values))


def _distinct(facet: Facet, values: Iterable[str | None]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        if value is not None and (folded := facet_key(facet, value)):
            found.setdefault(folded, value)
    return list(found.values())[:MAX_VALUES]


def _name(value: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", value).lower()).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFKC", plain).split()).removeprefix("www.")


def _newsroom(value: str) -> str:
    return _name(value).removeprefix("the ")


def _address(value: str) -> str:
    """An address without scheme, `www.`, the port that goes without saying, tracking, fragment, last slash."""
    try:
        parts = urlsplit(_SCHEME.sub("//", value.strip(), count=1))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _name(value)
    named = f":{port}" if port not in {None, 80, 443} else ""
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part))
    return f"{host.removeprefix('www.')}{named}{parts.path.rstrip('/')}{'?' + query if query else ''}"
