"""Processes that share the work of a command."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress

from copydesk.cli.signals import blocked, unblock


def usable_processors() -> int:
    """Processors that this process may use."""
    with suppress(AttributeError):  # where processes cannot be bound to processors
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(*, worth: bool) -> Iterator[Executor | None]:
    """Processes to share the work among; None where it is too little, or the machine has none to give.

    They end with what they are at where the block is left, and with this process, whatever ends that.
    """
    executor: ProcessPoolExecutor | None = None
    if worth and os.cpu_count() != 1:
        # Without shared memory (/dev/shm), as in some containers, there are no queues between processes.
        with suppress(ImportError, NotImplementedError, OSError):
            executor = ProcessPoolExecutor(initializer=_end_with_parent)
    if executor is None:
        yield None
        return
    try:
        with blocked():
            executor.submit(os.getpid)  # starts them, where they are forks
        yield executor
    finally:
        # What is under way takes some milliseconds; to kill a process makes the threads that feed it complain.
        executor.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """In a child: leave signals to the parent, and end when it has ended."""
    unblock()
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
