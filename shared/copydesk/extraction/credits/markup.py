"""Lines of a page with their links, as credits are looked for in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from copydesk.extraction.credits.article import NEAR_LINES, Article
from copydesk.extraction.document import Line
from copydesk.extraction.limits import MAX_RAW

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements around a signature that may say it is of a picture.
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


def page_article(
    lines: Sequence[Line],
    opening: Sequence[Line],
    story: Sequence[str],
    read: Sequence[str],
    language: str | None = None,
) -> Article:
    """The lines from a page's title to its story's end, and the few below it in which a note may stand.

    Args:
        lines: of the page.
        opening: those between title and story.
        story: its paragraphs. Where no line is one of them, the lines are the opening and `read`.
        read: all lines that the story was found in.
        language: of the page (ISO 639-1).
    """
    paragraphs = set(story)
    places = [number for number, line in enumerate(lines) if line.text in paragraphs]
    if not places:
        found = [*opening, *map(Line.of, read)]
        return Article.of(found, range(len(opening), len(found)), language)
    near = [*opening, *lines[places[0] : places[-1] + 1 + NEAR_LINES]]
    return Article.of(near, [number - places[0] + len(opening) for number in places], language)


def declared_authors(meta: Mapping[str, Sequence[str]], node: Mapping[str, Any] | None) -> list[str]:
    """The authors of a page by its meta elements and its JSON-LD article, as written, organisations included."""
    found = [text for name in _AUTHOR_NAMES for text in meta.get(name, ())]
    for name in _AUTHOR_FIELDS:
        value = (node or {}).get(name)
        for one in (value if isinstance(value, list) else [value])[:MAX_SIGNATURES]:
            written = one.get("name") if isinstance(one, dict) else one
            if isinstance(written, str):
                found.append(written)
    return [" ".join(text[:MAX_RAW].split()) for text in found][:MAX_SIGNATURES]


def signatures(root: HtmlElement) -> list[str]:
    """Short texts of the elements whose class or property says that they hold the source, as agencies sign there."""
    found: list[str] = []
    for element in root.iter("span", "div", "p", "a", "li", "small", "em", "cite", "strong"):
        names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"
        if len(found) < MAX_SIGNATURES and _SOURCE_NAME.search(names) and not _PICTURE_NAME.search(names):
            text = " ".join("".join(islice(element.itertext(), MAX_SIGNATURES)).split())
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
