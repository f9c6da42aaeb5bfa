"""The fields of an article object, by the names that publishers, crawlers and news APIs give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from copydesk.unicode import ascii_digits

# Values of one list, and pieces of one text, that are read.
MAX_VALUES = 100
MAX_PIECES = 5000
# Levels of nesting within one field: a body of sections of paragraphs of texts.
MAX_LEVELS = 6
# Seconds since 1970 that a number as a date can mean: 1990 to 2100. Larger ones count milliseconds.
FIRST_SECOND, LAST_SECOND = 631_152_000, 4_102_444_800
# A text without paragraphs gives way to another field with them that has this share of its length.
SAME_TEXT_SHARE = 0.7

Fields = dict[str, Any]

_LETTERS = re.compile(r"[^a-z]")
_PARAGRAPHS = re.compile(r"\n|<(?:p|br|div)\b", re.IGNORECASE)
_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}\.[^\W\d_]{2,24})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# Of eight digits it is a day.
_NUMBER = re.compile(r"\d{9,20}(?:\.\d{0,20})?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z)?)?")
# What a news API writes where it cuts a text: "... [+1234 chars]".
_CUT_CHARACTERS = 40
_CUT = re.compile(r"\s*(?:…|\.{3})?\s*\[\+\d{1,7} chars\]\s*$")

# Names folded to letters, in the order of preference.
_BODY = (
    "articlebody", "text", "maintext", "fulltext", "articletext", "bodytext", "contenttext", "plaintext", "cleantext",
    "cleanedtext", "textcontent", "body", "content", "fullcontent", "articlecontent", "contentelements", "paragraphs",
    "article", "story", "storytext", "bodies", "contenthtml",
    "bodyhtml", "articlehtml", "html", "rawhtml", "rawtext", "sections",
)  # fmt: skip
_MARKDOWN = ("markdown", "bodymarkdown", "contentmarkdown", "fitmarkdown", "rawmarkdown")
_NAMES = {
    "title": ("headline", "title", "name", "heading", "webtitle", "articletitle", "headlines"),
    "authors": ("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers", "journalist",
                "journalists", "authorname", "authornames", "articleauthor", "contributors", "credits", "by"),
    "published": ("datepublished", "publishedat", "datepublish", "published", "pubdate", "publishdate",
                  "publicationdate", "publishingdate", "publishedon", "publisheddate", "publishedtime",
                  "publishtime", "publishdatetime", "publicationdatetime", "webpublicationdate", "firstpublished",
                  "firstpublishedat", "firstpublishdate", "displaydate", "firstcreated", "contentcreated",
                  "versioncreated", "dateposted", "posted",
                  "postedat", "postdate", "articledate", "issued", "date", "datetime", "dategmt", "created",
                  "createdat", "datecreated", "datetimepub", "datetimepublished", "publishdatetimeutc", "timestamp"),
    "modified": ("datemodified", "modifiedat", "modifieddate", "modifiedtime", "updatedat", "updateddate", "modified",
                 "updated", "datemodify", "lastmodified", "lastupdated", "lastupdateddate", "dateupdated",
                 "versioncreated"),
    "url": ("url", "canonicalurl", "canonicallink", "canonical", "originalurl", "link", "permalink", "weburl",
            "articleurl", "pageurl", "resolvedpageurl", "sourceurl", "respondedurl", "requestedurl", "mainentityofpage",
            "normalizedurl", "uri", "source"),
    "publisher": ("publisher", "sitename", "metasitename", "ogsitename", "publishername", "source", "sourcename",
                  "namesource", "sourcetitle", "medianame", "outlet", "publication", "site", "newspaper",
                  "sourcehostname"),
    "host": ("hostname", "domain", "sourcedomain", "canonicaldomain", "domainurl", "sitefull", "site", "cleanurl",
             "mediaurl", "medianame", "source", "sourcehostname", "publisher", "sourceurl"),
    "credit": ("credit", "creditline", "agency", "newsagency", "wireservice", "originalsource", "originalpublisher",
               "sourceorganization", "syndicationsource"),
    "source": ("source", "sourcename"),
    "language": ("inlanguage", "language", "lang", "languagecode", "metalang"),
    "excerpt": ("description", "summary", "abstract", "excerpt", "lead", "subtitle", "standfirst", "trailtext"),
    "topics": ("articlesection", "section", "sectionname", "keywords", "tags", "topics", "categories", "category",
               "themes", "subject", "subjects"),
    "regions": ("regions", "region", "contentlocation", "place", "places", "located"),
    "images": ("image", "images", "imageurl", "topimage", "urltoimage", "thumbnailurl", "mainimage", "media"),
}  # fmt: skip
# Objects within an article that say more of it, in crawlers' outputs.
_INNER = ("metadata", "meta", "fields", "attributes", "thread", "opengraph", "html", "source_info")
_SINGLE = (
    "name", "rendered", "main", "basic", "original", "value", "@value", "$date", "text", "title", "fullname",
    "displayname", "domain", "@id", "url", "html", "content",
)  # fmt: skip
_NO_TEXT = frozenset(
    {"image", "video", "gallery", "ad", "advertisement", "embed", "oembed_response", "raw_html"}
)
_PIECES = (
    "paragraphs",
    "sections",
    "headline",
    "text",
    "content",
    "rendered",
    "html",
    "value",
    "body",
    "#text",
)


def kind_of(name: str) -> str | None:
    """What a field of this name holds: `text`, or a kind of `text_of` and its like; None where nobody knows."""
    letters = _LETTERS.sub("", name.lower())
    if letters in _BODY or letters in _MARKDOWN:
        return "text"
    return next((kind for kind, names in _NAMES.items() if letters in names), None)


def folded(node: dict[str, Any]) -> Fields:
    """An object's fields by their folded names; those of inner objects after its own."""
    fields: Fields = {}
    for one in (node, *_inner(node)):
        for name, value in one.items():
            if value not in (None, "", [], {}):
                fields.setdefault(_LETTERS.sub("", str(name).lower()), value)
    return fields


