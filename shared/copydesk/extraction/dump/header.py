"""Title, byline, date, publisher of a dump: what stands around the story's start."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from copydesk.article import Provenance
from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import dates_in, parse_date
from copydesk.extraction.dump.body import Body, Role
from copydesk.extraction.dump.furniture import is_caption, is_closing, is_ending, is_furniture, is_metadata
from copydesk.extraction.dump.labels import Label
from copydesk.extraction.dump.lines import Line
from copydesk.extraction.names import has_role, looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import fold, named

MAX_RAW = 300
MIN_TITLE_WORDS = 3
MAX_TITLE_WORDS = 32
# How far above the story its title may stand, in lines, where no markup marks it.
MAX_TITLE_DISTANCE = 25
MAX_BYLINE_WORDS = 14
MAX_DATELINE_WORDS = 14
# Cities that open datelines ("London, January 12, 2022"): a place there is no publisher.
_CITIES = named("cities")


@dataclass(slots=True)
class Header:
    """What was found, each field with its provenance, and the numbers of the lines that it took."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    modified_at: str | None = None
    publisher: str | None = None
    byline: str | None = None
    provenance: dict[str, Provenance] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    title_at: int | None = None

    def note(self, name: str, method: str, raw: str) -> None:
        """Record where a field came from."""
        self.provenance[name] = Provenance(method=method, raw=raw[:MAX_RAW])


def read_header(
    lines: list[Line], line_roles: list[Role], body: Body, labels: list[Label], language: str | None
) -> Header:
    """The header's fields: labels first, then the lines above the story, then those below it."""
    header = Header()
    _from_labels(header, labels, language)
    title_at = _find_title(header, lines, line_roles, body)
    header.title_at = title_at
    _find_byline(header, lines, body, title_at)
    _find_date(header, lines, body, title_at, language)
    _find_publisher(header, lines, body)
    return header


def _from_labels(header: Header, labels: list[Label], language: str | None) -> None:
    for label in labels:
        value = ", ".join(label.values)
        if label.kind == "title" and not header.title and value:
            header.title = value
            header.note("title", label.method, label.raw)
        elif (
            label.kind == "date" and not header.published_at and (day := parse_date(value, language=language))
        ):
            header.published_at = day
            header.note("published_at", label.method, label.raw)
        elif (
            label.kind == "modified"
            and not header.modified_at
            and (day := parse_date(value, language=language))
        ):
            header.modified_at = day
            header.note("modified_at", label.method, label.raw)
        elif label.kind == "author" and not header.authors and (names := split_authors(value)):
            header.authors = names
            header.note("authors", label.method, label.raw)
        elif label.kind == "publisher" and not header.publisher and value and len(value.split()) <= 8:
            header.publisher = value
            header.note("publisher", label.method, label.raw)


def _find_title(header: Header, lines: list[Line], line_roles: list[Role], body: Body) -> int | None:
    """Set the title, and answer the number of its line."""
    if header.title:
        at = [n for n, line in enumerate(lines[: body.end]) if fold(line.text) == fold(header.title)]
        header.taken.update(at)
        return at[-1] if at else None
    number = _heading_title(lines, line_roles, body)
    method = "heading"
    if number is None:
        number = _plain_title(lines, line_roles, body)
        method = "first_line"
    if number is None:
        return None
    header.title = lines[number].text.strip(" *_")
    header.note("title", method, lines[number].raw)
    same = fold(lines[number].text)
    header.taken.update(n for n, line in enumerate(lines) if fold(line.text) == same)
    return number


def _heading_title(lines: list[Line], line_roles: list[Role], body: Body) -> int | None:
    first_prose = next((n for n in body.kept if line_roles[n] is Role.PROSE), body.start)
    above = [
        n
        for n, line in enumerate(lines[:first_prose])
        if line.level and line_roles[n] is Role.HEADING and line.words >= 2 and not is_furniture(line)
    ]
    if not above:
        return None
    top = min(lines[n].level for n in above)
    candidates = [n for n in above if lines[n].level == top]
    return max(candidates, key=lambda n: (min(lines[n].words, 6), n))


def _plain_title(lines: list[Line], line_roles: list[Role], body: Body) -> int | None:
    counts = Counter(fold(line.text) for line in lines)
    best: tuple[float, int] | None = None
    for number in range(max(0, body.start - MAX_TITLE_DISTANCE), body.start):
        line = lines[number]
        if not _could_be_title(line, line_roles[number]):
            continue
        score = _title_score(lines, number, counts[fold(line.text)], body.start)
        if best is None or score >= best[0]:
            best = (score, number)
    return best[1] if best and best[0] > 0 else None


