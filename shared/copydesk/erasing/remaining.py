"""What an erasure leaves, because nobody can edit it, and the day on which it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from copydesk.erasing.places import Retention
from copydesk.erasure import Remains


def remaining(now: datetime, retention: Retention, *, with_objects: bool) -> Iterator[Remains]:
    """What may still hold something of what is erased at this time."""
    yield Remains(what="point-in-time backups of the tables", until=now + retention.recovery)
    yield Remains(what="streams of the articles and clusters tables", until=now + retention.streams)
    yield Remains(what="logs of the functions, which name keys and quote nothing", until=now + retention.logs)
    yield Remains(what="traces, which name keys in no segment of ours", until=now + retention.traces)
    yield Remains(
        what="lists and messages of backfills, which name keys and quote nothing",
        until=now + retention.backfills,
    )
    yield Remains(what="events that were delivered, which hold ids", until=None)
    yield Remains(
        what="exports, copies and backups of the tables or buckets that others have made", until=None
    )
    if not with_objects:
        yield Remains(what="the objects in the inbox, and their old versions", until=None)
