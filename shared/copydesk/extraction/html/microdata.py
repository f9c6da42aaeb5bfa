"""What a page's microdata says of its article: properties of schema.org as attributes of elements."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.phrases import table

# Levels up to which the names of one byline have an element in common.
BYLINE_LEVELS = 4


def microdata(page: Page) -> Iterator[tuple[str, str, str]]:
    """The fields, each with its method and text, that itemprop attributes say, and properties of schema.org in RDFa."""
    fields = {name: field for field, names in table("fields")["microdata"].items() for name in names}
    signed: HtmlElement | None = None
    for element in page.tree.xpath("//*[@itemprop or starts-with(@property, 'schema:')]"):
        said = element.get("itemprop") or element.get("property") or ""
        names = said.lower().replace("schema:", "").split()
        wanted = list(dict.fromkeys(fields[name] for name in names if name in fields))
        if not wanted or page.surroundings.is_foreign(element):
            continue
        if "authors" in wanted:
            if signed is not None and not _is_near(element, signed):
                continue  # of a teaser
            signed = element if signed is None else signed
        text = squeezed(_value(element))
        if element.tag != "meta" or element.get("content"):
            yield from ((field, "microdata", text) for field in wanted)


def _is_near(element: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements have an ancestor in common within `BYLINE_LEVELS`."""
    above = islice(element.iterancestors(), BYLINE_LEVELS)
    return not set(above).isdisjoint(islice(other.iterancestors(), BYLINE_LEVELS))


def _value(element: HtmlElement) -> str:
    """What a property says: in an attribute, as the name of an item, or as the element's text."""
    # Microformats have the exact time as the title of an abbreviation.
    for attribute in ("content", "datetime", *(("title",) if element.tag == "abbr" else ())):
        if value := element.get(attribute):
            return value
    for named in element.xpath("(.//*[@itemprop='name'])[1]"):
        return str(named.get("content") or named.text_content())
    return " | ".join(line.text for line in read_lines(element))
