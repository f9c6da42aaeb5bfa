"""A call that ends in time: by a signal, which interrupts Python and its regular expressions, though not C for long."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
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


def within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """What a call answers. In the main thread only; a timer that was running runs on afterwards.

    Raises:
        Expired: it has not answered after so many seconds.
    """

    def expire(*_: object) -> None:
        raise _Expired

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, expire)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        return call()
    except _Expired:
        raise Expired from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(_AGAIN, left - (time.monotonic() - started)), interval)
