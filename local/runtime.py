"""What runs inside an execution environment: `python -m local.runtime`, one handler, one event at a time.

Its environment variables are the function's, its working directory the function's code. Invocations come as
lines of JSON on standard input, answers leave on standard output; what the handler prints goes to the log,
standard error.
It ends when its standard input closes: that is, with whoever started it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from local.template import Function

ACCOUNT = "123456789012"  # moto's

Handler = Callable[[Any, "Context"], Any]


@dataclass
class Context:
    """The context object of Lambda's Python runtime."""

    function_name: str
    memory_limit_in_mb: str
    invoked_function_arn: str
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    log_group_name: str = "local"
    log_stream_name: str = field(default_factory=lambda: str(os.getpid()))
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is killed."""
        return max(0, round((self.deadline - time.monotonic()) * 1000))


def load_handler(function: Function, layers: list[str]) -> Handler:
    """The handler function, its code and its layers first on the import path as in Lambda.

    Raises:
        ImportError, AttributeError: there is no such handler.
    """
    sys.path[:0] = [function.code, *layers]
    module, _, name = function.handler.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), name)
    return handler


def answer(handler: Handler, function: Function, event: Any) -> dict[str, Any]:
    """The handler's answer as `{"answer": ...}`, or what it raised in Lambda's form, `{"errorType": ...}`."""
    context = Context(
        function_name=function.name,
        memory_limit_in_mb=str(function.memory),
        invoked_function_arn=f"arn:aws:lambda:{os.environ['AWS_REGION']}:{ACCOUNT}:function:{function.name}",
        deadline=time.monotonic() + function.timeout,
    )
    try:
        reply = {"answer": handler(event, context)}
        json.dumps(reply)
    except Exception as error:  # noqa: BLE001 - the runtime reports whatever a handler raises
        traceback.print_exc()
        return {"errorType": type(error).__name__, "errorMessage": str(error)}
    return reply


def main() -> None:
    """Serve invocations until standard input closes."""
    replies: TextIO = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    function = Function.model_validate_json(sys.argv[1])
    handler = load_handler(function, json.loads(sys.argv[2]))
    replies.write("ready\n")
    replies.flush()
    for line in sys.stdin:
        replies.write(json.dumps(answer(handler, function, json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
