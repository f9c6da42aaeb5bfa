"""A page as a reader would copy it: the text dumps that are made of labelled pages."""

from __future__ import annotations

import re
from typing import Any

import lxml.html

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "button",
        "select",
    )
)  # fmt: skip
UNSEEN = frozenset(["script", "style", "noscript", "template", "svg", "iframe", "head", "object", "canvas"])
NAVIGATION = frozenset(["nav", "header", "footer", "aside", "button", "select"])


def visible_text(page: str, navigation: bool) -> str:
    """The page as a reader would copy it: blocks separated by blank lines."""
    skipped = UNSEEN if navigation else UNSEEN | NAVIGATION
    root = lxml.html.document_fromstring(page)
    pieces: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in skipped:
            return
        edge = "\n\n" if node.tag in BLOCKS else ""
        pieces.append(edge or ("\n" if node.tag == "br" else ""))
        pieces.append(re.sub(r"\s+", " ", node.text or ""))
        for child in node:
            walk(child)
            pieces.append(re.sub(r"\s+", " ", child.tail or ""))
        pieces.append(edge)

    walk(root)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
