"""Agencies in bylines, beside the people who write for them or the newsroom that used their material."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copydesk.extraction.agencies import agency, first_agency
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
# Words of a line that is nothing but a signature.
MAX_SIGNATURE_WORDS = 10


_PARTS = re.compile(
    rf"\s*[,;|/•·]\s*|\s[-–—]\s|\s(?:for|of|via|{any_of(every('conjunctions'))}|{any_of(every('credit_with'))})\s|\s\(|\)"
)
_COLUMNS = re.compile(r"\s*[,;|•·/]\s*|\s[-–—]\s")
# "Fenwick — AFP"
_PLACED = re.compile(r"^[^\W\d_a-z][^\W\d_]+(?:[ -][^\W\d_a-z][^\W\d_]+){0,2}\s[-–—]\s[^\n]{2,30}$")
# Days and times, and little beside them.
NUMBERS = re.compile(r"[\d\s:.]+|.{0,20}\d{1,4}.{0,12}")
_WITH = re.compile(
    rf"(?P<before>[^\n]{{0,40}}?)(?<!\w)(?:{any_of(every('credit_with'))})\s?(?<=[\s'])(?P<name>[^\n]{{2,60}})$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"(?:^|[\s.!?\"”»])[(\[](?P<text>[^()\[\]\n]{2,60})[)\]]\W{0,2}$")


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
    elif (marked or known) and (closing := _closing_agency(rest)):
        names = [closing]
    elif marked or known or _is_bare_byline(rest):
        names = [part for part in _PARTS.split(rest) if part and agency(part)]
    else:
        return
    for name in names:
        yield Phrase(name, line.text, Kind.BYLINE, Names.AGENCY, number, line.links)


def _is_photographer(line: str, *, marked: bool) -> bool:
    """Whether a line credits a picture: "Jane Holloway/AFP", "(Tom Reed|Xinhua", "Tom Reed | AP | Getty Images"."""
    if of_picture(line) or (line.startswith("(") and re.search(r"[|/]", line)):
        return True
    return not marked and "/" in line and not dates_in(line) and agency(line.partition("/")[0]) is None


def _closing_agency(byline: str) -> str | None:
    """The agency after a person's name without a sign between: "JANE HOLLOWAY Associated Press"."""
    words = byline.split()
    names = (
        agency(" ".join(words[at:]))
        for at in range(len(words) - 1, 1, -1)
        if looks_like_name(" ".join(words[:at]))
    )
    return next(filter(None, names), None)


def _is_bare_byline(line: str) -> bool:
    """ "JANE HOLLOWAY, Associated Press" or "Reuters | 12 January 2022": names, agencies and dates only."""
    parts = [part for part in _COLUMNS.split(line) if part]
    if _PLACED.match(line) and len(parts) == 2 and agency(parts[1]) and not of_picture(parts[0]):
        return True
    fewest = 1 if dates_in(line) or (parts and agency(parts[0])) else 2
    if len(parts) < 2 or line.endswith((".", "?", "!")):
        return False
    return all(
        agency(part) or (looks_like_name(part) and len(part.split()) >= fewest) or NUMBERS.fullmatch(part)
        for part in parts
    ) and (bool(agency(parts[0])) or bool(split_authors(line)) or bool(dates_in(line)))


def of_authors(names: Iterable[str]) -> Iterator[Phrase]:
    """Agencies among the authors that metadata gives, and in the elements that are marked as the source."""
    for name in names:
        if of_picture(name):
            continue
        for part in (name, *_PARTS.split(name)):
            if part and (found := first_agency(strip_by(part)[0])):
                yield Phrase(found, name, Kind.AUTHOR, Names.AGENCY)


@finder(
    id="credit-helper",
    reason="A newsroom names the agencies whose material it used, in brackets or on a short line.",
    fires="Le Quai avec AFP",
    spares="Interview with Reuters",
    place=Place.EDGE,
)
def helpers(document: Document, number: int) -> Iterator[Phrase]:
    """Agencies behind "with" in any language: "avec AFP", "(with inputs from PTI)"."""
    line = document.lines[number]
    bracket = _BRACKET.search(line.text[-120:])
    short = line.text if line.words <= MAX_SIGNATURE_WORDS else ""
    for text in filter(None, (bracket and bracket["text"], short)):
        match = _WITH.match(strip_by(text.strip(" ()[]*_–—-."), document.language)[0])
        if match and (name := first_agency(match["name"].strip(" .)]"))):
            before = match["before"].strip(" ,;(|/–—-") if not match["before"].rstrip().endswith(",") else ""
            yield Phrase(
                name, line.text[-300:], Kind.HELPER, Names.AGENCY, number, line.links, before, text == short
            )
