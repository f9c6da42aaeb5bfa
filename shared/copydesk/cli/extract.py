"""`copydesk extract`: files in, JSON lines out, no AWS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli.files import Learned, Output
from copydesk.cli.processes import usable_processors
from copydesk.cli.sources import STANDARD_INPUT, listed_in

Paths = Annotated[
    list[Path] | None,
    typer.Argument(show_default=False, help="Files, folders, or - for standard input."),
]
Listed = Annotated[
    Path | None,
    typer.Option(
        show_default=False,
        help="Read the paths in this file too, one a line or each ended by a zero byte; - for standard input.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, show_default=False, help="Articles to read at once; as many as there are processors."
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        show_default=False,
        help="CPU time that an article may take, 9 unless set; by the clock three times as much.",
    ),
]
ColumnsFile = Annotated[
    Path | None,
    typer.Option(
        "--columns",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="TOML file that says which column of a table is which field: a line such as title = 'Kopfzeile' for each.",
    ),
]
NamedColumns = Annotated[
    list[str] | None,
    typer.Option("--column", show_default=False, help="The same for one field: --column title=Kopfzeile."),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the output of a run that was ended: keep what it has.")
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Say why instead: every line's role and rule, every field's candidates."),
]
AsJson = Annotated[bool, typer.Option("--json", help="With --explain, a JSON line per article.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but what could not be read.")]


def extract(
    paths: Paths = None,
    output: Output = None,
    files_from: Listed = None,
    boilerplate: Learned = None,
    jobs: Jobs = None,
    seconds: Seconds = None,
    columns: ColumnsFile = None,
    column: NamedColumns = None,
    *,
    resume: Resume = False,
    quiet: Quiet = False,
    explain: Explain = False,
    as_json: AsJson = False,
) -> None:
    """Extract articles from files: pages, texts, PDF, feeds, JSON, mail, WARC and more, also gzipped, of any size.

    Prints a JSON line per article: {"key", "outcome", "article"}. A file without one has a line with the
    outcome "rejected:REASON" and null for the article, or "unreadable" and the "problem", where it could not
    be read; then the exit status is 1. The last line of a file has "done", which --resume goes by: files whose
    size or time has changed since are read again, all others once.
    """
    if explain:
        raise typer.Exit(_explain(paths or [], as_json=as_json))
    _check(paths or [], output, files_from, resume=resume)
    # Slow to import, and no other command needs it.
    from copydesk.cli.reading import Run

    run = Run(
        paths=paths or [],
        listed=listed_in(files_from) if files_from else [],
        output=output,
        boilerplate=boilerplate,
        jobs=jobs or usable_processors(),
        seconds=seconds,
        columns=_columns(columns, column or []),
        resume=resume,
        quiet=quiet,
    )
    raise typer.Exit(run.run())


def _columns(file: Path | None, stated: list[str]) -> Mapping[str, str]:
    from copydesk.extraction.column_names import UnknownField, columns_in, columns_stated

    try:
        in_file = columns_in(file.read_text(encoding="utf-8-sig")) if file else {}
        return {**in_file, **columns_stated(stated)}
    except (UnknownField, UnicodeDecodeError) as error:
        raise typer.BadParameter(str(error), param_hint="--columns, --column") from error


def _explain(paths: list[Path], *, as_json: bool) -> int:
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None or not paths:
        raise typer.BadParameter(f"--explain reads files: {missing or 'name one'}")
    from copydesk.cli.explanation import explain

    for path in paths:
        explain(path, as_json=as_json)
    return 0


def _check(paths: list[Path], output: Path | None, files_from: Path | None, *, resume: bool) -> None:
    if not paths and files_from is None:
        raise typer.BadParameter("name files or folders, - for standard input, or a list with --files-from")
    if paths and not any(path == STANDARD_INPUT or path.exists() or path.is_symlink() for path in paths):
        raise typer.BadParameter(f"there is no {paths[0]}")
    if STANDARD_INPUT in paths and files_from == STANDARD_INPUT:
        raise typer.BadParameter("standard input is either a file or a list of files")
    if resume and STANDARD_INPUT in paths:
        raise typer.BadParameter(
            "--resume cannot go on with standard input: there is no telling what it held"
        )
    if resume and output is None:
        raise typer.BadParameter("--resume goes on with a file: name it with --output")
