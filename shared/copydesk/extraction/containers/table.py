"""Tables of articles: CSV and TSV with a row of names above them, an article in each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.json_articles import item_of
from copydesk.extraction.containers.json_fields import MAX_TEXT_FIELD, kind_of
from copydesk.extraction.phrases import every, fold
from copydesk.outcome import RejectionReason

SEPARATORS = ",\t;|"
# Characters of the row of names.
MAX_HEADER = 5000
MAX_NAME = 60
# Columns that are recognised of a table of articles: its text and one more.
MIN_KNOWN = 2

# What a column of each kind is called in the object that a row becomes; a name that means two is the first.
_FIELDS = {
    "text": "text", "title": "title", "author": "author", "date": "date", "modified": "modified",
    "publisher": "publisher", "source": "source", "topic": "section", "tag": "tags", "region": "region",
    "image": "image",
}  # fmt: skip


def separator_of(text: str) -> str | None:
    """What parts the columns of a table of articles; None where a text is no such table."""
    header, _, rest = text[:MAX_HEADER].lstrip("\ufeff").partition("\n")
    for separator in SEPARATORS if rest.strip() else ():
        names, first = _row(header, separator), _row(rest, separator)
        kinds = {_field(name) for name in names} - {None}
        known = "text" in kinds and len(kinds) >= MIN_KNOWN and max(map(len, names)) <= MAX_NAME
        if known and (len(first) == len(names) or len(rest) + len(header) + 1 >= MAX_HEADER):
            return separator
    return None


def _row(text: str, separator: str) -> list[str]:
    """The first row of a text; none where it has no readable one."""
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:
        return []


def table_items(text: str, separator: str) -> Iterator[Item | RejectionReason]:
    """The article of each row that holds something, or why it has none."""
    csv.field_size_limit(MAX_TEXT_FIELD)
    rows = csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), delimiter=separator)
    names = [_field(name) or name for name in next(rows)]
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            yield RejectionReason.TOO_LARGE  # a field that is never closed takes in what follows
            return
        if row is None:
            return
        if any(map(str.strip, row)):
            item = item_of(dict(zip(names, row, strict=False)))
            yield replace(item, method="table") if item else RejectionReason.NO_ARTICLE


def _field(name: str) -> str | None:
    """The field of an object that a column of this name fills; None for a name that nobody knows."""
    known = kind_of(name)
    return (name if known != "text" else "text") if known else _named().get(fold(name.strip(" :*")))


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    return {phrase: field for kind, field in reversed(_FIELDS.items()) for phrase in every(f"{kind}_labels")}
