"""A parsed page, and the parts of its head that several readers of metadata need."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from copydesk.extraction.html.blocks import Block, read_blocks

# Elements of a page; beyond it trafilatura's time grows faster than the page, so that only resiliparse reads it.
MAX_ELEMENTS = 60_000
# Levels of nesting that recursive readers follow; news pages have up to 60.
MAX_DEPTH = 200
# Characters of markup that lxml parses: 20 MB of it take 200 MB of memory.
MAX_PARSED = 3_000_000
# Paragraphs in one cell from which a table is the page's layout and not data.
MIN_CELL_PARAGRAPHS = 3

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)
# What a parser or a record would stumble over: controls, non-characters, halves of surrogate pairs.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Page:
    """The tree of a page. Readers must not change it: they copy it where they prune."""

    markup: str
    tree: HtmlElement

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether readers can take the page whose time or stack grows faster than the page."""
        return len(self.markup) < MAX_PARSED and _is_ordinary(self.tree)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of meta elements by their lower-case name, property or itemprop, in order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for element in self.tree.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if content and (name := element.get(attribute)):
                    for part in name.lower().split():
                        found[part].append(content)
        return found

    @cached_property
    def blocks(self) -> list[Block]:
        """The text blocks of the page's body."""
        body = self.tree.find("body")
        return read_blocks(self.tree if body is None else body)

    @cached_property
    def title(self) -> str:
        """The title element's text."""
        for element in self.tree.iter("title"):
            if element.getparent() is None or element.getparent().tag != "svg":
                return squeezed(element.text_content())
        return ""


def _is_ordinary(tree: HtmlElement) -> bool:
    depth = deepest = 0
    for count, (event, _) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH or count > 2 * MAX_ELEMENTS:
            return False
    return True


def squeezed(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())


def text_of(element: etree._Element) -> str:
    """An element's text, white space squeezed."""
    return squeezed("".join(element.itertext("*", etree.Entity)))


def parse(markup: str) -> Page | None:
    """The page of some markup; None where nothing can be parsed."""
    markup = _UNWANTED.sub("", _XML_DECLARATION.sub("", markup[:MAX_PARSED]))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    _unwrap_layout_tables(tree)
    return Page(markup, tree)


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
