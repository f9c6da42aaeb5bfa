"""Which of the authors that a label names are people: publishers' own labels list agencies and outlets among them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.phrases import every
from evaluation.public import Row, markup

# Letters of a host's label that is an outlet's name: shorter ones stand in people's names, too.
MIN_LABEL = 5

# What a page's head says its site and its publisher are called.
_SITE = re.compile(r"""<meta[^>]+(?:og:site_name|application-name)["'][^>]+content=["']([^"'<>]{2,80})["']""")
_PUBLISHER = re.compile(
    r"""["']publisher["']\s*:\s*\{[^{}]{0,400}?["']name["']\s*:\s*["']([^"']{2,80})["']"""
)


def people(row: Row) -> list[str]:
    """The gold authors of a row that are people.

    An author is none who is a known agency, bears the name that the page's markup or host gives its site or publisher,
    or is a newsroom by a word of any language that copydesk knows ("Redaktion").
    """
    page = markup(row)
    names = {_letters(name) for pattern in (_SITE, _PUBLISHER) for name in pattern.findall(page)} - {""}
    labels = {_letters(label) for label in (urlsplit(row["url"]).hostname or "").split(".")}
    labels = {label for label in labels if len(label) >= MIN_LABEL}
    return [author for author in row["gold"]["authors"] if not _is_organisation(author, names, labels)]


def _is_organisation(author: str, names: set[str], labels: set[str]) -> bool:
    letters = _letters(author)
    newsroom = any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", author.lower()) for word in every("newsrooms")
    )
    agency = any(is_agency(part) for part in (author, *re.split(r"\s*,\s*|\s(?=\w+$)", author)[:1]))
    return agency or newsroom or letters in names or any(label in letters for label in labels)


def _letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalpha())
