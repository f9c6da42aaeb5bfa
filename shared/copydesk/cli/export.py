"""`copydesk export`: articles, copies, clusters and outcomes as tables."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copydesk.cli.files import BadInput, OwnersFile, read_owners
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.terminal import say
from copydesk.moments import time_key
from copydesk.retrying import Contended
from copydesk.storage.listings import LAG_SECONDS

if TYPE_CHECKING:
    from copydesk.export.run import Export, Terms

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        exists=True,
        dir_okay=False,
        show_default=False,
        help="What `extract` and `group` printed, plain or gzip; without any, a stack is exported.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="EXPORT|TIME",
        show_default=False,
        help="Only what has changed since an earlier export, named by its folder, or since a time.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but what could not be exported.")]


def _target(form: str, kind: str) -> Any:
    return typer.Option(f"--{form}", metavar=kind, show_default=False, help=f"Write {_FORMS[form]}.")


_FORMS = {
    "parquet": "a folder with a Parquet file for each table",
    "csv": "a folder with a CSV file for each table",
    "jsonl": "a folder with a file of JSON lines for each table",
    "sqlite": "a database with full-text search; one that is there is brought up to date",
}


def export(
    files: Files = None,
    parquet: Annotated[Path | None, _target("parquet", "FOLDER")] = None,
    csv: Annotated[Path | None, _target("csv", "FOLDER")] = None,
    jsonl: Annotated[Path | None, _target("jsonl", "FOLDER")] = None,
    sqlite: Annotated[Path | None, _target("sqlite", "FILE")] = None,
    since: Since = None,
    owners: OwnersFile = None,
    *,
    quiet: Quiet = False,
    stack: Stack = None,
) -> None:
    """Export articles, copies with their matches, clusters and outcomes as tables.

    Of a stack, or of files. Nobody sees the target before it is whole; a run that was ended goes on where it was when
    the same command is given again. --since brings what changed, and a table `removed` of what is gone.
    """
    given = {"parquet": parquet, "csv": csv, "jsonl": jsonl, "sqlite": sqlite}
    targets = [(form, path) for form, path in given.items() if path is not None]
    if len(targets) != 1:
        raise typer.BadParameter(f"give one of {', '.join(f'--{form}' for form in given)}")
    ((form, target),) = targets
    if form == "parquet" and find_spec("pyarrow") is None:
        raise BadInput("Parquet needs pyarrow: pip install 'copydesk[export]'")
    from copydesk.export.run import Export, TargetExists
    from copydesk.export.spool import NoSpool
    from copydesk.export.sqlite import NoExport

    def tell(text: str) -> None:
        if not quiet:
            say(f"copydesk: {text}", to=sys.stderr)

    try:
        run = Export(target, form, tell)
        lost = (
            _of_files(run, files, since, target, owners)
            if files
            else _of_stack(run, stack, since, form, target, owners)
        )
    except (NoExport, NoSpool, TargetExists) as error:
        raise BadInput(str(error)) from error
    except Contended as error:
        raise BadInput("the tables are too busy: give the same command again, which goes on") from error
    except sqlite3.Error as error:  # such as a full disk
        raise BadInput(f"{target.name}.partial cannot be written: {error}") from error
    if lost:
        raise typer.Exit(1)


def _of_files(run: Export, files: list[Path], since: str | None, target: Path, owners: Path | None) -> int:
    from copydesk.cli.exported import FileReader
    from copydesk.export.run import Terms

    if since is not None:
        raise typer.BadParameter("--since is of a stack; files are exported whole")
    if target.exists() and not target.is_dir():
        raise BadInput(f"{target} is there already: name another file, or remove it")
    stamps = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    reader = FileReader(
        [(str(file), file) for file in files], partial(_warn, "copydesk: "), read_owners(owners)
    )
    counts = run.run(Terms(json.dumps(stamps), None, None, _digest(owners)), lambda _: reader)
    _sum_up(counts)
    return reader.lost


def _warn(before: str, text: str) -> None:
    say(before + text, to=sys.stderr)


def _of_stack(
    run: Export, stack: str | None, since: str | None, form: str, target: Path, owners: Path | None
) -> int:
    from copydesk.export.run import Terms
    from copydesk.export.stack import StackReader

    names = open_desk(stack).names
    source = json.dumps(names.model_dump())
    if form == "sqlite" and target.exists():
        if since is not None:
            raise typer.BadParameter("a database knows since when: leave --since out")
        since = str(target)
    begin = None if since is None else _begin(since, source, _digest(owners))
    # Behind by as much as readers of what is new are, so that none of it is passed.
    until = time_key(datetime.now(UTC) - timedelta(seconds=LAG_SECONDS), "milliseconds")
    lost = 0

    def warn(text: str) -> None:
        nonlocal lost
        lost += 1
        _warn("copydesk: ", text)

    def reader(terms: Terms) -> StackReader:
        at = datetime.fromisoformat(terms.until or until)
        start = datetime.fromisoformat(terms.since) if terms.since else None
        return StackReader(names, since=start, until=at, owners=read_owners(owners), say=warn)

    _sum_up(run.run(Terms(source, begin, until, _digest(owners)), reader))
    return lost


def _digest(owners: Path | None) -> str | None:
    return None if owners is None else hashlib.sha256(owners.read_bytes()).hexdigest()[:32]


def _begin(since: str, source: str, owners: str | None) -> str:
    """Since when: where an earlier export ended, or a time."""
    path = Path(since)
    if path.exists():
        about = _told(path)
        if "until" not in about:
            raise BadInput(f"{path} is an export of files, which knows no time to go on from")
        if about.get("source") != source:
            raise BadInput(f"{path} is an export of another stack")
        if about.get("owners") != owners:
            raise BadInput(f"{path} was made with another table of owners, or none: export all of it anew")
        return str(about["until"])
    try:
        return time_key(datetime.fromisoformat(since), "milliseconds")
    except ValueError:
        raise typer.BadParameter(f"{since} is neither an earlier export nor a time") from None


def _told(path: Path) -> dict[str, Any]:
    """What an export says of itself."""
    from copydesk.export.run import MANIFEST
    from copydesk.export.sqlite import told

    if path.is_dir():
        path /= MANIFEST
    if path.suffix != ".json":
        return dict(told(path))
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} does not say when it was exported: {error}") from error
    if not isinstance(found, dict):
        raise BadInput(f"{path} does not say when it was exported")
    return found


def _sum_up(counts: dict[str, int]) -> None:
    say(", ".join(f"{count:,} {name}" for name, count in counts.items()))
