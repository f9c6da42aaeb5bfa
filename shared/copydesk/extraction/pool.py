"""Children that read parts of files side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from threading import Condition
from types import TracebackType
from typing import Self

from copydesk.extraction.child import MEMORY_BYTES, Child, Task
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.result import Extracted


class PoolClosed(Exception):
    """The children were ended before they were through."""


class Pool:
    """A context with a number of children.

    Args:
        jobs: number of children.
        article_seconds: of CPU time for one article.
        boilerplate: as `Child` takes it.
        columns: likewise.
    """

    def __init__(
        self, jobs: int, article_seconds: float, boilerplate: Path | None, columns: Columns = NO_COLUMNS
    ) -> None:
        self._children = [
            Child(article_seconds, MEMORY_BYTES, preload=True, boilerplate=boilerplate, columns=columns)
            for _ in range(jobs)
        ]
        self._idle: LifoQueue[Child] = LifoQueue()  # who has worked before need not start
        for child in self._children:
            self._idle.put(child)
        self._turns = _Turns()
        self._threads = ThreadPoolExecutor(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all children, whatever they are at."""
        self._turns.close()
        for child in self._children:
            child.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.end()

    def submit(self, task: Task) -> Future[list[Extracted]]:
        """What a child makes of a task, position by position. What the machine ends is tried once more alone.

        The future raises PoolClosed, or ExtractionFailed where children cannot work.
        """
        return self._threads.submit(self._read, task)

    def _read(self, task: Task) -> list[Extracted]:
        child = self._idle.get()
        try:
            with self._turns.among_others():
                return list(child.read(task, alone=self._turns.alone))
        finally:
            self._idle.put(child)


class _Turns:
    """Who may work: many at once, or one alone."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._working = 0
        self._waiting = 0
        """How many want to be alone, or are."""
        self._is_closed = False

    def close(self) -> None:
        """Let nobody begin any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """A time in which others may work too."""
        self._begin(lambda: not self._waiting)
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within a time among others, one in which nobody else works."""
        with self._changed:
            self._waiting += 1
        self._end()
        try:
            self._begin(lambda: not self._working)
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def _begin(self, is_free: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or is_free())
            self._working += 1
            if self._is_closed:
                raise PoolClosed

    def _end(self) -> None:
        with self._changed:
            self._working -= 1
            self._changed.notify_all()
