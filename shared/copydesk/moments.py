"""Times as text that sorts in their order, whatever offsets they were written with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

# Stands where a publication date would. Sorts after every date, and no range of dates reaches it.
UNDATED = "undated"


def published_key(published_at: str | None) -> str:
    """A publication date as sort keys begin: a day, or a time in UTC to the second, or `undated`.

    A time without an offset is taken for UTC.
    """
    if published_at is None:
        return UNDATED
    if "T" not in published_at:
        return published_at
    return time_key(datetime.fromisoformat(published_at))


def time_key(moment: datetime, timespec: str = "seconds") -> str:
    """A time in UTC as sort keys hold it: `2024-05-06T07:08:09Z`."""
    try:
        utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:  # in the first hours of the year 1, or the last of 9999
        utc = moment
    return utc.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


def day_key(moment: datetime) -> str:
    """The day of a time in UTC."""
    return time_key(moment)[:10]


class _Dated(Protocol):
    @property
    def published_at(self) -> str | None: ...


class Published:
    """What has a `published_at`, to sort by."""

    @property
    def published_key(self: _Dated) -> str:
        """When it was published, as text that sorts by time: a day, or a time in UTC to the second, or `undated`.

        Days come before their times, what is undated comes last.
        """
        return published_key(self.published_at)
