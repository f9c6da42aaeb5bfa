"""Dates as news pages write them, to ISO 8601.

Month names of every language that has a file, numeric forms, and CJK forms, in the digits of any script. A relative
age ("7 months ago") is never a date, and a numeric day and month that can be read both ways is none without evidence.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice

from copydesk.extraction.clocks import time_before, time_behind
from copydesk.extraction.phrases import LANGUAGES, every, fold, month_numbers, table, words_of
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

# Between the numbers of a date, and behind that of the day.
_JOIN = rf"[ \t]*(?:(?:{'|'.join(map(re.escape, every('date_joins')))})[ \t]|-|/|,)?[ \t]*"
_ENDING = rf"(?:{'|'.join(map(re.escape, every('day_endings')))}|\.)?"
_YEAR = re.compile(r"\d{4}|年")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ENDING}{_JOIN}({MONTHS})(?![^\W\d_])\.?(?:/(?:{MONTHS}))?{_JOIN}'?(\d{{4}})(?!\d{{3}})"
)
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_])({MONTHS})(?![^\W\d_])\.?[ \t-]*(\d{{1,2}}){_ENDING}(?!\d)[ \t]*[,.-]?"
    r"[ \t]*(\d{4})(?!\d{3})"
)
_YEAR_MONTH_NAME_DAY = re.compile(
    rf"(?<!\d)(\d{{4}})[ \t-]+({MONTHS})(?![^\W\d_])\.?[ \t-]+(\d{{1,2}})(?!\d)"
)
# Korean writes "2021. 3. 12."
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})([-/.])(?:(?<=\.) )?(\d{1,2})\2(?:(?<=\.) )?(\d{1,2})(?![\d-])")
_DAY_OR_MONTH_FIRST = re.compile(
    r"(?<![\d./-])(\d{1,2})([-/.])(?:(?<=\.) )?(\d{1,2})\2(?:(?<=\.) )?(\d{4})(?!\d{3})(?![-/]|\.\d)"
)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*")
# "20220109T073000Z", and "Sun Jan 09 07:30:00 CET 2022" as programs print it.
_COMPACT_TIME = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})(z|[+-]\d{4})?(?!\d)")
_YEAR_LAST = re.compile(rf"({MONTHS}) (\d{{1,2}}) (\d{{2}}:\d{{2}}:\d{{2}}) ([a-z]{{3,4}}) (\d{{4}})(?!\d)")
_CJK = re.compile(r"(?<!\d)(\d{4})[ \t]*[年년][ \t]*(\d{1,2})[ \t]*[月월][ \t]*(\d{1,2})[ \t]*[日일号]?")

# "令和3年": the year of a reign, of which the first may be written with a word.
_ERAS = {era: int(before) for era, before in (entry.split() for entry in every("eras"))}
_ERA = re.compile(rf"({'|'.join(_ERAS)})[ \t]?(\d{{1,3}}|元)(?=[ \t]?年)")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_OPENS_DATE = re.compile(
    rf"(?:[ \t,]+(?:{'|'.join(map(re.escape, every('before_dates')))}))?[ \t]*"
    rf"(?:(?<![^\W\d_])(?:{'|'.join(map(re.escape, words_of('weekdays')))})\.?,?[ \t]+)?[ \t]*$",
    re.IGNORECASE,
)
# The numbers of the weekdays, Monday's 1, that each word stands for: "so" is Sunday in German, Saturday in Czech.
_WEEKDAYS = {
    word: {n for one in LANGUAGES for n, names in enumerate(one.weekdays, 1) if word in fold(names).split()}
    for word in words_of("weekdays")
}
_OTHERS = table("others")
_DAY_FIRST_LANGUAGES = frozenset(
    (*(phrases.language for phrases in LANGUAGES if phrases.day_first), *_OTHERS["day_first"])
)


def parse_date(text: str, *, language: str | None = None, day_first: bool | None = None) -> str | None:
    """The first date in a short text as an ISO 8601 day, or a time where the text gives one; else None.

    Input: a dateline, label value or attribute (at most `MAX_CHARACTERS` are read). `language`, a tag such as "de" or
    "en-GB", or `day_first` settle numeric forms such as 03/04/2022; with neither, one that has two readings is None.
    """
    lowered = _in_numbers(text)
    found = _first_day(lowered, _day_comes_first(language, day_first)) if lowered else None
    if found is None:
        return None
    day, start, end = found
    time = time_behind(lowered[end:]) or time_before(lowered[:start])
    return f"{day}T{time}" if time else day


def dates_in(text: str) -> bool:
    """Whether a short text holds anything that `parse_date` would read, in either order of day and month."""
    lowered = _in_numbers(text)
    return bool(lowered) and _first_day(lowered, day_first=True) is not None


def _in_numbers(text: str) -> str:
    """The text in small letters, with the dates of programs, reigns and Chinese numerals as others are written.

    "" where no year is in it.
    """
    if not _YEAR.search(text):
        return ""
    lowered = ascii_digits(text[:MAX_CHARACTERS]).casefold()
    lowered = lowered.replace("\u00a0", " ").replace("\u202f", " ")
    lowered = _COMPACT_TIME.sub(r"\1-\2-\3t\4:\5:\6\7", lowered)
    lowered = _YEAR_LAST.sub(r"\2 \1 \5 \3 \4", lowered)
    if "年" not in lowered:
        return lowered
    lowered = _ERA.sub(lambda m: str(_ERAS[m[1]] + (1 if m[2] == "元" else int(m[2]))), lowered)
    return _HAN_DATE.sub(
        lambda m: f"{m[1].translate(_HAN_DIGITS)}年{_han_number(m[2])}月{_han_number(m[3])}日", lowered
    )


def _han_number(numeral: str) -> int:
    """A number below a hundred: 三 is 3, 十二 is 12, 三十一 is 31."""
    tens, ten, ones = numeral.rpartition("十")
    digits = [int(part.translate(_HAN_DIGITS) or default) for part, default in ((tens, "1"), (ones, "0"))]
    return digits[0] * 10 + digits[1] if ten else digits[1]


def _day_comes_first(language: str | None, day_first: bool | None) -> bool | None:
    """Whether numeric dates put the day first: by a language that always does, else by the region of its tag."""
    if day_first is not None or not language:
        return day_first
    code, _, region = language.lower().replace("_", "-").partition("-")
    if code in _DAY_FIRST_LANGUAGES:
        return True
    if code == "en" and region in _OTHERS["day_first_regions"]:
        return True
    return False if code == "en" and region in _OTHERS["month_first_regions"] else None


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
        # "Sat, 05/11/2024": the weekday tells the order.
        numbers = int(match[1]), int(match[3]), int(match[4])
        written = _on_weekday(*numbers, text[: match.start()])
        written = written or _either_order(*numbers, match[2] == "." or day_first)
        return (written, match.start(), match.end()) if written else None
    if best is None and (compact := _COMPACT.fullmatch(text)):
        written = _day(int(compact[1]), int(compact[2]), int(compact[3]))
        return (written, 0, compact.end()) if written else None
    return (best[1], best[0], best[2]) if best else None


def _on_weekday(first: int, second: int, year: int, before: str) -> str | None:
    """The day that is on the weekday which the text before it ends with; None where none is, or two are."""
    words = before.rstrip(" .,(").split()
    weekdays = _WEEKDAYS.get(words[-1], ()) if words else ()
    days = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    told = [day for day in days if datetime.fromisoformat(day).isoweekday() in weekdays]
    return told[0] if len(told) == 1 else None


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
