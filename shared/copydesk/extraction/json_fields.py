"""The fields of an article object, by the names that publishers, crawlers and news APIs give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from copydesk.extraction.phrases import table
from copydesk.unicode import ascii_digits

# Levels of nesting within one field: a body of sections of paragraphs of texts, as editors keep them.
MAX_LEVELS = 10
# A text without paragraphs gives way to another field with them that has this share of its length.
SAME_TEXT_SHARE = 0.7

Fields = dict[str, Any]

NAMES: dict[str, list[str]] = table("fields")["json"]
"""The names of each kind of field, folded to letters, in the order of preference."""

_LETTERS = re.compile(r"[^a-z]")
# What stores of scripts call a record: its type and its number.
_NAME_OF_RECORD = re.compile(r"[A-Z]\w*:\S*\d")
_PARAGRAPHS = re.compile(r"\n|<(?:p|br|div)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|//|www\.")
_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}\.[^\W\d_]{2,24})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# Seconds since 1970, or milliseconds; of eight digits it is a day.
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z)?)?")
# What a news API writes where it cuts a text: "... [+1234 chars]".
_CUT = re.compile(r"[\s….]*\[\+\d+ chars\]$")

_OWN_IDS: list[str] = table("fields")["ids"]["names"]
_OBJECTS: dict[str, list[str]] = table("fields")["objects"]
_BESIDE = tuple(_OBJECTS["beside"])
_PERSON = (("givenName", "familyName"), ("firstname", "lastname"), ("first_name", "last_name"))


def kind_of(name: str) -> str | None:
    """What a field of this name holds: `text`, or another kind of `NAMES`; None where nobody knows."""
    letters = _LETTERS.sub("", name.lower())
    kind = next((kind for kind, names in NAMES.items() if letters in names), None)
    return "text" if kind == "markdown" else kind


def folded(node: dict[str, Any]) -> Fields:
    """An object's fields by their folded names; those of inner objects after its own."""
    fields: Fields = {}
    for one in (node, *_inner(node)):
        for name, value in one.items():
            if value not in (None, "", [], {}) and not _NAME_OF_RECORD.match(str(name)):
                fields.setdefault(_LETTERS.sub("", str(name).lower()), value)
    return fields


