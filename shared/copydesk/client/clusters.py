"""One cluster as it is now, whatever may be moving in or out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from copydesk.cluster import Cluster, Copy
from copydesk.clustering.origins import independent_origins
from copydesk.clustering.records import Header, State
from copydesk.owners import Owners
from copydesk.storage.items import CLUSTER, copy_of, from_item, header_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ClusterReader:
    """Reads whole clusters from the clusters table."""

    def __init__(self, client: DynamoDBClient, table: str, owners: Owners | None = None) -> None:
        self._client = client
        self._table = table
        self._owners = owners

    def read(self, cluster_id: str) -> Cluster | None:
        """The cluster of an id, or what it has been merged into; None where there is none or its last copy is gone.

        One Query; one more for each merge since the id was read, and for each cluster that copies come from.
        """
        while True:
            header, copies = self._entries(cluster_id)
            if header is not None and header.redirect_to is not None:
                cluster_id = header.redirect_to
                continue
            if header is None or header.state is State.ENDED or header.canonical is None:
                return None
            return self.lone(header) or _cluster(header, self._arriving(header, copies), self._owners)

    def lone(self, header: Header) -> Cluster | None:
        """The cluster of one that a header alone makes; None where it is of more, or none that stands."""
        if header.canonical is None or header.size != 1 or header.state in {State.MERGED, State.ENDED}:
            return None
        return _cluster(header, [header.canonical], self._owners)

    def _entries(self, cluster_id: str) -> tuple[Header | None, dict[str, tuple[Copy, str | None]]]:
        """A cluster's header, and its copies with the cluster that each is moving to."""
        header, copies = None, {}
        for item in self._items(cluster_id):
            if item["entry"]["S"] == CLUSTER:
                header = header_of(item)
            else:
                copy = copy_of(item)
                copies[copy.article_id] = (copy, from_item(item).get("move_to"))
        return header, copies

    def _arriving(self, header: Header, copies: dict[str, tuple[Copy, str | None]]) -> list[Copy]:
        """The copies of a cluster while some of them may still be moving in or out."""
        found = {name: copy for name, (copy, target) in copies.items() if not header.moving or target is None}
        for source_id in header.inbound:
            source, moving = self._entries(source_id)
            if source is not None:
                own = {
                    name: copy
                    for name, (copy, target) in moving.items()
                    if header.cluster_id in {target, source.redirect_to}
                }
                found = own | found
        return [found[name] for name in sorted(found)]

    def _items(self, cluster_id: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="cluster_id = :id",
            ExpressionAttributeValues={":id": {"S": cluster_id}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def _cluster(header: Header, copies: list[Copy], owners: Owners | None) -> Cluster:
    standing_for = header.canonical.article_id if header.canonical else None
    return Cluster(
        cluster_id=header.cluster_id,
        canonical=next((copy for copy in copies if copy.article_id == standing_for), copies[0]),
        copies=tuple(copies),
        first_seen=min(copies, key=_seen).article_id,
        credited=tuple(sorted({copy.credit.name for copy in copies if copy.credit})),
        size=len(copies),
        origins=independent_origins(copies, owners=owners),
        version=header.version,
    )


def _seen(copy: Copy) -> tuple[bool, str, str]:
    seen = copy.ingested_at.isoformat() if copy.ingested_at else ""
    return (not seen, seen, copy.article_id)
