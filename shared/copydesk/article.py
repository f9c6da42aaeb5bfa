"""The article record: what downstream applications read, and what `copydesk extract` prints."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from copydesk.lengths import Excerpt, Images, Name, Names, Others, Raw, Text, Title, Url


def _real_date(text: str) -> str:
    datetime.fromisoformat(text)
    return text


# ISO 8601: a day where only the day is known, else a time with its offset where the source gave one.
IsoDate = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$"),
    AfterValidator(_real_date),
]


class Record(BaseModel):
    """Base of every public record: frozen, and strict about unknown fields."""

    # Errors go to logs, and no article text may.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ObjectRef(Record):
    """One version of one key in the inbox."""

    bucket: str
    key: str
    version_id: str | None = None
    etag: str
    size: int = Field(ge=0, description="bytes as stored")
    uploaded_at: datetime


class Publisher(Record):
    """Who published this article: at least one of the two is known."""

    name: Name | None = None
    domain: Name | None = Field(default=None, description="host without www.")

    @property
    def label(self) -> str | None:
        """What tells publishers apart: the name, which dumps have too, else the domain."""
        return self.name or self.domain


class Credit(Record):
    """The source that the article itself names as its origin; never a guess from first seen."""

    name: Name
    url: Url = None


class Provenance(Record):
    """Where one field came from."""

    method: Name = Field(description="such as json_ld, open_graph, byline, trafilatura")
    raw: Raw = Field(description="the text it was read from, cut to 300 characters")
    others: Others = Field(default=(), description="different values that lower-ranked methods gave")


class Draft(Record):
    """What extraction alone can say of one article: a pure function of the bytes. Absent is null or empty."""

    url: Url = Field(default=None, description="canonical, without tracking parameters")
    title: Title | None = None
    authors: Names = ()
    published_at: IsoDate | None = None
    modified_at: IsoDate | None = None
    publisher: Publisher | None = None
    credit: Credit | None = None
    regions: Names = ()
    topics: Names = ()
    language: str | None = Field(default=None, description="ISO 639-1 code")
    text: Text = Field(description="NFC; paragraphs separated by a blank line")
    excerpt: Excerpt | None = Field(
        default=None, description="the first words of the text, or the page's description"
    )
    word_count: int = Field(ge=0)
    images: Images = Field(default=(), description="URLs")
    provenance: dict[str, Provenance] = Field(default_factory=dict, description="field name to its origin")
    boilerplate_version: str | None = None


class Article(Draft):
    """One news article found in an object."""

    article_id: str
    object: ObjectRef
    position: int = Field(default=0, ge=0, description="of the article in its object")
    ingested_at: datetime | None = Field(default=None, description="null where no pipeline has ingested it")
    schema_version: Literal[1] = 1


def article_id(bucket: str, key: str, position: int = 0) -> str:
    """The id of the article at a position of a key: 32 hexadecimal digits, the same for every version."""
    name = f"{bucket}\0{key}\0{position}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).hexdigest()[:32]
