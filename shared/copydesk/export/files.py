"""Tables to Parquet, CSV and JSON lines: a file for each table, written row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from copydesk.export.tables import Cell, Kind, Row, Table

# Bytes of text, and rows, that are held before they are written as one row group of Parquet.
GROUP_BYTES = 16_000_000
GROUP_ROWS = 10_000

Writer = Callable[[Path, Table, Iterable[Row]], None]


def write_csv(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write RFC 4180 in UTF-8, with a line of names. Cells are as they are, whatever a spreadsheet makes of them."""
    booleans = {place for place, column in enumerate(table.columns) if column.kind is Kind.BOOLEAN}
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(table.names)
        for row in rows:
            if booleans:
                lines.writerow(_word(cell) if place in booleans else cell for place, cell in enumerate(row))
            else:
                lines.writerow(row)


def write_jsonl(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write a JSON object a line; lists and objects are JSON's own."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(_fields(table, row), ensure_ascii=False) + "\n")


def write_parquet(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write Parquet, compressed by Zstandard, in row groups of bounded size. Needs pyarrow."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        Kind.TEXT: pa.string(),
        Kind.JSON: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.REAL: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.TIME: pa.timestamp("us", tz="UTC"),
        Kind.TEXTS: pa.list_(pa.string()),
    }
    schema = pa.schema(
        [
            pa.field(column.name, types[column.kind], not column.required, {"meaning": column.meaning})
            for column in table.columns
        ],
        {"table": table.meaning},
    )
    with parquet.ParquetWriter(path, schema, compression="zstd") as out:
        for group in _groups(rows):
            columns = [
                pa.array([_typed(column.kind, row[place]) for row in group], types[column.kind])
                for place, column in enumerate(table.columns)
            ]
            out.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=GROUP_ROWS)


WRITERS: dict[str, Writer] = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, str))
        if size >= GROUP_BYTES or len(group) == GROUP_ROWS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _typed(kind: Kind, cell: Cell) -> Any:
    if cell is None:
        return None
    match kind:
        case Kind.BOOLEAN:
            return bool(cell)
        case Kind.DAY:
            return date.fromisoformat(str(cell))
        case Kind.TIME:
            return datetime.fromisoformat(str(cell))
        case Kind.TEXTS:
            return json.loads(str(cell))
        case _:
            return cell


def _fields(table: Table, row: Row) -> dict[str, Any]:
    return {column.name: _plain(column.kind, cell) for column, cell in zip(table.columns, row, strict=True)}


def _plain(kind: Kind, cell: Cell) -> Any:
    if cell is None:
        return None
    if kind is Kind.BOOLEAN:
        return bool(cell)
    return json.loads(str(cell)) if kind in {Kind.TEXTS, Kind.JSON} else cell


def _word(cell: Cell) -> Cell:
    return cell if cell is None else ("false", "true")[int(cell)]
