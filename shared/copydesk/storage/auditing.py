"""Stores gone through from end to end: for operators' tools, never in the way of an article."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.clustering.records import ArticleRef
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.items import MEMBER
from copydesk.storage.memory import MemoryStore


class AuditedDynamoStore(DynamoClusterStore):
    """An `AuditedStore` over DynamoDB. Finding the articles scans the articles table, and is billed for all of it."""

    def cut_articles(self) -> Iterator[str]:
        """See `AuditedStore`. In no order."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._articles,
            FilterExpression="part = :member AND alive = :true AND candidates_cut = :true",
            ExpressionAttributeValues={":member": {"S": MEMBER}, ":true": {"BOOL": True}},
            ProjectionExpression="article_id",
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                yield item["article_id"]["S"]

    def posted(self, key: int) -> list[ArticleRef]:
        """See `AuditedStore`."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._index,
            KeyConditionExpression="shingle = :key",
            ExpressionAttributeValues={":key": {"B": key.to_bytes(8, "big")}},
            ProjectionExpression="article",
            ConsistentRead=True,
        )
        parts = (item["article"]["S"].rpartition("#") for page in pages for item in page["Items"])
        return [ArticleRef(article_id, int(generation)) for article_id, _, generation in parts]


class AuditedMemoryStore(MemoryStore):
    """An `AuditedStore` in memory."""

    def cut_articles(self) -> Iterator[str]:
        """See `AuditedStore`. In the order of the ids."""
        with self._lock:
            found = [one.article_id for one in self._members.values() if one.alive and one.candidates_cut]
        yield from sorted(found)

    def posted(self, key: int) -> list[ArticleRef]:
        """See `AuditedStore`."""
        with self._lock:
            return list(self._postings.get(key, ()))
