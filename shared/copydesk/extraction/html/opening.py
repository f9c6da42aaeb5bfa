"""The part of a page between its heading and the story, where bylines and datelines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml.html import HtmlElement

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.urls import is_author_page
from copydesk.extraction.names import looks_like_name, named_beside, signed
from copydesk.extraction.phrases import every, fold

# Lines and elements below the heading in which a byline may stand, its most words, and the fewest words of a
# paragraph of the story.
MAX_LINES = 40
MAX_ELEMENTS = 400
MAX_LINE_WORDS = 15
PROSE_WORDS = 25
MAX_PROSE = 2


def elements(page: Page) -> list[HtmlElement]:
    """The elements from the article's heading to its first paragraphs, in document order."""
    heading = _heading_element(page)
    if heading is None:
        return []
    found = list(heading.iterfind(".//*"))
    prose = 0
    for element in _following(heading):
        prose += element.tag == "p" and len((element.text_content() or "").split()) >= PROSE_WORDS
        if prose > MAX_PROSE or len(found) >= MAX_ELEMENTS:
            break
        found.append(element)
    return found


def _heading_element(page: Page) -> HtmlElement | None:
    """The first-level heading that is most like the page's title; the first of equals."""
    title = set(page.title.casefold().split())
    return max(
        page.tree.iter("h1"),
        key=lambda element: len(title & set(element.text_content().casefold().split())),
        default=None,
    )


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements behind one in document order, not those inside it."""
    for level in [element, *element.iterancestors()]:
        for sibling in level.itersiblings():
            yield from (one for one in sibling.iter() if isinstance(one.tag, str))


def lines(page: Page) -> Iterator[str]:
    """Short lines from the heading to the story's first paragraphs."""
    heading = _heading_element(page)
    text = squeezed(heading.text_content()) if heading is not None else None
    start = next((n for n, line in enumerate(page.lines) if line.text == text), -1) + 1
    prose = 0
    for line in page.lines[start : start + MAX_LINES]:
        size = len(line.text.split())
        prose += size >= PROSE_WORDS
        if prose > MAX_PROSE:
            return
        if size <= MAX_LINE_WORDS:
            yield line.text


def signed_lines(page: Page) -> Iterator[Candidate[str]]:
    """The opening's lines that say "By" in any known language, at their beginning or behind a date."""
    for line in lines(page):
        if len(line.split()) < 2:
            continue
        if byline := signed(line, page.language):
            yield Candidate(byline, "byline", line)


def named_lines(page: Page) -> Iterator[Candidate[str]]:
    """The opening's lines that are nothing but names before a date or a mail address."""
    for line in lines(page):
        if byline := named_beside(line, page.language):
            yield Candidate(byline, "name_line", line)


def author_links(page: Page) -> Iterator[Candidate[str]]:
    """Names that the opening links to a page in a folder of authors."""
    for element in elements(page):
        if element.tag != "a":
            continue
        text = squeezed(element.text_content())
        if len(text.split()) >= 2 and looks_like_name(text) and is_author_page(element.get("href") or ""):
            yield Candidate(text, "author_link", text)


@cache
def _change_label() -> re.Pattern[str]:
    labels = "|".join(re.escape(label) for label in every("modified_labels"))
    return re.compile(rf"^\W*(?:{labels})(?!\w)")


def tells_change(text: str) -> bool:
    """Whether a dateline begins by saying that it is of the last change ("Updated 3 May 2021")."""
    return bool(_change_label().match(fold(text[:100])))
