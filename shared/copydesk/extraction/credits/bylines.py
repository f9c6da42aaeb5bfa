"""Agencies in bylines, beside the people who write for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copydesk.extraction.agencies import agency, closing_agency, first_agency
from copydesk.extraction.credits.own import any_of
from copydesk.extraction.credits.patterns import finder
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.credits.sources import of_picture
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.names import looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import every
from copydesk.extraction.rules import Place

MAX_BYLINE_WORDS = 14

_PARTS = re.compile(
    rf"\s*[,;|/•·]\s*|\s[-–—]\s|\s(?:for|of|via|{any_of(every('conjunctions'))}|{any_of(every('credit_with'))})\s|\s\(|\)"
)
_COLUMNS = re.compile(r"\s*[,;|•·/]\s*|\s[-–—]\s")
# Days and times, and little beside them.
NUMBERS = re.compile(r"[\d\s:.]+|.{0,20}\d{1,4}.{0,12}")


@finder(
    id="credit-byline",
    reason="An agency in the byline, alone or behind its reporter's name, wrote the story.",
    fires="By Jane Holloway, Associated Press",
    spares="Jane Holloway/AFP",
    place=Place.ABOVE,
)
def of_bylines(document: Document, number: int) -> Iterator[Phrase]:
    """Agencies of a line that is a byline."""
    line = document.lines[number]
    if line.words <= MAX_BYLINE_WORDS:
        yield from of_byline(line, number, language=document.language)


def of_byline(
    line: Line, number: int = 0, *, language: str | None = None, known: bool = False
) -> Iterator[Phrase]:
    """Agencies of a line; `known` says that it is a byline, whatever it looks like."""
    rest, marked = strip_by(line.text, language)
    if agency(rest):
        names = [rest]
    elif _is_photographer(line.text, marked=marked):
        return
    elif marked or known or _is_bare_byline(rest):
        closed = closing_agency(rest)
        names = [closed[1]] if closed else [part for part in _PARTS.split(rest) if part and agency(part)]
    else:
        return
    for name in names:
        yield Phrase(name, line.text, Kind.BYLINE, Names.AGENCY, number, line.links)


def _is_photographer(line: str, *, marked: bool) -> bool:
    """Whether a line credits a picture: "Jane Holloway/AFP", "(Tom Reed|Xinhua", "Tom Reed | AP | Getty Images"."""
    if of_picture(line) or (line.startswith("(") and re.search(r"[|/]", line)):
        return True
    glued = re.search(r"\S/\S", line)
    return bool(glued) and not marked and not dates_in(line) and agency(line.partition("/")[0]) is None


def _is_bare_byline(line: str) -> bool:
    """ "JANE HOLLOWAY, Associated Press" or "Reuters | 12 January 2022": names, agencies and dates only."""
    parts = [part for part in _COLUMNS.split(line) if part]
    fewest = 1 if dates_in(line) or (parts and agency(parts[0])) else 2
    if len(parts) < 2 or line.endswith((".", "?", "!")):
        return False
    return all(
        agency(part) or (looks_like_name(part) and len(part.split()) >= fewest) or NUMBERS.fullmatch(part)
        for part in parts
    ) and (bool(agency(parts[0])) or bool(split_authors(line)) or bool(dates_in(line)))


def of_authors(names: Iterable[str], language: str | None = None) -> Iterator[Phrase]:
    """Agencies among the authors that metadata gives, and in the elements that are marked as the source."""
    for name in names:
        if of_picture(name):
            continue
        for part in (name, *_PARTS.split(name)):
            if part and (found := first_agency(strip_by(part, language)[0])):
                yield Phrase(found, name, Kind.AUTHOR, Names.AGENCY)
