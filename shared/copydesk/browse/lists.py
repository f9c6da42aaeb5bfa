"""Pages of many records: what is new, a day, the articles of a facet, what was rejected. Read a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from copydesk.browse.pages import neighbours, page
from copydesk.client import Desk, Results
from copydesk.client.ranges import day_of
from copydesk.facets import Facet
from copydesk.moments import UNDATED
from copydesk.outcome import RejectionReason, Status

# Records of a page: as many as a Query reads.
ON_A_PAGE = 50

Query = Mapping[str, str]


def start(desk: Desk, query: Query) -> str:
    """What came in last, and the ways in."""
    found = desk.since(query.get("cursor"), newest_first=True)
    return page("browse/start.html", heading="copydesk", **_taken(found, "/", {}))


def day(desk: Desk, named: str, query: Query) -> str:
    """The stories of a day.

    Raises:
        ValueError: it is no day.
    """
    name = named if named == UNDATED else day_of(named)
    before, after = neighbours(name)
    found = desk.feed(name, cursor=query.get("cursor"))
    taken = _taken(found, f"/day/{name}", {})
    return page(
        "browse/day.html", heading=f"Stories of {name}", day=name, before=before, after=after, **taken
    )


def articles(desk: Desk, query: Query) -> str:
    """The articles with a value of a facet, in a range of dates.

    Raises:
        ValueError: there is no such facet, no value, or a date is none.
    """
    facet, value = Facet(query.get("facet", "")), query.get("value", "").strip()
    if not value:
        raise ValueError(f"name a {facet}")
    start, end = query.get("start") or None, query.get("end") or None
    undated = query.get("undated") == "yes"
    asked: dict[str, Any] = {facet.value: value, "start": start, "end": end, "undated": undated}
    found = desk.articles(**asked, cursor=query.get("cursor"))
    kept = {name: query[name] for name in ("start", "end", "undated") if query.get(name)}
    taken = _taken(found, "/articles", {"facet": facet.value, "value": value, **kept})
    return page(
        "browse/articles.html",
        heading=f"{facet.value.capitalize()}: {value}",
        facet=facet.value,
        value=value,
        start=start or "",
        end=end or "",
        undated=undated,
        **taken,
    )


def outcomes(desk: Desk, status: str, named: str, query: Query) -> str:
    """The files that gave no article on a day, with the reason of each.

    Raises:
        ValueError: it is no day, or there is no such reason.
    """
    name = day_of(named)
    before, after = neighbours(name)
    reason = query.get("reason") or None
    found = desk.outcomes(Status(status), name, reason=reason, cursor=query.get("cursor"))
    taken = _taken(found, f"/outcomes/{status}/{name}", {"reason": reason} if reason else {})
    return page(
        "browse/outcomes.html",
        heading=f"Files {status} on {name}",
        status=status,
        day=name,
        before=before,
        after=after,
        reason=reason or "",
        reasons=list(RejectionReason),
        **taken,
    )


def _taken(found: Results[Any], path: str, query: Mapping[str, str]) -> dict[str, object]:
    """The records of this page, and where the next one is."""
    taken = list(islice(found, ON_A_PAGE))
    cursor = found.cursor
    more = len(taken) == ON_A_PAGE and next(found, None) is not None
    return {"records": taken, "more": f"{path}?{urlencode({**query, 'cursor': cursor})}" if more else None}
