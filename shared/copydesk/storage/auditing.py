"""Stores gone through from end to end: for operators' tools, never in the way of an article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.items import (
    CLUSTER,
    LINKS_PREFIX,
    MEMBER,
    NAMES_PREFIX,
    copy_of,
    header_of,
    link_of,
    member_of,
)
from copydesk.storage.memory import MemoryStore


class AuditedDynamoStore(DynamoClusterStore):
    """An `AuditedStore` over DynamoDB. Going through a table scans it, and is billed for all of it."""

    def marked_members(self) -> Iterator[Member]:
        """See `AuditedStore`. In no order."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._articles,
            FilterExpression="part = :member AND (candidates_cut = :true OR size(decisions) > :none)",
            ExpressionAttributeValues={
                ":member": {"S": MEMBER},
                ":true": {"BOOL": True},
                ":none": {"N": "0"},
            },
            ConsistentRead=True,
        )
        for page in pages:
            yield from map(member_of, page["Items"])

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

    def clusters(self) -> Iterator[tuple[Header, list[Copy]]]:
        """See `AuditedStore`. In no order; a scan gives the items of one partition one after the other."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._clusters,
            FilterExpression="NOT begins_with(cluster_id, :names) AND NOT begins_with(cluster_id, :links)",
            ExpressionAttributeValues={":names": {"S": NAMES_PREFIX}, ":links": {"S": LINKS_PREFIX}},
            ConsistentRead=True,
        )
        items = (item for page in pages for item in page["Items"])
        for _, partition in groupby(items, key=lambda item: item["cluster_id"]["S"]):
            entries = {item["entry"]["S"]: item for item in partition}
            header = entries.pop(CLUSTER, None)
            if header is not None:
                yield header_of(header), [copy_of(entries[name]) for name in sorted(entries)]

    def every_link(self) -> Iterator[Link]:
        """See `AuditedStore`. In no order."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._clusters,
            FilterExpression="begins_with(cluster_id, :links)",
            ExpressionAttributeValues={":links": {"S": LINKS_PREFIX}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from map(link_of, page["Items"])


class AuditedMemoryStore(MemoryStore):
    """An `AuditedStore` in memory."""

    def marked_members(self) -> Iterator[Member]:
        """See `AuditedStore`. In the order of the ids."""
        with self._lock:
            found = [one for one in self._members.values() if one.candidates_cut or one.decisions]
        yield from sorted(found, key=lambda member: member.article_id)

    def clusters(self) -> Iterator[tuple[Header, list[Copy]]]:
        """See `AuditedStore`."""
        with self._lock:
            headers = list(self._headers.values())
        yield from ((header, self.copies(header.cluster_id)) for header in headers)

    def posted(self, key: int) -> list[ArticleRef]:
        """See `AuditedStore`."""
        with self._lock:
            return list(self._postings.get(key, ()))

    def every_link(self) -> Iterator[Link]:
        """See `AuditedStore`."""
        with self._lock:
            links = [link for held in self._links.values() for link in held.values()]
        yield from links
