"""The child process that reads articles: what to read comes on standard input, a line of JSON for each step leaves.

It ends when its input does. It ends at once when the pipe closes that its parent holds: a parent that was killed
leaves no child behind.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import logging
import math
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from copydesk.extraction.alarm import Expired, within
from copydesk.extraction.column_names import Columns
from copydesk.extraction.documents import Reading
from copydesk.extraction.extract import result_of, without_article, without_boilerplate
from copydesk.extraction.readings import LOG, Part, part_readings, readings
from copydesk.extraction.result import Extracted
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import RejectionReason

# The exit status of a child that its limit on memory ended.
OUT_OF_MEMORY = 77
# CPU seconds more than an article has until the kernel ends the child: a signal did not interrupt it.
GRACE_SECONDS = 1.0
# Positions, of a tenth of a millisecond and more, that are passed over between two signs of life.
PASSED_AT_ONCE = 500


class Terms(BaseModel):
    """What a child works under."""

    lifeline: int
    """Descriptor of a pipe that the parent holds open."""
    memory_bytes: int
    article_seconds: float
    """Of CPU time."""
    preload: bool = False
    """Load at the start what most articles need, so that the first has no more to do than the others."""
    boilerplate: Path | None = None
    """File of what publishers are known to repeat, which is taken out of the texts."""
    columns: dict[str, str] = {}
    """As `extract` takes them."""


class Request(BaseModel):
    """What a child is asked to read; the bytes follow."""

    size: int
    part: Part
    whole: bool
    content_type: str | None
    first: int
    """Position to begin at: those before it were read by another child."""


def main() -> None:
    """Read whatever is asked for, under the terms on the command line."""
    terms = Terms.model_validate_json(sys.argv[1])
    _end_with(terms.lifeline)
    resource.setrlimit(resource.RLIMIT_AS, (terms.memory_bytes, terms.memory_bytes))
    source, output = sys.stdin.buffer, os.dup(1)
    # Whatever a library prints would be taken for a message.
    os.dup2(2, 1)
    LOG.addHandler(_Reporter(output))
    try:
        boilerplate = Boilerplate.from_bytes(terms.boilerplate.read_bytes()) if terms.boilerplate else None
        if terms.preload:
            importlib.import_module("copydesk.extraction.html.extract")
            importlib.import_module("copydesk.extraction.dump.extract")
        _send(output, {"ready": True})
        while header := source.readline():
            request = Request.model_validate_json(header)
            for message in _answer(request, source.read(request.size), terms, boilerplate):
                _send(output, message)
    except (MemoryError, ImportError):
        # A library that cannot be loaded lacks memory too: where it is missing, small objects say so.
        os._exit(OUT_OF_MEMORY)


def _answer(
    request: Request, data: bytes, terms: Terms, boilerplate: Boilerplate | None
) -> Iterator[dict[str, Any]]:
    """A message before each position and one with what it gave; a sign of life while others are passed over."""
    seconds = terms.article_seconds
    _limit_cpu(seconds)
    positions = _positions(request, data, terms.columns)
    following = next(positions, None)
    for position in count():
        read, following = following, next(positions, None)
        if read is None:
            break
        if position >= request.first:
            _limit_cpu(seconds)
            yield {
                "begin": without_article(position, read).model_dump(mode="json"),
                "last": following is None,
            }
            result = without_boilerplate(_result(position, read, seconds), boilerplate)
            yield {"result": result.model_dump(mode="json")}
        elif position % PASSED_AT_ONCE == 0:
            # To pass over all that was read before may take longer than an article.
            _limit_cpu(seconds)
            yield {"passed": position}
    yield {"done": True}


def _positions(request: Request, data: bytes, columns: Columns) -> Iterator[Reading]:
    if request.part is Part.OBJECT:
        return readings(data, request.content_type, columns)
    return part_readings(data, request.part, whole=request.whole, columns=columns)


def _result(position: int, read: Reading, seconds: float) -> Extracted:
    try:
        return within(partial(result_of, position, read), cpu=seconds)
    except Expired:
        return without_article(position, read, RejectionReason.TIMEOUT)


def _limit_cpu(seconds: float) -> None:
    """Let the kernel end this process where it works longer from now on, whatever code it is in."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds + GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _end_with(lifeline: int) -> None:
    """Let the kernel end this process when the other end of a pipe closes, whatever code it is in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its children
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The signal that says so is SIGIO, which ends a process. Elsewhere than on Linux it may be ignored: such a child
    # ends with the article that it is at.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)  # it has closed already


class _Reporter(logging.Handler):
    """Passes on what extraction logs, for the parent to log."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def emit(self, record: logging.LogRecord) -> None:
        _send(self._descriptor, {"log": record.getMessage()})


def _send(descriptor: int, message: dict[str, Any]) -> None:
    line = json.dumps(message).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]


if __name__ == "__main__":
    main()
