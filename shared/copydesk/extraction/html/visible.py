"""What a page shows of its title, byline and dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from copydesk.extraction.dates import parse_date
from copydesk.extraction.html.found import Found
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.names import strip_by

MAX_BYLINE = 250
# Blocks below the heading in which a byline may stand, its most words, and the fewest words of a paragraph.
MAX_OPENING = 40
MAX_SIGNED_WORDS = 15
PROSE_WORDS = 25
_BYLINE_NAME = re.compile(
    r"(?:^|[^a-z])(?:by-?line|author|autor|auteur|writer|reporter|contributor|verfasser|redattore)(?:s|name|-name|_name)?(?:$|[^a-z])",
    re.I,
)
_BIO_NAME = re.compile(
    r"bio|about|avatar|image|photo|social|follow|comment|related|share|desc|twitter|email|title|job|box|card|recirc|footer|promo|list|more|sidebar|widget",
    re.I,
)
_DATE_NAME = re.compile(
    r"(?:^|[^a-z])(?:date|time|timestamp|published|pubdate|publish|posted|dateline|datum|fecha|stamp)", re.I
)
_COMMENTS = re.compile(r"comment|disqus|related|sidebar|footer|recirc|promo|trending|latest", re.I)


def headings(page: Page) -> list[str]:
    """Texts of the first-level headings, in order."""
    return [text for element in page.tree.iter("h1") if (text := squeezed(element.text_content()))]


def bylines(page: Page) -> Iterator[Found[str]]:
    """Texts of the elements that say they hold the author, in order."""
    for element in page.tree.xpath("//a[@rel='author'] | //*[@rel='author']")[:20]:
        text = squeezed(element.text_content())
        if 0 < len(text) <= MAX_BYLINE and not _within(element, _COMMENTS):
            yield Found(text, "rel_author", text)
    for element in page.tree.xpath("//*[@class or @id or @data-testid]"):
        names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("data-testid"))))
        if (
            element.tag not in {"body", "html", "script", "style", "img", "svg"}
            and _BYLINE_NAME.search(names)
            and not _BIO_NAME.search(names)
        ):
            text = squeezed(element.text_content())
            if 0 < len(text) <= MAX_BYLINE and not _within(element, _COMMENTS):
                yield Found(text, "byline", text)


def signed_lines(page: Page) -> Iterator[Found[str]]:
    """Short blocks that begin with "By" in any known language, from the heading to the story's first paragraphs."""
    start = next((n for n, block in enumerate(page.blocks) if block.text in headings(page)), -1) + 1
    prose = 0
    for block in page.blocks[start : start + MAX_OPENING]:
        size = len(block.text.split())
        prose += size >= PROSE_WORDS
        if prose > 2:
            return
        if 2 <= size <= MAX_SIGNED_WORDS and strip_by(block.text)[1]:
            yield Found(block.text, "byline", block.text)


def datelines(page: Page) -> Iterator[Found[str]]:
    """Dates of time elements and of elements that say they hold one, in order."""
    for element in page.tree.iter("time"):
        raw = element.get("datetime") or squeezed(element.text_content())
        if raw and not _within(element, _COMMENTS):
            yield Found(raw[:200], "time_element", raw)
    for element in page.tree.xpath("//*[@class or @id]"):
        names = " ".join(filter(None, (element.get("class"), element.get("id"))))
        if element.tag in {
            "span",
            "div",
            "p",
            "li",
            "a",
            "em",
            "small",
            "h5",
            "h6",
            "td",
        } and _DATE_NAME.search(names):
            text = squeezed(element.text_content())
            if 6 <= len(text) <= 120 and parse_date(text) and not _within(element, _COMMENTS):
                yield Found(text, "dateline", text)


def _within(element: HtmlElement, names: re.Pattern[str]) -> bool:
    for level, ancestor in enumerate(element.iterancestors()):
        if level > 12 or ancestor.tag == "body":
            return False
        if names.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}") or ancestor.tag in {
            "footer",
            "aside",
        }:
            return True
    return False
