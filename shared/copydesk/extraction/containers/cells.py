"""The cells of a workbook, read where the memory is limited: a damaged one can ask its library for any amount of it.

The library ends its whole process where it gets none. In a process without a limit of its own it is therefore run in
another one, which is this file: it imports nothing of the package, so that it starts at once.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO

# Sheets of a workbook that are looked through for tables of articles.
MAX_SHEETS = 50
# Bytes of address space, as `child.MEMORY_BYTES`; a test holds the two equal.
MEMORY_BYTES = 512 * 2**20
# The exit status for what is no workbook.
_UNREADABLE = 3

Rows = Iterator[list[str]]


class NoRoomError(Exception):
    """The cells take more memory than a workbook may."""


def sheets_of(data: bytes) -> Iterator[Rows]:
    """The rows of each sheet; days and times as ISO 8601 has them.

    Raises:
        ValueError: it is damaged, or encrypted.
        NoRoomError: it takes too much memory.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    yield from _elsewhere(data) if limit == resource.RLIM_INFINITY else _here(data)


def _here(data: bytes) -> Iterator[Rows]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in workbook.sheet_names[:MAX_SHEETS]:
            yield (list(map(_written, row)) for row in workbook.get_sheet_by_name(name).iter_rows())
    except CalamineError as error:
        raise ValueError("no readable workbook") from error


def _elsewhere(data: bytes) -> Iterator[Rows]:
    done = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-P", __file__],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if done.returncode == _UNREADABLE:
        raise ValueError("no readable workbook")
    if done.returncode:
        raise NoRoomError("the cells take too much memory")
    for sheet in done.stdout.split(b"\n\n")[:-1]:
        yield map(json.loads, sheet.splitlines())


def _written(value: object) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    # Numbers are stored as floating point, identifiers among them.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _main() -> None:
    """Write the rows of the workbook on standard input: a line of JSON each, an empty one after each sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for rows in _here(sys.stdin.buffer.read()):
            for row in rows:
                print(json.dumps(row))
            print()
    except ValueError:
        sys.exit(_UNREADABLE)


if __name__ == "__main__":
    _main()
