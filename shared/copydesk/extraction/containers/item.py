"""Articles that come as fields, from JSON or a feed, to drafts."""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from copydesk.article import Credit, Draft, NewsItem, Publisher
from copydesk.extraction.credits import (
    Article,
    Context,
    find_credit,
    is_credit_line,
    named_credit,
)
from copydesk.extraction.dates import parse_date
from copydesk.extraction.document import Line
from copydesk.extraction.drafting import Fields, draft_of, fields_of, language_of
from copydesk.extraction.dump.markdown import shown_text
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.carriers import original
from copydesk.extraction.html.urls import clean_url, domain
from copydesk.extraction.json_fields import stated_date
from copydesk.extraction.language import language_code
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.names import split_authors
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import clean, count_words
from copydesk.extraction.walls import refused
from copydesk.outcome import RejectionReason
from copydesk.unicode import nfc, without_bad_references

T = TypeVar("T", bound=Hashable)

# Characters of an item's text, tags included, unless it is a page: longer ones are no articles.
MAX_TEXT = 5_000_000

# Words of a row above a letter's first sentence.
MAX_OPENING = 6
# Words with which a feed says where a story comes from, beside the names; share of links of a row that offers aims.
MAX_SOURCE_WORDS = 8
MIN_AIMS_SHARE = 0.4

_TAG = re.compile(
    r"</?(?:p|div|br|a|span|h[1-6]|ul|ol|li|em|strong|b|i|img|figure|blockquote|table)\b[^<>]{0,2000}>", re.I
)
# Elements whose text is beside a story: captions, boxes, what leads elsewhere; NITF's pictures with their captions.
_BESIDE = ("aside", "figcaption", "nav", "form", "button", "media")
_WHOLE_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """An article's fields as its source gives them; text and excerpt may be HTML."""

    method: str
    """For the provenance: json_ld, json, rss or atom."""
    own_id: str = ""
    """What the source itself calls it: a guid, an address, a number. Only of one item among others."""
    is_document: bool = False
    """Whether the file is this one item and no list of items."""
    text: str = ""
    markdown: bool = False
    title: str = ""
    authors: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    """That its source gives as authors."""
    published: str = ""
    modified: str = ""
    embargoed: str = ""
    news_item: NewsItem | None = None
    url: str = ""
    publisher: str = ""
    host: str = ""
    """The publisher's, for items without an address."""
    language: str = ""
    excerpt: str = ""
    credit: Credit | None = None
    images: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)


def read_item(item: Item) -> Draft | RejectionReason:
    """The draft of an item, or why there is none: its fields first, then what its text says."""
    if item.news_item and item.news_item.status == "canceled":
        return RejectionReason.CANCELED
    if _WHOLE_PAGE.match(item.text[:1000]):
        return _completed(_read_page(item), item)
    if len(item.text) > MAX_TEXT:
        return RejectionReason.TOO_LARGE
    if item.markdown:
        return _completed(_read_dump(item), item)
    paragraphs, wide = _paragraphs(item.text)
    if paragraphs and fold(paragraphs[0]) == fold(text_of_markup(item.title)):
        paragraphs = paragraphs[1:]
    if len(paragraphs) > 1 and _names_its_source(paragraphs[-1], item):
        paragraphs = paragraphs[:-1]
    text = "\n\n".join(paragraph for paragraph in paragraphs if not is_credit_line(paragraph))
    words = count_words(text)
    if words < MIN_WORDS:
        reason = RejectionReason.TOO_SHORT if words or item.title else RejectionReason.NO_ARTICLE
        return refused(paragraphs, reason)
    return draft_of(text, item.method, _fields(item, text, wide, {}))


def _names_its_source(paragraph: str, item: Item) -> bool:
    """Whether a paragraph is a feed's own: "The post TITLE appeared first on OUTLET", in whatever language."""
    title, outlet = fold(text_of_markup(item.title)), fold(text_of_markup(item.publisher))
    said = fold(paragraph)
    most = len(title.split()) + len(outlet.split()) + MAX_SOURCE_WORDS
    return bool(title and outlet) and title in said and outlet in said and len(said.split()) <= most


def _read_page(item: Item) -> Draft | RejectionReason:
    from copydesk.extraction.html.extract import extract_page

    return extract_page(item.text, clean_url(item.url))


def _read_dump(item: Item) -> Draft | RejectionReason:
    from copydesk.extraction.dump.extract import extract_dump

    return extract_dump(item.text, markdown=True)


def _completed(read: Draft | RejectionReason, item: Item) -> Draft | RejectionReason:
    """What was read of an item's text, with the item's fields."""
    if not isinstance(read, Draft):
        return read
    text = _without_opening(read.text) if item.method == "mail" else read.text
    article = _article(text.split("\n"))
    return draft_of(text, read.provenance["text"].method, _fields(item, text, article, fields_of(read)))


def _without_opening(text: str) -> str:
    """A message's text from its first sentence on: above it letters have their author, day, and what to press."""
    paragraphs = text.split("\n\n")
    begin = next((at for at, one in enumerate(paragraphs) if len(one.split()) > MAX_OPENING), 0)
    opens = all(not one.rstrip('"”»').endswith((".", "!", "?", ":", ",")) for one in paragraphs[:begin])
    return "\n\n".join(paragraphs[begin:]) if opens else text


