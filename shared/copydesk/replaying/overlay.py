"""What would be written, on the disk of whoever plans: items by table and key, over those that a stack has."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator
from threading import RLock
from typing import Any, NamedTuple

Item = dict[str, Any]

_SCHEMA = """
CREATE TABLE item (
    "table" TEXT, partition BLOB, sort BLOB, before TEXT, after TEXT,
    PRIMARY KEY ("table", partition, sort)
) WITHOUT ROWID;
CREATE TABLE text (address TEXT PRIMARY KEY, text TEXT);
CREATE TABLE note (subject TEXT, said TEXT, PRIMARY KEY (subject, said)) WITHOUT ROWID;
"""


class Key(NamedTuple):
    """Where an item lies. As bytes, keys of one partition sort as DynamoDB sorts them."""

    table: str
    partition: bytes
    sort: bytes


class Written(NamedTuple):
    """An item that would be written, or deleted."""

    key: Key
    before: Item | None
    """As the stack has it."""
    after: Item | None
    """None where it would be gone."""


class Overlay:
    """Items, and texts beside them, in a file without a name that goes with the process. Safe under threads."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} BEGIN;")

    def get(self, key: Key) -> Written | None:
        """What would be written at a key; None where that is nothing."""
        rows = self._rows('"table" = ? AND partition = ? AND sort = ?', *key)
        return rows[0] if rows else None

    def put(self, key: Key, before: Item | None, after: Item | None) -> None:
        """Write an item, or, with None, delete it. What the stack has counts the first time alone."""
        with self._lock:
            self._database.execute(
                "INSERT INTO item VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET after = excluded.after",
                (*key, _stored(before), _stored(after)),
            )

    def partition(self, table: str, partition: bytes) -> list[Written]:
        """All that would be written in a partition, in the order of its keys."""
        return self._rows('"table" = ? AND partition = ?', table, partition)

    def with_sort(self, table: str, sort: bytes) -> Iterator[Written]:
        """All that would be written in a table under one sort key, in the order of partitions."""
        last = b""
        while True:
            rows = self._rows('"table" = ? AND partition > ? AND sort = ?', table, last, sort, limit=1_000)
            yield from rows
            if not rows:
                return
            last = rows[-1].key.partition

    def text(self, address: str) -> str | None:
        """A text that would be written, by its address; None of one that would not."""
        with self._lock:
            row = self._database.execute("SELECT text FROM text WHERE address = ?", (address,)).fetchone()
        return None if row is None else row[0]

    def put_text(self, address: str, text: str) -> None:
        """Write a text."""
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO text VALUES (?, ?)", (address, text))

    def note(self, subject: str, said: Iterable[str]) -> None:
        """Keep what is said of something, each once."""
        with self._lock:
            self._database.executemany(
                "INSERT OR IGNORE INTO note VALUES (?, ?)", [(subject, one) for one in said]
            )

    def noted(self, subject: str) -> list[str]:
        """What was said of it, sorted."""
        with self._lock:
            rows = self._database.execute("SELECT said FROM note WHERE subject = ? ORDER BY said", (subject,))
            return [said for (said,) in rows]

    def close(self) -> None:
        """Let go of it all."""
        self._database.close()

    def _rows(self, condition: str, *values: object, limit: int = -1) -> list[Written]:
        query = f"SELECT * FROM item WHERE {condition} ORDER BY partition, sort LIMIT {limit}"  # noqa: S608 - our own
        with self._lock:
            rows = self._database.execute(query, values).fetchall()
        return [
            Written(Key(table, partition, sort), _loaded(before), _loaded(after))
            for table, partition, sort, before, after in rows
        ]


def _stored(item: Item | None) -> str | None:
    return None if item is None else json.dumps(item, default=lambda data: base64.b64encode(data).decode())


def _loaded(text: str | None) -> Item | None:
    return None if text is None else json.loads(text, object_hook=_with_bytes)


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    # A map's attributes are maps themselves: only a value of bytes has text under this name.
    binary = value.get("B")
    return {"B": base64.b64decode(binary)} if isinstance(binary, str) else value
