"""Stores gone through from end to end: for operators' tools, never in the way of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from copydesk.cluster import Copy, Link
from copydesk.clustering.auditing import Page, Position
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.items import (
    CLUSTER,
    LINKS_PREFIX,
    MEMBER,
    NAMES_PREFIX,
    Item,
    copy_of,
    from_item,
    header_of,
    link_of,
    member_of,
    parse_ref,
    to_item,
)
from copydesk.storage.memory import MemoryStore


class AuditedDynamoStore(DynamoClusterStore):
    """An `AuditedStore` over DynamoDB. Going through a table scans it, and is billed for all of it."""

    def marked_members(self, after: Position | None = None) -> Iterator[Page[Member]]:
        """See `AuditedStore`. In no order."""
        marked = {
            "FilterExpression": "part = :member AND (candidates_cut = :true OR size(decisions) > :none)",
            "ExpressionAttributeValues": {
                ":member": {"S": MEMBER},
                ":true": {"BOOL": True},
                ":none": {"N": "0"},
            },
        }
        for items, position in self._scanned(self._articles, after, marked):
            yield Page(list(map(member_of, items)), position)

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        """See `AuditedStore`. One query per key or more."""
        yield from self._threads.map(self._every_posting, keys)

    def clusters(self, after: Position | None = None) -> Iterator[Page[tuple[Header, list[Copy]]]]:
        """See `AuditedStore`. In no order; a scan gives the items of one partition one after the other."""
        clusters = {
            "FilterExpression": "NOT begins_with(cluster_id, :names) AND NOT begins_with(cluster_id, :links)",
            "ExpressionAttributeValues": {":names": {"S": NAMES_PREFIX}, ":links": {"S": LINKS_PREFIX}},
        }
        held: list[Item] = []  # of the last partition, of which the next page may have more
        for items, position in self._scanned(self._clusters, after, clusters):
            parts = [list(part) for _, part in groupby([*held, *items], key=_partition)]
            held = parts.pop() if parts and position is not None else []
            found = list(filter(None, map(_cluster_of, parts)))
            if position is not None and held:
                position = _key(parts[-1][-1]) if parts else after
            yield Page(found, position)
            after = position

    def every_link(self, after: Position | None = None) -> Iterator[Page[Link]]:
        """See `AuditedStore`. In no order."""
        links = {
            "FilterExpression": "begins_with(cluster_id, :links)",
            "ExpressionAttributeValues": {":links": {"S": LINKS_PREFIX}},
        }
        for items, position in self._scanned(self._clusters, after, links):
            yield Page(list(map(link_of, items)), position)

    def _every_posting(self, key: int) -> list[ArticleRef]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._index,
            KeyConditionExpression="shingle = :key",
            ExpressionAttributeValues={":key": {"B": key.to_bytes(8, "big")}},
            ProjectionExpression="article",
            ConsistentRead=True,
        )
        return [parse_ref(item["article"]["S"]) for page in pages for item in page["Items"]]

    def _scanned(
        self, table: str, after: Position | None, request: dict[str, Any]
    ) -> Iterator[tuple[list[Item], Position | None]]:
        asked: Any = {**request, "TableName": table, "ConsistentRead": True}
        if after:
            asked["ExclusiveStartKey"] = to_item(after)
        pages = self._client.get_paginator("scan").paginate(**asked)
        for page in pages:
            last = page.get("LastEvaluatedKey")
            yield page["Items"], from_item(last) if last else None


class AuditedMemoryStore(MemoryStore):
    """An `AuditedStore` in memory: each goes through everything in one page."""

    def marked_members(self, after: Position | None = None) -> Iterator[Page[Member]]:  # noqa: ARG002 - one page
        """See `AuditedStore`. In the order of the ids."""
        with self._lock:
            found = [one for one in self._members.values() if one.candidates_cut or one.decisions]
        yield Page(sorted(found, key=lambda member: member.article_id), None)

    def clusters(self, after: Position | None = None) -> Iterator[Page[tuple[Header, list[Copy]]]]:  # noqa: ARG002
        """See `AuditedStore`."""
        with self._lock:
            headers = list(self._headers.values())
        yield Page([(header, self.copies(header.cluster_id)) for header in headers], None)

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        """See `AuditedStore`."""
        with self._lock:
            found = [list(self._postings.get(key, ())) for key in keys]
        yield from found

    def every_link(self, after: Position | None = None) -> Iterator[Page[Link]]:  # noqa: ARG002
        """See `AuditedStore`."""
        with self._lock:
            links = [link for held in self._links.values() for link in held.values()]
        yield Page(links, None)


def _partition(item: Item) -> str:
    return str(item["cluster_id"]["S"])


def _key(item: Item) -> Position:
    return {"cluster_id": _partition(item), "entry": str(item["entry"]["S"])}


def _cluster_of(partition: list[Item]) -> tuple[Header, list[Copy]] | None:
    entries = {item["entry"]["S"]: item for item in partition}
    header = entries.pop(CLUSTER, None)
    if header is None:
        return None
    return header_of(header), [copy_of(entries[name]) for name in sorted(entries)]
