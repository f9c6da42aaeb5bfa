"""A Lambda execution environment: a child process with one handler, killed when it takes too long."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from local.template import ROOT, Function

# Importing the library takes about a second on a laptop; a machine at work on something else needs far more.
START_SECONDS = 60.0


class FunctionError(Exception):
    """The function raised, timed out or died; its message says which, as Lambda would."""


class Environment:
    """One execution environment. Starts its process when first used, and again after it died."""

    def __init__(self, function: Function, layers: list[str], variables: dict[str, str], log: Path) -> None:
        self.function = function
        self._command = [
            sys.executable,
            "-m",
            "local.runtime",
            function.model_dump_json(),
            json.dumps(layers),
        ]
        self._variables = {**variables, **function.environment, "PYTHONPATH": str(ROOT)}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ended = False
        self._unread = b""

    def start(self) -> None:
        """Start the process; it becomes ready while the caller goes on."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter and our own module
                self._command,
                cwd=self.function.code,
                env=self._variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the stack, which then ends its environments
            )
        self._unread = b""
        self._ready = False

    def wait_ready(self) -> None:
        """Return when the handler is imported.

        Raises:
            FunctionError: it cannot be imported.
        """
        self._running()
        if not self._ready:
            self._read_line(START_SECONDS)
            self._ready = True

    def invoke(self, event: Any) -> Any:
        """The handler's answer to an event, both as plain JSON data.

        Raises:
            FunctionError: it raised, took longer than its timeout, or its process died.
        """
        self.wait_ready()
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - it was started with a pipe
        try:
            process.stdin.write(json.dumps(event).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.stop()
            raise FunctionError("Runtime exited before the invocation") from None
        reply = json.loads(self._read_line(self.function.timeout))
        if "errorType" in reply:
            raise FunctionError(f"{reply['errorType']}: {reply['errorMessage']}")
        return reply["answer"]

    def end(self) -> None:
        """Kill the process for good, from any thread; who waits for an answer gets a FunctionError."""
        self._is_ended = True
        if (process := self._process) is not None:
            process.kill()

    def stop(self) -> None:
        """Kill the process, if there is one; for who invokes it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._is_ended:
            raise FunctionError("the environment has been ended")
        if self._process is None or self._process.poll() is not None:
            self.start()
        assert self._process is not None  # noqa: S101 - start has set it
        return self._process

    def _read_line(self, seconds: float) -> bytes:
        stdout = self._running().stdout
        assert stdout is not None  # noqa: S101 - it was started with a pipe
        output = stdout.fileno()
        while b"\n" not in self._unread:
            readable, _, _ = select.select([output], [], [], seconds)
            part = os.read(output, 1 << 20) if readable else b""
            if not part:
                self.stop()
                problem = "Runtime exited" if readable else f"Task timed out after {seconds:.2f} seconds"
                raise FunctionError(f"{problem} (log: {self._log})")
            self._unread += part
        line, _, self._unread = self._unread.partition(b"\n")
        return line
