"""Times of day beside a date, as languages write them, with their offsets from Greenwich."""

from __future__ import annotations

import re

from copydesk.extraction.phrases import every, words_of

# A time stands within so many characters of its day.
WITHIN = 60
# Abbreviations with one offset in news use; "ET" and the like depend on the season and give none.
_OFFSETS = {
    "z": "Z", "utc": "Z", "gmt": "Z", "bst": "+01:00", "cet": "+01:00", "cest": "+02:00", "mez": "+01:00",
    "mesz": "+02:00", "msk": "+03:00", "мск": "+03:00", "est": "-05:00", "edt": "-04:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "jst": "+09:00", "aest": "+10:00",
}  # fmt: skip
MAX_OFFSET_HOURS = 14


def _any(*fields: str) -> str:
    return "|".join(re.escape(phrase) for field in fields for phrase in every(field))


_AFTERNOON = frozenset(every("afternoon"))
_HALF = rf"(?:{_any('morning', 'afternoon')})"
# What may stand between a day and its time.
_BETWEEN = re.compile(
    rf"(?:[\s,;|·•/()–—-]|\.(?=\s)|(?:{'|'.join(map(re.escape, words_of('weekdays')))}|"
    rf"{_any('clock_words', 'year_words', 'before_dates')})(?![^\W\d_])\.?)*"
)
# "16:47:05", "16h47", "16 h 47", "4 p.m.", "16.47 Uhr", "16時47分", "下午4:47".
_TIME = re.compile(
    rf"(?<![\d.:])(?:(?P<early>{_HALF})\s?)?(?P<hour>\d{{1,2}})"
    r"(?:(?::|\s?h\s?|[時时시]\s?)(?P<minute>\d{2}|\d(?=[分분]))(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,6})\d*)?)?"
    rf"|\.(?P<dotted>\d{{2}})|(?=\s?{_HALF}(?![^\W\d_])))(?!\d)[分분]?"
    rf"(?:\s*(?P<half>{_HALF})(?![^\W\d_]))?(?:\s*(?P<unit>{_any('hour_words')})(?![^\W\d_]))?"
    r"\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}:?\d{2}\b|(?:utc|gmt)\s?[+-]\d{1,2}\b|[^\W\d_]{1,4}(?![^\W_]))?"
)


def time_behind(text: str) -> str | None:
    """The time that stands right behind a day, in small letters and ASCII digits, as ISO 8601; None without one."""
    at = 1 if text[:1] == "t" else _end_of_gap(text)
    match = _TIME.match(text[:WITHIN], at)
    return _written(match, marked=at > 1 and text[at - 1].isspace() and text[:at].strip(" ,") != "")


def time_before(text: str) -> str | None:
    """The time that stands right before a day: the end of the text."""
    for match in _TIME.finditer(text[-WITHIN:]):
        end = match.start("zone") if match["zone"] and match["zone"] not in _OFFSETS else match.end()
        if _BETWEEN.fullmatch(text[-WITHIN:], end) and (found := _written(match, marked=False)):
            return found
    return None


def _end_of_gap(text: str) -> int:
    gap = _BETWEEN.match(text[:WITHIN])
    return gap.end() if gap else 0


def _written(match: re.Match[str] | None, *, marked: bool) -> str | None:
    """The time of a match; two numbers with a point between them are one only where something says so."""
    if match is None or (match["early"] and match["early"].isascii()):
        return None
    zone = _offset(match["zone"])
    if match["dotted"] and not (marked or match["half"] or match["unit"] or zone):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or match["dotted"] or 0)
    second = int(match["second"] or 0)
    if half := match["half"] or match["early"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    clock = f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if match["second"] else "")
    return clock + (f".{match['part']}" if match["part"] else "") + zone


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    zone = zone.strip()
    if zone in _OFFSETS:
        return _OFFSETS[zone]
    numeric = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}?):?(\d{2})?", zone)
    if not numeric or int(numeric[2]) > MAX_OFFSET_HOURS or int(numeric[3] or 0) > 59:
        return ""
    return f"{numeric[1]}{int(numeric[2]):02d}:{numeric[3] or '00'}"
