"""Counts the units that DynamoDB would bill, step by step and table by table, from what DynamoDB Local says.

It counts capacity as DynamoDB does, save for transactions and absent items of a batch (it counts none): those are
counted here, from the request.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from copydesk.replaying.capacity import write_units

# DynamoDB Local doubles what an index is written in a transaction. DynamoDB does not: an index follows later, and
# measured there, it costs what it costs outside of one (github.com/nubo-db/dynoxide, pull request 188).
LOCAL_INDEX_FACTOR = 2
LOOK_UP = "look keys up"


Sums = dict[str, list[float]]


class Units(NamedTuple):
    """What one call cost."""

    write: float
    read: float


@dataclass
class Meter:
    """Adds up the capacity that each step of an article, and each table and index, uses."""

    steps: Sums = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    tables: Sums = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    calls: int = 0
    lookups: int = 0  # of them, those that go side by side

    def attach(self, dynamodb: Any) -> None:
        """Ask for capacity with every call of a client, and count the answer."""
        events = dynamodb.meta.events
        events.register("before-parameter-build.dynamodb", self._ask)
        events.register("after-call.dynamodb", self._count)

    def take(self) -> dict[str, Units]:
        """What was used since it was last taken, by step."""
        self.calls = self.lookups = 0
        return _taken(self.steps)

    def take_tables(self) -> dict[str, Units]:
        """What was used since it was last taken so, by table (`Articles`) and index (`feed`)."""
        return _taken(self.tables)

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "INDEXES"
            self._asked = params

    def _count(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls += 1
        consumed = parsed.get("ConsumedCapacity", [])
        consumed = consumed if isinstance(consumed, list) else [consumed]
        if model.name == "TransactWriteItems":
            self._count_transaction(consumed)
            return
        for one in consumed:
            table = one["TableName"]
            step, reads = _step(model.name, table, self._asked)
            units = one["CapacityUnits"]
            if model.name == "BatchGetItem":
                # DynamoDB bills an absent item as one unit, the local one as none.
                asked = self._asked["RequestItems"][table]["Keys"]
                units += len(asked) - len(parsed["Responses"].get(table, []))
            self.steps[step][reads] += units
            self.lookups += step == LOOK_UP
            indexes = one.get("GlobalSecondaryIndexes", {})
            for name, index in indexes.items():
                self.tables[name][reads] += index["CapacityUnits"]
            self.tables[logical(table)][reads] += units - sum(
                index["CapacityUnits"] for index in indexes.values()
            )

    def _count_transaction(self, consumed: list[dict[str, Any]]) -> None:
        for action in self._asked["TransactItems"]:
            units = 2 * _written(action)
            (named,) = action.values()
            self.steps["join clusters (transaction)"][0] += units
            self.tables[logical(named["TableName"])][0] += units
        for one in consumed:
            for name, index in one.get("GlobalSecondaryIndexes", {}).items():
                units = index["CapacityUnits"] / LOCAL_INDEX_FACTOR
                self.steps[f"{name} (index of clusters)"][0] += units
                self.tables[name][0] += units


def logical(table: str) -> str:
    """A table's name without what tells it from others of its kind: `Articles`."""
    return table.partition("Table")[0]


def _taken(sums: Sums) -> dict[str, Units]:
    taken = {name: Units(*units) for name, units in sums.items()}
    sums.clear()
    return taken


def _written(action: dict[str, Any]) -> int:
    """Units of one action before doubling. What is deleted or checked is under a kilobyte here."""
    return write_units(action.get("Put", {}).get("Item", {}))


def _step(call: str, table: str, asked: dict[str, Any]) -> tuple[str, bool]:
    """The step that a call is, and whether it reads."""
    name = logical(table)
    if name == "Index":
        return (LOOK_UP, True) if call == "Query" else ("write index keys", False)
    if name == "Outcomes":
        return {
            "UpdateItem": ("claim and finish outcome", False),
            "GetItem": ("read outcome", True),
        }[call]
    if name == "Listings":
        return "list (by facet, by time)", call in {"GetItem", "Query"}
    if name == "Clusters":
        return ("write cluster", False) if call == "PutItem" else ("read clusters", True)
    if call == "PutItem":
        part = asked["Item"]["part"]["S"].partition("#")[0]
        return {"article": "write article", "fingerprint": "write fingerprint", "member": "write membership"}[
            part
        ], False
    keys = asked["RequestItems"][table]["Keys"] if call == "BatchGetItem" else [asked["Key"]]
    return "verify: read " + keys[0]["part"]["S"].partition("#")[0] + "s", True
