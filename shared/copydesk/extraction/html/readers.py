"""Other extractors' readings of a page, as lines of text."""

from __future__ import annotations

import logging
import re
from copy import deepcopy

from lxml.html import HtmlElement

from copydesk.extraction.html.blocks import MAX_CHARACTERS, is_hidden, read_lines
from copydesk.extraction.html.page import Page
from copydesk.extraction.library_errors import library_errors

Lines = list[str]

_LIST_MARK = re.compile(r"^(?:[-–•*]\s+)+")
_CELL_BORDER = re.compile(r"\s*(?<!\\)\|\s*")
_WORD = re.compile(r"\w")
_NOT_SHOWN = frozenset(("noscript", "script", "style", "link"))

# A block this long, with no more than this share of its characters in links, is running text.
PROSE_CHARACTERS = 60
PROSE_LINK_SHARE = 0.5

# They report what they cannot read; here that is an empty reading.
for _name in ("trafilatura", "readability", "htmldate", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def trafilatura(page: Page, *, precise: bool = False) -> Lines:
    """trafilatura's own rules, less comments, without the other extractors that it falls back on."""
    from trafilatura import extract

    # Never with deduplicate=True: its cache outlives the call, and the same page reads differently each time.
    with library_errors():
        return _lines(
            extract(deepcopy(page.tree), include_comments=False, fast=True, favor_precision=precise) or ""
        )
    return []


def readability(page: Page) -> Lines:
    """readability-lxml, the port of the reading mode of browsers, on what browsers show."""
    from lxml.html import fromstring
    from readability import Document

    with library_errors():
        document = Document("")
        document._parse = lambda _: _shown(
            page.tree
        )  # it would parse and clean the markup at each of its tries
        return [line.text for line in read_lines(fromstring(document.summary()))]
    return []


def _shown(tree: HtmlElement) -> HtmlElement:
    """A copy of a page's tree without the elements that browsers do not show."""
    tree = deepcopy(tree)
    body = tree.find("body")
    for element in list((tree if body is None else body).iterdescendants()):
        if element.tag in _NOT_SHOWN or is_hidden(element):
            element.drop_tree()
    return tree


def resiliparse(page: Page) -> Lines:
    """resiliparse: rough, but independent of the others, and hardly any time."""
    from resiliparse.extract.html2text import extract_plain_text

    with library_errors():
        return _lines(
            extract_plain_text(page.markup, main_content=True, alt_texts=False, list_bullets=False) or ""
        )
    return []


def prose(page: Page) -> Lines:
    """The page's lines of running text, by length and links alone: linear in the page's size."""
    return [
        line.text
        for line in page.lines
        if len(line.text) >= PROSE_CHARACTERS and line.link_share < PROSE_LINK_SHARE
    ]


def _lines(text: str) -> Lines:
    """Lines that hold words, without the marks of lists and tables."""
    return [line for raw in text.split("\n") if _WORD.search(line := _unmarked(raw))]


def _unmarked(line: str) -> str:
    line = _LIST_MARK.sub("", line.strip())
    if line.startswith("|"):
        line = " ".join(cell for cell in _CELL_BORDER.split(line) if cell.strip("- "))
    return " ".join(line.replace("\\|", "|").split())[:MAX_CHARACTERS]
