"""The shape of a table: its keys and indexes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from copydesk.replaying.capacity import Index
from copydesk.replaying.overlay import Item, Key


class Table(NamedTuple):
    """The shape of a table."""

    name: str
    partition: str
    sort: str
    indexes: tuple[Index, ...]

    @classmethod
    def described(cls, description: Mapping[str, Any]) -> Self:
        """From what DescribeTable says."""
        keys = {one["KeyType"]: one["AttributeName"] for one in description["KeySchema"]}
        partition, sort = keys["HASH"], keys["RANGE"]
        found = description.get("GlobalSecondaryIndexes", ())
        indexes = tuple(Index.described(one, (partition, sort)) for one in found)
        return cls(description["TableName"], partition, sort, indexes)

    def key(self, item: Item) -> Key:
        """Where an item lies."""
        return Key(self.name, key_bytes(item[self.partition]), key_bytes(item[self.sort]))

    def key_item(self, item: Item) -> Item:
        """Its key attributes alone."""
        return {name: item[name] for name in (self.partition, self.sort)}


def key_bytes(value: Mapping[str, Any]) -> bytes:
    """A key attribute's value as bytes, which sort as DynamoDB sorts keys."""
    ((kind, inner),) = value.items()
    found: bytes = inner if kind == "B" else inner.encode("utf-8", "surrogatepass")
    return found
