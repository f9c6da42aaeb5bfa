"""Going on with an output file: what it holds of files that were read to their end stays, the rest is cut off."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from copydesk.cli.extracted import UNREADABLE, Done, Terms
from copydesk.cli.files import BadInput

_COPY_BYTES = 1 << 20
# Of every row, which tells one that was cut from something else.
_BEGINNING = b'{"key": "'


@dataclass(slots=True)
class _Run:
    """Rows of one file that follow one another in the output."""

    key: str
    start: int
    end: int
    done: Done | None = None
    outcomes: list[str] = field(default_factory=list)


def resumed(output: Path, current: Mapping[str, Path], terms: Terms) -> dict[str, list[str]]:
    """The keys of the files that an output file is done with, each with the outcomes of its rows.

    Everything else is cut off: rows of a file that was not read to its end, or could not be read, or that has
    another size or time now; lines that are cut. Rows of files that are not there any more stay.

    Args:
        output: the file, which is changed.
        current: the files to read, by key.
        terms: under which they are read.

    Raises:
        BadInput: the output holds something else than such rows, or rows of other terms.
    """
    kept: dict[str, _Run] = {}
    with output.open("rb") as rows:
        for run in _runs(rows, output):
            if run.done is None or run.done.rows != len(run.outcomes):
                continue
            if run.done.terms != terms:
                raise BadInput(_other_terms(output, run.done.terms, terms))
            if _is_current(run.done, current.get(run.key)):
                kept.setdefault(run.key, run)
    _keep(output, list(kept.values()))
    return {run.key: run.outcomes for run in kept.values()}


def _runs(rows: IO[bytes], output: Path) -> Iterator[_Run]:
    """The runs of rows, up to the first line that is none."""
    run: _Run | None = None
    end = 0
    for line in rows:
        row = _row(line)
        if row is None:
            if not end and not (line.startswith(_BEGINNING) or _BEGINNING.startswith(line)):
                raise BadInput(f"{output}: not written by `copydesk extract`: nothing was changed")
            break
        start, end = end, end + len(line)
        if run is None or run.key != row["key"] or run.done is not None:
            if run is not None:
                yield run
            run = _Run(row["key"], start, end)
        run.end = end
        run.outcomes.append(row["outcome"])
        if row.get("done") is not None:
            run.done = _done(row["done"])
        if row["outcome"] == UNREADABLE:
            run.done = None
    if run is not None:
        yield run


def _row(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    is_row = isinstance(row, dict) and "article" in row
    return row if is_row and isinstance(row.get("key"), str) and isinstance(row.get("outcome"), str) else None


def _done(value: object) -> Done | None:
    try:
        return Done.model_validate(value)
    except ValidationError:
        return None


def _is_current(done: Done, path: Path | None) -> bool:
    if path is None:
        return True
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False
    return (status.st_size, status.st_mtime_ns) == (done.size, done.modified_ns)


def _keep(output: Path, runs: list[_Run]) -> None:
    """Leave only those rows in the output, whatever interrupts it."""
    length = 0
    for run in runs:
        if run.start != length:
            break
        length = run.end
    else:
        os.truncate(output, length)
        return
    output = output.resolve()
    with output.open("rb") as old, tempfile.NamedTemporaryFile(dir=output.parent, delete=False) as new:
        try:
            for run in runs:
                old.seek(run.start)
                left = run.end - run.start
                while left:
                    left -= new.write(old.read(min(left, _COPY_BYTES)))
            new.flush()
            os.fsync(new.fileno())
            os.fchmod(new.fileno(), os.fstat(old.fileno()).st_mode & 0o777)
            Path(new.name).replace(output)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def _other_terms(output: Path, before: Terms, now: Terms) -> str:
    wants = " and ".join(
        f"{name} {old if old is not None else 'none'}, not {new if new is not None else 'none'}"
        for name, old in before
        if (new := getattr(now, name)) != old
    )
    return f"{output} was written with {wants}: go on with the same, or write to another file"
