"""What a question may be answered with instead of a record."""

from __future__ import annotations


class NotFound(LookupError):  # noqa: N818 - says what it means to the caller
    """There is no such record (any more)."""


class InvalidCursor(ValueError):  # noqa: N818 - says what it means to the caller
    """The cursor is none, or one of another question."""
