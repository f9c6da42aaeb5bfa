"""What the commands share: the files under paths, and a place to write to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer

from copydesk.matching.boilerplate import Boilerplate
from copydesk.owners import Owners

Paths = Annotated[
    list[Path], typer.Argument(exists=True, readable=True, show_default=False, help="Files or folders.")
]
Output = Annotated[Path | None, typer.Option(help="Write here instead of to standard output.")]
Learned = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, show_default=False, help="What `boilerplate learn` wrote."),
]
OwnersFile = Annotated[
    Path | None,
    typer.Option(
        "--owners",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="Outlets of one owner count once as origins: CSV with the columns domain and owner.",
    ),
]


class BadInput(Exception):
    """A file does not hold what the command takes."""


def read_artefact(path: Path) -> Boilerplate:
    """What `boilerplate learn` wrote. Raises BadInput where the file holds something else."""
    try:
        return Boilerplate.from_bytes(path.read_bytes())
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from error


def read_owners(path: Path | None) -> Owners | None:
    """The table of owners in a file; none of none. Raises BadInput where the file holds something else."""
    try:
        return None if path is None else Owners.from_file(path)
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from error


@contextmanager
def writer(output: Path | None) -> Iterator[TextIO]:
    """The file to write to, or standard output."""
    if output is None:
        # JSON is UTF-8, whatever the terminal's language: an encoding that lacks a character would cost the row.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        yield sys.stdout
    else:
        with output.open("w", encoding="utf-8") as out:
            yield out
