"""Tables of articles: CSV, TSV and workbooks with a row of names above them, an article in each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.containers.columns import field_of, is_head, named, rows_of, without_directive
from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.json_articles import item_of
from copydesk.extraction.containers.office import sheets
from copydesk.outcome import RejectionReason

# Characters of one field.
MAX_FIELD = 5_000_000
# Rows of a sheet in which that of the names is looked for: titles and remarks stand above it.
MAX_ROWS_ABOVE = 20


def table_items(text: str, separator: str, columns: Columns = NO_COLUMNS) -> Iterator[Item | RejectionReason]:
    """The article of each row that holds something, or why it has none; `separator` parts the columns."""
    csv.field_size_limit(MAX_FIELD)
    rows = rows_of(without_directive(text).lstrip("\ufeff"), separator)
    names = named(next(rows), columns)
    try:
        yield from _row_items(names, rows)
    except csv.Error:
        yield RejectionReason.TOO_LARGE  # a field that is never closed takes in what follows


def workbook_items(data: bytes, columns: Columns = NO_COLUMNS) -> Iterator[Item | RejectionReason]:
    """The article of each row of a workbook's sheets, below the rows that name columns.

    Raises:
        TooLargeError: it unpacks to more than `MAX_UNPACKED` bytes.
        ValueError: it is damaged, or encrypted.
    """
    for rows in sheets(data):
        above = (named(row, columns) for row in islice(rows, MAX_ROWS_ABOVE))
        names = next((row for row in above if is_head(row)), None)
        if names is not None:
            yield from _row_items(names, rows)


def _row_items(names: list[str], rows: Iterator[list[str]]) -> Iterator[Item | RejectionReason]:
    fields = [field_of(name) or name for name in names]
    for row in rows:
        if any(map(str.strip, row)):
            item = item_of(dict(zip(fields, row, strict=False)))
            yield replace(item, method="table") if item else RejectionReason.NO_ARTICLE
