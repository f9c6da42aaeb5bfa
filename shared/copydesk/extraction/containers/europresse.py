"""Europresse, as HTML: an article element for each document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from copydesk.extraction.containers.item import Item
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.page import text_of
from copydesk.extraction.html.parsing import parse

MARK = "DocPublicationName"

# Characters of the name of a section, which stands before the day.
MAX_SECTION = 60
# Words of a row that may name authors.
MAX_AUTHOR_WORDS = 8
_DIGIT = re.compile(r"\d")
# The number of an issue behind a publication's name, and that of a document.
_ISSUE = re.compile(r",? (?:no|n[°º]|num|nr|iss)\.? ?\d[\d \xa0.,/-]*$", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:news|edoc|rech)[·.]\d{8}[·.]\w+[·.]\w+")


def europresse_items(markup: str) -> Iterator[Item]:
    """The documents of an export in order."""
    page = parse(markup)
    for element in page.tree.iter("article") if page is not None else ():
        if next(_of_class(element, "docpublicationname"), None) is not None:
            yield _item(element)


def _item(element: HtmlElement) -> Item:
    body = next(element.iter("section"), None)
    if body is None:
        body = next(_of_class(element, "dococurrcontainer"), element)
    author = next(_of_class(element, "docauthors"), None)
    if author is None:  # in the newer ones it opens the text
        author = next(_of_class(body, "sm-margin-bottomnews"), None)
    if author is None:  # in the older ones it has no class
        author = _behind_title(element)
    header = _text(element, "docheader")
    section, comma, _ = header.partition(", ")
    signed = text_of(author) if author is not None else ""
    lines = [block.text for block in read_lines(body)]
    return Item(
        method="europresse",
        text="\n\n".join(lines[1:] if signed and lines[:1] == [signed] else lines),
        own_id=next((found[0] for found in _NUMBER.finditer(text_of(element))), ""),
        title=_text(element, "titrearticlevisu") or _text(element, "titrearticle"),
        authors=[signed] if signed else [],
        published=header,
        publisher=_ISSUE.sub("", _text(element, "docpublicationname").partition(" (")[0].partition(" • ")[0]),
        topics=[section] if comma and len(section) <= MAX_SECTION and not _DIGIT.search(section) else [],
    )


def _behind_title(element: HtmlElement) -> HtmlElement | None:
    """What stands between title and text without a class of its own, if it is short."""
    title = next(_of_class(element, "titrearticle"), None)
    following = title.getnext() if title is not None else None
    if (
        following is None
        or following.get("class")
        or not 0 < len(text_of(following).split()) <= MAX_AUTHOR_WORDS
    ):
        return None
    return following


def _of_class(element: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """Elements of a class; its letters' case, and what follows the name, differ between versions."""
    return (one for one in element.iter() if name in (one.get("class") or "").lower())


def _text(element: HtmlElement, name: str) -> str:
    return next((text_of(one) for one in _of_class(element, name)), "")
