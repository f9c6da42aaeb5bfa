"""How fast this machine is, for tests of what runs out of time: tests run side by side with others."""

from __future__ import annotations

import time
from functools import cache

from copydesk.extraction import extract_bounded
from tests.unit.extraction.samples import page


@cache
def enough() -> float:
    """Seconds in which a child surely starts and reads a few pages, on this machine as busy as it is now."""
    started = time.monotonic()
    list(extract_bounded(f"<!--{' ' * (1 << 20)}-->{page()}".encode()))
    return max(1.5, 4 * (time.monotonic() - started))
