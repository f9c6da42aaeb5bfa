"""The environment of each function, as template.yaml sets it; checked once, when the function starts."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from copydesk.extraction.column_names import Columns, columns_stated
from copydesk.matching.settings import USUAL, MatchSettings


class _Environment(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Settings(_Environment):
    outcomes_table: str = Field(alias="OUTCOMES_TABLE", min_length=1)
    overflow_bucket: str = Field(alias="OVERFLOW_BUCKET", min_length=1)
    max_receive_count: int = Field(alias="MAX_RECEIVE_COUNT", ge=1)


class ExtractSettings(_Settings):
    """What the extract function needs to know."""

    articles_table: str = Field(alias="ARTICLES_TABLE", min_length=1)
    dedupe_queue_url: str = Field(alias="DEDUPE_QUEUE_URL", min_length=1)
    extract_queue_url: str = Field(alias="EXTRACT_QUEUE_URL", min_length=1)
    backfill_queue_url: str = Field(default="", alias="BACKFILL_QUEUE_URL")
    backfill_bucket: str = Field(default="", alias="BACKFILL_BUCKET")
    boilerplate_version: str = Field(default="", alias="BOILERPLATE_VERSION")
    inbox_prefixes: str = Field(default="", alias="INBOX_PREFIXES")
    stream_prefixes: str = Field(default="", alias="STREAM_PREFIXES")
    columns: str = Field(default="", alias="TABLE_COLUMNS")
    """Of tables, as `columns_stated` takes them, semicolons between."""

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: str) -> str:
        columns_stated(filter(None, columns.split(";")))
        return columns

    @property
    def named_columns(self) -> Columns:
        """The columns of tables that people gave names to."""
        return columns_stated(filter(None, self.columns.split(";")))

    def streams(self, key: str) -> bool:
        """Whether items of a key stay that its newest version has no more."""
        prefixes = tuple(filter(None, self.stream_prefixes.split(",")))
        return bool(prefixes) and key.startswith(prefixes)

    def reads(self, bucket: str, key: str) -> bool:
        """Whether the stack reads a key; a bucket that others use too may tell of more."""
        return bucket == self.backfill_bucket or key.startswith(tuple(self.inbox_prefixes.split(",")))

    def is_backfill(self, queue_arn: str) -> bool:
        """Whether a message is of a backfill, by the queue that it came from."""
        name = self.backfill_queue_url.rpartition("/")[2]
        return bool(name) and queue_arn.rpartition(":")[2] == name


class DedupeSettings(_Settings):
    """What the dedupe function needs to know."""

    articles_table: str = Field(alias="ARTICLES_TABLE", min_length=1)
    clusters_table: str = Field(alias="CLUSTERS_TABLE", min_length=1)
    index_table: str = Field(alias="INDEX_TABLE", min_length=1)
    extract_queue_url: str = Field(alias="EXTRACT_QUEUE_URL", min_length=1)
    listings_table: str = Field(alias="LISTINGS_TABLE", min_length=1)
    match_threshold: float = Field(default=USUAL.threshold, alias="MATCH_THRESHOLD")
    match_days: int = Field(default=USUAL.days, alias="MATCH_DAYS")
    match_least_words: int = Field(default=USUAL.least_words, alias="MATCH_LEAST_WORDS")

    @property
    def match_settings(self) -> MatchSettings:
        """What the stack's parameters ask of matching."""
        return MatchSettings(
            threshold=self.match_threshold, days=self.match_days, least_words=self.match_least_words
        )


class LearnSettings(_Settings):
    """What the learn function needs to know."""

    articles_table: str = Field(alias="ARTICLES_TABLE", min_length=1)
    listings_table: str = Field(alias="LISTINGS_TABLE", min_length=1)
    keep_days: int = Field(alias="LEARN_KEEP_DAYS", ge=1)
    most_share: float = Field(alias="LEARN_MOST_SHARE", gt=0, le=1)
    memory: int = Field(default=1024, alias="AWS_LAMBDA_FUNCTION_MEMORY_SIZE", ge=1)


class BackfillSettings(_Environment):
    """What the backfill function needs to know."""

    backfill_queue_url: str = Field(alias="BACKFILL_QUEUE_URL", min_length=1)


class VerifySettings(_Environment):
    """What the verify function needs to know."""

    outcomes_table: str = Field(alias="OUTCOMES_TABLE", min_length=1)
    articles_table: str = Field(alias="ARTICLES_TABLE", min_length=1)
    clusters_table: str = Field(alias="CLUSTERS_TABLE", min_length=1)
    index_table: str = Field(alias="INDEX_TABLE", min_length=1)
    units_per_second: float = Field(alias="VERIFY_UNITS_PER_SECOND", gt=0)
    """Of DynamoDB's capacity, read and written."""


class PublishSettings(_Environment):
    """What the publish function needs to know."""

    event_bus: str = Field(alias="EVENT_BUS", min_length=1)
