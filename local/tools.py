"""Command-line tools in environments of their own: what they import would not fit beside ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from local.template import ROOT


class ToolError(Exception):
    """A tool is missing or failed; the message says which, what it wrote, and what to do."""


def find(environment: str, command: str) -> Path:
    """A command of one of the Makefile's environments, such as `.venv-sam`.

    Raises:
        ToolError: the environment has not been made.
    """
    path = ROOT / environment / "bin" / command
    if not path.exists():
        raise ToolError(f"{path.relative_to(ROOT)} is missing: make {environment}/.done")
    return path


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without anything that would lead to a real AWS account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return {**kept, **nowhere, "AWS_EC2_METADATA_DISABLED": "true", **more}


def run(*command: str | Path, environment: Mapping[str, str] | None = None, log: Path | None = None) -> str:
    """Run a command in the project's folder to its end; its standard output. Its errors are added to a log.

    Raises:
        ToolError: it could not be started, or its exit status was not 0.
    """
    words = [str(word) for word in command]
    name = Path(words[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - the caller's own command
            words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ToolError(f"{name} is not installed") from error
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(done.stderr)
    if done.returncode:
        written = (done.stdout + done.stderr).strip()
        raise ToolError(f"{name} {' '.join(words[1:])}\n{written}\nexit status {done.returncode}")
    return done.stdout


def fail(error: Exception, log: Path) -> int:
    """Say why a command of `local` failed, and where there is more to read; its exit status."""
    print(f"{type(error).__name__}: {error}\nlog: {log.relative_to(ROOT)}", file=sys.stderr)
    return 1
