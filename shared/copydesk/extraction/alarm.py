"""A call that ends in time: by a signal, which interrupts Python and its regular expressions, though not C for long."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

Answer = TypeVar("Answer")

# Seconds until the next signal, where something swallowed the exception of the last.
_AGAIN = 0.25


class _Expired(BaseException):
    """Not an `Exception`: parsers take those for faults of their input."""


class Expired(Exception):
    """The call took longer than it may."""


def can_interrupt() -> bool:
    """Whether calls can be ended here: signals reach the main thread alone."""
    return threading.current_thread() is threading.main_thread()


def within(call: Callable[[], Answer], *, cpu: float | None = None, wall: float | None = None) -> Answer:
    """What a call answers. In the main thread only; timers that were running run on afterwards.

    Args:
        call: without arguments.
        cpu: seconds that this process may work on it, however long others keep it waiting.
        wall: seconds by the clock.

    Raises:
        Expired: it has not answered within either.
    """
    try:
        with ExitStack() as timers:
            if cpu is not None:
                timers.enter_context(_timer(signal.ITIMER_PROF, signal.SIGPROF, cpu, time.process_time))
            if wall is not None:
                timers.enter_context(_timer(signal.ITIMER_REAL, signal.SIGALRM, wall, time.monotonic))
            return call()
    except _Expired:
        raise Expired from None


@contextmanager
def _timer(kind: int, number: signal.Signals, seconds: float, clock: Callable[[], float]) -> Iterator[None]:
    """A block that a signal interrupts."""

    def expire(*_: object) -> None:
        raise _Expired

    started = clock()
    handler = signal.signal(number, expire)
    left, interval = signal.setitimer(kind, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(kind, 0)
        signal.signal(number, handler)
        if left:
            signal.setitimer(kind, max(_AGAIN, left - (clock() - started)), interval)
