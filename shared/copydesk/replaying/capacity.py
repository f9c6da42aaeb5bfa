"""What a call of DynamoDB consumes, by the sizes of the items that it reads and writes. Pure.

The arithmetic is that of the DynamoDB developer guide: "DynamoDB read and write operations", "Item sizes and formats",
"Using global secondary indexes".
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

# Bytes of an item that one unit writes; that one unit reads, strongly consistent.
WRITE_BYTES, READ_BYTES = 1024, 4096
# Units of a write in a transaction, for one outside: it is prepared, and then done.
IN_TRANSACTION = 2
# A read that may be of a moment ago, for one that is strongly consistent.
EVENTUALLY = 0.5

Item = Mapping[str, Any]


class Units(NamedTuple):
    """Capacity units, as DynamoDB bills them."""

    write: float = 0.0
    read: float = 0.0

    def plus(self, other: Units) -> Units:
        """Both together."""
        return Units(*(one + more for one, more in zip(self, other, strict=True)))

    def minus(self, other: Units) -> Units:
        """What this is more than another."""
        return Units(*(one - less for one, less in zip(self, other, strict=True)))


class Index(NamedTuple):
    """A global secondary index, as far as it costs something."""

    keys: tuple[str, ...]
    """Its own key attributes: an item that lacks one is not in it."""
    projected: frozenset[str] | None
    """The attributes that it holds, its keys and the table's among them; None where it holds all."""

    @classmethod
    def described(cls, description: Mapping[str, Any], table_keys: Sequence[str]) -> Self:
        """From what DescribeTable says of it."""
        keys = tuple(one["AttributeName"] for one in description["KeySchema"])
        projection = description["Projection"]
        if projection["ProjectionType"] == "ALL":
            return cls(keys, None)
        others = projection.get("NonKeyAttributes", ())
        return cls(keys, frozenset((*keys, *table_keys, *others)))

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item; None where it is not in it."""
        if item is None or any(key not in item for key in self.keys):
            return None
        if self.projected is None:
            return item
        return {name: value for name, value in item.items() if name in self.projected}

    def units(self, before: Item | None, after: Item | None) -> int:
        """What a change of an item costs here: one entry taken away, put, or replaced; none where it stays."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old is None or new is None:
            return write_units(old or new)
        if any(old[key] != new[key] for key in self.keys):
            return write_units(old) + write_units(new)
        return write_units(old, new)


def write_units(*items: Item | None) -> int:
    """Of a write, by the item before and after: the larger one counts; of what is not there, one unit."""
    size = max((item_size(item) for item in items if item is not None), default=0)
    return max(1, math.ceil(size / WRITE_BYTES))


def read_units(size: int, *, consistent: bool = True) -> float:
    """Of a read, by the bytes of the items that were looked at; of nothing, as much as of the smallest item."""
    units = max(1, math.ceil(size / READ_BYTES))
    return units if consistent else units * EVENTUALLY


def item_size(item: Item) -> int:
    """Bytes of an item: its attributes' names and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of an attribute's value, such as `{"S": "text"}`."""
    ((kind, inner),) = value.items()
    match kind:
        case "S":
            return len(inner.encode("utf-8", "surrogatepass"))
        case "B":
            return len(inner)
        case "N":  # two digits a byte, and one or two for exponent and sign
            return len(inner) // 2 + 2
        case "L":
            return 3 + sum(1 + value_size(one) for one in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_size(one) for name, one in inner.items())
        case "SS" | "NS" | "BS":
            return sum(value_size({kind[0]: one}) for one in inner)
        case _:  # true, false, null
            return 1
