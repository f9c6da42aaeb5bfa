"""A run of `copydesk extract`: files to parts, parts to children, their results to rows, in the order of the files."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGPIPE, Signals
from typing import Any, BinaryIO

from copydesk import __version__
from copydesk.article import ObjectRef
from copydesk.cli.extracted import LOCAL_BUCKET, Done, FileRows, Terms, line_of
from copydesk.cli.files import read_artefact
from copydesk.cli.line_writer import LineWriter
from copydesk.cli.progress import Shown, exit_status
from copydesk.cli.resume import resumed
from copydesk.cli.signals import Stopped
from copydesk.cli.sources import Source, Unreadable, opened, sources
from copydesk.cli.terminal import say
from copydesk.extraction.child import ARTICLE_SECONDS, ExtractionFailed
from copydesk.extraction.column_names import Columns
from copydesk.extraction.library_errors import LIBRARY_ERRORS, facts
from copydesk.extraction.parts import parts
from copydesk.extraction.pool import Pool
from copydesk.extraction.result import Extracted
from copydesk.outcome import RejectionReason

# Parts of files that are under way for each child, and bytes of all: enough that a slow one does not make the others
# wait for what comes after it in the output.
PARTS_UNDER_WAY = 64
BYTES_UNDER_WAY = 32 * 2**20

# Seconds between two looks at whether somebody still reads the output.
CHECK_SECONDS = 0.5

_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Step:
    """A part of a file on its way to rows, or the end of the file."""

    rows: FileRows
    read: int
    """Bytes of all files that have been read so far."""
    future: Future[list[Extracted]] | None = None
    size: int = 0
    reason: RejectionReason | None = None
    is_end: bool = False
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the command line asks for."""

    paths: Sequence[Path]
    listed: Sequence[Path]
    output: Path | None
    boilerplate: Path | None
    jobs: int
    seconds: float | None
    columns: Columns
    resume: bool
    quiet: bool

    def run(self) -> int:
        """Read everything; the exit status.

        Raises:
            BadInput: the output cannot be gone on with, or what was learned is none.
            Stopped: a signal came, or nobody reads the output any more; it has whole lines.
        """
        seconds = self.seconds or ARTICLE_SECONDS
        learned = read_artefact(self.boilerplate).version if self.boilerplate else None
        terms = Terms(copydesk=__version__, seconds=seconds, boilerplate=learned, columns=dict(self.columns))
        with ExitStack() as open_ones:
            out = open_ones.enter_context(LineWriter(self.output, keep=self.resume))
            found = sources(self.paths, self.listed, {out.identity})
            done = self._done_before(out, found, terms)
            left = [source for source in found if source.key not in done]
            shown = Shown(len(left), sum(source.size for source in left), quiet=self.quiet)
            pool = open_ones.enter_context(Pool(self.jobs, seconds, self.boilerplate, self.columns))
            open_ones.enter_context(shown)
            try:
                _write(_steps(left, pool, terms), PARTS_UNDER_WAY * self.jobs, out, shown)
            except Stopped as stopped:
                self._say_stopped(stopped, shown, len(left))
                raise
        status = exit_status(shown.outcomes)
        if status or not self.quiet:
            say(f"copydesk: {shown.summary(len(done))}", to=sys.stderr)
        return status

    def _done_before(self, out: LineWriter, found: Sequence[Source], terms: Terms) -> set[str]:
        if not self.resume or self.output is None:
            return set()
        done = resumed(self.output, {source.key: source.path for source in found}, terms)
        out.reopen()
        return set(done)

    def _say_stopped(self, stopped: Stopped, shown: Shown, files: int) -> None:
        if stopped.number == SIGPIPE:
            return
        how = "; --resume goes on" if self.output else ""
        name = Signals(stopped.number).name
        say(f"copydesk: ended by {name} after {shown.done:,} of {files:,} files{how}", to=sys.stderr)


def _steps(found: Sequence[Source], pool: Pool, terms: Terms) -> Iterator[_Step]:
    """The parts of the files, in order, each handed to a child."""
    read = 0
    for source in found:
        rows = FileRows(source.key)
        problem = None
        try:
            with opened(source) as (file, status):
                rows.begin(Done(size=status.st_size, modified_ns=status.st_mtime_ns, terms=terms))
                for part in parts(_pieces(file), terms.columns):
                    so_far = read + min(file.tell(), source.size)
                    if isinstance(part, RejectionReason):
                        yield _Step(rows, so_far, reason=part)
                    else:
                        if rows.ref is None:
                            rows.ref = _ref(source.key, file, status)
                        yield _Step(rows, so_far, pool.submit(part), len(part.data))
        except Unreadable as error:
            problem = str(error)
        except OSError as error:
            problem = error.strerror or str(error)
        except LIBRARY_ERRORS as error:
            problem = facts(error)  # a fault of ours, which must not cost the other files
        read += source.size
        yield _Step(rows, read, is_end=True, problem=problem)


def _moment(seconds: float) -> datetime:
    """A moment of the epoch; its beginning where a file's time is none that a calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _ref(key: str, file: BinaryIO, status: os.stat_result) -> ObjectRef:
    """What S3 would say of the file."""
    digest = hashlib.md5(usedforsecurity=False)
    at = 0
    while piece := os.pread(file.fileno(), _READ_BYTES, at):
        digest.update(piece)
        at += len(piece)
    return ObjectRef(
        bucket=LOCAL_BUCKET,
        key=key,
        etag=digest.hexdigest(),
        size=at,
        uploaded_at=_moment(status.st_mtime),
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_READ_BYTES):
        yield piece


def _write(steps: Iterator[_Step], most: int, out: LineWriter, shown: Shown) -> None:
    """Write the rows of every step in order, with a bounded number of later ones under way."""
    under_way: deque[_Step] = deque()
    size = 0
    while True:
        while len(under_way) < most and size < BYTES_UNDER_WAY and (step := next(steps, None)):
            under_way.append(step)
            size += step.size
        if not under_way:
            return
        step = under_way.popleft()
        size -= step.size
        for row in _rows(step, out):
            out.write(line_of(row, ascii_only=out.is_terminal))
            shown.add_row(row["outcome"])
        if step.is_end:
            shown.end_file()
        shown.update(step.read)


def _rows(step: _Step, out: LineWriter) -> Iterator[dict[str, Any]]:
    if step.is_end:
        yield from step.rows.end(step.problem)
    elif step.future is None:
        yield from step.rows.add([Extracted(position=0, reason=step.reason)])
    else:
        try:
            results = _result(step.future, out)
        except ExtractionFailed as error:
            step.rows.fail(str(error))
        else:
            yield from step.rows.add(results)


def _result(future: Future[list[Extracted]], out: LineWriter) -> list[Extracted]:
    """What a child made of a part, as soon as it is through.

    Raises:
        ExtractionFailed: it could not work.
        Stopped: nobody reads the output any more.
    """
    while not wait([future], CHECK_SECONDS).done:
        out.check()
    return future.result()
