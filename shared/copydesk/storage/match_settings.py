"""The settings that a stack's clusters are made under: one item, written before the first article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import Field

from copydesk.article import VersionedRecord
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.storage.contention import condition_failed
from copydesk.storage.items import record_fields, record_of, to_item
from copydesk.storage.listings import ingested_partitions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Both key attributes of the item in the articles table; no article has such an id.
SETTINGS = "settings"


class StackSettings(VersionedRecord):
    """What the stack works under, and what its parameters ask for."""

    in_force: MatchSettings = Field(description="those that every cluster is made under")
    asked_for: MatchSettings = Field(
        description="the stack's parameters: in force once everything is made anew"
    )
    version: int = Field(ge=1, description="rises by one with every write")


def kept_settings(client: DynamoDBClient, articles_table: str) -> StackSettings | None:
    """What a stack keeps; None where no article has come since there are settings."""
    key = to_item({"article_id": SETTINGS, "part": SETTINGS})
    answer = client.get_item(TableName=articles_table, Key=key, ConsistentRead=True)
    return record_of(StackSettings, answer["Item"]) if "Item" in answer else None


class MatchSettingsStore:
    """Reads and writes them."""

    def __init__(self, client: DynamoDBClient, *, articles_table: str, listings_table: str) -> None:
        self._client = client
        self._articles = articles_table
        self._listings = listings_table

    def get(self) -> StackSettings | None:
        """What is kept; None where no article has come since there are settings."""
        return kept_settings(self._client, self._articles)

    def in_force(self, asked_for: MatchSettings) -> MatchSettings:
        """The settings to work under, where the stack's parameters ask for these.

        On an empty stack these. Else those that its records were made under, which before there were settings
        were the usual ones; what is asked for is noted.
        """
        while True:
            kept = self.get()
            if kept is not None and kept.asked_for == asked_for:
                return kept.in_force
            if kept is None:
                chosen = USUAL if self._has_articles() else asked_for
                written = StackSettings(in_force=chosen, asked_for=asked_for, version=1)
            else:
                written = kept.model_copy(update={"asked_for": asked_for, "version": kept.version + 1})
            if self._put(written):
                return written.in_force

    def _put(self, settings: StackSettings) -> bool:
        """False where another worker was faster."""
        fields = {**record_fields(settings), "article_id": SETTINGS, "part": SETTINGS}
        try:
            self._client.put_item(
                TableName=self._articles,
                Item=to_item(fields),
                ConditionExpression="attribute_not_exists(article_id) OR #version < :version",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues=to_item({":version": settings.version}),
            )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def _has_articles(self) -> bool:
        """Whether any is listed, in the order of ingestion."""
        return any(
            self._client.query(
                TableName=self._listings,
                KeyConditionExpression="listing = :shard",
                ExpressionAttributeValues=to_item({":shard": shard}),
                ConsistentRead=True,
                Limit=1,
            )["Items"]
            for shard in ingested_partitions()
        )
