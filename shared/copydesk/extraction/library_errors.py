"""What extraction libraries raise on pages that they do not expect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lxml.etree import LxmlError

# Parsers and extractors promise nothing about malformed input: these are the kinds that they were seen to raise.
# MemoryError is not among them: it says something of the machine, and `extract_bounded` answers for it.
LIBRARY_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    LxmlError,
)


@contextmanager
def library_errors() -> Iterator[None]:
    """A block whose library failures are taken for an empty answer."""
    try:
        yield
    except LIBRARY_ERRORS:
        return
