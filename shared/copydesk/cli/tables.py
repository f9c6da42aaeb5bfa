"""Records as tables for people, and as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk.article import Publisher
from copydesk.client import Results

# Columns of a table that goes to a file: titles fit.
FILE_COLUMNS = 200

# The heading of each column of a table, and what of a record stands under it.
Columns = dict[str, Callable[[Any], object]]


def show_one(record: BaseModel, *, as_json: bool) -> None:
    """Print one record: its fields that have a value, or all of them as JSON."""
    fields = record.model_dump(mode="json")
    if as_json:
        print_json(fields)
        return
    table = Table(show_header=False, box=None)
    for name, value in fields.items():
        if value not in (None, [], {}):
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            table.add_row(name, Text(shown))
    _console().print(table)


def show_many(results: Results[Any], columns: Columns, limit: int, *, as_json: bool) -> None:
    """Print up to `limit` records, and the cursor to go on from."""
    records = list(islice(results, limit))
    if as_json:
        items = [record.model_dump(mode="json") for record in records]
        print_json({"items": items, "cursor": results.cursor})
        return
    show_table(records, columns)
    if len(records) == limit:
        print(f"for more: --cursor {results.cursor}", file=sys.stderr)


def show_table(records: Iterable[BaseModel], columns: Columns) -> None:
    """Print records as a table."""
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="ellipsis" if name in {"title", "url", "object"} else "fold")
    for record in records:
        table.add_row(*(Text(str(read(record) or "-")) for read in columns.values()))
    _console().print(table)


def print_json(fields: dict[str, Any]) -> None:
    """Print fields for programs."""
    json.dump(fields, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=FILE_COLUMNS)


def _label(publisher: Publisher | None) -> str | None:
    return publisher.label if publisher else None


ARTICLE_COLUMNS: Columns = {
    "published": lambda one: one.published_at,
    "publisher": lambda one: _label(one.publisher),
    "title": lambda one: one.title,
    "article": lambda one: one.article_id,
}
INGESTED_COLUMNS: Columns = {"listed": lambda one: f"{one.listed_at:%Y-%m-%d %H:%M:%S}", **ARTICLE_COLUMNS}
REPUBLICATION_COLUMNS: Columns = {
    "credits": lambda one: one.credit and one.credit.name,
    **ARTICLE_COLUMNS,
}
COPY_COLUMNS: Columns = {
    **ARTICLE_COLUMNS,
    "relation": lambda one: one.match and one.match.relation,
    "containment": lambda one: one.match and f"{one.match.containment:.2f}",
}
FEED_COLUMNS: Columns = {
    "published": lambda one: one.canonical.published_at,
    "publisher": lambda one: _label(one.canonical.publisher),
    "title": lambda one: one.canonical.title,
    "copies": lambda one: one.size,
    "cluster": lambda one: one.cluster_id,
}
OUTCOME_COLUMNS: Columns = {
    "outcome": lambda one: one.verdict,
    "updated": lambda one: f"{one.updated_at:%Y-%m-%d %H:%M:%S}",
    "object": lambda one: one.key,
}
