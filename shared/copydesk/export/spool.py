"""The rows of an export while they are gathered: a SQLite file, in which rows and the place reached are one commit.

So a run that was ended goes on where it was, and comes to the rows of one run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copydesk.export import ddl
from copydesk.export.tables import ARTICLES, CLUSTERS, COPIES, REMOVED, TABLES, Row, Table

# Kinds of `removed`.
ARTICLE, CLUSTER = "article", "cluster"

# How long a file is waited for that another run has.
BUSY_SECONDS = 1.0

# Rows that are read from the file at once: an article has some 5 KB, and at most some 400.
ROWS_AT_ONCE = 100


class NoSpool(Exception):
    """A file cannot be gathered in: it is something else, or another run is at work on it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of each table, and the place that they lead up to: what a run that goes on is given."""

    place: Any
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)


class Spool:
    """Gathers pages.

    Raises:
        NoSpool: the file is no spool, or another run has it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = sqlite3.connect(
            path.absolute().as_uri(), uri=True, isolation_level=None, timeout=BUSY_SECONDS
        )
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.database.close()
            raise NoSpool(f"{path} is of no export, or another run is at work on it: {error}") from error

    def _prepare(self) -> None:
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
            self.database.execute(f"PRAGMA {pragma}")
        with self.commit():
            for table in (*TABLES, REMOVED):
                self.database.execute(ddl.create(table))
            self.database.execute("CREATE INDEX IF NOT EXISTS copies_cluster_id ON copies (cluster_id)")
            self.database.execute(
                "CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
            )

    @contextmanager
    def commit(self) -> Iterator[None]:
        """All that is done within, or nothing of it."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file, which then is one file alone."""
        self.database.execute("PRAGMA journal_mode = DELETE")
        self.database.close()

    def known(self, name: str) -> Any:
        """What was noted under a name; None where nothing was."""
        found = self.database.execute("SELECT value FROM progress WHERE name = ?", (name,)).fetchone()
        return found and json.loads(found[0])

    def note(self, name: str, value: Any) -> None:
        """Note something that is JSON."""
        self.database.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, json.dumps(value)))

    def take(self, step: str, page: Page) -> None:
        """Put the rows of a page, and note the place."""
        with self.commit():
            given = [
                (table, page.rows[table.name]) for table in (*TABLES, REMOVED) if page.rows.get(table.name)
            ]
            for table, rows in given:
                self._clear(table, rows, page)
            for table, rows in given:
                marks = ", ".join("?" * len(table.columns))
                self.database.executemany(ddl.upsert(table, f"VALUES ({marks})"), rows)
            self.note(step, page.place)

    def _clear(self, table: Table, rows: Sequence[Row], page: Page) -> None:
        """Take away what the rows make void: they are of a later moment than what is there."""
        if table is CLUSTERS and COPIES.name in page.rows:
            clusters = [(row[0],) for row in rows]
            self.database.executemany("DELETE FROM copies WHERE cluster_id = ?", clusters)
            self._forget_removal(CLUSTER, clusters)
        elif table is ARTICLES:
            self._forget_removal(ARTICLE, [(row[0],) for row in rows])
        elif table is REMOVED:
            for kind, name, _ in rows:
                self._delete(str(kind), str(name))

    def _forget_removal(self, kind: str, names: Sequence[tuple[Any]]) -> None:
        self.database.executemany(f"DELETE FROM removed WHERE kind = '{kind}' AND id = ?", names)

    def _delete(self, kind: str, name: str) -> None:
        if kind == ARTICLE:
            self.database.execute("DELETE FROM articles WHERE article_id = ?", (name,))
            self.database.execute("DELETE FROM copies WHERE article_id = ?", (name,))
        else:
            self.database.execute("DELETE FROM copies WHERE cluster_id = ?", (name,))
            self.database.execute("DELETE FROM clusters WHERE cluster_id = ?", (name,))

    def members(self, match: Sequence[str], article: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Every copy, cluster by cluster: the cluster's id, its own, whether it is canonical and its article is here.

        Args:
            match: fields of its match that follow, without `match_`.
            article: columns of its article that follow, null where it is not here.
        """
        wanted = [f"copies.match_{name}" for name in match] + [f"articles.{name}" for name in article]
        return self.select(
            "SELECT copies.cluster_id, copies.article_id, copies.is_canonical, articles.article_id IS NOT NULL, "
            f"{', '.join(wanted)} FROM copies LEFT JOIN articles USING (article_id) "
            "ORDER BY copies.cluster_id, copies.rowid"
        )

    def select(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some at once; the file may be written meanwhile."""
        with closing(self.database.cursor()) as cursor:
            cursor.execute(query, values)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table in the order in which they came first."""
        return self.select(f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY rowid")

    def has_article(self, article_id: str) -> bool:
        """Whether there is a row of an article."""
        query = "SELECT 1 FROM articles WHERE article_id = ?"
        return self.database.execute(query, (article_id,)).fetchone() is not None

    def orphans(self, known: Path | None) -> list[tuple[str, str]]:
        """Ids of copies whose article is not here, nor in the database `known`, each with that of its cluster."""
        query = "SELECT article_id, cluster_id FROM copies WHERE article_id NOT IN (SELECT article_id FROM articles)"
        if known is None:
            return list(self.select(query))
        self.database.execute("ATTACH ? AS known", (f"{known.absolute().as_uri()}?mode=ro",))
        try:
            return list(self.select(f"{query} AND article_id NOT IN (SELECT article_id FROM known.articles)"))
        finally:
            self.database.execute("DETACH known")

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        found: tuple[int] = self.database.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        return found[0]
