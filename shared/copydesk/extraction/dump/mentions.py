"""What the lines of a dump call the outlet: each kind of line that may name it, read by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.document import Document
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import NOTES_IN_STORY, is_of_page
from copydesk.extraction.dump.datelines import MAX_DATELINE_WORDS
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.dump.mastheads import PLACE, Tops
from copydesk.extraction.dump.own_names import framed_name, is_common, own_name
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import has_role, is_masthead, strip_by
from copydesk.extraction.outlets import has_article, spelled, without_company
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.rules import Place

MAX_NAME_WORDS = 7
MAX_COPYRIGHT_WORDS = 40
# Of a domain whose name is looked for, and of domains.
FEWEST_LETTERS = 5
MOST_DOMAINS = 3

# What stands before dates and in them: "Lundi, 12 mars 2022", "Updated on Monday, 12 May".
_DATE_WORDS = frozenset(
    word
    for phrase in (*every("weekdays"), *every("date_labels"), *every("modified_labels"))
    for word in fold(phrase).split()
)
_PARTS = re.compile(r"\s*[,|•·/–—]\s*|\s-\s|\s[Ff]or\s")
_COLUMNS = re.compile(r"\s[|•·]\s")
_DOMAIN = re.compile(r"(?<![\w.-])(?:www\.)?([\w-]{2,63})(?:\.[a-z]{2,10}){1,2}(?![\w-])", re.IGNORECASE)
_RIGHTS = rf"(?:{'|'.join(map(re.escape, every('rights_reserved')))})"
_COPYRIGHT = re.compile(
    rf"(?:(?:copyright\s*|{_RIGHTS}\W{{0,3}})?(?:©|\(c\))(?:\s*copyright)?|copyright(?=\s+(?:\d{{4}}|by\s)))"
    r"[\s,:]*(.{2,200})$",
    re.IGNORECASE,
)
_HOLDER_END = re.compile(
    rf",\s(?!(?:inc|llc|ltd|corp|co|gmbh|s\.?[alp])\b)|\s/\s|\s[|•·–—-]\s|(?<=[^\W\d_]{{4}})[.+]{{1,2}}\s(?=[\"A-Z]\w{{2}})|(?<!\d)\d{{4}}(?!\d)|(?:^|\s)by\s"
    rf"|\W*{_RIGHTS}.*",
    re.IGNORECASE,
)
# "The Fen Post unless otherwise noted", "The Fen PostCopyright"
_BEHIND_HOLDER = re.compile(
    r"^(?:Copyright|Designed by)\s|(?:\s+(?:unless|trading|powered|and its)\s.*|(?<=\w)Copyright.*)$"
)
# "JANE DOE Fen Post"
_IN_CAPITALS = re.compile(r"^(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+\s){2,3}(?=[A-ZÀ-Þ][a-zß-ÿ])")
_QUOTED = re.compile(r"«([^«»]{2,60})»")
_PARENTHESIS = re.compile(r"\s\(")
# "The Fen Post, 12 May 2023"
_NAME_BEFORE_DATE = re.compile(r"([^\d|•·–—]{2,60}?)\s*(?:,|\s[|•·–—-]|:)\s+(?=.{4,60}$)")


class Known(NamedTuple):
    """What is decided when the publisher is looked for: the title and its line, the authors, and the lines of all."""

    title: str | None
    title_at: int | None
    authors: tuple[str, ...]
    taken: frozenset[int]

    def is_other(self, name: str) -> bool:
        """Whether a name is an author's, an agency's or the title's."""
        return is_agency(name) or fold(name) in {fold(one) for one in (*self.authors, self.title or "")}


class Page(NamedTuple):
    """A document, its story, and what is decided of it."""

    document: Document
    body: Body
    known: Known


