"""RIS, the records of reference managers: a tag of two characters on each row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from copydesk.extraction.containers.exports.rows import in_order
from copydesk.extraction.containers.item import Item

MARK = re.compile(r"\A\s*TY  - ")

_ROW = re.compile(r"^([A-Z][A-Z0-9])  - ?(.*)$")
_ACCESSION = re.compile(r"\bAccession Number: ([\w.-]{4,60})", re.IGNORECASE)
# Tags by what they hold, those that say it best first.
_TAGS = {
    "title": ("TI", "T1"), "authors": ("AU", "A1"), "date": ("DA", "Y1", "PY"), "publisher": ("T2", "JO", "JF", "PB"),
    "url": ("UR",), "text": ("N1", "AB", "N2"), "topics": ("KW",), "language": ("LA",),
}  # fmt: skip


def items(text: str) -> Iterator[Item]:
    """The records of a file."""
    record: defaultdict[str, list[str]] = defaultdict(list)
    tag = ""
    for row in text.split("\n"):
        match = _ROW.match(row.rstrip())
        tag = match[1] if match else tag
        if tag == "ER":
            if record:
                yield _item(record)
            record, tag = defaultdict(list), ""
        elif match:
            record[tag].append(match[2].strip())
        elif tag and row.strip():
            record[tag][-1] += f"\n\n{row.strip()}"
    if record:
        yield _item(record)


def _item(record: defaultdict[str, list[str]]) -> Item:
    def values(kind: str) -> list[str]:
        return next((record[tag] for tag in _TAGS[kind] if record.get(tag)), [])

    def value(kind: str) -> str:
        return next(iter(values(kind)), "")

    def first(tag: str) -> str:
        return next(iter(record.get(tag, ())), "")

    return Item(
        method="ris",
        own_id=next(
            filter(None, (*map(first, ("AN", "ID")), _accession(record), *map(first, ("UR", "DO")))), ""
        ),
        text=max((value for tag in _TAGS["text"] for value in record.get(tag, ())), key=len, default=""),
        title=value("title"),
        authors=[in_order(name) for name in values("authors")],
        published=value("date").strip("/"),
        publisher=value("publisher"),
        url=value("url"),
        language=value("language"),
        topics=values("topics"),
    )


def _accession(record: defaultdict[str, list[str]]) -> str:
    """The number that a database gives a document, where it stands among its notes."""
    return next((found[1] for note in record.get("N1", ()) if (found := _ACCESSION.search(note))), "")
