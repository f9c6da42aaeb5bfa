"""What became of an object: the closed vocabulary of outcomes, and the record that holds one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from copydesk.article import Record, VersionedRecord


class RejectionReason(StrEnum):
    """Why an object, or one article position in it, gave no article. A closed list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    UNDECODABLE = "undecodable"
    NO_ARTICLE = "no_article"
    NO_STORY = "no_story"
    TOO_SHORT = "too_short"
    TIMEOUT = "timeout"
    ARCHIVED = "archived"
    CANCELED = "canceled"
    SUPERSEDED = "superseded"
    ERASED = "erased"


class Status(StrEnum):
    """The state of an object in the pipeline; `rejected` carries a `RejectionReason` beside it."""

    PENDING = "pending"
    INDEXED = "indexed"
    REJECTED = "rejected"
    FAILED = "failed"
    REMOVED = "removed"


FILE_KIND = (
    "what the file is, where it is of no format that is read, or a PDF that cannot be opened: `ZIP archive`"
)


class Verdict(Record):
    """A status, with its reason where it is a rejection."""

    status: Status = Field(description="what became of it")
    reason: RejectionReason | None = Field(default=None, description="why, where it was rejected")
    file_kind: str | None = Field(default=None, description=FILE_KIND)

    def __str__(self) -> str:
        """The outcome as one word: the status, or `rejected:<reason>`."""
        return f"{self.status}:{self.reason}" if self.reason else str(self.status)


class MadeBy(Record):
    """What made an article, or found that there is none."""

    extraction: str = Field(description="version of copydesk")
    fingerprint: int = Field(description="version of fingerprints")
    boilerplate: str | None = Field(default=None, description="version of what publishers repeat")
    settings: str | None = Field(
        default=None, description="hash of the settings of matching; null where nothing was matched"
    )


class ObjectOutcome(VersionedRecord):
    """What became of one object of the inbox, in its latest generation."""

    object: str = Field(description="s3://bucket/key")
    bucket: str = Field(description="the inbox")
    key: str = Field(description="as S3 knows it, not URL-encoded")
    generation: int = Field(ge=1, description="how often this key was read")
    status: Status = Field(description="what became of it")
    reason: RejectionReason | None = Field(default=None, description="why, where it was rejected")
    file_kind: str | None = Field(default=None, description=FILE_KIND)
    error: str | None = Field(
        default=None, description="what the last try failed with, where it failed and was not killed"
    )
    version_id: str | None = Field(default=None, description="of the object that was read")
    etag: str | None = Field(default=None, description="of the object that was read")
    size: int | None = Field(default=None, description="bytes")
    positions: int = Field(
        ge=1,
        description="article positions in use: up to the last article and, until all is done, one for each article "
        "that is taken away",
    )
    waiting: int | None = Field(
        default=None, description="articles not done yet; null for an object of one article"
    )
    counts: dict[str, int] = Field(default_factory=dict, description="articles by outcome")
    claimed_at: datetime = Field(description="when a worker began to read this generation, in UTC")
    updated_at: datetime = Field(description="when any of this last changed, in UTC")
    made_by: MadeBy | None = Field(
        default=None, description="what read it last, and found this; null before copydesk 0.2"
    )

    @property
    def verdict(self) -> Verdict:
        """Status and reason as one, with what the file is."""
        return Verdict(status=self.status, reason=self.reason, file_kind=self.file_kind)


class ArticleOutcome(VersionedRecord):
    """What became of one article of an object that holds several."""

    object: str = Field(description="s3://bucket/key")
    position: int = Field(description="of the article in its object, from 0")
    article_id: str = Field(description="of the article, whether or not it was indexed")
    generation: int = Field(description="the reading of the key that this is of")
    status: Status = Field(description="what became of it")
    reason: RejectionReason | None = Field(default=None, description="why, where it was rejected")
    file_kind: str | None = Field(default=None, description=FILE_KIND)
    made_by: MadeBy | None = Field(
        default=None, description="what read it last, and found this; null before copydesk 0.2"
    )


def object_uri(bucket: str, key: str) -> str:
    """The name of an object in the outcomes table."""
    return f"s3://{bucket}/{key}"
