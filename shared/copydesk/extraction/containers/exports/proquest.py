"""ProQuest, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.containers.exports.rows import in_order, rows_of, running_text
from copydesk.extraction.containers.item import Item

MARK = re.compile(r"^Document \d+ of \d+\s*$|^ProQuest document ID\s*:", re.MULTILINE)

_DIVISION = re.compile(r"^_{20,}\s*$(?:\s*^Report Information from ProQuest\s*$[^_]{0,400})?", re.MULTILINE)
_NUMBER = re.compile(r"Document \d+ of \d+")
_FULL_TEXT = "full text"
_LABEL = re.compile(
    r"(author|publication (?:info|title|year|date|subject)|abstract|full text|credit|subject|location|people"
    r"|company / organization|title|alternate title|pages|first page|section|dateline|column|edition|publisher"
    r"|(?:place|country|language) of publication|issn|source(?: type)?|document (?:type|feature|url)"
    r"|proquest document id|copyright|last updated|database|links|identifier / keyword|number of pages|volume|issue"
    r"|year|caption|illustration)\s?:\s*(.*)$",
    re.IGNORECASE,
)


def items(text: str) -> Iterator[Item]:
    """The documents of an export."""
    for document in _DIVISION.split(text):
        rows = rows_of(document)
        if any(match[1].lower() == _FULL_TEXT for row in rows if (match := _LABEL.match(row))):
            yield _item([row for row in rows if not _NUMBER.fullmatch(row)])


def _item(rows: list[str]) -> Item:
    said: dict[str, str] = {}
    body: list[str] = []
    label = ""
    for row in rows:
        match = _LABEL.match(row)
        label = match[1].lower() if match else label
        if match and label != _FULL_TEXT:
            said.setdefault(label, match[2])
        elif label == _FULL_TEXT:
            body.append(match[2] if match else row)
    outlet = said.get("publication title") or said.get("publication info", "")
    return Item(
        method="proquest",
        text=running_text(body),
        title=said.get("title") or next(filter(None, rows), ""),
        authors=[in_order(name) for name in said.get("author", "").split(";") if name.strip()],
        published=said.get("publication date", ""),
        publisher=outlet.partition(";")[0].strip(),
        url=said.get("document url", ""),
        own_id=said.get("proquest document id") or said.get("document url", ""),
        topics=[one.strip() for one in said.get("subject", "").split(";") if one.strip()],
        regions=[one.strip() for one in said.get("location", "").split(";") if one.strip()],
    )
