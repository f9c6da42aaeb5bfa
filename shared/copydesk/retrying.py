"""Conflicts between workers that write to the same place, and trying again a bounded number of times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
Pause = Callable[[int], None]

# Sixteen workers on one cluster need some tens of tries in the worst case that was seen; the rest is margin.
MAX_ATTEMPTS = 100
FIRST_PAUSE = 0.005  # seconds; about one DynamoDB round trip
LONGEST_PAUSE = 0.2  # seconds


class Conflict(Exception):
    """Nothing was written, because what a write expected no longer holds. Read again and decide anew."""


class Contended(Exception):
    """Others kept getting in the way for as long as this worker was prepared to try: deliver the message again."""


def sleep_with_jitter(attempt: int) -> None:
    """Wait before a retry: full jitter under an exponential limit, so that workers spread out."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt, 10))))  # noqa: S311


def no_pause(attempt: int) -> None:
    """Retry at once: for a store in memory with one worker."""


def retrying(pause: Pause, action: Callable[[], Result]) -> Result:
    """The result of the action, called again for as long as it raises Conflict.

    Raises:
        Contended: every attempt met a conflict.
    """
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return action()
        except Conflict:
            pause(attempt)
    raise Contended(f"gave up after {MAX_ATTEMPTS} attempts")
