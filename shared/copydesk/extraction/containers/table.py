"""Tables of articles: CSV, TSV and workbooks with a row of names above them, an article in each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.containers.columns import (
    fields_of,
    is_head,
    named,
    rows_of,
    with_text,
    without_directive,
)
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
        first = next(rows, [])
        yield from _row_items(with_text(names, first), chain([first], rows))
    except csv.Error:
        yield RejectionReason.TOO_LARGE  # a field that is never closed takes in what follows


def workbook_items(data: bytes, columns: Columns = NO_COLUMNS) -> Iterator[Item | RejectionReason]:
    """The article of each row of a workbook's sheets, below the rows that name columns.

    Raises:
        TooLargeError: it unpacks to more than `MAX_UNPACKED` bytes.
        ValueError: it is damaged, or encrypted.
    """
    for rows in sheets(data):
        begin = [named(row, columns) for row in islice(rows, MAX_ROWS_ABOVE + 1)]
        # Below each, what may be its first row.
        heads = [with_text(row, below) for row, below in zip(begin, [*begin[1:], []], strict=True)]
        at = next((number for number, names in enumerate(heads) if names and is_head(names)), None)
        if at is not None and at < MAX_ROWS_ABOVE:
            yield from _row_items(heads[at], chain(begin[at + 1 :], rows))


def _row_items(names: list[str], rows: Iterator[list[str]]) -> Iterator[Item | RejectionReason]:
    fields = fields_of(names)
    for row in rows:
        if any(map(str.strip, row)):
            item = item_of(dict(zip(fields, row, strict=False)))
            yield replace(item, method="table") if item else RejectionReason.NO_ARTICLE
