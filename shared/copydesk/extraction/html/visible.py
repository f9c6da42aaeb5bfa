"""What a page shows of its byline and dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from lxml.html import HtmlElement

from copydesk.extraction.dates import dates_in, parse_date
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.opening import Opening
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.urls import is_author_page
from copydesk.extraction.names import looks_like_name, named_beside, signed, strip_by
from copydesk.extraction.phrases import every, fold

MAX_BYLINE = 250
MAX_DATELINE = 120
_TIME_TAGS = frozenset(("time", "abbr"))
_BYLINE_NAME = re.compile(
    r"(?:^|[^a-z])(?:by-?line|author|autor|auteur|writer|reporter|contributor|verfasser|redattore)(?:s|name|-name|_name)?(?:$|[^a-z])",
    re.I,
)
_BIO_NAME = re.compile(
    r"bio|about|avatar|image|photo|social|follow|comment|related|share|desc|twitter|email|title|job|box|(?<!v)card|recirc|footer|promo|list|more|sidebar|widget",
    re.I,
)
_DATE_NAME = re.compile(
    r"(?:^|[^a-z])(?:date|time|timestamp|published|pubdate|publish|posted|dateline|datum|fecha|stamp)", re.I
)
_CHANGE_NAME = re.compile(r"updat|modif|revis|actuali[sz]|aktualis|aggiorn|atuali", re.I)
# "... on Monday. (Ana Holm, 5 March 2024)"
_SIGNATURE = re.compile(r"\(([^()]+\d)\)$")
# "Where – Town hall"
_FACT = re.compile(r"[^\W\d][\w ]{1,24} [–—-] \w")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINING = frozenset((*every("conjunctions"), "for", "in"))
_UNSHOWN_TAGS = frozenset(("body", "html", "script", "style", "img", "svg", "meta", "link"))


def bylines(page: Page, opening: Opening) -> Iterator[Candidate[str]]:
    """Texts that name the author: elements that say so, those near the heading first, then lines without a mark."""
    near = set(opening.elements)
    marked = page.tree.xpath("//*[@class or @id or @data-testid]")
    named = sorted(filter(_says_author, marked), key=lambda one: one not in near)
    for method, elements in (("rel_author", page.tree.xpath("//*[@rel='author']")), ("byline", named)):
        for element in elements:
            if text := _byline(page, element):
                yield Candidate(text, method, text)
    yield from _unmarked(page, opening)


def _unmarked(page: Page, opening: Opening) -> Iterator[Candidate[str]]:
    """Lines of the opening that say "By", links to authors, bare names, and signatures with their date."""
    for line in opening.lines:
        if len(line.split()) > 1 and (text := signed(line, page.language) or ""):
            yield Candidate(text, "byline", line)
    for element in opening.elements:
        text = squeezed(element.text_content()) if element.tag == "a" else ""
        if len(text.split()) > 1 and looks_like_name(text) and is_author_page(element.get("href") or ""):
            yield Candidate(text, "author_link", text)
    dated = [("name_line", line) for line in opening.lines]
    ends = (_SIGNATURE.search(line.text[-MAX_BYLINE:]) for line in page.lines)
    for method, line in [*dated, *(("signature", end[1]) for end in ends if end)]:
        if text := named_beside(line, page.language) or "":
            yield Candidate(text, method, line)


def _says_author(element: HtmlElement) -> bool:
    names = _names(element, "class", "id", "data-testid")
    return element.tag not in _UNSHOWN_TAGS and _is_byline_name(names)


@lru_cache(maxsize=2000)
def _is_byline_name(names: str) -> bool:
    names = _CAMEL.sub("-", names)
    return bool(_BYLINE_NAME.search(names)) and not _BIO_NAME.search(names)


def _byline(page: Page, element: HtmlElement) -> str | None:
    """The text of a byline: names that are linked, else its blocks as columns, of which one holds the names."""
    text = squeezed(element.text_content())
    # Words that run into one another are no name.
    run_together = len(text.split()) == 1 < sum(1 for piece in element.itertext() if piece.strip())
    if not 0 < len(text) <= MAX_BYLINE or run_together or page.surroundings.is_beside(element):
        return None
    linked = [squeezed(link.text_content()) for link in element.iter("a")]
    if len(linked) > 1 and all(len(name.split()) > 1 and looks_like_name(name) for name in linked):
        return ", ".join(linked)
    if len(linked) == 1 and len(linked[0].split()) > 1 and _stands_alone(linked[0], text):
        return linked[0]
    columns = [block.text.strip(" ,") for block in read_lines(element)]
    columns = [column for column in columns if strip_by(f"{column} X", page.language)[0] != "X"]
    if len(columns) > 1 and element.find(".//li") is not None:
        return ", ".join(columns)
    return " | ".join(columns) or text


def _stands_alone(name: str, byline: str) -> bool:
    """Whether the linked name of a byline runs into words that are not joined to it, as an outlet's are."""
    _, _, rest = byline.partition(name)
    word = rest.split()[0] if rest[:1] == " " else ""
    return looks_like_name(name) and word[:1].isalpha() and fold(word) not in _JOINING


