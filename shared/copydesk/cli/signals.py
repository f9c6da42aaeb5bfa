"""How a command ends before its time: SIGINT, SIGTERM and SIGHUP as an exception, never in the middle of a line."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

# Seconds that a line which has been begun may still take; who reads the output may have stopped reading.
LINE_SECONDS = 0.8
# Seconds from there until the command ends the hard way: something swallowed the exception, as Python does in
# finalisers. Its children see that and end too.
END_SECONDS = 0.8

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked the command to end. Not an `Exception`: nothing handles it but the end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        """Of the signal."""


class _State:
    deferring = False
    pending: int | None = None
    """The signal that has come and is to be raised yet."""


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """A block in which those signals raise Stopped in the main thread; a no-op elsewhere."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)}
    for number in ENDING:
        if before[number] is not signal.SIG_IGN:  # as `nohup` leaves it
            signal.signal(number, _stop)
    try:
        yield
    except Stopped:
        raise  # the timer runs on: the end of the interpreter may not take long either
    except BaseException:
        _restore(before)
        raise
    _restore(before)


def _restore(before: Mapping[signal.Signals, Any]) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
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
    if _State.pending is not None:
        _raise(_State.pending)


@contextmanager
def blocked() -> Iterator[None]:
    """A block that such signals wait for; what it starts has to `unblock` them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def unblock() -> None:
    """In a child that was started where they are blocked: leave Ctrl-C to the parent, and end by the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def end_by(number: int) -> NoReturn:
    """End this process as the signal would have, had nobody handled it: its parent sees why, its children end too."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    raise AssertionError("a signal that ends nothing")


def _stop(number: int, _frame: FrameType | None) -> None:
    if not _State.deferring:
        _raise(number)
    if _State.pending is None:
        _State.pending = number
        _call_in(LINE_SECONDS, lambda *_: _raise(number))


def _raise(number: int) -> None:
    _State.pending = None

    _call_in(END_SECONDS, lambda *_: end_by(number))
    raise Stopped(number)


def _call_in(seconds: float, handler: Callable[[int, FrameType | None], None]) -> None:
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
