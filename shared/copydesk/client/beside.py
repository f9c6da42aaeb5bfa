"""What a page of a listing or of the feed is held against: a second listing, the headers of clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from copydesk.client.names import StackNames
from copydesk.client.results import Keep
from copydesk.facets import Facet
from copydesk.storage.batches import read_batches
from copydesk.storage.items import CLUSTER, Item, to_item
from copydesk.storage.listings import facet_partition, former_partitions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# What a header says of origins.
ORIGIN_FIELDS = ("credited_here", "origins", "origins_at_least")


def both_facets(client: DynamoDBClient, names: StackNames, facet: Facet, value: str) -> Keep:
    """Which items of a facet's listing are also listed under a value of another facet.

    An article has the same sort key in all its listings, so that is a BatchGetItem for each hundred.
    """
    former = former_partitions(facet, value)

    def keep(items: Sequence[Item]) -> Iterable[Item]:
        keys = {
            (listing, item["entry"]["S"]): None
            for item in items
            for listing in (facet_partition(facet, value, item["article_id"]["S"]), *former)
        }
        asked = (to_item({"listing": listing, "entry": entry}) for listing, entry in keys)
        there = {one["entry"]["S"] for one in read_batches(client, names.listings_table, asked)}
        return [item for item in items if item["entry"]["S"] in there]

    return keep


def with_origins(client: DynamoDBClient, names: StackNames) -> Keep:
    """Items of the feed with what the headers of their clusters say of origins: a BatchGetItem for each hundred.

    The feed's index holds none of that: an index of a deployed table cannot be given attributes.
    """

    def keep(items: Sequence[Item]) -> Iterable[Item]:
        keys = ({"cluster_id": item["cluster_id"], **to_item({"entry": CLUSTER})} for item in items)
        found = read_batches(client, names.clusters_table, keys)
        said = {
            header["cluster_id"]["S"]: {name: header[name] for name in ORIGIN_FIELDS if name in header}
            for header in found
        }
        return [{**item, **said.get(item["cluster_id"]["S"], {})} for item in items]

    return keep