def _could_be_title(line: Line, role: Role) -> bool:
    if role not in {Role.SHORT, Role.REPEATED, Role.SENTENCE, Role.PROSE, Role.TEASER} or line.item:
        return False
    if (
        not MIN_TITLE_WORDS <= line.words <= MAX_TITLE_WORDS
        or is_caption(line)
        or is_ending(line)
        or is_closing(line)
    ):
        return False
    if line.text.endswith((".", ":", ",", ";", "…")) and not line.text.endswith("..."):
        return False
    if strip_by(line.text)[1] and split_authors(line.text):
        return False
    return not is_metadata(line)


def _title_score(lines: list[Line], number: int, count: int, start: int) -> float:
    line = lines[number]
    score = min(line.words, 9) / 3.0 - (start - number) * 0.25
    score += 3.0 if count > 1 else 0.0
    nearby = lines[number + 1 : min(start, number + 5)]
    if any(_is_byline(other) for other in nearby):
        score += 2.0
    if any(dates_in(other.text) and other.words <= MAX_DATELINE_WORDS for other in nearby):
        score += 2.0
    if looks_like_name(line.text) and line.words <= 3:
        score -= 3.0
    if line.link_share > 0.8:
        score -= 1.0
    return score


def _is_byline(line: Line) -> bool:
    if line.words > MAX_BYLINE_WORDS:
        return False
    rest, marked = strip_by(line.text)
    return marked and (bool(split_authors(line.text)) or any(is_agency(p) for p in re.split(r"[,|/]", rest)))


def _find_byline(header: Header, lines: list[Line], body: Body, title_at: int | None) -> None:
    first = max(0, title_at - 3) if title_at is not None else max(0, body.start - 12)
    head = list(range(first, min(body.start + 2, len(lines))))
    tail = list(range(body.end, min(body.end + 30, len(lines))))
    for number in [*head, *tail]:
        line = lines[number]
        if line.words > MAX_BYLINE_WORDS or number in header.taken:
            continue
        rest, marked = strip_by(line.text)
        if marked:
            raw, lone = line.text, False
        elif line.words <= 2 and fold(line.text.strip(" :")) in {"by", "von", "por", "par", "di", "автор"}:
            raw, lone = f"{line.text} {lines[number + 1].text}" if number + 1 < len(lines) else "", True
        else:
            continue
        if number >= body.end and not _by_capital(line):
            continue
        names = split_authors(raw)
        if not names and not any(is_agency(part) for part in re.split(r"[,|/]", rest)):
            continue
        header.taken.update({number, number + 1} if lone else {number})
        header.byline = header.byline or raw
        if names and not header.authors:
            header.authors = names
            header.note("authors", "byline", line.raw)
        return
    if not header.authors:
        _byline_beside_date(header, lines, body, title_at)


def _by_capital(line: Line) -> bool:
    return line.text[:1].isupper()


def _byline_beside_date(header: Header, lines: list[Line], body: Body, title_at: int | None) -> None:
    """ "Jane Doe | 12 January 2022", or a name on the line next to the date."""
    if title_at is None:
        return
    for number in range(title_at + 1, body.start):
        line = lines[number]
        if line.words > MAX_DATELINE_WORDS or not dates_in(line.text):
            continue
        parts = re.split(r"\s*[|•·–—]\s*|\s-\s|,\s", line.text)
        if len(parts) > 1 and not dates_in(parts[0]) and len(parts[0].split()) in {2, 3} and "|" in line.text:
            names = split_authors(parts[0])
            if names:
                header.authors, header.byline = names, line.text
                header.note("authors", "dateline", line.raw)
                return
        for beside in (number - 1, number + 1):
            if title_at < beside < body.start and _only_name(lines[beside]):
                header.authors, header.byline = split_authors(lines[beside].text), lines[beside].text
                header.note("authors", "dateline", lines[beside].raw)
                header.taken.add(beside)
                return


def _only_name(line: Line) -> bool:
    names = split_authors(line.text)
    return (
        2 <= line.words <= 8
        and bool(names)
        and all(2 <= len(name.split()) <= 4 for name in names)
        and not line.links
    )


def _find_date(
    header: Header, lines: list[Line], body: Body, title_at: int | None, language: str | None
) -> None:
    if header.published_at:
        return
    first = max(0, title_at - 4) if title_at is not None else max(0, body.start - 12)
    head = list(range(title_at or first, min(body.start + 2, len(lines))))
    before = list(range(first, title_at or first))[::-1]
    tail = list(range(body.end, min(body.end + 6, len(lines))))
    for number in [*head, *before, *tail]:
        line = lines[number]
        if line.words > MAX_DATELINE_WORDS or (number in body.kept and line.words > MAX_DATELINE_WORDS):
            continue
        if number >= body.start and line.ends_sentence:
            continue
        day = parse_date(line.text, language=language)
        if day and not re.match(r"^\W*(?:last )?(?:updated|modified|copyright|©)", fold(line.text)):
            header.published_at = day
            header.note("published_at", "dateline", line.raw)
            header.taken.add(number)
            return
    return


