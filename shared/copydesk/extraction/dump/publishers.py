"""The publisher of a dump, where its lines name one: masthead, dateline, byline, copyright."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from copydesk.article import Publisher
from copydesk.extraction.agencies import is_agency
from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import LEGAL_FORM, NOTES_IN_STORY, is_of_page
from copydesk.extraction.dump.datelines import MAX_DATELINE_WORDS
from copydesk.extraction.dump.furniture import is_caption, is_furniture
from copydesk.extraction.dump.mastheads import (
    heads_the_dump,
    is_spoken_of,
    shorter,
    signs_datelines,
    top_names,
)
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import has_role, is_masthead, strip_by
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.rules import Place, rules

# Cities that open datelines ("London, January 12, 2022"): a place there is no publisher.
_CITIES = named("cities")
# "Lundi, 12 mars 2022", "Updated on Monday, 12 May": words that stand before dates.
_DATE_WORDS = frozenset(
    word
    for phrase in (*every("weekdays"), *every("date_labels"), *every("modified_labels"))
    for word in fold(phrase).split()
)
_BYLINE_PARTS = re.compile(r"\s*[,|•·/–—]\s*|\s-\s|\s[Ff]or\s")
_DOMAIN = re.compile(r"(?<![\w.-])(?:www\.)?([\w-]{2,63})(?:\.[a-z]{2,10}){1,2}(?![\w-])", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:(?:copyright\s*)?(?:©|\(c\))(?:\s*copyright)?|copyright(?=\s+(?:\d{4}|by\s)))"
    r"[\s,:]*(.{2,200})$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"[.,|;]?\s*(?:all rights?|tous droits|todos los derechos|alle rechte|todos os|tutti i|все права|"
    r"riproduzione|derechos|direitos|droits|nachdruck|перепечатка|"
    r"website|site by|powered|designed|developed|unless|not to be|read about|"
    r"a division|a production|part of|terms|privacy|reproduc|registered|"
    r"this material|theme|template).*$",
    re.IGNORECASE,
)
_HOLDER_END = re.compile(
    r",\s|\s/\s|\s[|•·–—-]\s|(?<=[^\W\d_]{4})[.+]{1,2}\s(?=[\"A-Z]\w{2})|(?<!\d)\d{4}(?!\d)|^by\s|\sby\s"
)
# "Сетевое издание «Вестник»"
_QUOTED = re.compile(r"«([^«»]{2,60})»")
_PARENTHESIS = re.compile(r"\s\(")
_IN_BRACKETS = re.compile(r"\(([^()]{4,60})\)")
# "Arroyo Sentinel (Nevada)"
_PLACE = re.compile(r"\s*\([^()]{2,40}\)$")
# Capitalised words, with small ones between them.
_NAME = re.compile(
    r"[\w-]{2,40}(?:\.[a-z]{2,10}){1,2}\b|"
    r"(?:[Tt]he )?[^\W_a-zа-я][\w&'’-]*(?:\.\w+)*(?: (?:(?:of|the|and|&|de|del|du|des|la|le|el|di|da|do) )?"
    r"[^\W_a-zа-я][\w&'’-]*(?:\.\w+)*| [а-я]+(?=»)){0,6}"
)
_OF_STAFF = re.compile(r"\s(?:(?:Web )?Staff|Newsroom|(?:News|Web) Desk|App)$")
_DEICTICS = frozenset((*every("deictics"), *every("addresses")))
# "The Fen Post, 12 May 2023"
_NAME_BEFORE_DATE = re.compile(r"([^\d|•·–—]{2,60}?)\s*(?:,|\s[|•·–—-]|:)\s+(?=.{4,60}$)")


class Known(NamedTuple):
    """What is decided when the publisher is looked for: the title and its line, the authors, and the lines of all."""

    title: str | None
    title_at: int | None
    authors: tuple[str, ...]
    taken: frozenset[int]


def publishers(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    """Names of publishers, the surest first: mastheads, lines of the header, a copyright, what notes speak of."""
    lines = document.lines
    end = known.title_at if known.title_at is not None else body.start
    top = {number: lines[number].text for number in top_names(lines[:end])}
    yield from _mastheads(lines, body, known)
    yield from _of_domains(document, body, known)
    for number, name in top.items():
        if signs_datelines(name, lines, body):
            yield Candidate(name, "front_page", lines[number].raw)
    around = (*range(body.end, len(lines)), *range(body.start))
    holders = {n: holder for n in around if (holder := _copyright_holder(lines[n], known.authors))}
    for one in _in_datelines(document, body, known):
        # "Puerto Bajo, 12 May" is a place where the copyright is "The Puerto Bajo"'s.
        if not any(holder.endswith(f" {one.value}") for holder in holders.values()):
            yield one
    for number, holder in holders.items():
        yield Candidate(shorter(holder, [*top.values()]), "copyright", lines[number].raw)
    yield from _own_lines(document, body, known)
    yield from _in_bylines(lines, body, known)
    for number, name in top.items():
        # An agency's copyright speaks of it below every story that it sold.
        if not is_agency(name) and is_spoken_of(number, lines, body):
            yield Candidate(name, "notes", lines[number].raw)
    if 0 in top and heads_the_dump(lines, end):
        yield Candidate(top[0], "first_line", lines[0].raw, frozenset((0,)))


def _mastheads(lines: Sequence[Line], body: Body, known: Known) -> Iterator[Candidate[str]]:
    for number in _about_header(lines, body, known):
        name = _PLACE.sub("", lines[number].text)
        if number != known.title_at and name != known.title and is_masthead(name):
            yield Candidate(name, "masthead", lines[number].raw, frozenset((number,)))


def _in_datelines(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    for number, line in enumerate(document.lines[: body.start]):
        found = _dateline_publisher(document, number, body, known) or _piped_publisher(line, known.authors)
        if found:
            yield Candidate(found, "dateline", line.raw, frozenset((number,)))


def _in_bylines(lines: Sequence[Line], body: Body, known: Known) -> Iterator[Candidate[str]]:
    for line in lines[(known.title_at or 0) + 1 : body.start]:
        found = _byline_publisher(line)
        if found and not any(found in other.text and is_credit_line(other.text) for other in lines):
            yield Candidate(found, "byline", line.raw)


def _own_lines(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    """What the site's own lines above and below the story, and notes that end it, say that it is called."""
    places = [(n, Place.ABOVE) for n in range(body.start)]
    places += [
        (n, Place.BELOW) for n in (*body.kept[-NOTES_IN_STORY:], *range(body.end, len(document.lines)))
    ]
    for number, place in places:
        for rule in rules("publishers").fired(document, number, place):
            match = rule.find(document, number) if rule.find else None
            name = _own_name(document.lines[number].text, match.end(), known) if match else None
            if name:
                yield Candidate(name, "own_line", document.lines[number].raw)


