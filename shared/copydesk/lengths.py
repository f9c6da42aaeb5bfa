"""How long the fields of an article may be: a record has to fit an item of a database, whatever page it came from.

Lengths are bytes of UTF-8, for those are what DynamoDB counts: 409,600 to an item, of which the text may have
300,000 (`storage/articles.py`) and longer ones lie apart. All others together stay under 100,000.
Values that are still good when cut are cut; a cut address leads nowhere, so a longer one is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

from copydesk.unicode import encodable, nfc, without_unseen

# Headlines have under 300 characters.
MAX_TITLE = 1000
# Names of people, outlets, places and topics.
MAX_NAME = 200
# Addresses; browsers and crawlers take about 2,000.
MAX_URL = 2000
# Descriptions have under 500 characters.
MAX_EXCERPT = 2000
# What a field was read from: characters, and bytes where they take more than one each.
MAX_RAW = 300
MAX_RAW_BYTES = 900
# Different values of one field that are shown beside it, and bytes of each.
MAX_OTHERS = 5
MAX_OTHER = 300
# Values of one field, and bytes of them all together: a story has some ten topics, a live blog twenty authors.
MAX_VALUES = 50
MAX_LIST = 6000
MAX_IMAGES = 20
MAX_IMAGE_LIST = 12_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Value = TypeVar("Value")


def cut(text: str, most: int) -> str:
    """The beginning of a text that has at most so many bytes of UTF-8, no character divided."""
    if len(text) * 4 <= most:
        return text
    encoded = text[:most].encode()
    return text[:most] if len(encoded) <= most else encoded[:most].decode("utf-8", "ignore").rstrip()


def _line(most: int) -> Callable[[Any], Any]:
    """One line of at most so many bytes."""

    def shorten(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = without_unseen(encodable(value[: 10 * most]))
        return cut(nfc(" ".join(_CONTROL.sub(" ", text).split())), most)

    return shorten


def _raw(value: Any) -> Any:
    return cut(encodable(value[:MAX_RAW]), MAX_RAW_BYTES) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return nfc(without_unseen(encodable(value))) if isinstance(value, str) else value


def _address(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = encodable(value.strip()) if len(value) <= 2 * MAX_URL else ""
    return value if value and len(value.encode()) <= MAX_URL else None


def _several(most: int, together: int, shorten: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """At most so many different values, each shortened, of at most so many bytes together."""

    def fit(values: Any) -> Any:
        if not isinstance(values, (list, tuple)):
            return values
        kept: dict[str, None] = {}
        room = together
        for value in values:
            short = shorten(value)
            if short is not None and not isinstance(short, str):
                return values  # for the type to refuse
            if not short or short in kept:
                continue
            room -= len(short.encode())
            if len(kept) == most or room < 0:
                break
            kept[short] = None
        return tuple(kept)

    return fit


Title = Annotated[str, BeforeValidator(_line(MAX_TITLE))]
Name = Annotated[str, BeforeValidator(_line(MAX_NAME))]
Excerpt = Annotated[str, BeforeValidator(_line(MAX_EXCERPT))]
Text = Annotated[str, BeforeValidator(_text)]
Raw = Annotated[str, BeforeValidator(_raw)]
Url = Annotated[str | None, BeforeValidator(_address)]
Names = Annotated[tuple[str, ...], BeforeValidator(_several(MAX_VALUES, MAX_LIST, _line(MAX_NAME)))]
Images = Annotated[tuple[str, ...], BeforeValidator(_several(MAX_IMAGES, MAX_IMAGE_LIST, _address))]
Others = Annotated[
    tuple[str, ...], BeforeValidator(_several(MAX_OTHERS, MAX_OTHERS * MAX_OTHER, _line(MAX_OTHER)))
]
