"""How a command ends before its time: SIGINT, SIGTERM and SIGHUP as an exception, never in the middle of a line."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Seconds that a line which has been begun may still take; who reads the output may have stopped reading.
LINE_SECONDS = 1.0

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked the command to end. Not an `Exception`: nothing handles it but the end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        """Of the signal."""

    @property
    def exit_status(self) -> int:
        """As shells have it."""
        return 128 + self.number


class _State:
    deferring = False
    pending: int | None = None


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """A block in which those signals raise Stopped in the main thread; a no-op elsewhere."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (*_ENDING, signal.SIGALRM)}
    for number in _ENDING:
        if before[number] is not signal.SIG_IGN:  # as `nohup` leaves it
            signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deferred() -> Iterator[None]:
    """A short block that such a signal does not interrupt for `LINE_SECONDS`."""
    _State.deferring = True
    try:
        yield
    finally:
        _State.deferring = False
    pending, _State.pending = _State.pending, None
    if pending is not None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise Stopped(pending)


def _stop(number: int, _frame: FrameType | None) -> None:
    if not _State.deferring:
        raise Stopped(number)
    if _State.pending is None:
        _State.pending = number
        signal.signal(signal.SIGALRM, _stop_now)
        signal.setitimer(signal.ITIMER_REAL, LINE_SECONDS)


def _stop_now(_number: int, _frame: FrameType | None) -> None:
    pending, _State.pending = _State.pending, None
    if pending is not None:
        raise Stopped(pending)
