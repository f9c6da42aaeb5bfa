"""What calls of DynamoDB Local consume, as it says itself."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.client import BaseClient

from copydesk.replaying.capacity import Units

READS = frozenset({"GetItem", "BatchGetItem", "Query"})
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})


class Metered:
    """Adds up the units of all calls of DynamoDB while it is on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real = BaseClient._make_api_call  # type: ignore[attr-defined]
        self.units = Units()
        self.written: list[str] = []
        """Operations that wrote, on whatever service."""
        meter = self

        def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            return meter.call(client, name, arguments)

        monkeypatch.setattr(BaseClient, "_make_api_call", call)

    def call(self, client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name not in READS | WRITES:
            self.written += [] if name.startswith(("Get", "Head", "List", "Describe", "Scan")) else [name]
            return self._real(client, name, arguments)
        self.written += [name] if name in WRITES else []
        answer = self._real(client, name, arguments | {"ReturnConsumedCapacity": "TOTAL"})
        consumed = answer.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            self._add(name, one)
        return answer

    def _add(self, name: str, one: dict[str, Any]) -> None:
        units = one["CapacityUnits"]
        if name in READS:
            self.units = self.units.plus(Units(read=units))
        else:
            self.units = self.units.plus(Units(write=units))
