"""Dates as news pages write them, to ISO 8601.

Month names of every language that has a file, numeric forms, and CJK forms, in the digits of any script. A relative
age ("7 months ago") is never a date, and a numeric day and month that can be read both ways is none without evidence.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice

from copydesk.extraction.phrases import LANGUAGES, month_numbers, table, words_of
from copydesk.unicode import ascii_digits

# Only the start of a line can hold its date; longer input is cut.
MAX_CHARACTERS = 400
# A day stands within so many characters of its year; and so many of the years of a page are looked at.
BEFORE_YEAR, AFTER_YEAR = 40, 30
MAX_YEARS = 200
EARLIEST_YEAR = 1700
# The zero of Unix west of Greenwich (east of it, and of milliseconds taken for seconds, all of January 1970), of
# spreadsheets and of databases, and "never expires".
_PLACEHOLDERS = frozenset(((1969, 12, 31), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (2099, 12, 31)))
LATEST_YEAR = 2100

_MONTH_NUMBER = month_numbers()
# The names of all months, as alternatives of a pattern.
MONTHS = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))

_YEAR = re.compile(r"\d{4}")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?[ \t]*(?:of |de |del |di |-|/|,)?[ \t]*"
    rf"({MONTHS})(?![^\W\d_])\.?"
    r"[ \t]*(?:de |del |di |-|/|,)?[ \t]*'?(\d{4})(?!\d{3})"
)
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_])({MONTHS})(?![^\W\d_])\.?[ \t-]*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)[ \t]*[,.-]?"
    r"[ \t]*(\d{4})(?!\d{3})"
)
_YEAR_MONTH_NAME_DAY = re.compile(
    rf"(?<!\d)(\d{{4}})[ \t-]+({MONTHS})(?![^\W\d_])\.?[ \t-]+(\d{{1,2}})(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-])")
_DAY_OR_MONTH_FIRST = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d{3})(?![-/]|\.\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*")
# "20220109T073000Z", and "Sun Jan 09 07:30:00 CET 2022" as programs print it.
_COMPACT_TIME = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})(z|[+-]\d{4})?(?!\d)")
_YEAR_LAST = re.compile(rf"({MONTHS}) (\d{{1,2}}) (\d{{2}}:\d{{2}}:\d{{2}}) ([a-z]{{3,4}}) (\d{{4}})(?!\d)")
_CJK = re.compile(r"(?<!\d)(\d{4})[ \t]*[年년][ \t]*(\d{1,2})[ \t]*[月월][ \t]*(\d{1,2})[ \t]*[日일号]?")

_CLOCK = re.compile(
    r"(?:t|,|;|\||·|•|-|–|—|/|\(|\bat|\bà|\ba las|\ba la|\bàs|\bum|\balle|\bore|\bв|\bh)?[ \t]*"
    r"(?<![\d.])(\d{1,2})(?:[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?|"
    r"\.(\d{2})(?=[ \t]*(?:[ap]\.?m|uhr))|(?=[ \t]?[ap]\.?m\b))"
    r"[ \t]*(a\.?m\.?|p\.?m\.?)?(?:[ \t]*uhr|[ \t]*hrs?\b)?[ \t]*\(?"
    r"(z\b|(?:utc|gmt)?[ \t]?[+-]\d{1,2}:?\d{2}\b|utc\b|gmt\b|[a-z]{2,4}\b)?"
)
_WEEKDAY = rf"(?:(?<![^\W\d_])(?:{'|'.join(words_of('weekdays'))})\.?,?[ \t]+)?"
# "9:14 AM EST, Tue March 3, 2020", "14:35, 3 марта 2020".
_CLOCK_BEFORE = re.compile(
    r"(?<![\d.:])(\d{1,2}:\d{2}[ \t]*(?:[ap]\.?m\.?)?(?:[ \t]*(?:uhr|hrs?\b|[a-z]{2,4}\b))?)"
    rf"[ \t]*(?:,|\||·|•|-|–|—|/|\bon\b|\bam\b|\b[ld]e\b|\bdel\b|\bdu\b)?[ \t]*{_WEEKDAY}$"
)
_OPENS_DATE = re.compile(rf"(?:[ \t,]+(?:on|am|den|le|el|em|il|vom))?[ \t]*{_WEEKDAY}[ \t]*$", re.IGNORECASE)
# Abbreviations with one offset in news use; "ET" and the like depend on the season and give none.
_OFFSETS = {
    "z": "Z", "utc": "Z", "gmt": "Z", "bst": "+01:00", "cet": "+01:00", "cest": "+02:00", "mez": "+01:00",
    "mesz": "+02:00", "msk": "+03:00", "мск": "+03:00", "est": "-05:00", "edt": "-04:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "jst": "+09:00", "aest": "+10:00",
}  # fmt: skip
_DAY_FIRST_LANGUAGES = frozenset(
    (*(phrases.language for phrases in LANGUAGES if phrases.day_first), *table("others")["day_first"])
)


def parse_date(text: str, *, language: str | None = None, day_first: bool | None = None) -> str | None:
    """The first date in a short text as an ISO 8601 day, or a time where the text gives one; else None.

    Input: a dateline, label value or attribute (at most `MAX_CHARACTERS` are read). `language` (ISO 639-1)
    or `day_first` settle numeric forms such as 03/04/2022; with neither, one that has two readings is None.
    """
    if not _YEAR.search(text):
        return None
    lowered = ascii_digits(text[:MAX_CHARACTERS]).casefold().replace("\u00a0", " ").replace("\u202f", " ")
    lowered = _COMPACT_TIME.sub(r"\1-\2-\3t\4:\5:\6\7", lowered)
    lowered = _YEAR_LAST.sub(r"\2 \1 \5 \3 \4", lowered)
    found = _first_day(lowered, _day_comes_first(language, day_first))
    if found is None:
        return None
    day, start, end = found
    timed = _with_clock(day, lowered[end : end + 60])
    before = _CLOCK_BEFORE.search(lowered, max(0, start - 60), start) if timed == day else None
    return _with_clock(day, before[1]) if before else timed


def _day_comes_first(language: str | None, day_first: bool | None) -> bool | None:
    if day_first is not None:
        return day_first
    return True if language in _DAY_FIRST_LANGUAGES else None


def before_date(text: str) -> str:
    """What a short text (at most `MAX_CHARACTERS` are read) says before its first date, its weekday and preposition."""
    text = text[:MAX_CHARACTERS]
    lowered = ascii_digits(text.lower())
    found = _first_day(lowered, True) if _YEAR.search(text) and len(lowered) == len(text) else None
    return _OPENS_DATE.sub("", text[: found[1]]) if found else text


def where_written(day: str, text: str, language: str | None = None) -> str | None:
    """How a text writes a day (ISO 8601); None where it does not, or only in a way that can be read as another."""
    for separator in "-/._":
        if (plain := day.replace("-", separator)) in text:
            return plain
    if (compact := day.replace("-", "")) in text:
        return compact
    for year in islice(re.finditer(day[:4], text), MAX_YEARS):
        window = text[max(0, year.start() - BEFORE_YEAR) : year.end() + AFTER_YEAR]
        lowered = window.lower()
        if len(lowered) == len(window) and (place := _place(day, lowered, language)):
            return window[place[0] : place[1]]
    return None


def _place(day: str, lowered: str, language: str | None) -> tuple[int, int] | None:
    position = 0
    while found := _first_day(lowered[position:], _day_comes_first(language, None)):
        if found[0] == day:
            return position + found[1], position + found[2]
        position += found[2]
    return None


def _first_day(text: str, day_first: bool | None) -> tuple[str, int, int] | None:
    """The day, and where it begins and ends."""
    best: tuple[int, str, int] | None = None
    for pattern, order in (
        (_YEAR_FIRST, (1, 3, 4)),
        (_CJK, (1, 2, 3)),
        (_DAY_MONTH_YEAR, (3, 2, 1)),
        (_MONTH_DAY_YEAR, (3, 1, 2)),
        (_YEAR_MONTH_NAME_DAY, (1, 2, 3)),
    ):
        for match in pattern.finditer(text):
            year, month, day = (match.group(index) for index in order)
            written = _day(int(year), _MONTH_NUMBER.get(month) or int(month), int(day))
            if written and (best is None or match.start() < best[0]):
                best = (match.start(), written, match.end())
            if written:
                break
    for match in _DAY_OR_MONTH_FIRST.finditer(text):
        if best is not None and best[0] < match.start():
            break
        written = _either_order(int(match[1]), int(match[3]), int(match[4]), match[2] == "." or day_first)
        return (written, match.start(), match.end()) if written else None
    if best is None and (compact := _COMPACT.fullmatch(text)):
        written = _day(int(compact[1]), int(compact[2]), int(compact[3]))
        return (written, 0, compact.end()) if written else None
    return (best[1], best[0], best[2]) if best else None


def _either_order(first: int, second: int, year: int, day_first: bool | None) -> str | None:
    if first == second or (second > 12 >= first):
        return _day(year, first, second)
    if first > 12 or day_first:
        return _day(year, second, first)
    return _day(year, first, second) if day_first is False else None


def is_placeholder(year: int, month: int, day: int) -> bool:
    """Whether programs write a day where they know none: the zero of a clock, or the last day of a century."""
    return (year, month) == (1970, 1) or (year, month, day) in _PLACEHOLDERS


def _day(year: int, month: int, day: int) -> str | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or is_placeholder(year, month, day):
        return None
    try:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001 - a calendar day has no zone
    except ValueError:
        return None


def _with_clock(day: str, rest: str) -> str:
    match = _CLOCK.match(rest.lstrip(" \t"))
    if not match:
        return day
    hour, minute, second = int(match[1]), int(match[2] or match[5] or 0), int(match[3] or 0)
    half = (match[6] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        return day
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return day
    clock = f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if match[3] else "")
    if match[4]:
        clock += f".{match[4]}"
    return f"{day}T{clock}{_offset(match[7])}"


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    zone = zone.strip()
    if zone in _OFFSETS:
        return _OFFSETS[zone]
    numeric = re.fullmatch(r"(?:utc|gmt)?[ \t]?([+-])(\d{1,2}):?(\d{2})", zone)
    if not numeric or int(numeric[2]) > 14 or int(numeric[3]) > 59:
        return ""
    return f"{numeric[1]}{int(numeric[2]):02d}:{numeric[3]}"


def dates_in(text: str) -> bool:
    """Whether a short text holds anything that `parse_date` would read, in either order of day and month."""
    return parse_date(text, day_first=True) is not None or parse_date(text, day_first=False) is not None
