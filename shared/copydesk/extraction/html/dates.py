"""When a page's article was published and modified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

from copydesk.extraction.dates import dates_in, parse_date, where_written
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html import visible
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.language import language_code
from copydesk.extraction.library_errors import library_errors

# Shown dates that are looked at: the first are the article's.
MAX_SHOWN = 3
# htmldate bounds what it finds by today unless told otherwise; the answer may not depend on the day.
LATEST = "2100-01-01"
# Clocks of the world are at most this far from Greenwich's, and whole quarters of an hour apart.
MAX_OFFSET = timedelta(hours=14)
OFFSET_STEP = timedelta(minutes=15)

# Of a country at the end of a host's name.
COUNTRY_LETTERS = 2

_REGION = re.compile(r"[A-Za-z]{2}[-_][A-Za-z]{2}")
# Seconds or milliseconds since 1970 of the years 2001 to 2065.
_EPOCH = re.compile(r"([1-2]\d{9})(\d{3})?(?:\.\d+)?")
# What systems write where they know no date.
_UNSET = ("1970-01-01", "1900-01-01")
_ADDRESS_DAY = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)([/_-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)


def choose_dates(
    page: Page, sources: Texts, language: str | None, url: str | None = None
) -> tuple[Resolved[str], Resolved[str]]:
    """The dates of publication and of the last change, each with its provenance.

    What the page states comes first, then what it shows, then the day in its address, then what htmldate finds.
    """
    locale = _locale(page, language, url)
    shown, changes = visible.datelines(page)
    stated = _parsed([*sources["published"], *_different(shown)[:MAX_SHOWN]], locale)
    candidates = list(stated) or list(_in_address(url))
    # Where the page states a date that can be read two ways, htmldate would choose one of them.
    if not candidates and not any(dates_in(one.value) for one in sources["published"]):
        candidates = list(_searched(page, locale))
    published = resolve(_local_first(candidates), same=_day)
    modified = resolve(
        _local_first(list(_parsed([*sources["modified"], *changes[:MAX_SHOWN]], locale))), same=_day
    )
    return published, modified


def _locale(page: Page, language: str | None, url: str | None) -> str | None:
    """The language with the region that the page names, or its address's country: they tell the order of numbers."""
    tags: tuple[str | None, ...] = (
        page.declared_language,
        *page.meta.get("og:locale", ()),
        *page.meta.get("content-language", ()),
    )
    for tag in filter(None, tags):
        if _REGION.fullmatch(tag) and language_code(tag) == (language or language_code(tag)):
            return tag
    country = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    return f"{language}-{country}" if language and len(country) == COUNTRY_LETTERS else language


def _different(found: list[Candidate[str]]) -> list[Candidate[str]]:
    """Each text once: pages repeat their dateline for other widths of the window."""
    first: dict[str, Candidate[str]] = {}
    for one in found:
        first.setdefault(one.value, one)
    return list(first.values())


def _local_first(candidates: list[Candidate[str]]) -> list[Candidate[str]]:
    """The candidates, the first in the publisher's own time where the page has the same moment so.

    The day on which something was published is the day there, not in Greenwich. A time without an offset that is
    the same but for hours is the publisher's clock, and tells the offset.
    """
    if not candidates:
        return candidates
    moment = _moment(candidates[0].value)
    if moment is None or moment.utcoffset():
        return candidates
    for other in candidates[1:]:
        shown = _moment(other.value)
        if shown is not None:
            if shown.utcoffset() and _same_clock(shown, moment):
                return [other, *candidates]
        elif (local := _local(moment, other.value)) is not None:
            return [Candidate(local, other.method, other.raw), *candidates]
    return candidates


def _same_clock(shown: datetime, moment: datetime) -> bool:
    """Whether two times are one; the page may show it without its seconds."""
    return shown == moment or (shown.second == 0 and shown == moment.replace(second=0))


def _local(moment: datetime, shown: str) -> str | None:
    """A shown time without an offset as the local form of a moment, where the two differ by an offset only."""
    if "T" not in shown:
        return None
    clock = datetime.fromisoformat(shown).replace(microsecond=0)
    greenwich = moment.replace(tzinfo=None)
    if not clock.second:
        greenwich = greenwich.replace(second=0)
    offset = clock - greenwich
    # A round hour is no sign: the page may tell of another one.
    told = clock.minute or clock.second
    if not offset or not told or abs(offset) > MAX_OFFSET or offset % OFFSET_STEP:
        return None
    return clock.replace(tzinfo=timezone(offset)).isoformat()


def _moment(date: str) -> datetime | None:
    """A time with its offset; None for a day, or a time somewhere."""
    moment = datetime.fromisoformat(date)
    return moment.replace(microsecond=0) if moment.tzinfo else None


def _in_address(url: str | None) -> Iterator[Candidate[str]]:
    """The day that an address holds: /2021/03/09/, /2021-03-09/ or /20210309/."""
    path = urlsplit(url or "").path
    match = _ADDRESS_DAY.search(path)
    if match is None or (not match[2] and len(match[3] + match[4]) != 4):
        return
    if day := parse_date(f"{match[1]}-{match[3]}-{match[4]}"):
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
    """The texts and attributes of a page, without its scripts and styles."""
    pieces: list[str | None] = []
    for element in page.tree.iter():
        if element.tag not in {"script", "style"}:
            pieces += [element.text, *element.values()]
        pieces.append(element.tail)
    return "\n".join(filter(None, pieces))


def _day(date: str) -> str:
    return date[:10]


def _parsed(found: list[Candidate[str]], language: str | None) -> Iterator[Candidate[str]]:
    for one in found:
        date = _of_epoch(one.value) or parse_date(one.value, language=language)
        if date and not date.startswith(_UNSET):
            yield Candidate(date, one.method, one.raw)


def _of_epoch(text: str) -> str | None:
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC).isoformat().replace("+00:00", "Z") if match else None
