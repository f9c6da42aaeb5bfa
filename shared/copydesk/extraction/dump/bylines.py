"""Byline and date of a dump: the lines between title and story, then those below it."""

from __future__ import annotations

import re

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import before_date, dates_in, parse_date
from copydesk.extraction.document import Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.furniture import is_furniture, is_person_note
from copydesk.extraction.dump.header import Header
from copydesk.extraction.html.urls import is_author_page
from copydesk.extraction.names import has_role, is_masthead, signed, split_authors, strip_by
from copydesk.extraction.phrases import every, fold, named

MAX_BYLINE_WORDS = 14
# With posts and places after the names, and no full stop.
MAX_LONG_BYLINE_WORDS = 30
# Numbers apart: two dates with their times are long.
MAX_DATELINE_WORDS = 14
# "KISANGA, Oct. 4, 2023 (AFP) – The lake ..."
_STORY_DATELINE = re.compile(r"^\W{0,3}([^\W\d_a-z][^–—\n]{4,80}?)(?:\s?[–—]|\s--?\s|\.\s?-)\s?")
MAX_STORY_DATELINE_WORDS = 10
MAX_TAIL_WORDS = 6
_DATED_PARTS = re.compile(r"\s*[|•·–—]\s*|\s-\s|,\s|\s(?:on|am|le|el|em|il)\s")
_BY_PHRASES = frozenset((*every("by"), "автор"))
_AND_MORE = re.compile(rf"(?:,|\s(?:{'|'.join(map(re.escape, every('conjunctions')))}))$", re.IGNORECASE)
_MODIFIED = re.compile(rf"\W*(?:last )?(?:{'|'.join(map(re.escape, every('modified_labels')))})(?!\w)")
# "Harborstone Energy, Inc."
LEGAL_FORM = re.compile(
    r",?\s(?:inc|llc|ltd|limited|l\.?p|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|plc|corp|co)\.?$", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"\W*(?:copyright|©)", re.IGNORECASE)


def is_byline(line: Line, language: str | None) -> bool:
    """Whether the line says who wrote the story."""
    if _too_long(line):
        return False
    byline, marked = strip_by(line.text, language)
    return marked and (bool(split_authors(byline, language=language)) or _is_of_agency(byline))


def _is_of_agency(byline: str) -> bool:
    return any(is_agency(part) for part in re.split(r"[,|/]", byline))


def _too_long(line: Line) -> bool:
    return line.words > (MAX_BYLINE_WORDS if line.ends_sentence else MAX_LONG_BYLINE_WORDS)


def find_byline(
    header: Header, lines: list[Line], body: Body, title_at: int | None, language: str | None
) -> None:
    """Set the authors from a byline, a name beside the date, or a note on the author."""
    first = max(0, title_at - 3) if title_at is not None else max(0, body.start - 12)
    head = list(range(first, min(max(title_at or 0, body.start) + 5, len(lines))))
    tail = list(range(body.end, min(body.end + 30, len(lines))))
    for number in [*head, *tail]:
        line = lines[number]
        if _too_long(line) or number in header.taken:
            continue
        if byline := signed(line.text, language):
            raw, lone = byline, False
        elif line.words <= 2 and fold(line.text.strip(" :")) in _BY_PHRASES:
            raw, lone = f"{line.text} {lines[number + 1].text}" if number + 1 < len(lines) else "", True
        else:
            continue
        if number >= body.end and not _by_capital(line):
            continue
        if _AND_MORE.search(raw) and number + 1 < len(lines) and _only_name(lines[number + 1]):
            raw, lone = f"{raw} {lines[number + 1].text}", True
        names = split_authors(raw, language=language)
        if not names and not _is_of_agency(strip_by(raw, language)[0]) and not has_role(raw):
            continue
        header.taken.update({number, number + 1} if lone else {number})
        header.byline = header.byline or raw
        if names and not header.authors:
            header.authors = names
            header.note("authors", "byline", line.raw)
        return
    if not header.authors:
        _byline_beside_date(header, lines, body, title_at, language)
    if not header.authors:
        _byline_by_note(header, lines, body)


def _by_capital(line: Line) -> bool:
    return line.text[:1].isupper()


