"""ProQuest, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.containers.exports.rows import (
    in_order,
    kinds_of,
    label_pattern,
    rows_of,
    running_text,
)
from copydesk.extraction.containers.item import Item
from copydesk.extraction.phrases import table

MARK = re.compile(
    r"^Document \d+ of \d+[ \t\r]*$|^[^\n:]{0,20}ProQuest[^\n:]{0,20}:[ \t]*\d{4,}[ \t\r]*$", re.MULTILINE
)

_DIVISION = re.compile(r"^_{20,}\s*$(?:\s*^Report Information from ProQuest\s*$[^_]{0,400})?", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t\xa0]*Document \d+ (?:of|de|von|di|van) \d+[ \t\r]*$", re.MULTILINE)
_KINDS = kinds_of(table("exports")["proquest"])
_LABEL = re.compile(label_pattern(_KINDS), re.IGNORECASE)
_PICTURES = frozenset(table("exports")["pictures"]["names"])
# Behind the title of a newspaper's article: ": [Final Edition]".
_EDITION = re.compile(r":? ?\[[^\[\]]{0,40}\b(?:edition|edición|édition)\b[^\[\]]{0,20}\]$", re.IGNORECASE)


def items(text: str) -> Iterator[Item]:
    """The documents of an export."""
    for document in (_DIVISION if _DIVISION.search(text) else _NUMBER).split(text):
        rows = rows_of(document)
        if any(_KINDS[match[1].lower()] == "text" for row in rows if (match := _LABEL.match(row))):
            yield _item([row for row in rows if not _NUMBER.fullmatch(row)])


def _item(rows: list[str]) -> Item:
    said: dict[str, str] = {}
    body: list[str] = []
    kind = ""
    for row in rows:
        match = _LABEL.match(row)
        if kind == "text" and row.casefold() in _PICTURES:
            kind = "others"
        kind = _KINDS[match[1].lower()] if match else kind
        if match and kind != "text":
            said.setdefault(kind, match[2])
        elif kind == "text":
            body.append(match[2] if match else row)

    def several(name: str) -> list[str]:
        return [one.strip() for one in said.get(name, "").split(";") if one.strip()]

    return Item(
        method="proquest",
        text=running_text(body),
        title=_EDITION.sub("", said.get("title") or next(filter(None, rows), "")),
        authors=list(map(in_order, several("author"))),
        published=said.get("date", ""),
        publisher=(said.get("outlet") or said.get("info", "")).partition(";")[0].strip(),
        url=said.get("url", ""),
        own_id=said.get("id") or said.get("url", ""),
        topics=[*several("section"), *several("topics")],
        regions=several("regions"),
    )
