"""Articles as JSON: JSON-LD, the objects that crawlers and news APIs write, and lines of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from copydesk.article import Credit
from copydesk.extraction.agencies import agency
from copydesk.extraction.containers.counted import embargo_of_json, news_item_of_json
from copydesk.extraction.containers.item import Item
from copydesk.extraction.file_kinds import Foreign
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.json_fields import (
    Fields,
    body_of,
    folded,
    listed_of,
    own_id_of,
    publisher_of,
    signed_of,
    text_of,
    values_of,
)
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.sniff import JSON_START
from copydesk.lenient_json import DECODER
from copydesk.outcome import RejectionReason

# Characters of one JSON document: its values take about ten times that in memory.
MAX_DOCUMENT = 24_000_000
# Levels at which articles are looked for: {"response": {"docs": [...]}} and the like.
MAX_LEVELS = 6
# Characters of a text that may be an article's JSON.
MIN_TEXT = 200

# Types of schema.org beside those of articles that carry one: what else has a text is a remark, a step, a product.
_MAY_BE_ARTICLE = re.compile(
    r"Article|Posting|Report|Review|CreativeWork|Page\b|Media|Video|Audio|Podcast|Episode"
)
# Members of documents that no article has, and what has them; types of maps.
_FOREIGN = {
    "nbformat": "Jupyter notebook",
    "openapi": "description of a service",
    "swagger": "description of a service",
    "asyncapi": "description of a service",
}
_MAPS = {"FeatureCollection": "GeoJSON map", "Feature": "GeoJSON map", "Topology": "TopoJSON map"}

NO_FEED: Fields = {}

_SPACE = re.compile(r"[\s,\x1e]*")


def json_items(text: str) -> Iterator[Item | RejectionReason | Foreign]:
    """The articles of a JSON document or of JSON Lines, in order; a reason in the place of a line without one."""
    if (wrapped := JSON_START.match(text)) and text[: wrapped.end()].strip(" \t\r\n\ufeff"):
        text = text[wrapped.end() :].rstrip(" \t\r\n;)")
    if len(text) <= MAX_DOCUMENT:
        try:
            value = DECODER.decode(text)
        except (ValueError, RecursionError):
            pass
        else:
            if kind := _foreign_kind(value):
                yield Foreign(kind)
            else:
                yield from _items(value, in_list=False)
            return
    lines = [line for line in text.split("\n") if line.strip(" \t\r,[]\x1e")]
    yield from line_items(lines) if _are_values(lines) else _value_items(text)


def _are_values(lines: list[str]) -> bool:
    """Whether some line of the first few is an object by itself: else these are not JSON Lines."""
    return any(len(line) > MAX_DOCUMENT or isinstance(_parsed(line), dict) for line in lines[:20])


def _parsed(line: str) -> object:
    try:
        return DECODER.decode(line.strip(" \t\r\x1e\ufeff").rstrip(","))
    except (ValueError, RecursionError):
        return None


def line_items(lines: list[str]) -> Iterator[Item | RejectionReason]:
    """The articles of lines that each hold a JSON value; a reason in the place of a line without one."""
    for line in lines:
        if len(line) > MAX_DOCUMENT:
            yield RejectionReason.TOO_LARGE
            continue
        value = _parsed(line)
        if value is None:
            yield RejectionReason.UNDECODABLE
        else:
            found = list(_items(value))
            yield from found
            if not found:
                yield RejectionReason.NO_ARTICLE


def _value_items(text: str) -> Iterator[Item | RejectionReason]:
    """The articles of values that follow one another, or of an array that is broken, up to the broken place."""
    position = _after_space(text, 0)
    if text.startswith("[", position):
        position += 1
    elif len(text) > MAX_DOCUMENT:
        yield RejectionReason.TOO_LARGE
        return
    while (position := _after_space(text, position)) < len(text):
        try:
            value, position = DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            if text[position : position + 100].strip(" \t\r\n]"):
                yield RejectionReason.UNDECODABLE
            return
        yield from _items(value)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def items_in(value: object, levels: int = MAX_LEVELS) -> Iterator[Item]:
    """The articles in a value of JSON, and in texts within it that are JSON themselves.

    Args:
        value: as it was parsed.
        levels: at which they are looked for.
    """
    return _items(value, MAX_LEVELS - levels, in_texts=True)


def _items(
    value: object, level: int = 0, feed: Fields = NO_FEED, *, in_list: bool = True, in_texts: bool = False
) -> Iterator[Item]:
    """The articles in a value; `feed` is the JSON Feed that they are of: its title names their publisher.

    One that is in no list is the document itself, known by the file's name.
    """
    if in_texts and isinstance(value, str) and len(value) >= MIN_TEXT and value.startswith(('{"', "[{")):
        value = _parsed(value)
    if isinstance(value, list) and level < MAX_LEVELS:
        for one in value:
            yield from _items(one, level + 1, feed, in_texts=in_texts)
    elif isinstance(value, dict):
        item = None if _is_feed(value) else item_of(value, feed)
        if item is not None and not (in_texts and (not item.text or item.text.startswith(('{"', "[{")))):
            item.is_document = not in_list
            yield item
        elif level < MAX_LEVELS:
            feed = folded(value) if _is_feed(value) else feed
            for one in value.values():
                if isinstance(one, (dict, list)) or in_texts:
                    yield from _items(one, level + 1, feed, in_list=in_list, in_texts=in_texts)


def _foreign_kind(value: object) -> str | None:
    """What a document is that is another program's, and holds no articles."""
    if not isinstance(value, dict):
        return None
    for name, kind in _FOREIGN.items():
        if name in value:
            return kind
    if "json-schema.org" in str(value.get("$schema")):
        return "JSON Schema"
    if isinstance(log := value.get("log"), dict) and {"version", "entries"} <= log.keys():
        return "recording of web traffic (HAR)"
    return _MAPS.get(str(value.get("type")))


