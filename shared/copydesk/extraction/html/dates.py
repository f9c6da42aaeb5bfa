"""When a page's article was published and modified."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.article import Provenance
from copydesk.extraction.dates import parse_date
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Found, choose
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts

Chosen = tuple[str | None, Provenance | None]


def choose_dates(page: Page, sources: Texts, url: str | None, language: str | None) -> tuple[Chosen, Chosen]:
    """The dates of publication and of the last change, each with its provenance."""
    shown = list(visible.datelines(page))[:20]
    published = choose(_parsed([*sources["published"], *shown[:3]], language), same=_day)
    modified = choose(_parsed(sources["modified"], language), same=_day)
    del url
    return published, modified


def _day(date: str) -> str:
    return date[:10]


def _parsed(found: list[Found[str]], language: str | None) -> Iterator[Found[str]]:
    for one in found:
        if date := parse_date(one.value, language=language):
            yield Found(date, one.method, one.raw)
