"""Europresse, as HTML: an article element for each document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from copydesk.extraction.containers.item import Item
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.page import parse, text_of

MARK = "DocPublicationName"


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
    return Item(
        method="europresse",
        text="\n\n".join(block.text for block in read_lines(body)),
        title=_text(element, "titrearticle"),
        authors=list(filter(None, [_text(element, "docauthors")])),
        published=_text(element, "docheader"),
        publisher=_text(element, "docpublicationname").partition(" (")[0].partition(" • ")[0],
    )


def _of_class(element: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """Elements of a class; its letters' case, and what follows the name, differ between versions."""
    return (one for one in element.iter() if name in (one.get("class") or "").lower())


def _text(element: HtmlElement, name: str) -> str:
    return next((text_of(one) for one in _of_class(element, name)), "")
