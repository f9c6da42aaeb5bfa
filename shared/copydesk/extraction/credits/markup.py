"""Lines of a page with their links, as credits are looked for in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from copydesk.extraction.html.blocks import Block

# Blocks below a story in which a note on it may stand, and the most words of such a note.
BLOCKS_BELOW = 14
MAX_WORDS = 60
MAX_CHARACTERS = 1000
MAX_LINKS = 5000
MAX_LINK_TEXT = 200
# Elements around a link in which its line is looked for.
MAX_LEVELS = 6
MAX_SIGNATURES = 20
MAX_SIGNATURE_WORDS = 5

_AUTHOR_NAMES = ("author", "article:author", "byl", "byline", "dc.creator", "creator", "dc.source", "source")
_AUTHOR_FIELDS = ("author", "creator", "sourceOrganization", "provider")
_SOURCE_NAME = re.compile(
    r"(?:^|[^a-z])(?:source|agency|agence|agencia|agentur|quelle|fuente|fonte|provider|wire)(?:$|[^a-z])",
    re.I,
)
_PICTURE_NAME = re.compile(
    r"image|photo|picture|img|caption|figure|video|media|gallery|related|teaser|card|list", re.I
)


def linked_lines(root: HtmlElement, blocks: Sequence[Block]) -> list[str]:
    """The text blocks of an element in order, one line each; short ones with their links as Markdown writes them."""
    links = _links(root)
    return [_linked(block.text, links) for block in blocks]


def page_lines(
    root: HtmlElement,
    blocks: Sequence[Block],
    opening: Sequence[str],
    story: Sequence[str],
    read: Sequence[str],
) -> tuple[list[str], list[str]]:
    """The lines from a page's title to its story's end, notes that the story is without included, and the few below it.

    Input: the page's tree and blocks; the texts between title and story, the story's paragraphs, and all lines that
    the story was found in. Where no block is a paragraph of the story, these are its lines.
    """
    paragraphs, known = set(story), set(read)
    links = _links(root)
    lines = [_linked(text, links) for text in opening]
    places = [number for number, block in enumerate(blocks) if block.text in paragraphs]
    if not places:
        return [*lines, *read], []
    last = places[-1] + 1
    lines += [_linked(block.text, links) for block in blocks[places[0] : last]]
    below = []
    for block in blocks[last : last + BLOCKS_BELOW]:
        if block.text in known:
            lines.append(_linked(block.text, links))
        elif len(block.text.split()) <= MAX_WORDS:
            below.append(_linked(block.text, links))
    return lines, below


def shown_url(meta: Mapping[str, Sequence[str]]) -> str | None:
    """What Open Graph calls a page's address, by its meta elements; the canonical link can lead to another site."""
    return next(iter(meta.get("og:url", ())), None)


def declared_authors(meta: Mapping[str, Sequence[str]], node: Mapping[str, Any] | None) -> list[str]:
    """The authors of a page by its meta elements and its JSON-LD article, as written, organisations included."""
    found = [text for name in _AUTHOR_NAMES for text in meta.get(name, ())]
    for name in _AUTHOR_FIELDS:
        value = (node or {}).get(name)
        for one in (value if isinstance(value, list) else [value])[:MAX_SIGNATURES]:
            written = one.get("name") if isinstance(one, dict) else one
            if isinstance(written, str):
                found.append(written)
    return [" ".join(text[:MAX_CHARACTERS].split()) for text in found][:MAX_SIGNATURES]


def signatures(root: HtmlElement) -> list[str]:
    """Short texts of the elements whose class or property says that they hold the source, as agencies sign there."""
    found: list[str] = []
    for element in root.iter("span", "div", "p", "a", "li", "small", "em", "cite", "strong"):
        names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"
        if len(found) < MAX_SIGNATURES and _SOURCE_NAME.search(names) and not _PICTURE_NAME.search(names):
            text = _short_text(element)
            if 0 < len(text.split()) <= MAX_SIGNATURE_WORDS and not _is_of_picture(element):
                found.append(text)
    return found


def _is_of_picture(element: HtmlElement) -> bool:
    around = [element, *islice(element.iterancestors(), MAX_LEVELS)]
    return any(
        one.tag in {"figure", "figcaption", "nav", "footer", "aside"}
        or _PICTURE_NAME.search(one.get("class") or "")
        for one in around
    )


def _links(root: HtmlElement) -> dict[str, dict[str, str]]:
    """The links within short texts: the text around, to what is linked and where to."""
    found: dict[str, dict[str, str]] = {}
    shown: dict[HtmlElement, str] = {}
    for element in islice(root.iter("a"), MAX_LINKS):
        text, target = _short_text(element), element.get("href") or ""
        if not 2 <= len(text) <= MAX_LINK_TEXT or not target.startswith(("http://", "https://")):
            continue
        for around in (element, *islice(element.iterancestors(), MAX_LEVELS)):
            if around not in shown:
                shown[around] = _short_text(around)
            if not shown[around]:
                break
            found.setdefault(shown[around], {}).setdefault(text, target)
    return found


def _short_text(element: HtmlElement) -> str:
    """An element's text, white space squeezed; none where it is longer than a note."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > MAX_CHARACTERS:
            return ""
    return " ".join("".join(pieces).split())


def _linked(text: str, links: Mapping[str, Mapping[str, str]]) -> str:
    return linked(text, links.get(text, {}))


def linked(text: str, links: Mapping[str, str]) -> str:
    """A line with its links, text to address, as Markdown writes them."""
    for shown, target in links.items():
        if "[" not in shown and "(" not in target:
            text = text.replace(shown, f"[{shown}]({target})", 1)
    return text