def _inner(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects that say more of an article, and theirs."""
    for name in _INNER:
        if isinstance(value := node.get(name), dict):
            yield value
            yield from (deeper for name in _INNER if isinstance(deeper := value.get(name), dict))


def publisher_of(fields: Fields) -> tuple[str, str]:
    """The publisher's name and its host, either empty where no field tells it; a host or an address is no name."""
    texts = [text for name in _NAMES["publisher"] if (text := _text(fields.get(name)))]
    hosts = (host for name in _NAMES["host"] if (host := host_of(_text(fields.get(name)))))
    return next((text for text in texts if not host_of(text)), ""), next(hosts, "")


def host_of(text: str) -> str:
    """The host that a text is, or that the address which it is has, without www.; empty for any other text."""
    return match["host"].casefold() if (match := _HOST.fullmatch(text)) else ""


def body_of(fields: Fields) -> tuple[str, bool]:
    """The text of an article, plain or HTML, and whether it is Markdown."""
    found = (text for name in _BODY if (text := _body(fields.get(name))))
    if not (first := next(found, "")):
        markdown = (text for name in _MARKDOWN if (text := _body(fields.get(name))))
        return next(markdown, ""), True
    if not _PARAGRAPHS.search(first):
        with_paragraphs = (
            text for text in found if _PARAGRAPHS.search(text) and not text.lstrip().startswith("<!")
        )
        first = next((text for text in with_paragraphs if len(text) >= SAME_TEXT_SHARE * len(first)), first)
    return first[:-_CUT_CHARACTERS] + _CUT.sub("", first[-_CUT_CHARACTERS:]), False


def _body(value: object) -> str:
    return "\n\n".join(_pieces(value, 0))


def _pieces(value: object, level: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif level < MAX_LEVELS and isinstance(value, list):
        for one in value[:MAX_PIECES]:
            yield from _pieces(one, level + 1)
    elif level < MAX_LEVELS and isinstance(value, dict) and _is_piece(value):
        for name in _PIECES:
            yield from _pieces(value.get(name), level + 1)


def _is_piece(value: dict[str, Any]) -> bool:
    """Whether an object is a part of an article's text: neither a picture nor an article of its own."""
    return str(value.get("type", "")) not in _NO_TEXT and not (value.get("title") or value.get("url"))


def text_of(fields: Fields, kind: str) -> str:
    """The first text that a field of a kind has."""
    texts = (_text(fields.get(name)) for name in _NAMES[kind])
    if kind == "url":
        texts = (text for text in texts if text.startswith(("http://", "https://", "//", "www.")))
    return next(filter(None, texts), "")


def date_of(fields: Fields, kind: str) -> str:
    """The first date of a kind, as written."""
    return next((text for name in _NAMES[kind] if (text := _text(fields.get(name)))), "")


def stated_date(text: str) -> str:
    """A date as `parse_date` takes it: seconds since 1970 and compact forms in ISO 8601, others as they are."""
    text = ascii_digits(text)
    if _NUMBER.fullmatch(text):
        seconds = float(text)
        seconds = seconds / 1000 if seconds > LAST_SECOND else seconds
        if FIRST_SECOND <= seconds <= LAST_SECOND:
            return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zulu = match.groups()
        return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zulu or ''}" if hour else "")
    return text


def names_of(fields: Fields) -> list[str]:
    """The authors, as written."""
    for name in _NAMES["authors"]:
        value = fields.get(name)
        if name == "credits" and isinstance(value, dict):
            value = value.get("by")
        if found := [text for one in _several(value) if (text := _person(one))]:
            return found
    return []


def _person(value: object) -> str:
    if isinstance(value, dict):
        for given, family in (
            ("givenName", "familyName"),
            ("firstname", "lastname"),
            ("first_name", "last_name"),
        ):
            if isinstance(value.get(given), str) and isinstance(value.get(family), str):
                return f"{value[given]} {value[family]}".strip()
    text = _text(value)
    # A number is the key of an author elsewhere, an address no name.
    return "" if text.isdigit() or text.startswith(("http://", "https://")) else text


def listed_of(fields: Fields, kind: str) -> list[str]:
    """The texts of the first field of a kind that has any."""
    for name in _NAMES[kind]:
        if found := [text for one in _several(fields.get(name)) if (text := _text(one))]:
            return found
    return []


def _several(value: object) -> list[Any]:
    return value[:MAX_VALUES] if isinstance(value, list) else [value]


def _text(value: object) -> str:
    """A field's text: of a list the first, of an object its name, value or address."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return _text(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, dict):
        for name in _SINGLE:
            if isinstance(value.get(name), (str, int)) and (text := str(value[name]).strip()):
                return text
    return ""
