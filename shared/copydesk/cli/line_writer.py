"""Where lines are written as they come: whole lines of UTF-8, to a file, to standard output or to a pipe."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import stat
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from copydesk.cli.files import BadInput
from copydesk.cli.signals import Stopped, deferred


class LineWriter:
    """A context to write lines in.

    Args:
        path: of the file; None writes to standard output.
        keep: leave what the file holds, and write after it; the file has to be a regular one.

    Raises:
        BadInput: another command writes to the file, or it cannot be kept.
    """

    def __init__(self, path: Path | None, *, keep: bool = False) -> None:
        self._path = path
        self._keep = keep
        self._open()

    def _open(self) -> None:
        if self._path is None:
            sys.stdout.flush()
            self.descriptor = sys.stdout.fileno()
        else:
            self.descriptor = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666
            )
        self._status = os.fstat(self.descriptor)
        self._poll = select.poll()
        self._poll.register(self.descriptor, 0)
        if self._path is not None and stat.S_ISREG(self._status.st_mode):
            _lock(self.descriptor, self._path)
            if not self._keep:
                os.ftruncate(self.descriptor, 0)
        elif self._keep:
            raise BadInput(f"{self._path}: no regular file, which one could go on with")

    def reopen(self) -> None:
        """Go on with the file as another has replaced it."""
        self.close()
        self._open()

    def close(self) -> None:
        """Let go of the file."""
        if self._path is not None:
            os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def identity(self) -> tuple[int, int]:
        """Device and number of the file, for who must not take it for input."""
        return self._status.st_dev, self._status.st_ino

    @property
    def is_terminal(self) -> bool:
        """Whether people see it as it comes."""
        return os.isatty(self.descriptor)

    def write(self, line: bytes) -> None:
        """Write one line.

        Raises:
            Stopped: a signal came, or nobody reads any more.
        """
        rest = memoryview(line)
        try:
            with deferred():
                while rest:
                    rest = rest[os.write(self.descriptor, rest) :]
        except BrokenPipeError:
            raise Stopped(signal.SIGPIPE) from None

    def check(self) -> None:
        """Return while somebody reads.

        Raises:
            Stopped: nobody does any more.
        """
        if any(event & (select.POLLERR | select.POLLHUP) for _, event in self._poll.poll(0)):
            raise Stopped(signal.SIGPIPE)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(f"{path}: another command writes to it") from None
    except OSError:
        return  # a file system without locks
