"""Templates filled in for a browser: with the navigation, and with links between pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from copydesk.browse.addresses import link
from copydesk.facets import Facet
from copydesk.moments import UNDATED
from copydesk.report.page import render

# What articles are browsed by. An address leads to one article mostly, which the command finds.
FACETS = tuple(facet for facet in Facet if facet is not Facet.URL)


def page(template: str, **values: object) -> str:
    """A page of these templates."""
    shared = {"today": today().isoformat(), "facets": FACETS, "facet": "publisher", "value": ""}
    return render(template, link=link, **{**shared, **values})


def today() -> date:
    """This day in UTC."""
    return datetime.now(UTC).date()


def neighbours(day: str) -> tuple[str | None, str | None]:
    """The days before and after; none of what is undated, and none beyond the calendar."""
    if day == UNDATED:
        return None, None
    this = date.fromisoformat(day)
    before, after = this.toordinal() > 1, this < date.max
    one = timedelta(days=1)
    return (this - one).isoformat() if before else None, (this + one).isoformat() if after else None
