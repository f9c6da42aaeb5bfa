"""What extraction libraries raise on pages that they do not expect."""

from __future__ import annotations

import struct
import traceback
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml.etree import LxmlError

# Parsers and extractors promise nothing about malformed input: these are the kinds that they were seen to raise.
# MemoryError is not among them: it says something of the machine, and `extract_bounded` answers for it.
LIBRARY_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    LxmlError,
    struct.error,
    zlib.error,
)


@contextmanager
def library_errors() -> Iterator[None]:
    """A block whose library failures are taken for an empty answer."""
    try:
        yield
    except LIBRARY_ERRORS:
        return


def facts(error: BaseException) -> str:
    """What failed and where, without the error's message: that may quote the article."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__} at " + "".join(f"{one.filename}:{one.lineno}" for one in frame)
