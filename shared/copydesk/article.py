"""The article record: what downstream applications read, and what `copydesk extract` prints."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from copydesk.lengths import Excerpt, Images, Name, Names, Others, Raw, Text, Title, Url
from copydesk.moments import Published


def _real_date(text: str) -> str:
    datetime.fromisoformat(text)
    return text


# ISO 8601: a day where only the day is known, else a time with its offset where the source gave one.
IsoDate = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$"),
    AfterValidator(_real_date),
]


# Of the records in the tables; docs/schema.md says when it rises.
SCHEMA_VERSION: Literal[1] = 1


class Record(BaseModel):
    """Base of every public record: frozen, and strict about unknown fields."""

    # Errors go to logs, and no article text may.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class VersionedRecord(Record):
    """Base of what lies in a table as an item of its own."""

    schema_version: Literal[1] = Field(
        default=SCHEMA_VERSION, description="rises when an attribute changes its meaning or type, or goes"
    )


class ObjectRef(Record):
    """One version of one key in the inbox."""

    bucket: str = Field(description="the inbox")
    key: str = Field(description="as S3 knows it, not URL-encoded")
    version_id: str | None = Field(default=None, description="null where the bucket keeps no versions")
    etag: str = Field(description="S3's, without quotation marks")
    size: int = Field(ge=0, description="bytes as stored")
    uploaded_at: datetime = Field(description="when S3 received it, in UTC")


class Publisher(Record):
    """Who published this article: at least one of the two is known."""

    name: Name | None = Field(default=None, description="as the article spells it")
    domain: Name | None = Field(default=None, description="host without www.")

    @property
    def label(self) -> str | None:
        """What tells publishers apart: the name, which dumps have too, else the domain."""
        return self.name or self.domain


class Credit(Record):
    """The source that the article itself names as its origin; never a guess from first seen."""

    name: Name = Field(description="as the article spells it, agencies by one name")
    url: Url = Field(default=None, description="where the credit links to")


class Provenance(Record):
    """Where one field came from."""

    method: Name = Field(description="such as json_ld, open_graph, byline, trafilatura")
    raw: Raw = Field(description="the text it was read from, cut to 300 characters")
    others: Others = Field(default=(), description="different values that lower-ranked methods gave")


class NewsItem(Record):
    """An item of a news agency, as it counts its items itself: what its versions have in common."""

    provider: Name = Field(description="who sends it, as its items name themselves; may be empty")
    id: Title = Field(description="what the provider calls it, the same for every version")
    day: Name | None = Field(
        default=None,
        description="that the id is of, where another day may give it again: NewsML 1.2's DateId",
    )
    version: int | None = Field(default=None, ge=0, description="as the provider counts, where it says so")
    version_created_at: IsoDate | None = Field(default=None, description="when this version was made")
    status: Literal["usable", "embargoed", "withheld", "canceled"] = Field(
        default="usable", description="what the provider permits: IPTC's publishing status"
    )


class StrippedParagraph(Record):
    """A paragraph that was taken out of a text."""

    place: int = Field(ge=0, description="its number among the paragraphs of the whole text, from 0")
    text: Text = Field(description="as it stood")


class Draft(Published, Record):
    """What extraction alone can say of one article: a pure function of the bytes. Absent is null or empty."""

    url: Url = Field(default=None, description="canonical, without tracking parameters")
    title: Title | None = Field(default=None, description="headline, without the site's name")
    authors: Names = Field(default=(), description="names of people, in the order of the byline")
    published_at: IsoDate | None = Field(
        default=None, description="ISO 8601: a day, or a time with its offset where the source gave one"
    )
    modified_at: IsoDate | None = Field(default=None, description="likewise, where the source says so")
    embargoed_until: IsoDate | None = Field(
        default=None, description="likewise, where its provider lets it be published only later"
    )
    publisher: Publisher | None = Field(default=None, description="who published it")
    credit: Credit | None = Field(default=None, description="the source it names as its origin")
    regions: Names = Field(default=(), description="places that the source files it under")
    topics: Names = Field(default=(), description="sections, themes and keywords of the source")
    language: str | None = Field(default=None, description="ISO 639-1 code")
    news_item: NewsItem | None = Field(default=None, description="which item of an agency it is")
    text: Text = Field(description="NFC; paragraphs separated by a blank line")
    excerpt: Excerpt | None = Field(
        default=None, description="the first words of the text, or the page's description"
    )
    word_count: int = Field(ge=0, description="words of the text, between white space")
    images: Images = Field(default=(), description="URLs")
    provenance: dict[str, Provenance] = Field(default_factory=dict, description="field name to its origin")
    boilerplate_version: str | None = Field(
        default=None, description="of what publishers repeat, as extraction took it away"
    )
    stripped: tuple[StrippedParagraph, ...] = Field(
        default=(), description="the paragraphs of the text that were taken away for it"
    )

    @property
    def whole_text(self) -> str:
        """The text as it was before what its publisher repeats was taken out."""
        paragraphs = self.text.split("\n\n") if self.text else []
        for one in self.stripped:
            paragraphs.insert(one.place, one.text)
        return "\n\n".join(paragraphs)


class Article(Draft, VersionedRecord):
    """One news article found in an object."""

    article_id: str = Field(
        description="32 hexadecimal digits: of bucket, key and the item's own id, where its file gives it one, or else "
        "its position; the same for every version"
    )
    object: ObjectRef = Field(description="where it was found: the version of the object that was read")
    position: int = Field(default=0, ge=0, description="of the article in its object")
    ingested_at: datetime | None = Field(
        default=None, description="when the pipeline began to read the object; null outside of it"
    )
    reread_at: datetime | None = Field(
        default=None, description="when it was read again and came out otherwise; null where it never was"
    )


def article_id(bucket: str, key: str, position: int = 0, *, own_id: str = "", ordinal: int = 0) -> str:
    """The id of an article of a key: 32 hexadecimal digits, the same for every version.

    Args:
        bucket: the inbox.
        key: as S3 knows it.
        position: in the file, which counts where the item has no id of its own.
        own_id: what the file itself calls the item, as `Extracted` has it.
        ordinal: how many items of this `own_id` stand before it in the file.
    """
    place = f"\0{ordinal}\0{own_id}" if own_id else str(position)
    name = f"{bucket}\0{key}\0{place}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).hexdigest()[:32]
