"""Commands that need more than others: what to install where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from copydesk.cli.files import BadInput


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Imports of an extra's packages.

    Raises:
        BadInput: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "copydesk":
            raise
        raise BadInput(f"this needs {error.name}: pip install 'copydesk[{extra}]'") from error
