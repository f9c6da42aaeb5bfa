"""A story that its page divides: what is shown of the page, and the other containers of the story's kind."""

from __future__ import annotations

from copy import deepcopy

from lxml.html import HtmlElement

from copydesk.extraction.html.blocks import is_hidden, read_lines
from copydesk.extraction.html.page import squeezed

# Share of a reading's characters that the container of the story holds.
MIN_SHARE = 0.5
# Of another container of its kind: characters, and the share of them in links, which teasers exceed.
MIN_CHARACTERS = 25
MAX_LINK_SHARE = 0.2
# Share of links above which a block of another container is none of the story's.
MAX_BLOCK_LINK_SHARE = 0.5
# Characters of a reading's first line that find its container again.
OPENING = 40


def shown(tree: HtmlElement) -> HtmlElement:
    """A copy of a page's tree without the elements that browsers do not show."""
    tree = deepcopy(tree)
    body = tree.find("body")
    for element in list((tree if body is None else body).iterdescendants()):
        if element.tag == "noscript" or is_hidden(element):
            element.drop_tree()
    return tree


def with_segments(tree: HtmlElement, story: HtmlElement, lines: list[str]) -> list[str]:
    """The lines of a story, and between them those of its other segments.

    Pages put pictures, advertisements and boxes between containers that each hold a part of the text; readers choose
    one of them. The others are of the same class, and in the same article or main element.

    Args:
        tree: of the page.
        story: what a reader made of it.
        lines: of the story.
    """
    kind = _kind(story)
    own = _again(tree, kind, lines[0][:OPENING]) if kind and lines else None
    frame = next(own.iterancestors("article", "main"), None) if own is not None else None
    if own is None or frame is None:
        return lines
    around = set(own.iterancestors())
    taken = {own}
    found: list[str] = []
    for element in frame.iterdescendants(str(own.tag)):
        if element is own:
            found += lines
        elif (
            element.get("class") != kind or element in around or not taken.isdisjoint(element.iterancestors())
        ):
            continue
        elif _is_prose(element):
            taken.add(element)
            found += [one.text for one in read_lines(element) if one.link_share < MAX_BLOCK_LINK_SHARE]
    return found


def _kind(story: HtmlElement) -> str | None:
    """The class of the outermost element that has one and holds most of a story."""
    whole = len(squeezed(story.text_content()))
    for element in story.iter():
        if element.get("class") and len(squeezed(element.text_content())) > MIN_SHARE * whole:
            return str(element.get("class"))
    return None


def _again(tree: HtmlElement, kind: str, opening: str) -> HtmlElement | None:
    """The innermost element of a class that holds a text."""
    same = [
        element for element in tree.iter("div", "section", "article", "p") if element.get("class") == kind
    ]
    return next((element for element in reversed(same) if opening in squeezed(element.text_content())), None)


def _is_prose(element: HtmlElement) -> bool:
    size = len(squeezed(element.text_content()))
    linked = sum(len(squeezed(link.text_content())) for link in element.iter("a"))
    return size >= MIN_CHARACTERS and linked <= MAX_LINK_SHARE * size
