"""What became of an object: the closed vocabulary of outcomes."""

from __future__ import annotations

from enum import StrEnum


class RejectionReason(StrEnum):
    """Why an object, or one article position in it, gave no article. A closed list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    UNDECODABLE = "undecodable"
    NO_ARTICLE = "no_article"
    TOO_SHORT = "too_short"
    TIMEOUT = "timeout"


class Status(StrEnum):
    """The state of an object in the pipeline; `rejected` carries a `RejectionReason` beside it."""

    PENDING = "pending"
    INDEXED = "indexed"
    REJECTED = "rejected"
    FAILED = "failed"
    REMOVED = "removed"


def outcome_label(status: Status, reason: RejectionReason | None = None) -> str:
    """The outcome as one word: the status, or `rejected:<reason>`."""
    return f"{status}:{reason}" if reason is not None else str(status)
