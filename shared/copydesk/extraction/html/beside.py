"""What of a page stands beside its story: comments, teasers of other stories, and items that are not the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from lxml.html import HtmlElement

from copydesk.extraction.phrases import table
from copydesk.extraction.text import are_alike, fold_title

# Words of an item that is more than a teaser.
MIN_STORY_WORDS = 100

_BESIDE_TAGS = frozenset(("aside", "footer", "nav"))
# What a class or id says of an element that holds nothing of the story, unless it holds the heading, too; the first
# hold nothing of it even where microdata says so.
_OF_OTHERS = re.compile(r"comment|disqus|related|recirc|promo|trending|read-?(?:more|next)", re.I)
_BESIDE = re.compile(rf"{_OF_OTHERS.pattern}|popular|newsletter|sidebar|footer|latest|teaser", re.I)
# Publishing systems put author, day and tags of a story there.
_OWN_FOOTER = re.compile(r"(?:^|\s)(?:post|entry|article)-footer", re.I)
_ARTICLE = re.compile(r"(?:Article|Posting|Report)/?$")
_ITEMS = table("fields")["items"]


class Surroundings:
    """Of each element of a page, whether it stands beside the story, and whose item its property is of.

    Args:
        tree: of the page.
        title: its title element's text, which stands for the heading where it has none.
    """

    def __init__(self, tree: HtmlElement, title: str) -> None:
        headings = list(tree.iter("h1"))
        self._above_heading = {above for heading in headings for above in heading.iterancestors()}
        titles = [heading.text_content() for heading in headings] or [title]
        self._titles = [one for one in titles if fold_title(one)]
        self._has_own = any(map(_is_article, self._above_heading))
        self._beside: dict[HtmlElement, bool] = {}
        self._other: dict[HtmlElement, bool] = {}

    def is_beside(self, element: HtmlElement) -> bool:
        """Whether an element stands in something beside the story, such as comments or teasers."""
        passed = []
        beside = False
        for ancestor in element.iterancestors():
            if (
                ancestor in self._beside
                or ancestor in self._above_heading
                or ancestor.tag in {"body", "html"}
            ):
                beside = self._beside.get(ancestor, False)
                break
            passed.append(ancestor)
            if _stands_beside(ancestor):
                beside = True
                break
        self._beside.update(dict.fromkeys(passed, beside))
        return beside

    def holds_others(self, element: HtmlElement) -> bool:
        """Whether an element is one such itself, or stands in one."""
        above = element in self._above_heading or element.tag in {"body", "html"}
        return not above and (_stands_beside(element) or self.is_beside(element))

    def is_foreign(self, element: HtmlElement) -> bool:
        """Whether a property is of an item that is not the article, or stands beside the story."""
        items = _items_around(element)
        if (items and _kind(items[0]).rstrip("/").endswith(tuple(_ITEMS["other_types"]))) or any(
            map(self._is_other, items)
        ):
            return True
        if items and _is_article(items[0]) and items[0] in self._above_heading:
            inside = takewhile(lambda one: one is not items[0], element.iterancestors())
            return any(_OF_OTHERS.search(_names(one)) for one in inside)
        return self.is_beside(element)

    def _is_other(self, item: HtmlElement) -> bool:
        if item not in self._other:
            leads_away = not set(_ITEMS["other_properties"]).isdisjoint(
                (item.get("itemprop") or "").lower().split()
            )
            self._other[item] = leads_away or self._is_other_article(item)
        return self._other[item]

    def _is_other_article(self, item: HtmlElement) -> bool:
        """Whether an item is an article with a headline that none of the page's headings is like."""
        if not _is_article(item) or item in self._above_heading or not self._titles:
            return False
        if not self._has_own and len(item.text_content().split()) >= MIN_STORY_WORDS:
            return False
        headlines = list(filter(fold_title, _headlines(item)))
        return bool(headlines) and not any(
            are_alike(headline, title) for headline in headlines for title in self._titles
        )


def _stands_beside(element: HtmlElement) -> bool:
    """Whether an element says that what it holds stands beside a story."""
    names = _names(element)
    if _OWN_FOOTER.search(names):
        return False
    comment = _kind(element).endswith(("Comment", "UserComments"))
    return element.tag in _BESIDE_TAGS or comment or bool(_BESIDE.search(names))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _items_around(element: HtmlElement) -> list[HtmlElement]:
    """The items that an element is in, the innermost first."""
    return [ancestor for ancestor in element.iterancestors() if "itemscope" in ancestor.attrib]


def _headlines(item: HtmlElement) -> Iterator[str]:
    for one in item.xpath(".//*[@itemprop='headline' or @itemprop='name']"):
        if _items_around(one)[0] is item:
            yield one.get("content") or one.text_content()


def _kind(item: HtmlElement) -> str:
    return item.get("itemtype") or ""


def _is_article(element: HtmlElement) -> bool:
    return "itemscope" in element.attrib and bool(_ARTICLE.search(_kind(element)))
