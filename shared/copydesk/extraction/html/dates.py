"""When a page's article was published and modified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from copydesk.article import Provenance
from copydesk.extraction.dates import parse_date
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Found, choose
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.library_errors import library_errors

Chosen = tuple[str | None, Provenance | None]

# htmldate bounds what it finds by today unless told otherwise; the answer may not depend on the day.
LATEST = "2100-01-01"


def choose_dates(page: Page, sources: Texts, language: str | None) -> tuple[Chosen, Chosen]:
    """The dates of publication and of the last change, each with its provenance."""
    shown = list(islice(visible.datelines(page), 20))
    candidates = list(_parsed([*sources["published"], *shown[:3]], language)) or list(_searched(page))
    published = choose(_local_first(candidates), same=_day)
    modified = choose(_parsed(sources["modified"], language), same=_day)
    return published, modified


def _local_first(candidates: list[Found[str]]) -> list[Found[str]]:
    """The candidates, the first in the publisher's own time where the page has the same moment so.

    The day on which something was published is the day there, not in Greenwich.
    """
    if candidates and (moment := _moment(candidates[0].value)) and not moment.utcoffset():
        for other in candidates[1:]:
            same = _moment(other.value)
            if same is not None and same.utcoffset() and same == moment:
                return [other, *candidates]
    return candidates


def _moment(date: str) -> datetime | None:
    """A time with its offset; None for a day, or a time somewhere."""
    moment = datetime.fromisoformat(date)
    return moment.replace(microsecond=0) if moment.tzinfo else None


def _searched(page: Page) -> Iterator[Found[str]]:
    """What htmldate finds in markup that states no date: in addresses, attributes and short texts."""
    if page.is_ordinary:
        from htmldate import find_date

        day = None
        with library_errors():
            day = find_date(page.markup, original_date=True, extensive_search=False, max_date=LATEST)
        if day is not None:
            yield Found(day, "htmldate", day)


def _day(date: str) -> str:
    return date[:10]


def _parsed(found: list[Found[str]], language: str | None) -> Iterator[Found[str]]:
    for one in found:
        if date := parse_date(one.value, language=language):
            yield Found(date, one.method, one.raw)