def _own_name(text: str, start: int, known: Known) -> str | None:
    """The outlet's name that begins at a place of a line; None where it is a part of a page, an author or an agency."""
    match = _NAME.match(text, start)
    name = _OF_STAFF.sub("", match[0]).removeprefix("the ") if match else ""
    words = fold(name).split()
    # One small word is a part of the site: "Subscribe to the Magazine".
    told = len(words) > 1 or "." in name or name.isupper() or text[start - 1 : start] == "«"
    known_else = is_agency(name) or fold(name) in {fold(author) for author in known.authors}
    return (
        name if told and not known_else and words[0] not in _DEICTICS and not is_of_page(words[-1]) else None
    )


def _of_domains(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    """Names above the story, alone or in brackets, that spell a domain of the dump: "The Fen Post", fenpost.example."""
    domains = _domains(document)
    for number, line in enumerate(document.lines[: body.start] if domains else ()):
        for part in (line.text, *_IN_BRACKETS.findall(line.text)):
            spelled = _spelled(part)
            several = (
                (" " in part or line.links) and line.words <= MAX_DATELINE_WORDS and number != known.title_at
            )
            if (
                several
                and spelled in domains
                and not is_agency(part)
                and fold(part) not in map(fold, known.authors)
            ):
                yield Candidate(part, "domain", line.raw)


def with_domains(names: Iterable[Candidate[str]], document: Document) -> Iterator[Candidate[Publisher]]:
    """Publishers of some names, each with the domain in the dump that spells it."""
    domains = _domains(document)
    for one in names:
        publisher = Publisher(name=one.value, domain=domains.get(_spelled(one.value)))
        yield Candidate(publisher, one.method, one.raw, one.lines)


def _domains(document: Document) -> dict[str, str]:
    """The domains in a document's text and links, by what they spell."""
    found: dict[str, str] = {}
    for line in document.lines:
        for text in (line.text, *(link.url for link in line.links)):
            for match in _DOMAIN.finditer(text) if "." in text else ():
                found.setdefault(_spelled(match[1]), fold(match[0]).removeprefix("www."))
    return found


def _spelled(name: str) -> str:
    return re.sub(r"^the|[\W_]", "", fold(name))


def _about_header(lines: Sequence[Line], body: Body, known: Known) -> list[int]:
    """The first line, and those between the title and the story beside its byline or date."""
    beside = {number + step for number in known.taken for step in (-1, 1)} | {(known.title_at or 0) + 1}
    between = range(known.title_at + 1, body.start) if known.title_at is not None else range(0)
    free = (n for n in between if n in beside and n not in known.taken and not lines[n].links)
    return [*range(min(1, len(lines))), *(n for n in free if not is_furniture(lines[n]))]


def _dateline_publisher(document: Document, number: int, body: Body, known: Known) -> str | None:
    """X of "X, January 12, 2022", where X is no city or author, and a byline or a mention supports it."""
    lines, line = document.lines, document.lines[number]
    if line.words > MAX_DATELINE_WORDS or not dates_in(line.text):
        return None
    match = _NAME_BEFORE_DATE.match(line.text)
    name = match[1].strip(" ,|-–—:") if match else ""
    if (
        match is None
        or dates_in(name)
        or not name[:1].isupper()
        or before_date(line.text[match.end() :]).strip()
    ):
        return None
    folded = fold(name)
    if folded in _CITIES or folded in {fold(author) for author in known.authors} or strip_by(f"{name} x")[1]:
        return None
    if all(word in _DATE_WORDS for word in folded.split()) or folded in fold(known.title or ""):
        return None
    if is_agency(name) or has_role(name) or is_caption(line):
        return None
    mentions = {n for n, text in enumerate(document.folded) if n != number and folded in text[:1500]}
    if " " not in folded and not mentions.isdisjoint(body.kept):  # of one word, and the story has it: a place
        return None
    below = lines[number + 1] if number + 1 < len(lines) else line
    # A bare link or a label right below makes it a line of a header, not the dateline of a story.
    listed = bool(below.links) and below.link_share > 0.5 and below.words <= MAX_DATELINE_WORDS
    return name if known.authors or mentions or listed else None


def _piped_publisher(line: Line, authors: tuple[str, ...]) -> str | None:
    """The outlet of "By Jane Doe | The Outlet | 12 May": the part that is no author, date or section."""
    parts = [part.strip() for part in re.split(r"\s[|•·]\s", line.text)]
    if len(parts) < 2 or line.words > MAX_DATELINE_WORDS or not authors or not any(map(dates_in, parts)):
        return None
    known = {fold(name) for name in authors} | _CITIES
    for part in parts:
        short = 2 <= len(part.split()) <= 6 and part[0].isupper() and not any(c.isdigit() for c in part)
        person = fold(part) in known or strip_by(part)[1] or has_role(part) or is_agency(part)
        if short and not person and not is_furniture(replace(line, text=part)):
            return part
    return None


def _byline_publisher(line: Line) -> str | None:
    """The paper of "By Jane Doe, The Courier"."""
    parts = _BYLINE_PARTS.split(line.text) if line.words <= MAX_DATELINE_WORDS else []
    return next((part for part in parts[1:] if is_masthead(part) and not is_agency(part)), None)


def _copyright_holder(line: Line, authors: tuple[str, ...]) -> str | None:
    """The publisher of a copyright line: its first holder that is neither an author nor an agency."""
    match = _COPYRIGHT.search(line.text) if line.words <= 40 else None
    if not match:
        return None
    known = {fold(name) for name in authors}
    for part in _HOLDER_END.split(_RIGHTS.sub("", match[1])):
        quoted = _QUOTED.search(part or "")
        bare = _PARENTHESIS.split((part or "").strip(" .,-–—|©()"))[0]
        name = quoted[1] if quoted else LEGAL_FORM.sub("", bare)
        named = len(name) >= 2 and (name[0].isupper() or "." in name) and len(name.split()) <= 7
        if named and fold(name) not in known and not is_agency(name) and not dates_in(name):
            return name
    return None
