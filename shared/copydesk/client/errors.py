"""What a question may be answered with instead of a record."""

from __future__ import annotations


class NotFound(LookupError):
    """There is no such record (any more)."""


class InvalidCursor(ValueError):
    """The cursor is none, or one of another question."""


class DeskError(Exception):
    """The stack could not be asked. The message, one sentence, says what was looked for and what to set.

    `__cause__` is boto3's own error. This class itself stands for what has no class below, such as throttling.
    """


class ConfigurationError(DeskError):
    """No region, no credentials, or settings of either that boto3 cannot use. Nothing has been asked."""


class StackNotFoundError(DeskError):
    """There is no such stack, or no such table, in this region and account."""


class StackUnreachableError(DeskError):
    """Nothing answers at the endpoint: the stack is down, or the address is wrong. Another try may succeed."""


class AccessDeniedError(DeskError):
    """The credentials are refused, or do not permit what was asked."""
