"""When a page's article was published and modified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import islice
from urllib.parse import urlsplit

from copydesk.extraction.dates import dates_in, parse_date, where_written
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.opening import Opening
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.html.visible import datelines
from copydesk.extraction.json_fields import stated_date
from copydesk.extraction.language import language_code
from copydesk.extraction.library_errors import library_errors

# Shown dates that are looked at: the first are the article's.
MAX_SHOWN = 3
# htmldate bounds what it finds by today unless told otherwise; the answer may not depend on the day.
LATEST = "2100-01-01"
# Clocks of the world are at most this far from Greenwich's, and whole quarters of an hour apart.
MAX_OFFSET = timedelta(hours=14)
OFFSET_STEP = timedelta(minutes=15)
# A shown day is that of a moment in Greenwich's time, if a clock so far away is in it: most of the world's are.
DAY_OFFSET = timedelta(hours=9)

_REGION = re.compile(r"[A-Za-z]{2}[-_][A-Za-z]{2}")
_COUNTRY = re.compile(r"\.([a-z]{2})$")
_ADDRESS_DAY = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)(?:([/_-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))"
    r"(?=[/_.-]|$)"
)


def choose_dates(
    page: Page, sources: Texts, opening: Opening, language: str | None, url: str | None
) -> tuple[Resolved[str], Resolved[str]]:
    """The dates of publication and of the last change, each with its provenance.

    What the page states comes first, then what it shows, then the day in its address, then what htmldate finds.
    """
    locale = _locale(page, language, url)
    shown, changes = datelines(page, opening)
    # Pages repeat their dateline for other widths of the window.
    distinct = list({one.value: one for one in reversed(shown)}.values())[::-1]
    candidates = list(_parsed([*sources["published"], *distinct[:MAX_SHOWN]], locale)) or list(
        _in_address(url)
    )
    # Where the page states a date that can be read two ways, htmldate would choose one of them.
    if not candidates and not any(dates_in(one.value) for one in sources["published"]):
        candidates = list(_searched(page, locale))
    modified = list(_parsed([*sources["modified"], *changes[:MAX_SHOWN]], locale))
    published, changed = (resolve(_local_first(found), same=_day) for found in (candidates, modified))
    return published, changed


def _locale(page: Page, language: str | None, url: str | None) -> str | None:
    """The language with the region that the page names, or its address's country: they tell the order of numbers."""
    for tag in (
        page.declared_language or "",
        *page.meta.get("og:locale", ()),
        *page.meta.get("content-language", ()),
    ):
        if _REGION.fullmatch(tag) and language_code(tag) == (language or language_code(tag)):
            return str(tag)
    country = _COUNTRY.search(urlsplit(url or "").hostname or "")
    return f"{language}-{country[1]}" if language and country else language


def _local_first(candidates: list[Candidate[str]]) -> list[Candidate[str]]:
    """The candidates, the first in the publisher's own time where the page has the same moment so.

    The day on which something was published is the day there, not in Greenwich. A time without an offset that is
    the same but for hours is the publisher's clock, and tells the offset.
    """
    if not candidates:
        return candidates
    # A day alone gives way to a time on it.
    timed = (one for one in candidates if one.value.startswith(f"{candidates[0].value}T"))
    candidates = [*islice(timed, 1), *candidates]
    moment = _moment(candidates[0].value)
    if moment is None or moment.utcoffset():
        return candidates
    for other in candidates[1:]:
        if local := _local(moment, other.value):
            return [replace(other, value=local), *candidates]
    return candidates


def _moment(date: str) -> datetime | None:
    """A time with its offset; None for a day, or a time somewhere."""
    moment = datetime.fromisoformat(date)
    return moment.replace(microsecond=0) if moment.tzinfo else None


def _local(moment: datetime, shown: str) -> str | None:
    """A shown time as the local form of a moment in Greenwich's time, where the two differ by an offset only."""
    clock = datetime.fromisoformat(shown).replace(microsecond=0)
    if "T" not in shown:
        # The next day or the one before, which the moment is in somewhere near.
        days = (moment + hours for hours in (-DAY_OFFSET, DAY_OFFSET))
        return (
            shown
            if shown != f"{moment:%Y-%m-%d}" and any(f"{day:%Y-%m-%d}" == shown for day in days)
            else None
        )
    moment = moment if clock.second else moment.replace(second=0)
    if clock.tzinfo:
        return shown if clock.utcoffset() and bool(clock == moment) else None
    offset = clock - moment.replace(tzinfo=None)
    # A round hour is no sign: the page may tell of another one.
    told = clock.minute or clock.second
    if not offset or not told or abs(offset) > MAX_OFFSET or offset % OFFSET_STEP:
        return None
    return clock.replace(tzinfo=timezone(offset)).isoformat()


def _in_address(url: str | None) -> Iterator[Candidate[str]]:
    """The day that an address holds: /2021/03/09/, /2021-03-09/ or /20210309/."""
    match = _ADDRESS_DAY.search(urlsplit(url or "").path)
    if match and (day := parse_date(f"{match[1]}-{match[3] or match[5]}-{match[4] or match[6]}")):
        yield Candidate(day, "url", match[0].strip("/_-"))


def _searched(page: Page, language: str | None) -> Iterator[Candidate[str]]:
    """What htmldate finds in markup that states no date: in attributes and short texts."""
    if page.is_ordinary:
        from htmldate import find_date

        day = None
        with library_errors():
            day = find_date(page.markup, original_date=True, extensive_search=False, max_date=LATEST)
        # It makes up days: of a month alone, of one that has fewer days than the page says.
        # And it takes a script's days, of builds and of licences, and those that can be read in two ways.
        if day is not None and (written := where_written(day, _readable(page), language)):
            yield Candidate(day, "htmldate", written)


def _readable(page: Page) -> str:
    """The texts and attributes of a page, without its scripts and styles and what stands beside its story."""
    pieces: list[str | None] = []
    for element in page.tree.iter():
        if element.tag not in {"script", "style"} and not page.surroundings.holds_others(element):
            pieces += [element.text, *element.values()]
        if not page.surroundings.is_beside(element):
            pieces.append(element.tail)
    return "\n".join(filter(None, pieces))


def _day(date: str) -> str:
    return date[:10]


def _parsed(found: Iterable[Candidate[str]], language: str | None) -> Iterator[Candidate[str]]:
    for one in found:
        if date := parse_date(stated_date(one.value), language=language):
            yield Candidate(date, one.method, one.raw)
