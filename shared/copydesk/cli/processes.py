"""Processes that share the work of a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext, suppress


@contextmanager
def processes(*, worth: bool) -> Iterator[Executor | None]:
    """Processes to share the work among; None where it is too little, or the machine has none to give."""
    executor: Executor | None = None
    if worth and os.cpu_count() != 1:
        # Without shared memory (/dev/shm), as in some containers, there are no queues between processes.
        with suppress(ImportError, NotImplementedError, OSError):
            executor = ProcessPoolExecutor()
    with executor or nullcontext():
        yield executor
