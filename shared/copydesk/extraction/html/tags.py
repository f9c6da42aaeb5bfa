"""The topics that a page shows as links below or above its story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page, squeezed

MAX_WORDS = 5
# Elements around a link that are looked at, and those of them in whose names a list of tags is called so.
MAX_LEVELS = 12
NEAR_LEVELS = 3

_LIST_NAME = re.compile(
    r"(?:^|[^a-z])(?:tags?|keywords?|topics?|themen|schlagwort\w*|etiquetas?|temas|mots-?cles|argomenti)(?:$|[^a-z])",
    re.IGNORECASE,
)
# Enough by itself, wherever the links lead.
_TAGS_NAME = re.compile(r"(?:^|[^a-z])tags?(?:$|[^a-z])", re.IGNORECASE)
_NOT_OF_STORY = re.compile(
    r"comment|related|sidebar|cloud|trending|popular|(?:^|\s)site-?footer", re.IGNORECASE
)
_FOLDERS = frozenset(
    (
        "tag", "tags", "topic", "topics", "thema", "themen", "schlagwort", "etiqueta", "etiquetas", "tema", "temas",
        "sujet", "mot-cle", "keyword", "keywords", "argomento",
    )
)  # fmt: skip


def tags(page: Page) -> Iterator[Candidate[str]]:
    """Texts of the links that are marked as tags (rel="tag"), or stand in a list called so."""
    for element in page.tree.iter("a"):
        near = map(_names, islice(element.iterancestors(), NEAR_LEVELS))
        name = _LIST_NAME if _is_tag_page(element.get("href") or "") else _TAGS_NAME
        if "tag" not in (element.get("rel") or "").split() and not any(map(name.search, near)):
            continue
        text = squeezed(element.text_content())
        if text and len(text.split()) <= MAX_WORDS and not _is_apart(element):
            yield Candidate(text, "tag_link", text)


def _is_apart(element: HtmlElement) -> bool:
    around = map(_names, islice(element.iterancestors(), MAX_LEVELS))
    return any(map(_NOT_OF_STORY.search, around)) or next(element.iterancestors("nav"), None) is not None


def _is_tag_page(address: str) -> bool:
    try:
        folders = urlsplit(address).path.lower().split("/")[:-1]
    except ValueError:
        return False
    return not _FOLDERS.isdisjoint(folders)


def _names(element: HtmlElement) -> str:
    if element.tag == "body":  # WordPress puts the names of the template there
        return ""
    return f"{element.get('class', '')} {element.get('id', '')}"
