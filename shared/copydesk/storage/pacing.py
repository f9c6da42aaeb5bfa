"""Calls of DynamoDB that leave capacity to others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from copydesk.storage.consumption import Consumption

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Pace(Consumption):
    """Counts what a client's calls consume, and has them wait so that it is no more than so much a second."""

    def __init__(
        self,
        client: DynamoDBClient,
        units_per_second: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(client)
        self._rate = units_per_second
        self._monotonic, self._sleep = monotonic, sleep
        self._free_at = monotonic()
        client.meta.events.register("before-call.dynamodb", self._wait)

    def _wait(self, **_: Any) -> None:
        ahead = self._free_at - self._monotonic()
        if ahead > 0:
            self._sleep(ahead)

    def _count(self, parsed: dict[str, Any], **_: Any) -> None:
        before = self.units
        super()._count(parsed)
        # What was not used is no credit: after a pause nobody else finds all capacity taken at once.
        self._free_at = max(self._free_at, self._monotonic()) + (self.units - before) / self._rate
