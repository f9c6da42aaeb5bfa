"""Run tests against a module whose text was changed in memory, in a process of its own."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

SECONDS = 120  # for the tests of one change; more counts as noticed


def import_libraries() -> None:
    """What every try needs and none changes: imported once, before the tries are forked."""
    import hypothesis  # noqa: F401
    import lxml.html  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import readability  # noqa: F401
    import resiliparse.parse.lang  # noqa: F401
    import trafilatura  # noqa: F401


def is_noticed(file: Path, text: str, tests: Sequence[str]) -> bool:
    """Whether a test fails, or they take too long, where `file` reads `text`. `tests` are pytest's arguments."""
    process = multiprocessing.get_context("fork").Process(target=_try, args=(file, text, tests))
    process.start()
    process.join(SECONDS)
    process.kill()
    process.join()
    return process.exitcode != 0


def _try(changed: Path, text: str, tests: Sequence[str]) -> None:
    import pytest
    from hypothesis import Phase, settings

    path = str(changed)
    get_code, read_text = SourceFileLoader.get_code, Path.read_text

    def changed_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        return compile(text, path, "exec") if loader.path == path else get_code(loader, name)

    def changed_text(file: Path, *arguments: Any, **options: Any) -> str:
        return text if file == changed else read_text(file, *arguments, **options)

    SourceFileLoader.get_code = changed_code  # type: ignore[method-assign,assignment]
    Path.read_text = changed_text  # type: ignore[method-assign,assignment]
    # What one change makes fail must not be what the next one is tried by. Nor need it be small.
    settings.register_profile("alone", database=None, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("alone")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = pytest.main(["-n0", "-x", "-q", "-p", "no:cacheprovider", *tests])
    os._exit(int(code))
