"""The child process of `extract_bounded`: the object on standard input, a line of JSON for each step on output."""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any

from copydesk.extraction.extract import readings, result_of
from copydesk.extraction.library_errors import LIBRARY_ERRORS
from copydesk.outcome import RejectionReason


def main() -> None:
    """Read every position from `first` on, under a limit on memory."""
    arguments = json.loads(sys.argv[1])
    limit = arguments["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    output = os.dup(1)
    # Whatever a library prints would be taken for a message.
    os.dup2(2, 1)
    data = sys.stdin.buffer.read()
    try:
        for position, read in enumerate(readings(data, arguments["content_type"])):
            if position >= arguments["first"]:
                _send(output, {"begin": position})
                _send(output, {"result": _result(position, read)})
    except MemoryError:
        # Nothing more can be said: the parent takes the end of output for too much memory.
        os._exit(1)
    _send(output, {"done": True})


def _result(position: int, read: Any) -> dict[str, Any]:
    try:
        found = read()
    except LIBRARY_ERRORS:
        found = RejectionReason.NO_ARTICLE
    return result_of(position, found).model_dump(mode="json")


def _send(descriptor: int, message: dict[str, Any]) -> None:
    line = json.dumps(message).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]


if __name__ == "__main__":
    main()
