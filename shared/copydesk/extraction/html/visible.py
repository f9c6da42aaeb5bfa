"""What a page shows of its byline and dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
# Classes and ids of a page that are remembered: most stand at many elements.
KNOWN_NAMES = 2000
MIN_DATELINE, MAX_DATELINE = 6, 120
_BYLINE_NAME = re.compile(
    r"(?:^|[^a-z])(?:by-?line|author|autor|auteur|writer|reporter|contributor|verfasser|redattore)(?:s|name|-name|_name)?(?:$|[^a-z])",
    re.I,
)
_BIO_NAME = re.compile(
    r"bio|about|avatar|image|photo|social|follow|comment|related|share|desc|twitter|email|title|job|box|card|recirc|footer|promo|list|more|sidebar|widget",
    re.I,
)
_DATE_NAME = re.compile(
    r"(?:^|[^a-z])(?:date|time|timestamp|published|pubdate|publish|posted|dateline|datum|fecha|stamp)", re.I
)
_CHANGE_NAME = re.compile(r"updat|modif|revis|actuali[sz]|aktualis|aggiorn|atuali", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE_TAGS = frozenset(
    (
        "a", "b", "dd", "div", "em", "font", "h3", "h4", "h5", "h6", "i", "li", "p", "section", "small", "span",
        "strong", "td",
    )
)  # fmt: skip
_JOINING = frozenset((*every("conjunctions"), "for", "in"))
_UNSIGNED_TAGS = frozenset(("body", "html", "script", "style", "img", "svg"))


def bylines(page: Page, opening: Opening) -> Iterator[Candidate[str]]:
    """Texts that name the author: elements that say so, then lines of the opening, links to authors, bare names."""
    language = page.language
    for element in page.tree.xpath("//*[@rel='author']"):
        if text := _byline(page, element):
            yield Candidate(text, "rel_author", text)
    for element in page.tree.xpath("//*[@class or @id or @data-testid]"):
        names = _names(element, "class", "id", "data-testid")
        is_byline = element.tag not in _UNSIGNED_TAGS and _is_byline_name(names)
        if is_byline and (text := _byline(page, element)):
            yield Candidate(text, "byline", text)
    for line in opening.lines:
        if len(line.split()) > 1 and (text := signed(line, language) or ""):
            yield Candidate(text, "byline", line)
    for element in opening.elements:
        text = squeezed(element.text_content()) if element.tag == "a" else ""
        if len(text.split()) > 1 and looks_like_name(text) and is_author_page(element.get("href") or ""):
            yield Candidate(text, "author_link", text)
    for line in opening.lines:
        if text := named_beside(line, language) or "":
            yield Candidate(text, "name_line", line)


@lru_cache(maxsize=KNOWN_NAMES)
def _is_byline_name(names: str) -> bool:
    names = _CAMEL.sub("-", names)
    return bool(_BYLINE_NAME.search(names)) and not _BIO_NAME.search(names)


def _byline(page: Page, element: HtmlElement) -> str | None:
    """The text of a byline: names that are linked, else its blocks as columns, of which one holds the names."""
    text = squeezed(element.text_content())
    if not 0 < len(text) <= MAX_BYLINE or page.surroundings.is_beside(element):
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
    published: list[tuple[int, Candidate[str]]] = []
    modified: list[Candidate[str]] = []
    for element, found in _dated(page):
        if _is_of_change(element, found.raw):
            modified.append(found)
        else:
            published.append((_rank(element, near), found))
    raws = {found.raw for _, found in published}
    for line in opening.lines:
        if line not in raws and MIN_DATELINE <= len(line) <= MAX_DATELINE and dates_in(line):
            found = Candidate(line, "dateline", line)
            if _tells_change(line):
                modified.append(found)
            else:
                published.append((3, found))
    return [found for _, found in sorted(published, key=lambda ranked: ranked[0])], modified


def _rank(element: HtmlElement, near: set[HtmlElement]) -> int:
    if element.tag != "time":
        return 3
    if element in near:
        return 0
    return 1 if next(element.iterancestors("article", "main"), None) is not None else 2


def _dated(page: Page) -> Iterator[tuple[HtmlElement, Candidate[str]]]:
    """Elements that hold a date: of time, or with a name that says so."""
    for element in page.tree.xpath("//time | //*[@class or @id]"):
        if element.tag == "time":
            stated = element.get("datetime") or ""
            raw = stated if parse_date(stated) else squeezed(element.text_content())
            if raw and not page.surroundings.is_beside(element):
                yield element, Candidate(raw[:200], "time_element", raw)
        elif element.tag in _DATE_TAGS and _is_date_name(_names(element, "class", "id")):
            raw = squeezed(element.text_content())
            is_dateline = MIN_DATELINE <= len(raw) <= MAX_DATELINE and dates_in(raw)
            if is_dateline and not page.surroundings.is_beside(element):
                yield element, Candidate(raw, "dateline", raw)


@lru_cache(maxsize=KNOWN_NAMES)
def _is_date_name(names: str) -> bool:
    return bool(_DATE_NAME.search(names))


def _is_of_change(element: HtmlElement, text: str) -> bool:
    """Whether a date says, by its names or the words before it, that it is of the last change."""
    before, parent = element.getprevious(), element.getparent()
    said = (
        (before.tail or before.text_content()) if before is not None else parent is not None and parent.text
    )
    names = _names(element, "class", "id", "itemprop")
    label = squeezed(said or "")
    return bool(
        (_CHANGE_NAME.search(names) and "publi" not in names.lower())
        or _tells_change(text)
        or (_tells_change(label) and not dates_in(label))
    )


def _tells_change(text: str) -> bool:
    """Whether a dateline begins by saying that it is of the last change ("Updated 3 May 2021")."""
    return bool(_change_label().match(fold(text[:100])))


@cache
def _change_label() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, every("modified_labels")))
    return re.compile(rf"^\W*(?:{labels})(?!\w)")


def _names(element: HtmlElement, *attributes: str) -> str:
    return " ".join(filter(None, map(element.get, attributes)))
