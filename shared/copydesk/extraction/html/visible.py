"""What a page shows of its title, byline and dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from copydesk.extraction.dates import dates_in, parse_date
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html import opening
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.page import Page, heading_text, squeezed
from copydesk.extraction.names import looks_like_name, strip_by
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
_COMMENTS = re.compile(r"comment|disqus|related|sidebar|footer|recirc|promo|trending|latest", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE_TAGS = frozenset(
    (
        "a", "b", "dd", "div", "em", "font", "h3", "h4", "h5", "h6", "i", "li", "p", "section", "small", "span",
        "strong", "td",
    )
)  # fmt: skip
_JOINING = frozenset((*every("conjunctions"), "for", "in"))
_UNSIGNED_TAGS = frozenset(("body", "html", "script", "style", "img", "svg"))


def headings(page: Page) -> list[str]:
    """Texts of the first-level headings, in order."""
    return [text for element in page.tree.iter("h1") if (text := heading_text(element))]


def bylines(page: Page) -> Iterator[Candidate[str]]:
    """Texts of the elements that say they hold the author, in order."""
    for element in page.tree.xpath("//*[@rel='author']")[:20]:
        if text := _byline(element, page.language):
            yield Candidate(text, "rel_author", text)
    for element in page.tree.xpath("//*[@class or @id or @data-testid]"):
        names = _names(element, "class", "id", "data-testid")
        is_byline = element.tag not in _UNSIGNED_TAGS and _is_byline_name(names)
        if is_byline and (text := _byline(element, page.language)):
            yield Candidate(text, "byline", text)


@lru_cache(maxsize=KNOWN_NAMES)
def _is_byline_name(names: str) -> bool:
    names = _CAMEL.sub("-", names)
    return bool(_BYLINE_NAME.search(names)) and not _BIO_NAME.search(names)


def _byline(element: HtmlElement, language: str | None) -> str | None:
    """The text of a byline: names that are linked, else its blocks as columns, of which one holds the names."""
    text = squeezed(element.text_content())
    if not 0 < len(text) <= MAX_BYLINE or _within(element, _COMMENTS):
        return None
    linked = [squeezed(link.text_content()) for link in element.iter("a")]
    if len(linked) > 1 and all(len(name.split()) > 1 and looks_like_name(name) for name in linked):
        return ", ".join(linked)
    if len(linked) == 1 and len(linked[0].split()) > 1 and _stands_alone(linked[0], text):
        return linked[0]
    columns = [block.text.strip(" ,") for block in read_lines(element)]
    columns = [column for column in columns if strip_by(f"{column} X", language)[0] != "X"]
    if len(columns) > 1 and element.find(".//li") is not None:
        return ", ".join(columns)
    return " | ".join(columns) or text


def _stands_alone(name: str, byline: str) -> bool:
    """Whether the linked name of a byline runs into words that are not joined to it, as an outlet's are."""
    _, _, rest = byline.partition(name)
    word = rest.split()[0] if rest[:1] == " " else ""
    return looks_like_name(name) and word[:1].isalpha() and fold(word) not in _JOINING


def datelines(page: Page) -> tuple[list[Candidate[str]], list[Candidate[str]]]:
    """Shown dates of publication, and of the last change: those near the heading first, then in order."""
    near = set(opening.elements(page))
    published: list[tuple[int, Candidate[str]]] = []
    modified: list[Candidate[str]] = []
    for element, found in [*_times(page), *_dated(page)]:
        if _tells_change(element, found.raw):
            modified.append(found)
        else:
            published.append((_rank(element, near, found.method), found))
    raws = {found.raw for _, found in published}
    for line in opening.lines(page):
        if line not in raws and MIN_DATELINE <= len(line) <= MAX_DATELINE and dates_in(line):
            found = Candidate(line, "dateline", line)
            if opening.tells_change(line):
                modified.append(found)
            else:
                published.append((3, found))
    return [found for _, found in sorted(published, key=lambda ranked: ranked[0])], modified


def _rank(element: HtmlElement, near: set[HtmlElement], method: str) -> int:
    if method == "dateline":
        return 3
    if element in near:
        return 0
    return 1 if next(element.iterancestors("article", "main"), None) is not None else 2


def _times(page: Page) -> Iterator[tuple[HtmlElement, Candidate[str]]]:
    for element in page.tree.iter("time"):
        stated = element.get("datetime") or ""
        raw = stated if parse_date(stated) else squeezed(element.text_content())
        if raw and not _within(element, _COMMENTS):
            yield element, Candidate(raw[:200], "time_element", raw)


def _dated(page: Page) -> Iterator[tuple[HtmlElement, Candidate[str]]]:
    for element in page.tree.xpath("//*[@class or @id]"):
        if element.tag in _DATE_TAGS and _is_date_name(_names(element, "class", "id")):
            text = squeezed(element.text_content())
            if (
                MIN_DATELINE <= len(text) <= MAX_DATELINE
                and dates_in(text)
                and not _within(element, _COMMENTS)
            ):
                yield element, Candidate(text, "dateline", text)


@lru_cache(maxsize=KNOWN_NAMES)
def _is_date_name(names: str) -> bool:
    return bool(_DATE_NAME.search(names))


def _tells_change(element: HtmlElement, text: str) -> bool:
    """Whether a date says, by its names or the words before it, that it is of the last change."""
    before = element.getprevious()
    parent = element.getparent()
    said = (
        (before.tail or before.text_content())
        if before is not None
        else parent.text
        if parent is not None
        else ""
    )
    names = _names(element, "class", "id", "itemprop")
    return bool(
        (_CHANGE_NAME.search(names) and not re.search("publi", names, re.I))
        or opening.tells_change(text)
        or (opening.tells_change(label := squeezed(said or "")) and not dates_in(label))
    )


def _names(element: HtmlElement, *attributes: str) -> str:
    return " ".join(filter(None, map(element.get, attributes)))


def is_comment(element: HtmlElement) -> bool:
    """Whether an element is an item of microdata that a reader wrote below the article."""
    properties = (element.get("itemprop") or "").lower().split()
    return "comment" in properties or (element.get("itemtype") or "").endswith(("Comment", "UserComments"))


def _within(element: HtmlElement, names: re.Pattern[str]) -> bool:
    for level, ancestor in enumerate(element.iterancestors()):
        if level > 12 or ancestor.tag == "body":
            return False
        if ancestor.tag in {"footer", "aside"} or is_comment(ancestor):
            return True
        if names.search(_names(ancestor, "class", "id")):
            return True
    return False
