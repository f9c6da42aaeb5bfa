"""What news agencies send as text: IPTC 7901 (https://iptc.org/std/IPTC7901/), messages between control characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.containers.item import Item

# A header that begins with source and number, the text, and the day, hour, minute, month and year of the sending.
_MESSAGE = re.compile(
    r"\x01\s*([A-Za-z]{2,5}\s?\d{3,5})\b[^\x01-\x03]{0,200}\x02([^\x01-\x03]*)\x03[^\x01\x02\d]{0,20}"
    r"(?:(\d\d)(\d\d)(\d\d)\s+(?:[A-Z]{3,4}\s+)?([^\W\d]{3,9})\.?\s+(\d\d))?"
)
# How some agencies end a headline: "Vote on the wheel =".
_HEADLINE_END = re.compile(r"[ \t]=[ \t\r]*$", re.MULTILINE)


def message_items(text: str) -> Iterator[Item] | None:
    """The messages of a text in order; None where it holds none."""
    if not _MESSAGE.search(text):
        return None
    return map(_item, _MESSAGE.finditer(text))


def _item(message: re.Match[str]) -> Item:
    number, body, day, hour, minute, month, year = message.groups()
    return Item(
        method="iptc7901",
        own_id=f"{number} {day} {month} {year}" if day else number,
        text=_HEADLINE_END.sub("\n", body),
        markdown=True,
        published=f"{day} {month} 20{year} {hour}:{minute}" if day else "",
    )
