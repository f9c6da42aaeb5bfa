"""What a page's microdata says of its article, and which of its items are not about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.html import HtmlElement

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.html.titles import are_alike, fold_title
from copydesk.extraction.html.visible import is_comment

# Levels up to which the names of one byline have an element in common.
BYLINE_LEVELS = 4
# Properties and headings of a page that are looked at.
MAX_PROPERTIES = 2000
MAX_HEADINGS = 3

_MICRODATA = {
    "title": ("headline",),
    "author": ("author", "creator"),
    "published": ("datepublished", "datecreated"),
    "modified": ("datemodified",),
    "publisher": ("publisher",),
    "topic": ("articlesection", "keywords"),
}

# Items of schema.org that an article or its page has beside itself, by the ends of their types' names.
_OTHER_ITEM = re.compile(
    r"(?:Comments?|Person|Organization|Object|Event|Product|Offer|Rating|Place|Answer|Question|Breadcrumb|BreadcrumbList"
    r"|ListItem|ItemList|SiteNavigationElement|WPHeader|WPFooter|WPSideBar|WPAdBlock)/?$"
)
_ARTICLE = re.compile(r"(?:Article|Posting|Report)/?$")
# Properties by which an item leads to another one than the article.
_OTHER_PROPERTIES = frozenset(
    (
        "about", "associatedmedia", "citation", "comment", "image", "isbasedon", "ispartof", "mentions", "relatedlink",
        "suggestedanswer", "acceptedanswer", "thumbnail", "video",
    )
)  # fmt: skip
# What a class or id says of an element that holds no property of the story, and of one that holds none where no item
# says whose the property is.
_NEVER_OWN = re.compile(r"comment|disqus|related|recirc|promo|trending|read-?(?:more|next)", re.I)
_BESIDE = re.compile(r"sidebar|latest|teaser", re.I)
# Share of the shorter headline's words that the headlines of one story have in common.
MIN_ALIKE = 0.5
# Words of an item that is more than a teaser.
MIN_STORY_WORDS = 100


class Scopes:
    """The items of a page: whose properties are the article's, and whose are of something else."""

    def __init__(self, page: Page) -> None:
        headings = list(islice(page.tree.iter("h1"), MAX_HEADINGS))
        self._above_heading = {above for heading in headings for above in heading.iterancestors()}
        titles = [squeezed(heading.text_content()) for heading in headings] or [page.title]
        self._titles = [title for title in titles if fold_title(title)]
        self._has_own = any(_is_article(above) for above in self._above_heading)
        self._known: dict[HtmlElement, bool] = {}

    def is_foreign(self, element: HtmlElement) -> bool:
        """Whether a property is of an item that is not the article, or stands beside the story."""
        items = _items_around(element)
        if (items and _OTHER_ITEM.search(_kind(items[0]))) or any(map(self._is_other, items)):
            return True
        is_own = bool(items) and _is_article(items[0]) and items[0] in self._above_heading
        around = takewhile(lambda one: one not in self._above_heading, element.iterancestors())
        return any(_is_beside(one, is_own=is_own) for one in around)

    def _is_other(self, item: HtmlElement) -> bool:
        if item not in self._known:
            self._known[item] = is_comment(item) or _leads_away(item) or self._is_other_article(item)
        return self._known[item]

    def _is_other_article(self, item: HtmlElement) -> bool:
        """Whether an item is an article with a headline that none of the page's headings is like."""
        if not _is_article(item) or item in self._above_heading or not self._titles:
            return False
        if not self._has_own and len(item.text_content().split()) >= MIN_STORY_WORDS:
            return False
        headlines = list(filter(fold_title, _headlines(item)))
        return bool(headlines) and not any(
            are_alike(headline, title, MIN_ALIKE) for headline in headlines for title in self._titles
        )


def _items_around(element: HtmlElement) -> list[HtmlElement]:
    """The items that an element is in, the innermost first."""
    return [ancestor for ancestor in element.iterancestors() if "itemscope" in ancestor.attrib]


def _headlines(item: HtmlElement) -> Iterator[str]:
    for one in item.xpath(".//*[@itemprop='headline' or @itemprop='name']"):
        if _items_around(one)[0] is item:
            yield squeezed(one.get("content") or one.text_content())


def _kind(item: HtmlElement) -> str:
    return item.get("itemtype") or ""


def _is_article(element: HtmlElement) -> bool:
    return "itemscope" in element.attrib and bool(_ARTICLE.search(_kind(element)))


def _is_beside(element: HtmlElement, *, is_own: bool) -> bool:
    """Whether an element says that what it holds stands beside a story."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_NEVER_OWN.search(names)) or (
        not is_own and (element.tag == "aside" or bool(_BESIDE.search(names)))
    )


def _leads_away(item: HtmlElement) -> bool:
    return not _OTHER_PROPERTIES.isdisjoint((item.get("itemprop") or "").lower().split())


def microdata_texts(page: Page) -> Texts:
    """Field names to what the page's itemprop attributes say, and its properties of schema.org in RDFa."""
    texts: Texts = defaultdict(list)
    wanted = {name: field for field, names in _MICRODATA.items() for name in names}
    signed: HtmlElement | None = None
    scopes = Scopes(page)
    for element in page.tree.xpath("//*[@itemprop or starts-with(@property, 'schema:')]")[:MAX_PROPERTIES]:
        if scopes.is_foreign(element):
            continue
        said = element.get("itemprop") or element.get("property", "")
        for name in said.lower().replace("schema:", "").split():
            if wanted.get(name) == "author":
                if signed is not None and not _is_near(element, signed):
                    continue  # of a teaser
                signed = element if signed is None else signed
            if (name in wanted and element.tag != "meta") or (name in wanted and element.get("content")):
                text = _item_value(element, wanted[name])
                if text and len(text) <= 500:
                    texts[wanted[name]].append(Candidate(text, "microdata", text))
    return texts


def _is_near(element: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements have an ancestor in common within `BYLINE_LEVELS`."""
    above = islice(element.iterancestors(), BYLINE_LEVELS)
    return not set(above).isdisjoint(islice(other.iterancestors(), BYLINE_LEVELS))


def _item_value(element: HtmlElement, field: str) -> str:
    # Microformats have the exact time as the title of an abbreviation.
    for attribute in ("content", "datetime", *(("title",) if element.tag == "abbr" else ())):
        if value := element.get(attribute):
            return squeezed(value)
    if field in {"author", "publisher"}:
        for named in element.xpath(".//*[@itemprop='name']")[:1]:
            return squeezed(named.get("content") or named.text_content())
    return squeezed(element.text_content())