def datelines(page: Page, opening: Opening) -> tuple[list[Candidate[str]], list[Candidate[str]]]:
    """Shown dates of publication, and of the last change: those near the heading first, then in order."""
    near = set(opening.elements)
    shown = [(_rank(element, near), _says_change(element), found) for element, found in _dated(page)]
    raws = {found.raw for _, _, found in shown}
    lines = (line for line in opening.lines if line not in raws)
    shown += [
        (4, False, Candidate(line, "dateline", line)) for line in lines if not _is_of_event(line, opening)
    ]
    published: list[Candidate[str]] = []
    modified: list[Candidate[str]] = []
    for _, changed, found in sorted(shown, key=lambda one: one[0]):
        for of_change, part in _parts(found.value):
            if _is_dateline(part):
                where = modified if of_change or (of_change is None and changed) else published
                where.append(replace(found, value=part))
    return published, modified


def _is_of_event(line: str, opening: Opening) -> bool:
    """Whether a line is one of a list of facts: "Date – April 16th, 2024", above "Where – Town hall"."""
    place = opening.lines.index(line)
    beside = (*opening.lines[max(0, place - 1) : place], *opening.lines[place + 1 : place + 2])
    return bool(_FACT.match(line)) and any(map(_FACT.match, beside))


def _is_dateline(text: str) -> bool:
    return len(text) <= MAX_DATELINE and dates_in(text)


def _rank(element: HtmlElement, near: set[HtmlElement]) -> int:
    if element in near:
        return 0 if element.tag in _TIME_TAGS else 1
    if element.tag not in _TIME_TAGS:
        return 4
    return 2 if next(element.iterancestors("article", "main"), None) is not None else 3


def _dated(page: Page) -> Iterator[tuple[HtmlElement, Candidate[str]]]:
    """Elements that hold a date: of time, abbreviations of one, or with a name that says so."""
    for element in page.tree.xpath("//time | //*[@class or @id]"):
        # Microformats have the exact time as the title of an abbreviation.
        stated = element.get("datetime") or element.get("title") or "" if element.tag in _TIME_TAGS else ""
        exact = bool(parse_date(stated))
        named = element.tag not in _UNSHOWN_TAGS and _is_date_name(_names(element, "class", "id"))
        if exact or element.tag == "time" or named:
            text = stated if exact else squeezed(element.text_content())
            if _is_dateline(text) and not page.surroundings.is_beside(element):
                yield (
                    element,
                    Candidate(text, "time_element" if element.tag in _TIME_TAGS else "dateline", text),
                )


@lru_cache(maxsize=2000)
def _is_date_name(names: str) -> bool:
    return bool(_DATE_NAME.search(names))


def _says_change(element: HtmlElement) -> bool:
    """Whether an element says, by its names or the words before it, that its date is of the last change."""
    before, parent = element.getprevious(), element.getparent()
    said = (
        (before.tail or before.text_content()) if before is not None else parent is not None and parent.text
    )
    names = _names(element, "class", "id", "itemprop")
    if _CHANGE_NAME.search(names) and "publi" not in names.lower():
        return True
    label = squeezed(said or "")[-MAX_DATELINE:]
    return _parts(label)[-1][0] is True and not dates_in(label)


def _parts(text: str) -> list[tuple[bool | None, str]]:
    """The parts of a dateline, and whether the label before each says that it is of a change; None without a label.

    "Published 3 May 2021, updated 4 May 2021" has two.
    """
    folded = fold(text)
    labels = list(_date_label().finditer(folded))
    starts = [0, *(label.end() for label in labels)]
    ends = [*(label.start() for label in labels), len(folded)]
    kinds = [None, *(bool(label["change"]) for label in labels)]
    # Without a label the text stays as it was written.
    return [
        (kind, folded[start:end] if labels else text)
        for kind, start, end in zip(kinds, starts, ends, strict=True)
    ]


@cache
def _date_label() -> re.Pattern[str]:
    changes, dates = ("|".join(map(re.escape, every(f"{kind}_labels"))) for kind in ("modified", "date"))
    return re.compile(rf"(?<!\w)(?:(?P<change>{changes})|(?:{dates}))(?!\w)")


def _names(element: HtmlElement, *attributes: str) -> str:
    return " ".join(filter(None, map(element.get, attributes)))
