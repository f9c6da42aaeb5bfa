"""The tables of an export in SQLite's words."""

from __future__ import annotations

from copydesk.export.tables import TABLES, Column, Kind, Table

_TYPES = {Kind.INTEGER: "INTEGER", Kind.BOOLEAN: "INTEGER", Kind.REAL: "REAL"}
_KEYS = {table.name: table.key[0] for table in TABLES}


def create(table: Table) -> str:
    """The statement that makes a table, unless it is there."""
    columns = [_column(column) for column in table.columns]
    columns.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(columns)}) STRICT"


def upsert(table: Table, source: str) -> str:
    """The statement that puts rows, each in the place of one with its key.

    Args:
        table: where to.
        source: the rows, as `VALUES ...` or `SELECT ...`.
    """
    others = [name for name in table.names if name not in table.key]
    sets = ", ".join(f"{name} = excluded.{name}" for name in others)
    return (
        f"INSERT INTO main.{table.name} ({', '.join(table.names)}) {source} "
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {sets}"
    )


def _column(column: Column) -> str:
    words = [column.name, _TYPES.get(column.kind, "TEXT")]
    if column.required:
        words.append("NOT NULL")
    if column.refers:
        # No copy waits for its article: both are put in any order, and whoever asks for it checks at the end.
        # Datasette wants the column named.
        words.append(f"REFERENCES {column.refers} ({_KEYS[column.refers]}) DEFERRABLE INITIALLY DEFERRED")
    return " ".join(words)
