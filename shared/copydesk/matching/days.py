"""When an article was published, as a day that others are counted from."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

# /2021/03/09/ or /2021-03-09-: what follows is a name, a mark or nothing.
_IN_ADDRESS = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)([/_-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)


def day_of(published_at: str | None, url: str | None) -> int | None:
    """The day of publication as a proleptic Gregorian ordinal: the one that is known, else the one in the address.

    Args:
        published_at: ISO 8601 day or time; unknown where None or not a date.
        url: canonical address.

    Returns:
        None where neither says.
    """
    day = day_number(published_at)
    return _day_in_address(url) if day is None and url else day


def day_number(published_at: str | None) -> int | None:
    """The day of an ISO 8601 day or time as a proleptic Gregorian ordinal; None where it is none."""
    try:
        return date.fromisoformat((published_at or "")[:10]).toordinal()
    except ValueError:
        return None


def _day_in_address(url: str) -> int | None:
    try:
        found = _IN_ADDRESS.search(urlsplit(url).path)
        return date(int(found[1]), int(found[3]), int(found[4])).toordinal() if found else None
    except ValueError:  # no address, or no day of that month
        return None
