"""JSON-LD: the node of a page that describes its article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from copydesk.extraction.html.carriers import original
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.urls import clean_url, domain
from copydesk.extraction.json_fields import text_in
from copydesk.extraction.text import are_alike
from copydesk.lenient_json import DECODER

Node = dict[str, Any]

# Characters of one block. News pages have up to 100,000; parsed JSON takes thirty times its text in memory.
MAX_BLOCK = 1_000_000
# Levels of nesting in which nodes are looked for.
MAX_LEVELS = 12

SALVAGED = "@salvaged"
"""What marks the node of a block that does not parse."""

_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "publisher", "author", "isPartOf")
_LISTS = ("hasPart", "itemListElement", "item")
# Of the value itself: before it the marks of a comment may stand.
_OPENING = re.compile(r"\{|(?<!CDATA)\[(?=\s*\{)")
_SUPERFLUOUS_COMMA = re.compile(r",(?=\s*[,}\]])")
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$|^(?:Review|Recipe|Column|CreativeWork)$")
_WEAK = frozenset(("WebPage", "ItemPage", "VideoObject", "PodcastEpisode", "MediaObject"))
_OF_SITE = frozenset(("NewsMediaOrganization", "WebSite"))
_TYPED = re.compile(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|Posting)"')
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|author|publisher)"\s*:\s*'
    r'(?:\[?\s*\{[^{}\[\]]{0,400}?"name"\s*:\s*)?"([^\n]{1,1000}?)"(?=\s*(?:,+\s*"|,*\s*\n|[}\]]))'
)


class LinkedData(NamedTuple):
    """What a page's JSON-LD says of its article."""

    node: Node
    """Empty where there is none."""
    is_article: bool
    """Whether the node is the article's, not that of a page or film about it."""
    publishers: tuple[str, ...]
    """Names of the organisation or site nodes, which graphs hold apart from the article."""


def linked_data(page: Page, titles: tuple[str, ...]) -> LinkedData:
    """The node that describes the page's article; of several, the one whose headline is one of its titles."""
    nodes = [node for block in _blocks(page) for node in _walk(block, titles)]
    types = [{str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in _kinds(node)} for node in nodes]
    sites = (node.get("name") for node, of in zip(nodes, types, strict=True) if of & _OF_SITE)
    publishers = tuple(name for name in sites if isinstance(name, str))
    own = {place for address in _stated_addresses(page) if (place := _place(address))}
    weak = [node for node, of in zip(nodes, types, strict=True) if of & _WEAK]
    strong = [node for node, of in zip(nodes, types, strict=True) if any(map(_ARTICLE.search, of))]
    strong = [node for node in strong if not _is_of_another(node, titles, own)]
    if not (strong or weak):
        return LinkedData({}, is_article=False, publishers=publishers)
    best = max(strong or weak, key=lambda node: _rank(node, titles))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    resolved = {name: _resolved(value, named) for name, value in best.items()}
    for node in weak:
        for name in ("datePublished", "dateModified", "inLanguage"):
            if node.get(name):
                resolved.setdefault(name, node[name])
    return LinkedData(resolved, bool(strong), publishers)


def _kinds(node: Node) -> list[object]:
    kinds = node.get("@type")
    return kinds if isinstance(kinds, list) else [kinds]


def _rank(node: Node, titles: tuple[str, ...]) -> tuple[bool, bool, bool]:
    headline = _headline(node)
    return (headline in titles, _is_like(headline, titles), bool(node.get("headline")))


def _is_like(headline: str, titles: tuple[str, ...]) -> bool:
    """Whether a headline has most of its words in common with some title."""
    return any(are_alike(headline, title) for title in titles if headline and title)


def _is_of_another(node: Node, titles: tuple[str, ...], own: set[tuple[str | None, str]]) -> bool:
    """Whether a node has neither the headline nor the address of its page: it is of a story that the page leads to."""
    values = (text_in(node.get(name), ("@id", "url")) for name in ("url", "mainEntityOfPage"))
    addresses = {place for value in values if (place := _place(value))}
    if not addresses or not own or not _headline(node) or not any(titles):
        return False
    return own.isdisjoint(addresses) and not _is_like(_headline(node), titles)


def _place(address: str) -> tuple[str | None, str] | None:
    """What of an address tells pages apart: neither the scheme nor how it ends, nor the archive that keeps it."""
    cleaned = clean_url(original(address))
    return (domain(cleaned), urlsplit(cleaned).path.rstrip("/")) if cleaned else None


def _stated_addresses(page: Page) -> list[str]:
    """What the page's head says its own address is."""
    links = (one.get("href") or "" for one in page.tree.iter("link") if one.get("rel") == "canonical")
    return [*links, *page.meta.get("og:url", ())]


def _headline(node: Node) -> str:
    return " ".join(html.unescape(text_in(node.get("headline") or node.get("name"))).split()).casefold()


def _resolved(value: object, named: dict[str, Node]) -> object:
    """References by @id replaced by the node, where the page has it."""
    if isinstance(value, list):
        return [_resolved(one, named) for one in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value


def _walk(value: object, titles: tuple[str, ...], level: int = 0, *, listed: bool = False) -> Iterator[Node]:
    """The nodes in a value; of lists and collections only the page's own article, the others are what it links to."""
    if isinstance(value, list) and level < MAX_LEVELS:
        for one in value:
            yield from _walk(one, titles, level + 1, listed=listed)
    elif isinstance(value, dict) and level < MAX_LEVELS:
        if not listed or (value.get("headline") and _headline(value) in titles):
            yield value
        for name in (*_PARTS, *_LISTS):
            yield from _walk(value.get(name), titles, level + 1, listed=listed or name in _LISTS)


def _blocks(page: Page) -> Iterator[object]:
    for element in page.tree.iter("script"):
        if "ld+json" in (element.get("type") or "").lower() and element.text:
            yield parse_block(element.text)


def parse_block(raw: str) -> object:
    """The value of a JSON-LD block, read as leniently as publishers write it; None where nothing can be read.

    A block that does not parse, or that is too long to, is searched for the few fields that matter.
    """
    attempts = (str, lambda text: _SUPERFLUOUS_COMMA.sub("", text), html.unescape)
    for attempt in attempts if len(raw) <= MAX_BLOCK else ():
        text = attempt(raw)
        if start := _OPENING.search(text):
            try:
                return DECODER.raw_decode(text, start.start())[0]
            except (ValueError, RecursionError):
                continue
    return _salvaged(raw)


def _salvaged(raw: str) -> Node | None:
    if not _TYPED.search(raw):
        return None
    node: Node = {"@type": "Article", SALVAGED: True}
    for match in _FIELD.finditer(raw):
        node.setdefault(match[1], _unescaped(match[2]))
    return node


def _unescaped(text: str) -> str:
    try:
        return str(DECODER.decode(f'"{text}"'))
    except ValueError:
        return text
