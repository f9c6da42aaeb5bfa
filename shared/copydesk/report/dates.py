"""Dates in words, all in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from copydesk.moments import UNDATED

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(key: str) -> str:
    """A `published_key` as it reads: `6 May 2024, 10:00 UTC`, `6 May 2024`, `no date`."""
    if key == UNDATED:
        return "no date"
    day = f"{int(key[8:10])} {MONTHS[int(key[5:7]) - 1]} {key[:4]}"
    return f"{day}, {key[11:16]} UTC" if "T" in key else day


def moment_of(key: str) -> datetime | None:
    """The moment of a `published_key`; of a day without a time its beginning, of what is undated none."""
    return None if key == UNDATED else datetime.fromisoformat(key.rstrip("Z")).replace(tzinfo=UTC)


def length_in_words(length: timedelta) -> str:
    """A length of time in its largest unit: `3 hours`, `2 days`."""
    minutes = int(length.total_seconds() // 60)
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{round(minutes / size):,} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
