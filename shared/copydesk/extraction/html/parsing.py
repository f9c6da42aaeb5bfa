"""Markup to a page: made harmless, cut to what can be read, and put in the shape in which readers expect it."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from copydesk.extraction.html.markup import flattened, harmless
from copydesk.extraction.html.page import MAX_BEGINNING, MAX_ELEMENTS, Page

# Levels of nesting that recursive readers follow; news pages have up to 60.
MAX_DEPTH = 200
_TOO_DEEP = "/*" * (MAX_DEPTH + 1)
# Characters of markup that are read at all, scripts left out: lxml takes about ten times that in memory. Of a longer
# page the beginning, and where no story begins there, the place where one does.
MAX_PARSED = 8_000_000
MAX_HEAD = 500_000
_STORY_MARKS = ("<article", "<h1", "articlebody")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_LONG_TEXT = re.compile(r">[^<>]{80}")
# Paragraphs in one cell from which a table is the page's layout and not data.
MIN_CELL_PARAGRAPHS = 3
_HEAD_TAGS = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))


def parse(markup: str) -> Page | None:
    """The page of some markup; None where nothing can be parsed."""
    beginning = markup[:MAX_BEGINNING]
    whole = harmless(markup)
    markup = _window(whole)
    tree = _tree(markup)
    if tree is not None and tree.xpath(_TOO_DEEP):
        markup = flattened(markup)
        tree = _tree(markup)
    if tree is None:
        return None
    _give_body(tree)
    _open_templates(tree)
    _unwrap_layout_tables(tree)
    _part_preformatted(tree)
    held = tuple(islice(tree.iter(), MAX_ELEMENTS))
    return Page(markup, tree, cut=len(whole) > MAX_PARSED, beginning=beginning, held=held)


def _window(markup: str) -> str:
    if len(markup) <= MAX_PARSED:
        return markup
    start = _story_start(markup)
    if start < MAX_PARSED // 2:
        return markup[:MAX_PARSED]
    # No more than the head: a tag cut in two, or a menu that is not closed, would take in what follows.
    body = _BODY.search(markup, 0, MAX_HEAD)
    head = markup[: body.end() if body else 0]
    return head + markup[start : start + MAX_PARSED - len(head)]


def _story_start(markup: str) -> int:
    """Where the story of a long page begins: at its element, or shortly before its first long text, if far below."""
    lowered = markup.lower()
    known = len(lowered) == len(markup)  # a few letters grow in lower case
    places = [place for mark in _STORY_MARKS if known and (place := lowered.find(mark)) >= 0]
    start = min(places, default=0)
    text = _LONG_TEXT.search(markup, start)
    return text.start() - MAX_HEAD if text and text.start() - start > MAX_PARSED // 2 else start


def _tree(markup: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _give_body(tree: HtmlElement) -> None:
    """Give a page that leaves its body's tag out a body: libxml2 keeps elements of HTML 5 in the head."""
    head = tree.find("head")
    if head is not None and tree.find("body") is None:
        shown = [child for child in head if child.tag not in _HEAD_TAGS]
        body = tree.makeelement("body")
        tree.append(body)
        body.extend(shown)


def _open_templates(tree: HtmlElement) -> None:
    """Drop the templates, which browsers keep for scripts, but for those of shadow trees, whose contents they show."""
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode") or template.get("shadowroot"):
            template.tag = "div"
        elif template.getparent() is not None:
            template.drop_tree()


def _unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make blocks of the cells that hold a whole story: readers would take such a table's row for one line."""
    for cell in list(tree.iter("td")):
        if len(cell.findall("p")) >= MIN_CELL_PARAGRAPHS or cell.find("h1") is not None:
            for element in (cell, *cell.iterancestors("table", "tbody", "tr")):
                element.tag = "div"
            for element in cell.itersiblings("td", "th"):
                element.tag = "div"
            for element in cell.itersiblings("td", "th", preceding=True):
                element.tag = "div"


def _part_preformatted(tree: HtmlElement) -> None:
    """Make paragraphs of preformatted text that blank lines part."""
    for element in list(tree.iter("pre")):
        parts = _BLANK_LINE.split((element.text or "").strip())
        if not len(element) and len(parts) > 1:
            element.tag, element.text = "div", None
            for part in parts:
                etree.SubElement(element, "p").text = part