def mentions(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    """What each line that may name the outlet calls it."""
    page = Page(document, body, known)
    lines = document.lines
    above = range(body.start)
    outside = [n for n in range(len(lines)) if n not in set(body.kept) and n not in known.taken]
    around = (*range(body.end, len(lines)), *range(body.start))
    for number, top, method in Tops(document, body, known.title_at).named():
        if number not in known.taken and not known.is_other(top):
            taken = frozenset((number,)) if method in {"first_line", "masthead"} else frozenset[int]()
            yield Candidate(top, method, lines[number].raw, taken)
    for number, method, read in (
        *((n, "masthead", _masthead) for n in _beside_header(document, body, known)),
        *((n, "domain", _of_domain) for n in range(len(lines))),
        *((n, "dateline", _of_dateline) for n in above),
        *((n, "dateline", _of_columns) for n in above),
        *((n, "copyright", _holder) for n in around),
        *((n, "own_line", _own_name) for n in (*body.kept[-NOTES_IN_STORY:], *around)),
        *((n, "menu", _framed) for n in outside),
        *((n, "byline", _of_byline) for n in range((known.title_at or 0) + 1, body.start)),
    ):
        name = read(page, number)
        if name is not None:
            taken = frozenset((number,)) if method in {"masthead", "dateline"} else frozenset[int]()
            name, signed = strip_by(name, document.language)
            if method == "copyright":
                name, of_company = without_company(name)
                method = "company" if of_company or is_common(name, document) else method
            if not name or (known.is_other(name) and method != "menu"):
                continue
            if not signed or (has_article(name) and not has_role(name)):
                yield Candidate(name, method, lines[number].raw, taken)


def domains_of(document: Document) -> dict[str, str]:
    """The domains in a document's text and links, by what they spell."""
    found: dict[str, str] = {}
    for line in document.lines:
        for text in (line.text, *(link.url for link in line.links)):
            for match in _DOMAIN.finditer(text) if "." in text else ():
                found.setdefault(spelled(match[1]), fold(match[0]).removeprefix("www."))
    return found


def _beside_header(document: Document, body: Body, known: Known) -> Iterator[int]:
    """The lines between the title and the story that stand beside its byline or date, or right below it."""
    if known.title_at is None:
        return
    beside = {number + step for number in known.taken for step in (-1, 1)} | {known.title_at + 1}
    for number in range(known.title_at + 1, body.start):
        line = document.lines[number]
        if number in beside and number not in known.taken and not line.links and not is_furniture(line):
            yield number


def _masthead(page: Page, number: int) -> str | None:
    name = _IN_CAPITALS.sub("", PLACE.sub("", page.document.lines[number].text))
    return name if name != page.known.title and is_masthead(name) else None


def _of_domain(page: Page, number: int) -> str | None:
    """A name of several words that spells a domain above the story: "The Fen Post", fenpost.example."""
    if number in page.body.kept[:-NOTES_IN_STORY] or number == page.known.title_at:
        return None
    text = page.document.lines[number].text
    match = _spelling(page.document, page.body.start).search(text)
    # Whether a line is a credit takes long to tell, so it is asked last.
    return (
        match[0]
        if match
        and not is_of_page(match[0])
        and not page.known.is_other(match[0])
        and not is_credit_line(text)
        else None
    )


@lru_cache(maxsize=1)
def _spelling(document: Document, start: int) -> re.Pattern[str]:
    """A pattern of the names that spell the domains most often named above a story, with capitals and several words."""
    above = Document(document.lines[:start])
    common = [name for name in domains_of(above) if len(name) >= FEWEST_LETTERS and name.isalpha()][
        :MOST_DOMAINS
    ]
    names = "|".join(r"[\s'’&.-]{0,3}".join(map(re.escape, name)) for name in common) or "(?!)"
    return re.compile(rf"(?<![\w.@/-])(?:The )?(?=[^\W\d_a-z])(?=\S{{1,40}}\s)(?i:{names})(?![\w/-]|\.\w)")


def _of_dateline(page: Page, number: int) -> str | None:
    """X of "X, January 12, 2022", where X is no city or author, and a byline or a mention supports it."""
    line = page.document.lines[number]
    match = _NAME_BEFORE_DATE.match(line.text) if line.words <= MAX_DATELINE_WORDS else None
    named_so = match[1].split() if match else []
    while named_so and fold(named_so[-1]) in _DATE_WORDS:
        named_so.pop()
    name = " ".join(named_so).strip(" ,|-–—:")
    if not match or ":" in name or not name[:1].isupper() or before_date(line.text[match.end() :]).strip():
        return None
    folded = fold(name)
    if (
        not dates_in(line.text)
        or folded in named("cities")
        or strip_by(f"{name} x")[1]
        or page.known.is_other(name)
    ):
        return None
    if folded in fold(page.known.title or "") or has_role(name):
        return None
    below = page.document.lines[number + 1] if number + 1 < len(page.document.lines) else line
    # A bare link or a label right below makes it a line of a header, not the dateline of a story.
    listed = bool(below.links) and below.link_share > 0.5 and below.words <= MAX_DATELINE_WORDS
    mentioned = any(n != number and folded in text[:1500] for n, text in enumerate(page.document.folded))
    return name if page.known.authors or mentioned or listed else None


def _of_columns(page: Page, number: int) -> str | None:
    """The outlet of "By Jane Doe | The Outlet | 12 May": the part that is no author, date or section."""
    line = page.document.lines[number]
    parts = [part.strip() for part in _COLUMNS.split(line.text)] if line.words <= MAX_DATELINE_WORDS else []
    if len(parts) < 2 or not page.known.authors or not any(map(dates_in, parts)):
        return None
    for part in parts:
        short = 2 <= len(part.split()) <= 6 and part[0].isupper() and not any(c.isdigit() for c in part)
        other = (
            strip_by(part)[1] or has_role(part) or page.known.is_other(part) or fold(part) in named("cities")
        )
        if short and not other and not is_furniture(replace(line, text=part)):
            return part
    return None


def _of_byline(page: Page, number: int) -> str | None:
    """The paper of "By Jane Doe, The Courier"."""
    line = page.document.lines[number]
    parts = _PARTS.split(line.text)[1:] if line.words <= MAX_DATELINE_WORDS else []
    name = next((part for part in parts if is_masthead(part) and not is_agency(part)), None)
    credited = name and any(
        name in other.text and is_credit_line(other.text) for other in page.document.lines
    )
    return None if credited else name


def _holder(page: Page, number: int) -> str | None:
    """Of a copyright line, its first holder that is neither an author nor an agency."""
    line = page.document.lines[number]
    match = _COPYRIGHT.search(line.text) if line.words <= MAX_COPYRIGHT_WORDS else None
    # Between title and story, what stands before the sign describes a picture.
    if match is None or (match.start() and (page.known.title_at or 0) < number < page.body.start):
        return None
    for part in _HOLDER_END.split(match[1]):
        quoted = _QUOTED.search(part or "")
        bare = _PARENTHESIS.split((part or "").strip(" .,-–—|©()"))[0]
        name = quoted[1] if quoted else _BEHIND_HOLDER.sub("", bare)
        named_so = (
            len(name) >= 2 and (not name[0].islower() or "." in name) and len(name.split()) <= MAX_NAME_WORDS
        )
        said = 2 * sum(map(str.islower, name.split())) > len(name.split())
        if (
            named_so
            and not (said and "." not in name)
            and not page.known.is_other(name)
            and not dates_in(name)
        ):
            return name
    return None


def _own_name(page: Page, number: int) -> str | None:
    name = own_name(page.document, number, Place.ABOVE if number < page.body.start else Place.BELOW)
    return None if name is None or page.known.is_other(name) else name


def _framed(page: Page, number: int) -> str | None:
    # Agencies have sites, too.
    name = framed_name(page.document, number)
    return None if name in page.known.authors or name == page.known.title else name
