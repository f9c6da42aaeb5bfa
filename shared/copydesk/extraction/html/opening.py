"""The part of a page between its heading and the story, where bylines and datelines stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from copydesk.extraction.html.page import Page, heading_text

# Most words of a line in which a byline may stand, and the fewest of a paragraph of the story.
MAX_LINE_WORDS = 15
PROSE_WORDS = 25
MAX_PROSE = 2


class Opening(NamedTuple):
    """What stands from the article's heading to the first paragraphs of its story, in document order."""

    elements: list[HtmlElement]
    lines: list[str]
    """Only short ones; those of the whole page's beginning where it has no heading."""


def opening_of(page: Page) -> Opening:
    """The opening of a page."""
    title = set(page.title.casefold().split())
    # The first-level heading that is most like the page's title; the first of equals.
    heading = max(
        page.tree.iter("h1"),
        key=lambda element: len(title & set(element.text_content().casefold().split())),
        default=None,
    )
    if heading is None:
        return Opening([], list(_lines(page, "")))
    return Opening(list(_elements(heading)), list(_lines(page, heading_text(heading))))


def _elements(heading: HtmlElement) -> Iterator[HtmlElement]:
    yield from heading.iterfind(".//*")
    prose = 0
    for element in _following(heading):
        prose += element.tag == "p" and len((element.text_content() or "").split()) >= PROSE_WORDS
        if prose > MAX_PROSE:
            return
        yield element


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements behind one in document order, not those inside it."""
    for level in [element, *element.iterancestors()]:
        for sibling in level.itersiblings():
            yield from (one for one in sibling.iter() if isinstance(one.tag, str))


def _lines(page: Page, heading: str) -> Iterator[str]:
    # A heading of several blocks is as many lines.
    own = (n for n, line in enumerate(page.lines) if line.level == 1 and line.text in heading)
    start = max(own, default=-1) + 1
    prose = 0
    for line in page.lines[start:]:
        size = len(line.text.split())
        prose += size >= PROSE_WORDS
        if prose > MAX_PROSE:
            return
        if size <= MAX_LINE_WORDS:
            yield line.text
