"""A child process that reads articles, as its parent has it: asked, listened to, and killed when it takes too long."""

from __future__ import annotations

import json
import math
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.readings import LOG, Part
from copydesk.extraction.result import Extracted
from copydesk.extraction.worker import OUT_OF_MEMORY, Request, Terms
from copydesk.outcome import RejectionReason

# CPU seconds for one article.
ARTICLE_SECONDS = 9.0
# How much longer by the clock: a busy machine gives a process a third of a core, or less for a while.
WALL_FACTOR = 3.0
# Bytes of address space of the child.
MEMORY_BYTES = 512 * 2**20
# Seconds by the clock for a child to start: on an idle machine, half of one.
START_SECONDS = 120.0

_READ_BYTES = 1 << 20
# Signals that nothing a child does to itself sends.
_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT})


class ExtractionFailed(RuntimeError):
    """The child process ended for no reason that the object gave it: copydesk itself is at fault."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a child is asked to read."""

    data: bytes
    part: Part
    whole: bool = True
    """As `part_readings` takes it."""
    content_type: str | None = None
    """As `extract` takes it."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """Why a child did not finish what it was asked for."""

    at: Extracted
    """The position that it was reading or looking for, with why it has no article."""
    is_final: bool
    """Whether no later position can be read: none follows, or it was looking for this one."""
    by_machine: bool
    """Whether others than the child can be at fault: the wall clock, or the kernel in want of memory."""


class Child:
    """A child process, started when it is first asked, and again after it has ended. It reads one task at a time.

    Started afresh rather than forked: forking a process with threads can deadlock, and a fresh one needs nothing of
    the program that calls (no importable main module, no shared memory, which Lambda has not).

    Args:
        article_seconds: of CPU time for one article.
        memory_bytes: of address space.
        preload: load at the start what most articles need.
        boilerplate: file of what publishers are known to repeat, which is taken out of the texts.
        columns: as `extract` takes them.
    """

    def __init__(
        self,
        article_seconds: float,
        memory_bytes: int,
        *,
        preload: bool = False,
        boilerplate: Path | None = None,
        columns: Columns = NO_COLUMNS,
    ) -> None:
        self._article_seconds = article_seconds
        self._memory_bytes = memory_bytes
        self._preload = preload
        self._boilerplate = boilerplate
        self._columns = columns
        self._is_killed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline = -1
        self._lines = _Lines()

    def read(
        self,
        task: Task,
        *,
        first: int = 0,
        end: float = math.inf,
        alone: Callable[[], AbstractContextManager[None]] | None = None,
    ) -> Iterator[Extracted]:
        """What the child makes of a task, position by position.

        Args:
            task: to read.
            first: position to begin at.
            end: by the monotonic clock, when it has to be through.
            alone: gives a time in which no other child works; what the machine may be to blame for is then tried
                once more. Without it nothing is.

        Raises:
            ExtractionFailed: the child could not work.
        """
        ended = yield from self._read_from(first, task, end)
        while ended is not None:
            if ended.by_machine and alone is not None:
                with alone():
                    ended = yield from self._read_from(ended.at.position, task, end)
                if ended is None:
                    return
            yield ended.at
            if ended.is_final or time.monotonic() >= end:
                return
            ended = yield from self._read_from(ended.at.position + 1, task, end)

    def _read_from(self, first: int, task: Task, end: float) -> Generator[Extracted, None, _Ended | None]:
        """What one process makes of a task from a position on; why it did not finish, if so."""
        request = Request(
            size=len(task.data),
            part=task.part,
            whole=task.whole,
            content_type=task.content_type,
            first=first,
        )
        is_done = False
        try:
            process = self._started()
            _write(process, request.model_dump_json().encode() + b"\n")
            _write(process, task.data)
            ended = yield from self._listen(process, first, end)
            is_done = ended is None
        finally:
            if not is_done:
                self.end()
        return ended

    def kill(self) -> None:
        """End the child for good, from any thread; who reads from it sees it ended."""
        self._is_killed = True
        if (process := self._process) is not None:
            process.kill()

    def end(self) -> None:
        """End the child and forget it; for who reads from it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        os.close(self._lifeline)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        held, self._lifeline = os.pipe()
        terms = Terms(
            lifeline=held,
            memory_bytes=self._memory_bytes,
            article_seconds=self._article_seconds,
            preload=self._preload,
            boilerplate=self._boilerplate,
            columns=dict(self._columns),
        )
        self._lines = _Lines()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                # -P: nothing is imported from the folder that it is run in, which may hold files of any kind.
                [sys.executable, "-P", "-m", "copydesk.extraction.worker", terms.model_dump_json()],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(held,),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except OSError:
            os.close(self._lifeline)
            raise
        finally:
            os.close(held)
        if self._is_killed:
            self._process.kill()
        return self._process

    def _listen(
        self, process: subprocess.Popen[bytes], first: int, end: float
    ) -> Generator[Extracted, None, _Ended | None]:
        descriptor = process.stdout.fileno() if process.stdout else -1
        at, is_final = Extracted(position=first), True
        seconds = self._article_seconds * WALL_FACTOR
        deadline = time.monotonic() + (seconds if self._lines.any else START_SECONDS)
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, min(deadline, end) - time.monotonic())):
                    return _Ended(_for(at, RejectionReason.TIMEOUT), is_final, by_machine=True)
                received = os.read(descriptor, _READ_BYTES)
                if not received:
                    reason, by_machine = _death(process.wait())
                    return _Ended(_for(at, reason), is_final, by_machine)
                for line in self._lines.add(received):
                    message = json.loads(line)
                    if "begin" in message:
                        at, is_final = Extracted.model_validate(message["begin"]), message["last"]
                    elif "result" in message:
                        yield Extracted.model_validate(message["result"])
                        at, is_final = Extracted(position=at.position + 1), True
                    elif "log" in message:
                        LOG.error(message["log"])
                    elif "done" in message:
                        return None
                    deadline = time.monotonic() + seconds


def _for(at: Extracted, reason: RejectionReason) -> Extracted:
    return at.model_copy(update={"reason": reason})


def _write(process: subprocess.Popen[bytes], data: bytes) -> None:
    descriptor = process.stdin.fileno() if process.stdin else -1
    rest = memoryview(data)
    # A child that has ended breaks the pipe; what ended it shows as it is listened to.
    with suppress(BrokenPipeError):
        while rest:
            rest = rest[os.write(descriptor, rest) :]


class _Lines:
    """Lines out of pieces as they come, in time linear in them."""

    def __init__(self) -> None:
        self.any = False
        """Whether any has come."""
        self._begun: list[bytes] = []

    def add(self, received: bytes) -> list[bytes]:
        """The lines that a piece completes."""
        first, *others = received.split(b"\n")
        self._begun.append(first)
        if not others:
            return []
        lines = [b"".join(self._begun), *others[:-1]]
        self._begun = others[-1:]
        self.any = True
        return lines


def _death(status: int) -> tuple[RejectionReason, bool]:
    """Why a child ended early, and whether others than it can be at fault.

    C libraries crash where they get no memory, or no more stack for a nesting, and are ended by a signal.
    """
    if status == -signal.SIGXCPU:
        return RejectionReason.TIMEOUT, False
    if status == OUT_OF_MEMORY or status < 0:
        return RejectionReason.TOO_LARGE, -status in _FROM_OUTSIDE
    raise ExtractionFailed(f"the child process ended with status {status}")
