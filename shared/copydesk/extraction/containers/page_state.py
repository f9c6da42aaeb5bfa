"""What a page holds as JSON for its scripts: data blocks, variables, attributes, in the forms of several frameworks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from copydesk.lenient_json import DECODER

# Characters of one script that are read, and places of a page at which data is tried.
MAX_SCRIPT = 8_000_000
MAX_TRIES = 60
# Characters of an attribute, or of a text within data, that may hold an article as JSON; levels of references.
MIN_JSON = 200
MAX_REFERENCES = 12

_SCRIPT = re.compile(r"<script\b([^>]{0,500})>\s*(.*?)\s*</script>", re.IGNORECASE | re.DOTALL)
_DATA_BLOCK = re.compile(r"application/(?:[\w.]+\+)?json|__next_data__", re.IGNORECASE)
_LINKED_DATA = re.compile(r"application/ld\+json", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\s(?:data-[\w-]{1,60}|props|:?[\w-]{0,40}state)=(?:\"([^\"<>]+)\"|'([^'<>]+)')", re.IGNORECASE
)
# Where a script has an object, an array, or a text of either: assigned, or handed to a function.
_PLACE = re.compile(
    r"(?:=|\(|,)\s*(?:JSON\.parse\(\s*)?(?=\{\s*\"|\[\s*[\[{\d\"]|[\"']\s*[\[{]|[\"'][0-9a-f]{1,3}:)"
)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
# What JavaScript has, and JSON has not.
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|void 0)(?=\s*[,}\]])")
_DATE = re.compile(r"new Date\((\"[^\"]{0,60}\")\)")
_ESCAPES = re.compile(r"\\x([0-9a-fA-F]{2})|\\'|(?<!\\)((?:\\\\)*)\"")
# A row of what React sends to pages: a number, and a value.
_FLIGHT_ROW = re.compile(r"^[0-9a-f]{1,4}:(?=[\[{])", re.MULTILINE)
_REACTIVE = frozenset(
    {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Date"}
)


def state_values(markup: str) -> Iterator[object]:
    """The values of JSON that a page's scripts would show, references within them followed."""
    for found in _found(markup):
        value = _rows_of(found) if isinstance(found, list) and _is_devalued(found) else found
        yield _referred(value, value, 0) if isinstance(value, dict) and "ROOT_QUERY" in value else value


def _found(markup: str) -> Iterator[object]:
    flight: list[str] = []
    for attributes, script in _SCRIPT.findall(markup):
        if len(script) > MAX_SCRIPT or _LINKED_DATA.search(attributes):  # the page's own reader has that
            continue
        if _DATA_BLOCK.search(attributes):
            yield from _parsed(script.removeprefix("<!--").removesuffix("-->"))
        else:
            for value in _in_script(script):
                if isinstance(value, str):
                    flight.append(value)
                else:
                    yield value
    rows = "".join(flight)
    for row in list(_FLIGHT_ROW.finditer(rows))[:MAX_TRIES]:
        yield from _parsed(rows[row.end() :], whole=False)
    is_island = "<astro-island" in markup
    for double, single in _ATTRIBUTE.findall(markup)[:MAX_TRIES]:
        text = unescape(double or single).strip()
        if len(text) >= MIN_JSON and text.startswith(("{", "[")):
            for value in _parsed(text):
                yield _unwrapped(value) if is_island else value


def _unwrapped(value: object) -> object:
    """A value of Astro's, each part of which stands behind a number for its kind."""
    if isinstance(value, dict):
        return {name: _unwrapped(one) for name, one in value.items()}
    if isinstance(value, list) and len(value) == 2 and value[0] in (0, 1):
        return _unwrapped(value[1])
    return [_unwrapped(one) for one in value] if isinstance(value, list) else value


def _in_script(script: str) -> Iterator[object]:
    """The values in a script, and as a text what it hands to React piece by piece."""
    if "undefined" in script or "void 0" in script:
        script = _UNDEFINED.sub("null", script)
    script = _DATE.sub(r"\1", script) if "new Date(" in script else script
    position = 0
    for _ in range(MAX_TRIES):
        place = _PLACE.search(script, position)
        if place is None:
            return
        position = place.end()
        if string := _STRING.match(script, position):
            position = string.end()
            text = _text_of(string)
            if text.lstrip().startswith(("{", "[")):
                yield from _parsed(text)
            elif text:
                yield text
            continue
        try:
            value, position = DECODER.raw_decode(script, position)
        except (ValueError, RecursionError):
            continue
        # __next_f.push([1, "..."])
        is_piece = isinstance(value, list) and len(value) == 2 and isinstance(value[1], str)
        yield value[1] if is_piece else value


def _text_of(string: re.Match[str]) -> str:
    """What a literal of JavaScript says."""
    body = string[1]
    if body is None:
        body = _ESCAPES.sub(
            lambda one: f"\\u00{one[1]}" if one[1] else "'" if one[0] == "\\'" else f'{one[2]}\\"', string[2]
        )
    try:
        return str(json.loads(f'"{body}"', strict=False))
    except ValueError:
        return ""


def _parsed(text: str, *, whole: bool = True) -> Iterator[object]:
    try:
        yield DECODER.decode(text) if whole else DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return


def _is_devalued(value: list[Any]) -> bool:
    """Whether a list is a value whose parts are numbers of its rows (https://github.com/Rich-Harris/devalue)."""
    first = value[0] if len(value) > 2 else None
    if isinstance(first, list):
        return len(first) == 2 and first[0] in _REACTIVE
    return isinstance(first, dict) and bool(first) and all(isinstance(one, int) for one in first.values())


def _rows_of(rows: list[Any]) -> object:
    """The value that rows make together; each is made once, and one within itself is none."""
    made: dict[int, object] = {}

    def row(number: object, level: int) -> object:
        if not isinstance(number, int) or not 0 <= number < len(rows) or level > MAX_REFERENCES:
            return None
        if number not in made:
            made[number] = None
            made[number] = built(rows[number], level + 1)
        return made[number]

    def built(value: object, level: int) -> object:
        if isinstance(value, dict):
            return {name: row(one, level) for name, one in value.items()}
        if isinstance(value, list):
            if value and isinstance(value[0], str):
                return row(value[1], level) if value[0] in _REACTIVE and len(value) > 1 else None
            return [row(one, level) for one in value]
        return value

    return row(0, 0)


def _referred(value: object, store: dict[str, Any], level: int) -> object:
    """A value of Apollo's store in which objects stand for the names of others."""
    if level > MAX_REFERENCES // 2:
        return None
    if isinstance(value, list):
        return [_referred(one, store, level + 1) for one in value]
    if isinstance(value, dict):
        name = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        if isinstance(name, str) and name in store:
            return _referred(store[name], store, level + 1)
        return {key: _referred(one, store, level + 1) for key, one in value.items()}
    return value
