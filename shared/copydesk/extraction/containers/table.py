"""Tables of articles: CSV and TSV with a row of names above them, an article in each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

from copydesk.extraction.containers.columns import field_of, rows_of
from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.json_articles import item_of
from copydesk.outcome import RejectionReason

# Characters of one field.
MAX_FIELD = 5_000_000


def table_items(text: str, separator: str) -> Iterator[Item | RejectionReason]:
    """The article of each row that holds something, or why it has none; `separator` parts the columns."""
    csv.field_size_limit(MAX_FIELD)
    rows = rows_of(text.lstrip("\ufeff"), separator)
    names = [field_of(name) or name for name in next(rows)]
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