def _inner(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects that say more of an article, and theirs."""
    for name in _OBJECTS["inner"]:
        if isinstance(value := node.get(name), dict):
            yield value
            yield from (deeper for name in _OBJECTS["inner"] if isinstance(deeper := value.get(name), dict))


def values_of(fields: Fields, kind: str) -> Iterator[list[str]]:
    """For each field of a kind that has any, its texts; of addresses and pictures, where they are."""
    said = _OBJECTS["place" if kind in {"url", "images"} else "single"]
    for name in NAMES[kind]:
        value = _one_form(fields.get(name)) if kind in {"title", "excerpt"} else fields.get(name)
        texts = (text_in(one, said) for one in _several(value))
        if found := [text for text in texts if text and (kind != "url" or _ADDRESS.match(text))]:
            yield found


def listed_of(fields: Fields, kind: str) -> list[str]:
    """The texts of the first field of a kind that has any."""
    return next(values_of(fields, kind), [])


def text_of(fields: Fields, kind: str) -> str:
    """The first text that a field of a kind has."""
    return next(iter(listed_of(fields, kind)), "")


def signed_of(fields: Fields) -> tuple[list[str], list[str]]:
    """The people and the organisations that the first field of authors names, as written."""
    for name in NAMES["authors"]:
        people: list[str] = []
        organisations: list[str] = []
        for one in _several(fields.get(name)):
            text = _person(one)
            # A number is the key of an author elsewhere, an address no name.
            if text and not text.isdigit() and not _ADDRESS.match(text):
                (organisations if _is_organisation(one) else people).append(text)
        if people or organisations:
            return people, organisations
    return [], []


def _person(value: object) -> str:
    for given, family in _PERSON:
        if (
            isinstance(value, dict)
            and isinstance(value.get(given), str)
            and isinstance(value.get(family), str)
        ):
            return f"{value[given]} {value[family]}".strip()
    return text_in(value)


def _is_organisation(value: object) -> bool:
    return isinstance(value, dict) and "Organization" in str(value.get("@type"))


def own_id_of(node: Fields, url: str) -> str:
    """What a list calls one of its objects: an id that is more than a number, else the address, else the number.

    Numbers may be those of the rows, which others get as soon as one is put above them.
    """
    found = list(filter(None, (text_in(node.get(name)) for name in _OWN_IDS)))
    return next((text for text in found if not text.isdigit()), "") or url or next(iter(found), "")


def publisher_of(fields: Fields) -> tuple[str, str]:
    """The publisher's name and its host, either empty where no field tells it; a host or an address is no name."""
    names = (found[0] for found in values_of(fields, "publisher"))
    hosts = (host for found in values_of(fields, "host") if (host := host_of(found[0])))
    return next((name for name in names if not host_of(name)), ""), next(hosts, "")


def host_of(text: str) -> str:
    """The host that a text is, or that the address which it is has, without www.; empty for any other text."""
    return match["host"].casefold() if (match := _HOST.fullmatch(text)) else ""


def body_of(fields: Fields) -> tuple[str, bool]:
    """The text of an article, plain or HTML, and whether it is Markdown."""
    found = _bodies(fields, "text")
    if not (first := next(found, "")):
        return next(_bodies(fields, "markdown"), ""), True
    if not _PARAGRAPHS.search(first):
        with_paragraphs = (
            text for text in found if _PARAGRAPHS.search(text) and not text.lstrip().startswith("<!")
        )
        first = next((text for text in with_paragraphs if len(text) >= SAME_TEXT_SHARE * len(first)), first)
    return _CUT.sub("", first) if first.endswith(" chars]") else first, False


def _bodies(fields: Fields, kind: str) -> Iterator[str]:
    found = (fields.get(name) for name in NAMES[kind])
    bodies = ("\n\n".join(_pieces(_one_form(value), 0)) for value in found if not _is_article(value))
    return filter(None, bodies)


def _is_article(value: object) -> bool:
    """Whether a value is an object with a title and a text of its own: what "article" and "story" may hold."""
    return isinstance(value, dict) and {"title", "text"} <= {kind_of(str(name)) for name in value}


def _one_form(value: object) -> object:
    """Of what a list holds in several forms (ninjs 2 and 3) the main one, with the most markup; else the value."""
    if not isinstance(value, list) or len(value) < 2:
        return value
    forms = [one for one in value if isinstance(one, dict) and (_typed(one) or _role(one))]
    if len(forms) < len(value) or len({(_typed(one), _role(one)) for one in forms}) < len(forms):
        return value
    main = [one for one in forms if "main" in _role(one) or "body" in _role(one)] or forms
    return max(main, key=lambda one: ("html" in f"{_typed(one)} {_role(one)}", "text" in _typed(one)))


def _role(value: dict[str, Any]) -> str:
    return text_in(value.get("role")).lower()


def _typed(value: dict[str, Any]) -> str:
    return text_in(value.get("contentType") or value.get("contenttype")).lower()


def _pieces(value: object, level: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif level < MAX_LEVELS and isinstance(value, list):
        for one in value:
            yield from _pieces(one, level + 1)
    elif level < MAX_LEVELS and isinstance(value, dict) and _is_piece(value):
        for name in _OBJECTS["pieces"]:
            inner = value.get(name)
            if isinstance(inner, list) and inner and all(map(_is_inline, inner)):
                yield from _pieces("".join(map(_inline_text, inner)), level + 1)
            else:
                yield from _pieces(inner, level + 1)


def _is_piece(value: dict[str, Any]) -> bool:
    """Whether an object is a part of an article's text: neither a picture nor an article of its own."""
    kinds = (_kind_of_piece(value, name) for name in ("type", "_type", "__typename", "kind"))
    return not any(kind in _OBJECTS["no_text"] or kind.startswith(_BESIDE) for kind in kinds) and not (
        value.get("title") or value.get("url")
    )


def _kind_of_piece(value: dict[str, Any], name: str) -> str:
    return str(value.get(name, "")).lower().replace("-", "_")


def _is_inline(value: object) -> bool:
    """Whether an object is words within a paragraph, as editors keep them: a run of letters, a link."""
    return (
        isinstance(value, dict) and str(value.get("type") or value.get("_type")).lower() in _OBJECTS["inline"]
    )


def _inline_text(value: dict[str, Any]) -> str:
    if isinstance(value.get("text"), str):
        return str(value["text"])
    inner = value.get("children") or value.get("content")
    return (
        "".join(_inline_text(one) for one in inner if isinstance(one, dict))
        if isinstance(inner, list)
        else ""
    )


def stated_date(text: str) -> str:
    """A date as `parse_date` takes it: seconds since 1970 and compact forms in ISO 8601, others as they are."""
    text = ascii_digits(text)
    if match := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zulu = match.groups()
        return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zulu or ''}" if hour else "")
    return text


def _several(value: object) -> Iterator[object]:
    """The values of a list, of which one stands for a list of one; "by" and "name" may hold one, too."""
    if isinstance(value, dict):
        value = next((value[name] for name in ("by", "name") if isinstance(value.get(name), list)), [value])
        yield from value
    elif isinstance(value, list):
        for one in value:
            yield from _several(one) if isinstance(one, dict) else [one]
    else:
        yield value


def text_in(value: object, names: Iterable[str] = tuple(_OBJECTS["single"])) -> str:
    """The text of a value: of a list the first's, of an object that of the first of `names` that has one."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = next((value[name] for name in names if isinstance(value.get(name), (str, int))), "")
    return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
