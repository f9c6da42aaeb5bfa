"""Extraction that ends: what is small is interrupted by a signal, what is large runs in a child that can be killed.

Nothing limits the memory of lxml, trafilatura or a PDF parser from inside, no signal stops them where C code runs
for long, and a thread cannot be killed. The child is started afresh rather than forked: forking a process with
threads can deadlock, and a fresh one needs nothing of the program that calls (no importable main module, no shared
memory, which Lambda has not).
"""

from __future__ import annotations

import json
import os
import re
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import IO

from copydesk.extraction.alarm import Expired, can_interrupt, within
from copydesk.extraction.extract import LOG, MAX_LAYERS, readings, result_of, without_boilerplate
from copydesk.extraction.result import Extracted
from copydesk.extraction.sniff import Format, sniff_bytes
from copydesk.extraction.unpack import TooLargeError, gunzip
from copydesk.extraction.worker import OUT_OF_MEMORY
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import RejectionReason

# Bytes, unpacked, up to which an object is read in this process: every ordinary page is smaller, and no page of
# this size was found that takes more than two seconds.
MAX_IN_PROCESS = 1_000_000
# Seconds for one article, the child's start included.
ARTICLE_SECONDS = 9.0
# Seconds for one object, within the default time-out of the extract function (120 s).
OBJECT_SECONDS = 100.0
# Seconds that anything is given: a timer of none would never ring.
MIN_SECONDS = 0.01
# Bytes of address space of the child.
MEMORY_BYTES = 512 * 2**20

_READ_BYTES = 1 << 20
# PDF, and what is compressed within an archive: a few bytes of these can unpack to any number.
_DEMANDING = re.compile(rb"%PDF-|\x1f\x8b\x08|^content-encoding\s*:", re.IGNORECASE | re.MULTILINE)


class ExtractionFailed(RuntimeError):
    """The child process ended for no reason that the object gave it: copydesk itself is at fault."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one article and for the whole object, and bytes of memory."""

    article_seconds: float = ARTICLE_SECONDS
    object_seconds: float = OBJECT_SECONDS
    memory_bytes: int = MEMORY_BYTES


def extract_bounded(
    data: bytes,
    key: str = "",
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
    limits: Limits | None = None,
) -> Iterator[Extracted]:
    """As `extract`, within limits of time and memory: an article that exceeds them is `timeout` or `too_large`.

    The articles of an object that exceeds its own time are one `timeout`, at the position of the first of them.

    Raises:
        ExtractionFailed: the child process could not work, for reasons that lie outside the object. Nothing that
            `data` holds makes this raise.
    """
    del key
    limits = limits or Limits()
    if len(data) <= MAX_IN_PROCESS and can_interrupt() and _is_small(data):
        for result in _interrupted(data, content_type, limits):
            yield without_boilerplate(result, boilerplate)
        return
    with tempfile.TemporaryFile() as stored:
        stored.write(data)
        stored.flush()
        for result in _Supervisor(stored, content_type, limits).results():
            yield without_boilerplate(result, boilerplate)


def _interrupted(data: bytes, content_type: str | None, limits: Limits) -> Iterator[Extracted]:
    """The articles of an object, read in this process."""
    end = time.monotonic() + limits.object_seconds
    source = readings(data, content_type)
    for position in count():
        seconds = min(limits.article_seconds, end - time.monotonic())
        try:
            read = within(max(MIN_SECONDS, seconds), lambda: next(source, None))
        except Expired:
            yield Extracted(position=position, reason=RejectionReason.TIMEOUT)
            return
        if read is None:
            return
        try:
            yield within(max(MIN_SECONDS, seconds), partial(result_of, position, read))
        except Expired:
            yield Extracted(position=position, reason=RejectionReason.TIMEOUT)
            if time.monotonic() >= end:
                return


def _is_small(data: bytes) -> bool:
    """Whether an object is small however often it is unpacked, and holds nothing that could ask for much memory."""
    for _ in range(MAX_LAYERS + 1):  # there are streams that unpack to themselves
        if sniff_bytes(data) is not Format.GZIP:
            break
        try:
            data = gunzip(data, MAX_IN_PROCESS)
        except TooLargeError:
            return False
        except ValueError:
            return True
    return len(data) <= MAX_IN_PROCESS and not _DEMANDING.search(data)


class _Supervisor:
    """Starts children over one object until all its positions have a result or its time is over."""

    def __init__(self, stored: IO[bytes], content_type: str | None, limits: Limits) -> None:
        self._stored = stored
        self._content_type = content_type
        self._limits = limits
        self._end = time.monotonic() + limits.object_seconds
        self._next = 0
        self._reading: int | None = None
        """The position that the child has begun; None while it looks for the next."""
        self._is_last = False
        """Whether no position follows that one."""

    def results(self) -> Iterator[Extracted]:
        while True:
            reason = yield from self._child()
            if reason is None:
                return
            yield Extracted(position=self._next, reason=reason)
            if self._reading is None or self._is_last or time.monotonic() >= self._end:
                return
            self._next += 1

    def _child(self) -> Generator[Extracted, None, RejectionReason | None]:
        """What a child process answers; the reason why it did not finish, where it did not."""
        self._stored.seek(0)
        self._reading = None
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "copydesk.extraction.worker", json.dumps(self._arguments())],
            stdin=self._stored,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        try:
            return (yield from self._listen(child))
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()

    def _arguments(self) -> dict[str, object]:
        return {
            "first": self._next,
            "content_type": self._content_type,
            "memory_bytes": self._limits.memory_bytes,
        }

    def _listen(self, child: subprocess.Popen[bytes]) -> Generator[Extracted, None, RejectionReason | None]:
        descriptor = child.stdout.fileno() if child.stdout else -1
        pending = b""
        deadline = self._deadline()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return RejectionReason.TIMEOUT
                received = os.read(descriptor, _READ_BYTES)
                if not received:
                    return _reason_of_death(child.wait())
                *lines, pending = (pending + received).split(b"\n")
                for line in lines:
                    message = json.loads(line)
                    if "begin" in message:
                        self._reading = self._next = message["begin"]
                        self._is_last = message["last"]
                    elif "result" in message:
                        yield Extracted.model_validate(message["result"])
                        self._reading, self._next = None, self._next + 1
                        deadline = self._deadline()
                    elif "log" in message:
                        LOG.error(message["log"])
                    elif "done" in message:
                        return None

    def _deadline(self) -> float:
        return min(self._end, time.monotonic() + self._limits.article_seconds)


def _reason_of_death(status: int) -> RejectionReason:
    """Why a child ended early: for want of memory, whether Python, a C library or the kernel found it lacking.

    C libraries crash where they get no memory, or no more stack for a nesting, and are ended by a signal.
    """
    if status == OUT_OF_MEMORY or status < 0:
        return RejectionReason.TOO_LARGE
    raise ExtractionFailed(f"the child process ended with status {status}")
