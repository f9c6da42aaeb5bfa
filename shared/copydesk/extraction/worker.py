"""The child process of `extract_bounded`: the object on standard input, a line of JSON for each step on output."""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
from itertools import count
from typing import Any

from copydesk.extraction.extract import LOG, readings, result_of

# The exit status of a child that its limit on memory ended.
OUT_OF_MEMORY = 77


def main() -> None:
    """Read every position from `first` on, under a limit on memory."""
    arguments = json.loads(sys.argv[1])
    limit = arguments["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    output = os.dup(1)
    # Whatever a library prints would be taken for a message.
    os.dup2(2, 1)
    LOG.addHandler(_Reporter(output))
    data = sys.stdin.buffer.read()
    try:
        source = readings(data, arguments["content_type"])
        following = next(source, None)
        for position in count():
            read, following = following, next(source, None)
            if read is None:
                break
            if position >= arguments["first"]:
                _send(output, {"begin": position, "last": following is None})
                _send(output, {"result": result_of(position, read).model_dump(mode="json")})
    except (MemoryError, ImportError):
        # A library that cannot be loaded lacks memory too: where it is missing, small objects say so.
        os._exit(OUT_OF_MEMORY)
    _send(output, {"done": True})


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
