"""Extraction that ends: what is small is interrupted by a signal, what is large runs in a child that can be killed.

Nothing limits the memory of lxml, trafilatura or a PDF parser from inside, no signal stops them where C code runs
for long, and a thread cannot be killed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count

from copydesk.extraction.alarm import Answer, Expired, can_interrupt, within
from copydesk.extraction.child import ARTICLE_SECONDS, MEMORY_BYTES, WALL_FACTOR, Child, Task
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.extract import result_of, without_article, without_boilerplate
from copydesk.extraction.readings import MAX_LAYERS, Part, readings
from copydesk.extraction.result import Extracted
from copydesk.extraction.sniff import Format, sniff_bytes
from copydesk.extraction.unpack import TooLargeError, gunzip
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import RejectionReason

# Bytes, unpacked, up to which an object is read in this process: every ordinary page is smaller, and no page of
# this size was found that takes more than two seconds.
MAX_IN_PROCESS = 1_000_000
# Seconds by the clock for one object, within the default time-out of the extract function (120 s).
OBJECT_SECONDS = 100.0
# Seconds that anything is given: a timer of none would never ring.
MIN_SECONDS = 0.01

# PDF, office files, and what is compressed within an archive: a few bytes of these can unpack to any number.
_DEMANDING = re.compile(
    rb"%PDF-|\x1f\x8b\x08|PK\x03\x04|\xd0\xcf\x11\xe0|^content-encoding\s*:", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take."""

    article_seconds: float = ARTICLE_SECONDS
    """Of CPU time, for one article; by the clock it has `WALL_FACTOR` times as many."""
    object_seconds: float = OBJECT_SECONDS
    """By the clock, for the whole object."""
    memory_bytes: int = MEMORY_BYTES
    """Of a child's address space."""


def extract_bounded(
    data: bytes,
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
    limits: Limits | None = None,
    columns: Columns = NO_COLUMNS,
    first: int = 0,
) -> Generator[Extracted, None, None]:
    """As `extract`, within limits of time and memory: an article that exceeds them is `timeout` or `too_large`.

    The articles of an object that exceeds its own time are one `timeout`, at the position of the first of them.
    Positions before `first` are passed over: they were read before.

    Raises:
        ExtractionFailed: the child process could not work, for reasons that lie outside the object. Nothing that
            `data` holds makes this raise.
    """
    limits = limits or Limits()
    if len(data) <= MAX_IN_PROCESS and can_interrupt() and _is_small(data):
        for result in _interrupted(data, content_type, columns, limits, first):
            yield without_boilerplate(result, boilerplate)
        return
    child = Child(limits.article_seconds, limits.memory_bytes, columns=columns)
    task = Task(data, Part.OBJECT, content_type=content_type)
    try:
        for result in child.read(task, first=first, end=time.monotonic() + limits.object_seconds):
            yield without_boilerplate(result, boilerplate)
    finally:
        child.end()


def _interrupted(
    data: bytes, content_type: str | None, columns: Columns, limits: Limits, first: int
) -> Iterator[Extracted]:
    """The articles of an object, read in this process."""
    end = time.monotonic() + limits.object_seconds
    source = readings(data, content_type, columns)

    def bounded(call: Callable[[], Answer]) -> Answer:
        wall = min(limits.article_seconds * WALL_FACTOR, end - time.monotonic())
        return within(call, cpu=limits.article_seconds, wall=max(MIN_SECONDS, wall))

    for position in count():
        try:
            read = bounded(lambda: next(source, None))
        except Expired:
            yield Extracted(position=position, reason=RejectionReason.TIMEOUT)
            return
        if read is None:
            return
        if position < first:
            continue
        try:
            yield bounded(partial(result_of, position, read))
        except Expired:
            yield without_article(position, read, RejectionReason.TIMEOUT)
            if time.monotonic() >= end:
                return


def _is_small(data: bytes) -> bool:
    """Whether an object is small however often it is unpacked, and holds nothing that could ask for much memory."""
    for _ in range(MAX_LAYERS + 1):  # there are streams that unpack to themselves
        if sniff_bytes(data) is not Format.GZIP:
            break
        try:
            data = gunzip(data, MAX_IN_PROCESS).data
        except TooLargeError:
            return False
        except ValueError:
            return True
    return len(data) <= MAX_IN_PROCESS and not _DEMANDING.search(data)
