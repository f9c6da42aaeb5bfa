"""JSON-LD: the node of a page that describes its article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from copydesk.extraction.html.carriers import original
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.titles import are_alike
from copydesk.extraction.html.urls import clean_url, domain
from copydesk.lenient_json import DECODER

Node = dict[str, Any]
Place = tuple[str | None, str]

# Characters of one block. News pages have up to 100,000; parsed JSON takes thirty times its text in memory.
MAX_BLOCK = 1_000_000
# Nodes that are looked at, and levels of nesting.
MAX_NODES = 2000
MAX_LEVELS = 12
# Share of the shorter headline's words that a node's headline and the page's have in common, if they are of one story.
MIN_ALIKE = 0.5
# Where a block does not parse, its beginning is searched for the few fields that matter.
MAX_SALVAGED = 200_000

_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "publisher", "author", "isPartOf")
_LISTS = ("hasPart", "itemListElement", "item")
_COMMENT = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_SUPERFLUOUS_COMMA = re.compile(r",(\s*[,}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_STRONG = re.compile(r"(?:Article|Posting|Report)$")
_STRONG_NAMES = frozenset({"Review", "Recipe", "Column", "CreativeWork"})
_WEAK_NAMES = frozenset({"WebPage", "ItemPage", "VideoObject", "PodcastEpisode", "MediaObject"})
_SALVAGED = {
    name: re.compile(rf'"{name}"\s*:\s*"([^\n]{{1,1000}}?)"\s*(?:,+\s*"|,*\s*\n|\}})')
    for name in ("headline", "datePublished", "dateModified", "articleSection", "inLanguage")
}
_SALVAGED_NAME = {
    name: re.compile(
        rf'"{name}"\s*:\s*\[?\s*\{{[^{{}}\[\]]{{0,400}}?"name"\s*:\s*"([^"\n]{{1,200}}?)"?\s*[,}}\n]'
    )
    for name in ("author", "publisher")
}


def article_node(page: Page, expected_titles: tuple[str, ...] = ()) -> Node | None:
    """The node that describes the page's article; of several, the one whose headline is the page's title."""
    nodes = list(_nodes(page, expected_titles))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    own_addresses = {place for address in _stated_addresses(page) if (place := _place(address))}
    strong = [
        node
        for node in nodes
        if _is_type(node, strong=True) and not _is_of_another(node, expected_titles, own_addresses)
    ]
    weak = [node for node in nodes if _is_type(node, strong=False)]
    candidates = strong or weak
    if not candidates:
        return None
    best = max(candidates, key=lambda node: _rank(node, expected_titles))
    resolved = {name: _resolved(value, named) for name, value in best.items()}
    for node in weak:
        for name in ("datePublished", "dateModified", "inLanguage"):
            if node.get(name):
                resolved.setdefault(name, node[name])
    if not strong:
        resolved["@weak"] = True
    return resolved


def publisher_names(page: Page) -> Iterator[str]:
    """Names of the organisation or site nodes, which JSON-LD graphs hold apart from the article."""
    for node in _nodes(page):
        types = _types(node)
        if types & {"NewsMediaOrganization", "WebSite"} and isinstance(node.get("name"), str):
            yield node["name"]


def _rank(node: Node, expected_titles: tuple[str, ...]) -> tuple[bool, bool, bool]:
    headline = _headline(node)
    return (headline in expected_titles, _is_like(headline, expected_titles), bool(node.get("headline")))


def _is_like(headline: str, titles: tuple[str, ...]) -> bool:
    """Whether a headline has most of its words in common with some title."""
    return any(are_alike(headline, title, MIN_ALIKE) for title in titles if headline and title)


def _is_of_another(node: Node, titles: tuple[str, ...], own_addresses: set[Place]) -> bool:
    """Whether a node has neither the headline nor the address of its page: it is of a story that the page leads to."""
    page_of = node.get("mainEntityOfPage")
    values = (node.get("url"), page_of.get("@id") if isinstance(page_of, dict) else page_of)
    addresses = {place for value in values if (place := _place(text(value)))}
    if not addresses or not own_addresses or not _headline(node) or not any(titles):
        return False
    return own_addresses.isdisjoint(addresses) and not _is_like(_headline(node), titles)


def _place(address: str) -> Place | None:
    """What of an address tells pages apart: neither the scheme nor how it ends, nor the archive that keeps it."""
    cleaned = clean_url(original(address))
    return (domain(cleaned), urlsplit(cleaned).path.rstrip("/")) if cleaned else None


def _stated_addresses(page: Page) -> list[str]:
    """What the page's head says its own address is."""
    links = [
        element.get("href") or "" for element in page.tree.iter("link") if element.get("rel") == "canonical"
    ]
    return [*links, *page.meta.get("og:url", ())]


