"""Dates as people give them, to the ends of a range of sort keys."""

from __future__ import annotations

import re
from datetime import date, datetime

from copydesk.client.results import AFTER_ALL
from copydesk.moments import UNDATED, time_key

# A year, a month, a day, as `2024`, `2024-05`, `2024-05-06`; or a datetime.date; or a time in ISO 8601.
Moment = str | date | datetime

_PART_OF_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

# Dates begin with a digit, and this is the character after the last of them.
FIRST, LAST = "0", ":"


def bounds(start: Moment | None, end: Moment | None, *, undated: bool) -> tuple[str, str]:
    """The lowest and the highest sort key that a question asks for, both ends included.

    Raises:
        ValueError: what is given is no date, or both a range and `undated` are.
    """
    if undated:
        if start is not None or end is not None:
            raise ValueError("what is undated is in no range of dates")
        return UNDATED, UNDATED + AFTER_ALL
    return FIRST if start is None else moment_key(start), LAST if end is None else moment_key(end) + AFTER_ALL


def moment_key(moment: Moment) -> str:
    """A moment as sort keys begin. Times are in UTC."""
    if isinstance(moment, datetime):
        return time_key(moment)
    if isinstance(moment, date):
        return moment.isoformat()
    if _PART_OF_DATE.fullmatch(moment):
        datetime.fromisoformat((moment + "-01-01")[:10])
        return moment
    return time_key(datetime.fromisoformat(moment))


def day_of(day: date | str) -> str:
    """A day as partitions name it.

    Raises:
        ValueError: it is none.
    """
    if isinstance(day, datetime):
        return time_key(day)[:10]
    return day.isoformat() if isinstance(day, date) else date.fromisoformat(day).isoformat()