def _is_feed(node: dict[str, Any]) -> bool:
    """Whether an object is a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    return isinstance(node.get("items"), list) and "jsonfeed.org/version" in str(node.get("version"))


def _credit(fields: Fields) -> str:
    """The origin that a field names; "source" does where it is an agency, and another field names the publisher."""
    source = text_of(fields, "source")
    return text_of(fields, "credit") or (
        source if source != publisher_of(fields)[0] and agency(source) else ""
    )


def item_of(node: dict[str, Any], feed: Fields = NO_FEED) -> Item | None:
    """The article of an object that has a text, or that says it is an article; None for any other object."""
    fields = folded(node)
    text, markdown = body_of(fields)
    news_item = news_item_of_json(fields)
    kind = str(node.get("@type", ""))
    is_article = kind.endswith(("Article", "Posting", "Article']", "Posting']"))
    if kind and not is_article and not _MAY_BE_ARTICLE.search(kind):
        return None
    title, url, published = text_of(fields, "title"), text_of(fields, "url"), text_of(fields, "published")
    if news_item and news_item.status == "canceled":
        return Item(method="json", own_id=own_id_of(fields, ""), news_item=news_item)
    if not text and not is_article and ("@type" in node or not (title and url)):
        return None
    if not is_article and not (title or url or published) and len(text.split()) < MIN_WORDS:
        return None
    publisher, host = publisher_of(fields)
    people, organisations = signed_of(fields)
    if not people and not organisations:
        people, organisations = signed_of(feed)
    topics = (topic for found in values_of(fields, "topics") for topic in found)
    return Item(
        method="json_ld" if "@type" in node else "json",
        own_id=own_id_of(fields, clean_url(url) or url),
        text=text,
        markdown=markdown,
        title=title,
        authors=people,
        organisations=organisations,
        published=published,
        modified=text_of(fields, "modified"),
        embargoed=embargo_of_json(fields) if news_item else "",
        news_item=news_item,
        url=url,
        publisher=publisher or text_of(feed, "title"),
        host=host,
        credit=Credit(name=credit) if (credit := _credit(fields)) else None,
        language=text_of(fields, "language") or text_of(feed, "language"),
        excerpt=text_of(fields, "excerpt"),
        images=listed_of(fields, "images"),
        topics=[part for topic in topics for part in re.split(r"[,;]", topic)],
        regions=listed_of(fields, "regions"),
    )
