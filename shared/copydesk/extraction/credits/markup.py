"""Lines of a page with their links, as credits are looked for in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from copydesk.extraction.credits.article import Article
from copydesk.extraction.document import Line, Link

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


def linked_lines(root: HtmlElement, blocks: Sequence[Block]) -> list[Line]:
    """The text blocks of an element in order, with the links of short ones."""
    links = _links(root)
    return [_line(block.text, links) for block in blocks]


def page_article(
    root: HtmlElement,
    blocks: Sequence[Block],
    opening: Sequence[str],
    story: Sequence[str],
    read: Sequence[str],
) -> Article:
    """The lines from a page's title to its story's end, and the few below it in which a note may stand.

    Args:
        root: of the page's tree.
        blocks: of the page.
        opening: texts between title and story.
        story: its paragraphs. Where no block is one of them, the lines are the opening and `read`.
        read: all lines that the story was found in.
    """
    paragraphs, known = set(story), set(read)
    links = _links(root)
    above = [_line(text, links) for text in opening]
    places = [number for number, block in enumerate(blocks) if block.text in paragraphs]
    if not places:
        return Article.of([*above, *map(Line.of, read)], range(len(above), len(above) + len(read)))
    last = places[-1] + 1
    texts = [block.text for block in blocks[places[0] : last]]
    below = [block.text for block in blocks[last : last + BLOCKS_BELOW]]
    texts += [text for text in below if text in known or len(text.split()) <= MAX_WORDS]
    lines = [*above, *(_line(text, links) for text in texts)]
    return Article.of(lines, [number - places[0] + len(above) for number in places])


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


def _line(text: str, links: Mapping[str, Mapping[str, str]]) -> Line:
    found = links.get(text, {})
    return Line.of(text, links=tuple(Link(shown, target) for shown, target in found.items()))
