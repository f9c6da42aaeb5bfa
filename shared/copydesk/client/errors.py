"""What a question may be answered with instead of a record."""

from __future__ import annotations


class NotFound(LookupError):
    """There is no such record (any more)."""


class InvalidCursor(ValueError):
    """The cursor is none, or one of another question."""
