"""What a long run shows of itself: on a terminal how far it is, at its end what came out."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from copydesk.cli.extracted import UNREADABLE

# Seconds over which the speed is taken, for the time that is left.
SPEED_SECONDS = 120.0


class Shown:
    """A context that shows progress on standard error, where that is a terminal.

    Args:
        files: to read.
        size: their bytes together.
        quiet: show nothing.
    """

    def __init__(self, files: int, size: int, *, quiet: bool) -> None:
        self.outcomes: Counter[str] = Counter()
        """Rows by outcome."""
        self.done = 0
        """Files."""
        self._files = files
        columns: list[ProgressColumn] = [
            TextColumn("{task.fields[files]}"),
            BarColumn(bar_width=20),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            _Rest(),
        ]
        console = Console(stderr=True, highlight=False, markup=False)
        self._progress = Progress(
            *columns,
            console=console,
            disable=quiet or not sys.stderr.isatty(),
            transient=True,
            speed_estimate_period=SPEED_SECONDS,
        )
        self._task = self._progress.add_task("", total=max(size, 1), files=self._count(), rest="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def add_row(self, outcome: str) -> None:
        """One more row was written."""
        self.outcomes[outcome] += 1

    def end_file(self) -> None:
        """One more file was read."""
        self.done += 1

    def update(self, size: int) -> None:
        """Show that so many bytes have been read."""
        seconds = self._progress.tasks[0].elapsed or 0.0
        rate = f"{self.outcomes.total() / seconds:.0f} rows/s, " if seconds > 1 else ""
        self._progress.update(
            self._task, completed=size, files=self._count(), rest=rate + _listed(self.outcomes)
        )

    def summary(self, resumed: int) -> str:
        """What came out, in one line.

        Args:
            resumed: files that the output was done with before.
        """
        line = f"{_number(self.done, 'file')}, {_number(self.outcomes.total(), 'row')}"
        if self.outcomes:
            line += f": {_listed(self.outcomes)}"
        return line + (f" ({_number(resumed, 'file')} done before)" if resumed else "")

    def _count(self) -> str:
        return f"{self.done:,}/{self._files:,} files"


class _Rest(ProgressColumn):
    """What the line has room for."""

    def render(self, task: Task) -> Text:
        return Text(task.fields["rest"], overflow="ellipsis", no_wrap=True)


def exit_status(outcomes: Counter[str]) -> int:
    """1 where a file could not be read, else 0."""
    return 1 if outcomes[UNREADABLE] else 0


def _listed(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
