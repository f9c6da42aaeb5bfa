"""Other extractors' readings of a page, as lines of text."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from copy import deepcopy

from copydesk.extraction.html.blocks import MAX_CHARACTERS, read_blocks
from copydesk.extraction.html.page import Page
from copydesk.extraction.library_errors import library_errors

Lines = list[str]

_LIST_MARK = re.compile(r"^(?:[-–•*]\s+)+")
_CELL_BORDER = re.compile(r"\s*(?<!\\)\|\s*")
_WORD = re.compile(r"\w")

# They report what they cannot read; here that is an empty reading.
for _name in ("trafilatura", "readability", "htmldate", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def trafilatura_balanced(page: Page) -> Lines:
    """trafilatura as it is by default, less comments."""
    return _trafilatura(page, precise=False)


def trafilatura_precise(page: Page) -> Lines:
    """trafilatura set to prefer precision."""
    return _trafilatura(page, precise=True)


def _trafilatura(page: Page, *, precise: bool) -> Lines:
    from trafilatura import extract

    # Never with deduplicate=True: its cache outlives the call, and the same page reads differently each time.
    with library_errors():
        return _lines(extract(deepcopy(page.tree), favor_precision=precise, include_comments=False) or "")
    return []


def readability(page: Page) -> Lines:
    """readability-lxml, the port of the reading mode of browsers."""
    from lxml.html import fromstring
    from readability import Document

    with library_errors():
        return [block.text for block in read_blocks(fromstring(Document(page.markup).summary()))]
    return []


def resiliparse(page: Page) -> Lines:
    """resiliparse: rough, but it reads pages of any size and nesting in linear time."""
    from resiliparse.extract.html2text import extract_plain_text

    with library_errors():
        return _lines(
            extract_plain_text(page.markup, main_content=True, alt_texts=False, list_bullets=False) or ""
        )
    return []


READERS: dict[str, Callable[[Page], Lines]] = {
    "trafilatura": trafilatura_balanced,
    "trafilatura_precision": trafilatura_precise,
    "readability": readability,
    "resiliparse": resiliparse,
}


def _lines(text: str) -> Lines:
    """Lines that hold words, without the marks of lists and tables."""
    return [line for raw in text.split("\n") if _WORD.search(line := _unmarked(raw))]


def _unmarked(line: str) -> str:
    line = _LIST_MARK.sub("", line.strip())
    if line.startswith("|"):
        line = " ".join(cell for cell in _CELL_BORDER.split(line) if cell.strip("- "))
    return " ".join(line.replace("\\|", "|").split())[:MAX_CHARACTERS]
