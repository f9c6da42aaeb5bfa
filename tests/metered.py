"""What calls of DynamoDB Local consume, as it says itself; and which calls may change something, of any service."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.client import BaseClient

from copydesk.replaying.capacity import Units

CONSUMING_READS = frozenset({"GetItem", "BatchGetItem", "Query"})
CONSUMING_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
READING = ("Get", "BatchGet", "Head", "List", "Describe", "Query", "Scan")


class Metered:
    """Adds up the units of all calls of DynamoDB from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real = BaseClient._make_api_call  # type: ignore[attr-defined]
        self.units = Units()
        self.wrote: list[str] = []
        """Names of the calls that may have changed something."""
        meter = self

        def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            return meter.call(client, name, arguments)

        monkeypatch.setattr(BaseClient, "_make_api_call", call)

    def call(self, client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        """Make a call, and count what it says that it consumed."""
        if not name.startswith(READING):
            self.wrote.append(name)
        if name not in CONSUMING_READS | CONSUMING_WRITES:
            return self._real(client, name, arguments)
        answer = self._real(client, name, arguments | {"ReturnConsumedCapacity": "TOTAL"})
        consumed = answer.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            units = one["CapacityUnits"]
            self.units = self.units.plus(Units(read=units) if name in CONSUMING_READS else Units(write=units))
        return answer
