"""Agencies' items in the outcomes table: a partition for each, an item for each article that is a version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copydesk.filing import Filed, Standing
from copydesk.storage.contention import conditionally
from copydesk.storage.items import Item, record_fields, record_of, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Partition key, before the item's name; the beginning of the sort key, before the article's id.
ITEM_PREFIX, FILED_PREFIX = "news-item#", "filed#"

_NOT_LATER = "attribute_not_exists(generation) OR generation <= :generation"


class FilingStore:
    """Files articles under items. A later generation of an article replaces an earlier one, never the reverse."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def put(self, name: str, filed: Filed) -> bool:
        """File an article under an item. False where a later generation did."""
        fields = {**_key(name, filed.article_id), **to_item(record_fields(filed))}
        return conditionally(
            lambda: self._client.put_item(
                TableName=self._table,
                Item=fields,
                ConditionExpression=_NOT_LATER,
                ExpressionAttributeValues=to_item({":generation": filed.generation}),
            )
        )

    def decide(self, name: str, filed: Filed, decided: Standing) -> bool:
        """Note what became of an article. False where another generation filed it since, or took it away."""
        return conditionally(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_key(name, filed.article_id),
                UpdateExpression="SET decided = :decided",
                ConditionExpression="generation = :generation",
                ExpressionAttributeValues=to_item(
                    {":decided": str(decided), ":generation": filed.generation}
                ),
            )
        )

    def remove(self, name: str, article_id: str, generation: int, *, alone: bool = False) -> None:
        """Take an article away as of a generation, unless a later one filed it; or what that one `alone` filed."""
        conditionally(
            lambda: self._client.delete_item(
                TableName=self._table,
                Key=_key(name, article_id),
                ConditionExpression="generation = :generation" if alone else _NOT_LATER,
                ExpressionAttributeValues=to_item({":generation": generation}),
            )
        )

    def read(self, name: str) -> list[Filed]:
        """All that is filed under an item, as it is now. One Query, strongly consistent."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :name",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item({":name": f"{ITEM_PREFIX}{name}"}),
            ConsistentRead=True,
        )
        return [record_of(Filed, found) for page in pages for found in page["Items"]]


def _key(name: str, article_id: str) -> Item:
    return to_item({"object": f"{ITEM_PREFIX}{name}", "entry": f"{FILED_PREFIX}{article_id}"})
