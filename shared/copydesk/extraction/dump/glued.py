"""Lines that hold two: a headline, and the date or byline that only a page's layout parted from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.document import Line
from copydesk.extraction.names import split_authors, strip_by
from copydesk.extraction.phrases import every

# Words of a headline at least, and of it with its dates at most.
FEWEST_HEADLINE_WORDS = 4
MAX_GLUED_WORDS = 50

_LABELS = "|".join(re.escape(label) for label in (*every("date_labels"), *every("modified_labels")))
_DATED = re.compile(
    rf"(?:\s|\W|(?<=[^\W\d_])(?=[^\W\d_]))(?P<rest>(?:{_LABELS})\s?[:：]\s?\S)", re.IGNORECASE
)
# "... after eleven yearsBy Jane Doe": a small letter, a digit or a mark, and the byline right behind it.
_BY = "|".join(re.escape(phrase[:1].upper() + phrase[1:]) for phrase in every("by"))
_FIRST = "".join(sorted({phrase[0].upper() for phrase in every("by")}))
_SIGNED = re.compile(rf"(?=[{_FIRST}])(?:(?<=[^\W_A-ZÀ-Þ])|(?<=[?!.”\"'’)]))(?P<rest>(?:{_BY})\s[^\W\d_a-z])")


def parted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each headline with a date or byline glued to it parted from that."""
    for line in lines:
        at = _end_of_headline(line) if line.words <= MAX_GLUED_WORDS and not line.code else None
        if at is None:
            yield line
        else:
            yield _part(line, line.text[:at], ruled=line.ruled)
            yield _part(line, line.text[at:], ruled=False)


def _part(line: Line, text: str, *, ruled: bool) -> Line:
    text = text.strip(" |·•–—-")
    links = tuple(link for link in line.links if link.text in text)
    return replace(line, text=text, raw=text, links=links, ruled=ruled)


def _end_of_headline(line: Line) -> int | None:
    # Patterns of all languages take long: of those on labels, a line without a colon is none.
    labelled = _DATED.finditer(line.text) if ":" in line.text or "：" in line.text else ()
    for match in labelled:
        at = match.start("rest")
        if _is_headline(line.text[:at]) and _is_dated(line.text[match.end() - 1 :]):
            return at
    for match in _SIGNED.finditer(line.text):
        at = match.start("rest")
        if _is_headline(line.text[:at]) and split_authors(line.text[at:]):
            return at
    return None


def _is_headline(text: str) -> bool:
    return len(text.split()) >= FEWEST_HEADLINE_WORDS and not strip_by(text)[1] and not dates_in(text)


def _is_dated(value: str) -> bool:
    return dates_in(value) and not before_date(value).strip()
