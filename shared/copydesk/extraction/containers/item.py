"""Articles that come as fields, from JSON or a feed, to drafts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from copydesk.article import Credit, Draft, Provenance, Publisher
from copydesk.extraction.containers.json_fields import stated_date
from copydesk.extraction.credits import Context, find_credit, is_credit_line, linked_lines, named_credit
from copydesk.extraction.dates import parse_date
from copydesk.extraction.html.urls import clean_url, domain
from copydesk.extraction.language import detect_language, language_code
from copydesk.extraction.limits import EXCERPT_WORDS, MAX_RAW, MIN_WORDS
from copydesk.extraction.names import split_authors
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import clean, count_words
from copydesk.extraction.walls import refused
from copydesk.outcome import RejectionReason
from copydesk.unicode import nfc, without_bad_references

# Characters of an item's text, tags included, unless it is a page: longer ones are no articles.
MAX_TEXT = 5_000_000

_TAG = re.compile(
    r"</?(?:p|div|br|a|span|h[1-6]|ul|ol|li|em|strong|b|i|img|figure|blockquote|table)\b[^<>]{0,2000}>", re.I
)
_WHOLE_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """An article's fields as its source gives them; text and excerpt may be HTML."""

    method: str
    """For the provenance: json_ld, json, rss or atom."""
    text: str = ""
    markdown: bool = False
    title: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    modified: str = ""
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


def draft_of(item: Item) -> Draft | RejectionReason:
    """The draft of an item, or why there is none."""
    if _WHOLE_PAGE.match(item.text[:1000]):
        return _draft_of_page(item)
    if len(item.text) > MAX_TEXT:
        return RejectionReason.TOO_LARGE
    if item.markdown:
        return _draft_of_dump(item)
    paragraphs, wide = _paragraphs(item.text)
    if paragraphs and fold(paragraphs[0]) == fold(text_of_markup(item.title)):
        paragraphs = paragraphs[1:]
    text = "\n\n".join(paragraph for paragraph in paragraphs if not is_credit_line(paragraph))
    words = count_words(text)
    if words < MIN_WORDS:
        reason = RejectionReason.TOO_SHORT if words or item.title else RejectionReason.NO_ARTICLE
        return refused(paragraphs, reason)
    draft = Draft(text=text, word_count=words, provenance={"text": _origin(item, text)})
    return _completed(draft, item, "\n".join(wide))


def _draft_of_page(item: Item) -> Draft | RejectionReason:
    from copydesk.extraction.html.extract import extract_page

    draft = extract_page(item.text, clean_url(item.url))
    return _completed(draft, item, draft.text) if isinstance(draft, Draft) else draft


def _draft_of_dump(item: Item) -> Draft | RejectionReason:
    from copydesk.extraction.dump.extract import extract_dump

    draft = extract_dump(item.text, markdown=True)
    return _completed(draft, item, draft.text) if isinstance(draft, Draft) else draft


def _origin(item: Item, raw: str) -> Provenance:
    return Provenance(method=item.method, raw=clean(raw)[:MAX_RAW])


def _completed(draft: Draft, item: Item, wide_text: str) -> Draft:
    """The draft with the item's fields, which come before what was read from the text."""
    url = clean_url(item.url)
    name = text_of_markup(item.publisher)[:200]
    host = domain(url) or item.host or None
    given = language_code(item.language)
    language = detect_language(draft.text, given) or given
    authors = [
        name_
        for raw in item.authors
        for name_ in split_authors(text_of_markup(raw), publisher_name=name or None, language=language)
    ]
    excerpt = text_of_markup(item.excerpt)
    fields: dict[str, tuple[object, str]] = {
        "url": (url, item.url),
        "title": (_title(item, name), item.title),
        "authors": (tuple(dict.fromkeys(authors)), ", ".join(item.authors)),
        "published_at": (parse_date(stated_date(item.published), language=given), item.published),
        "modified_at": (parse_date(stated_date(item.modified), language=given), item.modified),
        "publisher": (
            Publisher(name=name or None, domain=host) if name or host else None,
            item.publisher or item.url or item.host,
        ),
        "regions": (_distinct(item.regions), " | ".join(item.regions)),
        "topics": (_distinct(item.topics), " | ".join(item.topics)),
        "language": (language, item.language or draft.text),
        "images": (
            _distinct(filter(None, (clean_url(image, url) for image in item.images))),
            " | ".join(item.images),
        ),
        "excerpt": (excerpt or " ".join(draft.text.split()[:EXCERPT_WORDS]), item.excerpt or draft.text),
    }
    update: dict[str, object] = {}
    provenance = dict(draft.provenance)
    for field_name, (value, raw) in fields.items():
        if value and not (field_name == "excerpt" and not excerpt and draft.excerpt):
            update[field_name] = value
            provenance[field_name] = _origin(item, raw)
    found = find_credit(wide_text, publisher_name=name or None, page_domain=host, authors=item.authors)
    given_credit = item.credit and named_credit(
        item.credit.name, item.credit.url, Context(name or None, host)
    )
    if found and (not given_credit or found.credit.name == given_credit.name):
        update["credit"] = found.credit
        provenance["credit"] = Provenance(method=found.method, raw=found.raw)
    elif given_credit and item.credit:
        update["credit"] = given_credit
        provenance["credit"] = _origin(item, f"{item.credit.name} {item.credit.url or ''}")
    return draft.model_copy(update=update | {"provenance": provenance})


def _title(item: Item, publisher: str) -> str | None:
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


def _paragraphs(text: str) -> tuple[list[str], list[str]]:
    """The paragraphs of a text that may be HTML, and its lines with their links, notes and all."""
    if len(_TAG.findall(text[:100_000])) < 1:
        lines = clean(html.unescape(text)).split("\n")
        shown = [" ".join(line.split()) for line in lines if line.strip()]
        return shown, shown
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, fragment_fromstring

    from copydesk.extraction.html.blocks import read_blocks

    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True)
        root = fragment_fromstring(
            clean(without_bad_references(text)).encode(), create_parent="div", parser=parser
        )
    except (LxmlError, ValueError, AssertionError):
        return [text_of_markup(text)], [text_of_markup(text)]
    blocks = read_blocks(root)
    # A block that is nothing but a link leads away from the article.
    kept = [nfc(block.text) for block in blocks if block.link_share < 0.9 or len(blocks) == 1]
    return kept, linked_lines(root, blocks)
