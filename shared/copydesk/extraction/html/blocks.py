"""A page as a document: its lines of text, with their links and the elements around each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from copydesk.extraction.document import Line, Link

# Blocks of one page that are looked at; news pages have up to 3,000.
MAX_BLOCKS = 20_000
# Characters of one block or line that are kept; a paragraph of news has under 10,000.
MAX_CHARACTERS = 500_000

BLOCK_TAGS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "picture", "pre", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio",
    )
)  # fmt: skip
_SKIPPED_TAGS = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "iframe", "select", "option", "textarea", "input",
        "button", "head", "canvas", "map", "datalist",
    )
)  # fmt: skip


# What a class or id says of an element that asks readers for something, or leads them on.
_BOX = re.compile(
    r"newsletter|pay-?wall|reg-?wall|subscri|donat(?:e|ion)|sign-?up|cookie|consent|gdpr|related|recirc"
    r"|read-?(?:more|next)|comment|disqus|promo|trending|popular|poll",
    re.I,
)


_NOT_SHOWN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important\s*)?(?:;|$)", re.I
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}


class Element(NamedTuple):
    """A block-level element around lines.

    Attributes:
        tag: its name.
        kind: its class, which elements of one purpose share on a page.
        is_hidden: whether browsers do not show it.
    """

    tag: str
    kind: str
    is_hidden: bool


class Outline(NamedTuple):
    """The lines of a page or a part of one, and the elements around them, by the numbers that the lines give.

    Attributes:
        lines: in document order.
        elements: likewise.
        boxes: the numbers of those that say that they hold no part of a story, or hold a form.
    """

    lines: tuple[Line, ...]
    elements: tuple[Element, ...]
    boxes: frozenset[int]


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element says of itself that browsers do not show it."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _NOT_SHOWN.search(style))


def read_lines(root: HtmlElement) -> tuple[Line, ...]:
    """The lines of text under an element in document order: a line for each run between block-level tags."""
    return outline(root).lines


def outline(root: HtmlElement) -> Outline:
    """The lines under an element, and the elements around them. Time is linear in the tree's size; no recursion."""
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._links: list[Link] = []
        # Of each link that is open: the number of its first piece in this line, and its address.
        self._open: list[tuple[int, str]] = []
        self._elements = [_element(root)]
        self._around: list[int] = []
        self._tags: list[str] = []
        self._boxes: set[int] = set()

    def read(self) -> Outline:
        stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = [(self._root, iter(self._root))]
        self._add(self._root.text)
        while stack and len(self._lines) < MAX_BLOCKS:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if stack:
                    self._leave(element)
                    self._add(element.tail)
            elif not isinstance(child.tag, str) or child.tag in _SKIPPED_TAGS:
                self._add(child.tail)
            else:
                self._enter(child)
                self._add(child.text)
                stack.append((child, iter(child)))
        self._flush()
        return Outline(tuple(self._lines), tuple(self._elements), frozenset(self._boxes))

    def _enter(self, element: HtmlElement) -> None:
        if element.tag == "a":
            self._open.append((len(self._pieces), _address(element)))
        elif _is_cell(element):
            self._add(" ")
        elif element.tag in BLOCK_TAGS:
            self._flush()
            self._around.append(len(self._elements))
            self._tags.append(element.tag)
            found = _element(element)
            self._elements.append(found)
            if element.tag == "form":
                self._boxes.update(self._around[-2:])
            elif _BOX.search(f"{found.kind} {element.get('id') or ''}"):
                self._boxes.add(self._around[-1])

    def _leave(self, element: HtmlElement) -> None:
        if element.tag == "a":
            self._link(*self._open.pop())
        elif _is_cell(element):
            self._add(" ")
        elif element.tag in BLOCK_TAGS:
            self._flush()
            self._around.pop()
            self._tags.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def _link(self, first: int, address: str) -> None:
        if text := " ".join("".join(self._pieces[first:]).split()):
            self._links.append(Link(text[:MAX_CHARACTERS], address))

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = " ".join("".join(self._pieces).split())[:MAX_CHARACTERS]
        if text:
            for first, address in self._open:
                self._link(first, address)
            self._lines.append(self._line(text))
        self._pieces.clear()
        self._links.clear()
        self._open = [(0, address) for _, address in self._open]

    def _line(self, text: str) -> Line:
        return Line.of(
            text,
            block=self._around[-1] if self._around else 0,
            links=tuple(self._links),
            level=_LEVELS.get(self._tags[-1], 0) if self._tags else 0,
            item="li" in self._tags,
            quote="blockquote" in self._tags,
            around=tuple(self._around),
        )


def _is_cell(element: HtmlElement) -> bool:
    """Whether an element is a cell of a row that is read as one line: others hold lines of their own."""
    return element.tag in {"td", "th"} and not any(child.tag in BLOCK_TAGS for child in element)


def _element(element: HtmlElement) -> Element:
    return Element(str(element.tag), element.get("class") or "", is_hidden(element))


def _address(link: HtmlElement) -> str:
    """Where a link leads; "" where that is a place on the page or site, which says nothing about another one."""
    address = (link.get("href") or "").strip()
    return address if address.startswith(("http://", "https://")) else ""
