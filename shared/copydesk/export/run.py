"""One export: gather rows in a spool beside the target, then make the target of it in one move.

    TARGET.partial   the spool; for a folder, a folder that has it and the files in the making
    TARGET           there once it is whole

A run that was ended leaves the first; the same command goes on with it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from copydesk import __version__
from copydesk.export import sqlite
from copydesk.export.files import WRITERS
from copydesk.export.spool import Page, Spool
from copydesk.export.tables import REMOVED, TABLES, Table

# Beside the tables of a folder: what was exported, and where the next run is to begin.
MANIFEST = "export.json"

SQLITE = "sqlite"
FORMATS = (*WRITERS, SQLITE)


class TargetExists(Exception):
    """Something is where an export is to be written."""


class Step(NamedTuple):
    """One step of gathering: its name, and its pages from a place on (None: the beginning)."""

    name: str
    pages: Callable[[Any], Iterator[Page]]


class Source(Protocol):
    """Where rows come from."""

    def steps(self, spool: Spool) -> Sequence[Step]:
        """What is to be done, in this order; later steps may look at what the spool has by then."""

    def settled(self, orphans: Iterable[tuple[str, str]]) -> Iterator[Page]:
        """Further pages, for copies without their article: ids of the article and of the cluster."""


@dataclass(frozen=True)
class Terms:
    """What is exported. A run goes on only with what the same terms began."""

    source: str
    """Names it, such as a stack's tables."""
    since: str | None
    """Only what has changed since this time; None where all is."""
    until: str | None
    """Where the next run is to begin; None where there is none, for files are exported whole."""
    owners: str | None = None
    """Names the table of owners that origins are counted by."""


class Export:
    """An export to one target.

    Args:
        target: the file, of SQLite, or the folder.
        form: one of `FORMATS`.
        say: is told what goes on.
    """

    def __init__(self, target: Path, form: str, say: Callable[[str], object]) -> None:
        self._target, self._form, self._say = target, form, say
        self._work = target.with_name(target.name + ".partial")
        self._in_folder = form != SQLITE
        self._updates = not self._in_folder and target.exists()

    def run(self, terms: Terms, source: Callable[[Terms], Source]) -> dict[str, int]:
        """Write the target; how many rows each table has, of a database that was brought up to date those that changed.

        Args:
            terms: of this run. Where one under the same source and since was ended, its `until` holds.
            source: makes what rows come from.

        Raises:
            TargetExists: there is something that is not to be overwritten.
            copydesk.export.spool.NoSpool: another run is at work here.
        """
        if (
            self._in_folder
            and self._target.exists()
            and (not self._target.is_dir() or any(self._target.iterdir()))
        ):
            raise TargetExists(f"{self._target} is there already: name another folder, or remove it")
        if not self._in_folder and not self._updates:
            named = {"source": terms.source, "since": terms.since, "owners": terms.owners}
            if (counts := sqlite.moved(self._work, self._target, named)) is not None:
                return counts
        spool, terms = self._opened(terms)
        try:
            return self._made(spool, terms, source)
        finally:
            spool.database.close()

    def _made(self, spool: Spool, terms: Terms, source: Callable[[Terms], Source]) -> dict[str, int]:
        rows = source(terms)
        self._gather(spool, rows)
        if terms.since is None or self._updates:  # else most copies are of articles that have not changed
            for page in rows.settled(spool.orphans(self._target if self._updates else None)):
                spool.take("settled", page)
        tables = (*TABLES, REMOVED) if terms.since else TABLES
        counts = {table.name: spool.count(table) for table in tables}
        about = {"copydesk": __version__, **{name: value for name, value in vars(terms).items() if value}}
        if self._in_folder:
            self._write(spool, tables, {**about, "rows": counts})
        elif self._updates:
            # What the spool calls removed may never have been there.
            counts[REMOVED.name] = sqlite.merge(spool, self._target, about)
        else:
            sqlite.finish(spool, self._target, about)
        return counts

    def _opened(self, terms: Terms) -> tuple[Spool, Terms]:
        spool = self._spool()
        known = spool.known("terms")
        if known is not None:
            begun = Terms(**known)
            if (begun.source, begun.since, begun.owners) == (terms.source, terms.since, terms.owners):
                self._say(f"going on with the run that was ended, of {begun.until or 'these files'}")
                return spool, begun
            self._say("what another run left here is of other records, and is begun anew")
            spool.close()
            spool.path.unlink()
            spool = self._spool()
        spool.note("terms", vars(terms))
        return spool, terms

    def _spool(self) -> Spool:
        if not self._in_folder:
            return Spool(self._work)
        self._work.mkdir(parents=True, exist_ok=True)
        return Spool(self._work / "spool.db")

    def _gather(self, spool: Spool, source: Source) -> None:
        done = spool.known("done") or []
        for step in source.steps(spool):
            if step.name in done:
                continue
            self._say(f"reading {step.name}")
            for page in step.pages(spool.known(step.name)):
                spool.take(step.name, page)
            done.append(step.name)
            spool.note("done", done)

    def _write(self, spool: Spool, tables: Iterable[Table], about: Mapping[str, Any]) -> None:
        folder = self._work / "tables"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for table in tables:
            self._say(f"writing {table.name}")
            WRITERS[self._form](folder / f"{table.name}.{self._form}", table, spool.rows(table))
        (folder / MANIFEST).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        spool.close()
        os.replace(folder, self._target)
        shutil.rmtree(self._work)
