"""The EventBridge bus that events go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from copydesk.events import SOURCE, Event
from copydesk.retrying import Conflict, Pause, retrying, sleep_with_jitter

# EventBridge's limit on the entries of one call. They may have 256 KB together, and ten of ours have under 20.
EVENTS_PER_CALL = 10


class EventBus:
    """Sends events to one bus.

    Args:
        client: boto3's for EventBridge.
        name: of the bus.
        pause: between the tries of an event that the bus refused.
    """

    def __init__(self, client: Any, name: str, *, pause: Pause = sleep_with_jitter) -> None:
        self._client = client
        self._name = name
        self._pause = pause

    def send(self, events: Sequence[tuple[datetime, Event]]) -> None:
        """Send at most `EVENTS_PER_CALL` events, each with the time of its change.

        Raises:
            copydesk.retrying.Contended: the bus kept refusing some of them; others may have been sent.
        """
        rest = [self._entry(at, event) for at, event in events]

        def put() -> None:
            results = self._client.put_events(Entries=rest)["Entries"]
            refused = [(entry, one) for entry, one in zip(rest, results, strict=True) if "EventId" not in one]
            rest[:] = [entry for entry, _ in refused]
            if refused:
                raise Conflict(f"{refused[0][1].get('ErrorCode')}: {refused[0][1].get('ErrorMessage')}")

        if rest:
            retrying(self._pause, put)

    def _entry(self, at: datetime, event: Event) -> dict[str, Any]:
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": type(event).__name__,
            "Time": at,
            "Detail": event.model_dump_json(),
        }
