"""`python -m local demo`: every sample document through the whole pipeline, and what became of it."""

from __future__ import annotations

import contextlib
import os
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from copydesk.article import Article
from copydesk.browse.server import Browser
from copydesk.client import Desk, NotFound, StackNames
from copydesk.outcome import ObjectOutcome, Status
from local import report
from local.stack import STACK_NAME, LocalStack, StackError
from local.template import ROOT

POLL_SECONDS = 0.2
# Far above what a document takes; reached only where the pipeline has stopped.
SECONDS_WITHOUT_PROGRESS = 60.0

# Of a line written to a file, at least: titles and reasons fit.
FILE_COLUMNS = 110

# The same four stories in every format: for tests, and for who wants to see one.
FORMATS = ROOT / "seeds" / "formats"
# One function takes a batch while the other works: on two cores more workers gain nothing.
WORKERS = 1


def run(folder: Path, port: int, *, browse: bool = False) -> int:
    """Start the stack, drop every file of a folder, wait, print; the exit status.

    Args:
        folder: of the files.
        port: of the AWS endpoint; 0 takes a free one.
        browse: stay up, and serve what came of it as pages, until Ctrl-C.

    Raises:
        StackError: the stack cannot start, there is no file, or the pipeline stopped before the last of them.
    """
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent != FORMATS
    }
    if not files:
        raise StackError(f"no files in {folder}")
    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe; rich would fold its lines at 80
        console.width = max(console.width, FILE_COLUMNS)
    began = time.monotonic()
    with ExitStack() as running:
        with console.status("starting the stack"):
            stack = running.enter_context(LocalStack(port=port, workers=WORKERS))
        console.print(f"stack up in {time.monotonic() - began:.1f} s: {stack.endpoint_url}")
        os.environ.update(stack.environment_variables())
        desk = Desk(StackNames.from_stack(STACK_NAME))
        outcomes = _process(stack, desk, files, console)
        articles = _articles(desk, outcomes)
        report.show(console, desk, articles, outcomes)
        if browse:
            _serve(desk, console)
        else:
            console.print(
                "\nTo see who copied whom in a browser: [green]make browse[/] does the same, and stays up"
            )
    return 0


def _serve(desk: Desk, console: Console) -> None:
    """The pages of `copydesk browse`, until Ctrl-C."""
    try:
        server = Browser(desk)
    except OSError:  # somebody else has that port
        server = Browser(desk, port=0)
    with server, contextlib.suppress(KeyboardInterrupt):
        console.print(f"\nIn a browser, until Ctrl-C: [green]{server.address}[/]")
        server.serve_forever()


def _process(
    stack: LocalStack, desk: Desk, files: dict[str, Path], console: Console
) -> dict[str, ObjectOutcome]:
    """Drop the files and wait until each has an outcome."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    s3 = stack.client("s3")
    with Progress(*columns, console=console) as progress:
        dropped = progress.add_task("dropped", total=len(files))
        done = progress.add_task("done", total=len(files))
        for key, path in files.items():
            s3.put_object(Bucket=desk.names.inbox_bucket, Key=key, Body=path.read_bytes())
            progress.advance(dropped)
        outcomes: dict[str, ObjectOutcome] = {}
        changed = time.monotonic()
        while len(outcomes) < len(files):
            new = _finished(desk, [key for key in files if key not in outcomes])
            outcomes |= new
            progress.advance(done, len(new))
            if new:
                changed = time.monotonic()
            elif time.monotonic() - changed > SECONDS_WITHOUT_PROGRESS:
                raise StackError(f"still pending: {', '.join(sorted(set(files) - set(outcomes)))}")
            time.sleep(POLL_SECONDS)
    return {key: outcomes[key] for key in files}


def _finished(desk: Desk, keys: list[str]) -> dict[str, ObjectOutcome]:
    found = {}
    for key in keys:
        try:
            outcome = desk.outcome(key)
        except NotFound:
            continue
        if outcome.status is not Status.PENDING:
            found[key] = outcome
    return found


def _articles(desk: Desk, outcomes: dict[str, ObjectOutcome]) -> list[Article]:
    indexed = [
        entry.article_id
        for key, outcome in outcomes.items()
        if outcome.status is Status.INDEXED
        for entry in desk.article_outcomes(key)
        if entry.status is Status.INDEXED
    ]
    return [desk.article(article_id) for article_id in indexed]