def _byline_beside_date(
    header: Header, lines: list[Line], body: Body, title_at: int | None, language: str | None
) -> None:
    """ "Jane Doe | 12 January 2022", or a name on the line next to the date or to a trade."""
    if title_at is None:
        return
    end = max(body.start, title_at + 4)
    for number in range(title_at + 1, min(end, len(lines))):
        line = lines[number]
        if line.words > MAX_DATELINE_WORDS or not (
            dates_in(line.text) or (has_role(line.text) and line.words <= 6)
        ):
            continue
        parts = _DATED_PARTS.split(before_date(line.text).strip(" -–—|•·,") or line.text)
        # "The Outlet, 5 May" below a name is the outlet's.
        of_outlet = number - 1 > title_at and _only_name(lines[number - 1]) and "," in line.text
        if (
            parts[0] != line.text
            and len(parts[0].split()) in {2, 3}
            and not has_role(parts[0])
            and not of_outlet
        ):
            names = (
                split_authors(parts[0], language=language) if fold(parts[0]) not in named("cities") else ()
            )
            if names and len(names[0].split()) == len(parts[0].split()) and _said_once(parts[0], lines):
                header.authors, header.byline = names, line.text
                header.note("authors", "dateline", line.raw)
                return
        above = number - 2 if is_masthead(lines[number - 1].text) else number - 1
        for beside in (above, number + 1):
            if title_at < beside < end and beside < len(lines) and _only_name(lines[beside]):
                header.authors, header.byline = (
                    split_authors(lines[beside].text, language=language),
                    lines[beside].text,
                )
                header.note("authors", "dateline", lines[beside].raw)
                header.taken.add(beside)
                return


def _said_once(name: str, lines: list[Line]) -> bool:
    """Whether only one line names it: an outlet's name comes back in the notes below a story."""
    folded = fold(name)
    return sum(folded in fold(line.text[:1500]) for line in lines) == 1


def _byline_by_note(header: Header, lines: list[Line], body: Body) -> None:
    """The person of a note on the author, where a line of its own names that person too."""
    alone = {fold(line.text): n for n, line in enumerate(lines) if line.words <= 4 and _only_name(line)}
    for line in lines[max(0, body.end - 3) : body.end + 12]:
        if not alone or not is_person_note(line):
            continue
        for size in (2, 3, 4):
            name = " ".join(line.text.split()[:size])
            if fold(name) in alone:
                header.authors = (name,)
                header.note("authors", "author_note", line.raw)
                header.taken.add(alone[fold(name)])
                return


def _only_name(line: Line) -> bool:
    names = split_authors(line.text)
    return (
        2 <= line.words <= 8
        and bool(names)
        and not is_furniture(line)
        and not LEGAL_FORM.search(line.text)
        and all(2 <= len(name.split()) <= 4 for name in names)
        and all(is_author_page(link.url or "") for link in line.links)
    )


def _words_but_numbers(line: Line) -> int:
    return line.words - sum(any(map(str.isdigit, word)) for word in line.text.split())


def _set_modified(header: Header, day: str, line: Line) -> None:
    if not header.modified_at:
        header.modified_at = day
        header.note("modified_at", "dateline", line.raw)


def find_date(
    header: Header, lines: list[Line], body: Body, title_at: int | None, language: str | None
) -> None:
    """Set the day of publication from the lines about the title and story."""
    if header.published_at:
        return
    first = max(0, title_at - 8) if title_at is not None else max(0, body.start - 12)
    head = list(range(title_at or first, min(max(title_at or 0, body.start) + 5, len(lines))))
    before = list(range(first, title_at or first))[::-1]
    tail = list(range(body.end, min(body.end + 6, len(lines))))
    for number in [*head, *before, *tail]:
        line = lines[number]
        if _words_but_numbers(line) > MAX_DATELINE_WORDS:
            continue
        if number >= body.start and line.ends_sentence:
            continue
        # Below a story other days are written, too: of births and deaths, of the page.
        if number >= body.end and _words_but_numbers(line) > MAX_TAIL_WORDS:
            continue
        day = parse_date(line.text, language=language)
        if day and _MODIFIED.match(fold(line.text)):
            _set_modified(header, day, line)
        elif day and not _COPYRIGHT.match(line.text):
            header.published_at = day
            header.note("published_at", "dateline", line.raw)
            header.taken.add(number)
            return
    for number in body.kept[:1]:
        match = _STORY_DATELINE.match(lines[number].text)
        if match and len(match[1].split()) <= MAX_STORY_DATELINE_WORDS:
            header.published_at = parse_date(match[1], language=language)
            header.note("published_at", "story_dateline", match[0])