def _fields(item: Item, text: str, article: Article, read: Fields) -> Fields:
    """The fields of a draft: as the item gives them, else as they were `read` from its text."""
    url = clean_url(original(item.url))
    name = text_of_markup(item.publisher)[:200] or None
    host = domain(url) or item.host or None
    declared = language_code(item.language)
    language = language_of(text, _decided(_given(declared, item, item.language), read, "language"))
    # English orders numbers in two ways, and where it is written does not show.
    dated_in = declared or (language.value if language.value != "en" else None)
    authors = (
        author
        for raw in item.authors
        for author in split_authors(text_of_markup(raw), publisher_name=name, language=language.value)
    )
    named = read.get("publisher", Resolved()).value
    # A host alone says less than the name that the text gives.
    publisher = Publisher(name=name, domain=host) if name or (host and not (named and named.name)) else None
    images = _distinct(filter(None, (clean_url(image, url) for image in item.images)))
    given: dict[str, tuple[Any, str]] = {
        "url": (url, item.url),
        "title": (_title(item, name), item.title),
        "authors": (tuple(dict.fromkeys(authors)), ", ".join(item.authors)),
        "published_at": (parse_date(stated_date(item.published), language=dated_in), item.published),
        "modified_at": (parse_date(stated_date(item.modified), language=dated_in), item.modified),
        "embargoed_until": (parse_date(stated_date(item.embargoed), language=declared), item.embargoed),
        "news_item": (item.news_item, item.news_item.id if item.news_item else ""),
        "publisher": (publisher, item.publisher or item.url or item.host),
        "regions": (_distinct(item.regions), " | ".join(item.regions)),
        "topics": (_distinct(item.topics), " | ".join(item.topics)),
        "images": (images, " | ".join(item.images)),
        "excerpt": (text_of_markup(item.excerpt), item.excerpt),
    }
    fields = {name: _decided(_given(value, item, raw), read, name) for name, (value, raw) in given.items()}
    credit = _decided(_credits(item, article, Context(name, host)), read, "credit")
    return {**fields, "language": language, "credit": credit}


def _given(value: T | None, item: Item, raw: str) -> list[Candidate[T]]:
    return [Candidate(value, item.method, clean(raw))] if value else []


def _decided(given: Iterable[Candidate[Any]], read: Fields, name: str) -> Resolved[Any]:
    """A field as it is given before as it was read."""
    candidates = tuple(given)
    known = read.get(name, Resolved())
    return resolve((*candidates, *known.candidates)) if candidates else known


def _credits(item: Item, article: Article, context: Context) -> tuple[Candidate[Credit], ...]:
    """The credit that the item gives before what the text names, unless the text names that one, too."""
    found = find_credit(
        article,
        publisher_name=context.publisher_name,
        page_domain=context.own_domain,
        authors=[*item.authors, *item.organisations],
    )
    given = item.credit and named_credit(item.credit.name, item.credit.url, context)
    if not given or not item.credit or (found.value and found.value.name == given.name):
        return found.candidates
    stated = Candidate(given, item.method, f"{item.credit.name} {item.credit.url or ''}")
    return (stated, *found.candidates)


def _title(item: Item, publisher: str | None) -> str | None:
    """The title without the publisher's name, which news APIs keep at the end of it."""
    title = text_of_markup(item.title)
    if publisher and fold(title).endswith(fold(publisher)):
        from copydesk.extraction.html.titles import without_site

        title = without_site(title, [publisher])
    return title or None


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := text_of_markup(value))))


def text_of_markup(markup: str) -> str:
    """One line of text out of a field that may hold tags and entities."""
    return " ".join(clean(html.unescape(_TAG.sub(" ", markup))).split())


def _paragraphs(text: str) -> tuple[list[str], Article]:
    """The paragraphs of a text that may be HTML, and its lines with their links, notes and all."""
    if len(_TAG.findall(text[:100_000])) < 1:
        texts = clean(html.unescape(text)).split("\n")
        shown = [" ".join(line.split()) for line in texts if line.strip()]
        return shown, _article(shown)
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, fragment_fromstring

    from copydesk.extraction.html.blocks import read_lines

    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True)
        root = fragment_fromstring(
            clean(without_bad_references(text)).encode(), create_parent="div", parser=parser
        )
    except (LxmlError, ValueError, AssertionError):
        return [text_of_markup(text)], _article([text_of_markup(text)])
    for beside in list(root.iter(*_BESIDE)):
        beside.drop_tree()
    lines = read_lines(root)
    # A line that is nothing but a link leads away from the article.
    inside = [line for line in lines if line.link_share < 0.9 or len(lines) == 1]
    while len(inside) > 1 and inside[-1].link_share >= MIN_AIMS_SHARE and not inside[-1].ends_sentence:
        inside.pop()  # "Share this: here, there"
    kept = [nfc(line.text) for line in inside]
    return kept, Article.of(lines)


def _article(paragraphs: Iterable[str]) -> Article:
    """The article of paragraphs in which links may be written as Markdown has them."""
    shown = (shown_text(paragraph, {}) if "](" in paragraph else (paragraph, ()) for paragraph in paragraphs)
    return Article.of(Line.of(text, links=links) for text, links in shown if text.strip())
