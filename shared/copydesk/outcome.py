"""What became of an object: the closed vocabulary of outcomes, and the record that holds one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from copydesk.article import Record


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


class Verdict(Record):
    """A status, with its reason where it is a rejection."""

    status: Status
    reason: RejectionReason | None = None

    def __str__(self) -> str:
        """The outcome as one word: the status, or `rejected:<reason>`."""
        return f"{self.status}:{self.reason}" if self.reason else str(self.status)


class ObjectOutcome(Record):
    """What became of one object of the inbox, in its latest generation."""

    object: str = Field(description="s3://bucket/key")
    bucket: str
    key: str
    generation: int = Field(ge=1, description="how often this key was read")
    status: Status
    reason: RejectionReason | None = None
    version_id: str | None = Field(default=None, description="of the object that was read")
    etag: str | None = None
    size: int | None = Field(default=None, description="bytes")
    positions: int = Field(ge=1, description="article positions that any generation may have used")
    waiting: int | None = Field(
        default=None, description="articles not done yet; null for an object of one article"
    )
    counts: dict[str, int] = Field(default_factory=dict, description="articles by outcome")
    claimed_at: datetime
    updated_at: datetime

    @property
    def verdict(self) -> Verdict:
        """Status and reason as one."""
        return Verdict(status=self.status, reason=self.reason)


class ArticleOutcome(Record):
    """What became of one article of an object that holds several."""

    object: str
    position: int
    article_id: str
    generation: int
    status: Status
    reason: RejectionReason | None = None


def object_uri(bucket: str, key: str) -> str:
    """The name of an object in the outcomes table."""
    return f"s3://{bucket}/{key}"
