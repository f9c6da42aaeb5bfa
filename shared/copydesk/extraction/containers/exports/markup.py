"""Exports that are stored as HTML, by databases or by the reader of a word processor's file, as rows of text."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from copydesk.extraction.containers.exports import factiva, nexis
from copydesk.extraction.html.blocks import BLOCK_TAGS
from copydesk.extraction.html.page import squeezed
from copydesk.extraction.text import clean
from copydesk.unicode import without_bad_references

# What exports alone say between tags; which one it is, the rows tell.
MARK = re.compile(
    rf">\s*(?:End of Document|{nexis.NUMBER}|[^<>:]{{0,20}}ProQuest[^<>:]{{0,20}}(?=:)|{factiva.NUMBER})\s*[:<]"
)
_UNSEEN = frozenset({"script", "style", "head", "title"})


def tree_of(markup: str) -> HtmlElement | None:
    """The tree of markup of any length; None where nothing can be parsed."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    try:
        return document_fromstring(clean(without_bad_references(markup)).encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def rows_of_markup(markup: str) -> str:
    """The text of some markup, a row for each block, an empty row for an empty paragraph."""
    tree = tree_of(markup)
    rows: list[str] = []
    pieces: list[str] = []

    def end_row() -> bool:
        row = squeezed("".join(pieces))
        pieces.clear()
        if row:
            rows.append(row)
        return bool(row)

    if tree is None:
        return ""
    walk = etree.iterwalk(tree, events=("start", "end"))
    begun = 0
    for event, element in walk:
        is_block = element.tag in BLOCK_TAGS
        if event == "start":
            if is_block:
                end_row()
                begun = len(rows)
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                pieces.append(element.text or "")
        else:
            if is_block and not end_row() and element.tag == "p" and len(rows) == begun:
                rows.append("")
                begun = len(rows)
            pieces.append(element.tail or "")
    end_row()
    return "\n".join(rows)
