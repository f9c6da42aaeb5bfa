"""The database that a spool becomes, or that takes in what changed: with full-text search, as Datasette finds it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from copydesk.export import ddl
from copydesk.export.spool import ARTICLE, BUSY_SECONDS, CLUSTER, Spool
from copydesk.export.tables import ARTICLES, CLUSTERS, COPIES, OUTCOMES, TABLES

# What people search articles by.
SEARCHED = ("title", "text", "authors", "publisher_name", "credit_name", "topics", "regions")

# Columns that people filter and sort by. Datasette is slow on others of a million rows.
INDEXED = {
    ARTICLES: (
        "published_on",
        "published_at_utc",
        "publisher_name",
        "publisher_domain",
        "credit_name",
        "language",
        "url",
        "object",
    ),
    COPIES: ("match_article_id", "match_relation"),
    CLUSTERS: ("size", "canonical_article_id"),
    OUTCOMES: ("status",),
}

_NAMES, _NEW, _OLD = (", ".join(before + name for name in SEARCHED) for before in ("", "new.", "old."))

# An index beside the articles: it holds no text of its own, and the triggers keep it to what they say. Letters are
# found with and without their accents.
_SEARCH = (
    # Datasette looks for the name in these quotation marks.
    f'CREATE VIRTUAL TABLE articles_fts USING fts5({_NAMES}, content="articles", '
    "tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
    "CREATE TRIGGER articles_put AFTER INSERT ON articles BEGIN "
    f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (new.rowid, {_NEW}); END",
    "CREATE TRIGGER articles_gone AFTER DELETE ON articles BEGIN "
    f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES}) VALUES ('delete', old.rowid, {_OLD}); END",
    "CREATE TRIGGER articles_changed AFTER UPDATE ON articles BEGIN "
    f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES}) VALUES ('delete', old.rowid, {_OLD}); "
    f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (new.rowid, {_NEW}); END",
)


class NoExport(Exception):
    """A database was not made by an export."""


def told(path: Path) -> dict[str, str]:
    """What a database says of the export that made it.

    Raises:
        NoExport: none did.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        ) as database:
            return dict(database.execute("SELECT name, value FROM export"))
    except sqlite3.Error as error:
        raise NoExport(f"{path} is no database that `copydesk export` made: {error}") from error


def finish(spool: Spool, target: Path, about: Mapping[str, str]) -> None:
    """Make a spool the database, under the target's name: nobody sees it before it is whole."""
    with spool.commit():
        for table in ("removed", "progress"):
            spool.database.execute(f"DROP TABLE {table}")
        for indexed, columns in INDEXED.items():
            for column in columns:
                spool.database.execute(f"CREATE INDEX {indexed.name}_{column} ON {indexed.name} ({column})")
        for statement in _SEARCH:
            spool.database.execute(statement)
        _tell(spool.database, about)
    spool.close()
    os.replace(spool.path, target)


def moved(work: Path, target: Path, wanted: Mapping[str, str | None]) -> dict[str, int] | None:
    """Move what a run made whole and did not come to move; how many rows each table has. None where there is no such.

    Args:
        work: where it may lie.
        target: where it belongs.
        wanted: what it has to say of itself.
    """
    try:
        about = told(work)
    except NoExport:
        return None
    if any(about.get(name) != value for name, value in wanted.items()):
        work.unlink()
        return None
    with closing(sqlite3.connect(work)) as database:
        database.execute("PRAGMA journal_mode = DELETE")  # then it is one file
        counts = {
            table.name: int(database.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
            for table in TABLES
        }
    os.replace(work, target)
    return counts


def merge(spool: Spool, target: Path, about: Mapping[str, str]) -> int:
    """Bring a database to what a spool has of later changes: all of them, or none if it is stopped.

    Returns:
        How many of its articles and clusters are gone.
    """
    spool.close()
    removed = 0
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        database.execute("ATTACH ? AS spool", (str(spool.path),))
        with _transaction(database):
            gone = "(SELECT id FROM spool.removed WHERE kind = ?)"
            for kind, name, column in (
                (ARTICLE, "copies", "article_id"),
                (ARTICLE, "articles", "article_id"),
                (CLUSTER, "copies", "cluster_id"),
                (CLUSTER, "clusters", "cluster_id"),
            ):
                deleted = database.execute(f"DELETE FROM main.{name} WHERE {column} IN {gone}", (kind,))
                removed += deleted.rowcount if name != COPIES.name else 0
            database.execute(
                "DELETE FROM main.copies WHERE cluster_id IN (SELECT cluster_id FROM spool.clusters)"
            )
            for table in TABLES:
                rows = f"SELECT {', '.join(table.names)} FROM spool.{table.name} WHERE true ORDER BY rowid"
                database.execute(ddl.upsert(table, rows))
            _tell(database, about)
    spool.path.unlink()
    return removed


def _tell(database: sqlite3.Connection, about: Mapping[str, str]) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS main.export (name TEXT PRIMARY KEY, value TEXT) STRICT")
    database.execute("DELETE FROM main.export")
    database.executemany("INSERT INTO main.export VALUES (?, ?)", about.items())


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
