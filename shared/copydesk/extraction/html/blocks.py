"""A page as a sequence of text blocks with the share of links in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

# Blocks of one page that are looked at; news pages have up to 3,000.
MAX_BLOCKS = 20_000
# Characters of one block or line that are kept; a paragraph of news has under 10,000.
MAX_CHARACTERS = 500_000

_BLOCK_TAGS = frozenset(
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
_NOTICE = re.compile(
    r"newsletter|pay-?wall|reg-?wall|subscri|donat(?:e|ion)|sign-?up|cookie|consent|gdpr|related|recirc|read-?(?:more|next)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text between block-level tags, and how many of its characters are in links."""

    text: str
    linked: int
    around: tuple[int, ...]
    """Numbers of the block-level elements around the text, the outermost first."""
    notice: int | None = None
    """Number of the outermost element around the text that says it holds no part of a story."""

    @property
    def link_share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.linked / max(1, len(self.text)))


def read_blocks(root: HtmlElement) -> list[Block]:
    """The text blocks under an element in document order. Time is linear in the tree's size; no recursion."""
    return _Reader().read(root)


class _Reader:
    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._link_level = 0
        self._around: list[int] = []
        self._notices: list[int] = []
        self._count = 0

    def read(self, root: HtmlElement) -> list[Block]:
        stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = [(root, iter(root))]
        self._add(root.text)
        while stack and len(self._blocks) < MAX_BLOCKS:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(str(element.tag))
                if stack:
                    self._add(element.tail)
            elif not isinstance(child.tag, str) or child.tag in _SKIPPED_TAGS:
                self._add(child.tail)
            else:
                self._enter(child)
                self._add(child.text)
                stack.append((child, iter(child)))
        self._flush()
        return self._blocks

    def _enter(self, element: HtmlElement) -> None:
        if element.tag == "a":
            self._link_level += 1
        elif element.tag in _BLOCK_TAGS:
            self._flush()
            self._count += 1
            self._around.append(self._count)
            if _NOTICE.search(f"{element.get('class', '')} {element.get('id', '')}"):
                self._notices.append(self._count)

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self._link_level -= 1
        elif tag in _BLOCK_TAGS:
            self._flush()
            left = self._around.pop() if self._around else None
            if self._notices and self._notices[-1] == left:
                self._notices.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._link_level:
                self._linked += len(text)

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())[:MAX_CHARACTERS]
        if text:
            notice = self._notices[0] if self._notices else None
            self._blocks.append(Block(text, self._linked, tuple(self._around), notice))
        self._pieces.clear()
        self._linked = 0