def _find_publisher(header: Header, lines: list[Line], body: Body) -> None:
    if header.publisher:
        return
    for number in range(body.start):
        if name := _dateline_publisher(header, lines, number) or _piped_publisher(header, lines[number]):
            header.publisher = name
            header.note("publisher", "dateline", lines[number].raw)
            header.taken.add(number)
            return
    for line in lines[body.end :]:
        if name := _copyright_holder(line, header.authors):
            header.publisher = name
            header.note("publisher", "copyright", line.raw)
            return


def _dateline_publisher(header: Header, lines: list[Line], number: int) -> str | None:
    """X of "X, January 12, 2022", where X is no city or author, and a byline or a mention supports it."""
    line = lines[number]
    if line.words > MAX_DATELINE_WORDS or not dates_in(line.text):
        return None
    match = re.match(r"^([^\d|•·–—]{2,60}?)\s*(?:,|\s[|•·–—-]|:)\s+(?=.{4,60}$)", line.text)
    name = match[1].strip(" ,|-–—:") if match else ""
    if (
        not name
        or dates_in(name)
        or not name[0].isupper()
        or not dates_in(line.text[len(match[0]) :] if match else "")
    ):
        return None
    folded = fold(name)
    if folded in _CITIES or folded in {fold(a) for a in header.authors} or strip_by(name + " x")[1]:
        return None
    if re.search(
        r"\b(?:published|posted|updated|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b",
        folded,
    ):
        return None
    if is_agency(name) or len(name.split()) > 7 or has_role(name) or is_caption(line):
        return None
    if not dates_in(" ".join(line.text[len(match[0]) :].split()[:4]) if match else ""):
        return None
    mentions = sum(folded in fold(other.text[:1500]) for n, other in enumerate(lines) if n != number)
    return name if header.authors or mentions else None


def _piped_publisher(header: Header, line: Line) -> str | None:
    """The outlet of "By Jane Doe | The Outlet | 12 May": the part that is no author, date or section."""
    parts = [part.strip() for part in re.split(r"\s[|•·]\s", line.text)]
    if (
        len(parts) < 2
        or line.words > MAX_DATELINE_WORDS
        or not header.authors
        or not any(map(dates_in, parts))
    ):
        return None
    known = {fold(name) for name in header.authors} | _CITIES
    for part in parts:
        short = 2 <= len(part.split()) <= 6 and part[0].isupper() and not any(c.isdigit() for c in part)
        person = fold(part) in known or strip_by(part)[1] or has_role(part) or is_agency(part)
        if short and not person and not is_furniture(replace(line, text=part, words=len(part.split()))):
            return part
    return None


_COPYRIGHT = re.compile(
    r"(?:(?:copyright\s*)?(?:©|\(c\))(?:\s*copyright)?|copyright(?=\s+(?:\d{4}|by\s)))[\s,:]*(.{2,200})$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"[.,|;]?\s*(?:all rights?|tous droits|todos los derechos|alle rechte|todos os|tutti i|все права|website|site by|"
    r"powered|a division|a production|part of|terms|privacy|reproduc|registered|this material|theme|template).*$",
    re.IGNORECASE,
)
_HOLDER_END = re.compile(
    r",\s|\s[|•·–—-]\s|(?<=[^\W\d_]{4})\.\s(?=[A-Z]\w{3})|(?<!\d)\d{4}(?!\d)|^by\s|\sby\s"
)
_LEGAL_FORM = re.compile(
    r",?\s(?:inc|llc|ltd|limited|l\.?p|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|plc|corp|co)\.?$", re.IGNORECASE
)


def _copyright_holder(line: Line, authors: tuple[str, ...]) -> str | None:
    """The publisher of a copyright line: its first holder that is neither an author nor an agency."""
    match = _COPYRIGHT.search(line.text) if line.words <= 40 else None
    if not match:
        return None
    known = {fold(name) for name in authors}
    for part in _HOLDER_END.split(_RIGHTS.sub("", match[1])):
        name = _LEGAL_FORM.sub("", (part or "").strip(" .,-–—|©()"))
        named = len(name) >= 2 and (name[0].isupper() or "." in name) and len(name.split()) <= 7
        if named and fold(name) not in known and not is_agency(name) and not dates_in(name):
            return name
    return None
