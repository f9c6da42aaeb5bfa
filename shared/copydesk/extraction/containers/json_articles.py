"""Articles as JSON: JSON-LD, the objects that crawlers and news APIs write, and lines of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from copydesk.extraction.containers.item import Item
from copydesk.outcome import RejectionReason

# Characters of one JSON document: its values take about ten times that in memory.
MAX_DOCUMENT = 24_000_000
# Levels at which articles are looked for: {"response": {"docs": [...]}} and the like.
MAX_LEVELS = 6

# Names of fields, folded to letters, in the order of preference.
_TEXT = ("articlebody", "text", "maintext", "fulltext", "articletext", "bodytext", "contenttext", "plaintext", "body",
         "content", "article", "story", "contenthtml", "bodyhtml", "html", "rawhtml")  # fmt: skip
_TITLE = ("headline", "title", "name", "heading")
_AUTHORS = ("authors", "author", "byline", "creator", "creators")
_PUBLISHED = ("datepublished", "publishedat", "datepublish", "published", "pubdate", "publishdate", "publicationdate",
              "publishedon", "publisheddate", "publishtime", "firstpublished", "date", "datetime", "dategmt", "created",
              "createdat", "datecreated")  # fmt: skip
_MODIFIED = (
    "datemodified",
    "modifiedat",
    "updatedat",
    "modified",
    "updated",
    "datemodify",
    "lastmodified",
    "dateupdated",
)
_URL = (
    "url",
    "canonicalurl",
    "link",
    "permalink",
    "weburl",
    "sourceurl",
    "articleurl",
    "mainentityofpage",
    "uri",
)
_PUBLISHER = (
    "publisher",
    "sitename",
    "source",
    "sourcename",
    "outlet",
    "publication",
    "site",
    "newspaper",
    "sourcedomain",
)
_LANGUAGE = ("inlanguage", "language", "lang")
_EXCERPT = ("description", "summary", "abstract", "excerpt", "lead", "subtitle")
_TOPICS = ("articlesection", "section", "keywords", "tags", "topics", "categories", "category", "themes")
_REGIONS = ("regions", "region", "contentlocation")
_IMAGES = ("image", "images", "imageurl", "topimage", "urltoimage", "thumbnailurl")
_LETTERS = re.compile(r"[^a-z]")


def json_items(text: str) -> Iterator[Item | RejectionReason]:
    """The articles of a JSON document or of JSON Lines, in order; a reason in the place of a line without one."""
    if len(text) <= MAX_DOCUMENT:
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            pass
        else:
            yield from _items(value)
            return
    yield from _line_items(text)


def _line_items(text: str) -> Iterator[Item | RejectionReason]:
    lines = [line for line in text.split("\n") if line.strip(" \t\r,[]")]
    good = 0
    for line in lines:
        if len(line) > MAX_DOCUMENT:
            yield RejectionReason.TOO_LARGE
            continue
        try:
            value = json.loads(line.strip().rstrip(","), strict=False)
        except (ValueError, RecursionError):
            # A broken document of one piece is one broken article, however many lines it has.
            if good or line is lines[0]:
                yield RejectionReason.UNDECODABLE
            if not good and not _next_is_object(lines):
                return
            continue
        good += 1
        found = list(_items(value))
        yield from found or [RejectionReason.NO_ARTICLE]


def _next_is_object(lines: list[str]) -> bool:
    """Whether some line of the first few is JSON by itself: else these are not JSON Lines."""
    for line in lines[:20]:
        try:
            if isinstance(json.loads(line.strip().rstrip(","), strict=False), dict):
                return True
        except (ValueError, RecursionError):
            continue
    return False


def _items(value: object, level: int = 0) -> Iterator[Item | RejectionReason]:
    if isinstance(value, list) and level < MAX_LEVELS:
        for one in value:
            yield from _items(one, level + 1)
    elif isinstance(value, dict):
        item = _item(value)
        if item is not None:
            yield item
        elif level < MAX_LEVELS:
            for one in value.values():
                if isinstance(one, (dict, list)):
                    yield from _items(one, level + 1)


def _item(node: dict[str, Any]) -> Item | None:
    """The article of an object that has a text, or that says it is an article; None for any other object."""
    fields: dict[str, Any] = {}
    for name, value in node.items():
        fields.setdefault(_LETTERS.sub("", str(name).lower()), value)
    text = _texts(fields, _TEXT)
    kind = str(node.get("@type", ""))
    is_article = kind.endswith(("Article", "Posting", "Article']", "Posting']"))
    if (
        not text
        and not is_article
        and ("@type" in node or not (_texts(fields, _TITLE) and _texts(fields, _URL)))
    ):
        return None
    if not is_article and not _texts(fields, (*_TITLE, *_URL, *_PUBLISHED)) and len(text.split()) < 25:
        return None
    return Item(
        method="json_ld" if "@type" in node else "json",
        text=text,
        title=_texts(fields, _TITLE),
        authors=_listed(fields, _AUTHORS),
        published=_texts(fields, _PUBLISHED),
        modified=_texts(fields, _MODIFIED),
        url=_texts(fields, _URL),
        publisher=_texts(fields, _PUBLISHER),
        language=_texts(fields, _LANGUAGE),
        excerpt=_texts(fields, _EXCERPT),
        images=_listed(fields, _IMAGES),
        topics=[part for topic in _listed(fields, _TOPICS) for part in topic.split(",")],
        regions=_listed(fields, _REGIONS),
    )


def _texts(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _text(fields.get(name)))), "")


def _text(value: object) -> str:
    """A field's text: of a list of paragraphs, all of it; of an object, its name, value or address."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_text, value[:5000]))) if all(isinstance(v, str) for v in value) else (
            _text(value[0]) if value else ""
        )  # fmt: skip
    if isinstance(value, dict):
        for name in ("name", "rendered", "value", "@value", "text", "title", "domain", "@id", "url", "html"):
            if isinstance(value.get(name), str) and value[name].strip():
                return str(value[name]).strip()
    return ""


def _listed(fields: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    for name in names:
        value = fields.get(name)
        found = [_text(one) for one in (value if isinstance(value, list) else [value])[:100]]
        if any(found):
            return [text for text in found if text]
    return []