def _headline(node: Node) -> str:
    return " ".join(text(node.get("headline") or node.get("name")).split()).casefold()


def text(value: object) -> str:
    """A JSON-LD value as text: the first of a list, the name or value of an object."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id") or ""
    return html.unescape(str(value)).strip() if isinstance(value, (str, int, float)) else ""


def as_list(value: object) -> list[object]:
    """A JSON-LD value, of which one stands for a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _resolved(value: object, named: dict[str, Node]) -> object:
    """References by @id replaced by the node, where the page has it."""
    if isinstance(value, list):
        return [_resolved(one, named) for one in value[:50]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value


def _types(node: Node) -> set[str]:
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in as_list(node.get("@type"))}


def _is_type(node: Node, *, strong: bool) -> bool:
    types = _types(node)
    if strong:
        return any(_STRONG.search(kind) or kind in _STRONG_NAMES for kind in types)
    return bool(types & _WEAK_NAMES)


def _nodes(page: Page, expected_titles: tuple[str, ...] = ()) -> Iterator[Node]:
    count = 0
    for value in _blocks(page):
        for node in chain(_walk(value, 0, _PARTS), _listed(value, expected_titles)):
            count += 1
            if count > MAX_NODES:
                return
            yield node


def _listed(value: object, expected_titles: tuple[str, ...]) -> Iterator[Node]:
    """The nodes of lists and collections that are the page's own article; the others are what it links to."""
    for node in islice(_walk(value, 0, (*_PARTS, *_LISTS)), MAX_NODES):
        if node.get("headline") and _headline(node) in expected_titles:
            yield node


def _walk(value: object, level: int, names: tuple[str, ...]) -> Iterator[Node]:
    if level > MAX_LEVELS:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, level + 1, names)
    elif isinstance(value, dict):
        yield value
        for name in names:
            if isinstance(value.get(name), (dict, list)):
                yield from _walk(value[name], level + 1, names)


def _blocks(page: Page) -> Iterator[object]:
    for element in page.tree.iter("script"):
        if "ld+json" in (element.get("type") or "").lower() and element.text:
            block = parse_block(element.text)
            if block is not None:
                yield block


def parse_block(raw: str) -> object:
    """The value of a JSON-LD block, read as leniently as publishers write it; None where nothing can be read."""
    if len(raw) > MAX_BLOCK:
        return _salvaged(raw)
    raw = _COMMENT.sub("", raw).strip().rstrip(";")
    tidied = _SUPERFLUOUS_COMMA.sub(r"\1", _CONTROL.sub(" ", raw))
    for attempt in (raw, tidied, *([html.unescape(raw)] if raw[1:].lstrip().startswith("&") else [])):
        try:
            value, _ = DECODER.raw_decode(attempt)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, (dict, list)) else None
    return _salvaged(raw)


def _salvaged(raw: str) -> Node | None:
    raw = raw[:MAX_SALVAGED]
    if not re.search(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|Posting)"', raw):
        return None
    node: Node = {"@type": "Article", "@salvaged": True}
    for name, pattern in _SALVAGED.items():
        if match := pattern.search(raw):
            node[name] = re.sub(r"\\u([0-9a-fA-F]{4})|\\(.)", _unescaped, match[1])
    for name, pattern in _SALVAGED_NAME.items():
        if match := pattern.search(raw):
            node[name] = {"@type": "Person" if name == "author" else "Organization", "name": match[1]}
    return node


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else {"n": " ", "t": " ", "r": " "}.get(match[2], match[2])
