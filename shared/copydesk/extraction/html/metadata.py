"""A page's metadata: sources in their order of trust, one choice for each field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from copydesk.article import Draft, Provenance, Publisher
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html import structured, visible
from copydesk.extraction.html.addresses import images, own_addresses, publishing_host
from copydesk.extraction.html.authors import choose_authors
from copydesk.extraction.html.carriers import is_carrier_name, shown_at
from copydesk.extraction.html.dates import choose_dates
from copydesk.extraction.html.kind import is_declared_article
from copydesk.extraction.html.microdata import microdata_texts
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.tags import tags
from copydesk.extraction.html.titles import choose_title, fold_title, site_of
from copydesk.extraction.language import language_code
from copydesk.extraction.limits import MAX_RAW

MAX_IMAGES = 20
MAX_TOPICS = 30
MAX_TAGS = 15


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article apart from the body: each field as it was decided, by name."""

    fields: dict[str, Resolved[Any]]
    byline: str | None
    """The visible byline's text."""
    body: str | None
    declared: bool
    """Whether the page says itself that it is one article."""

    @property
    def title(self) -> str | None:
        """The headline."""
        value: str | None = self.fields["title"].value
        return value

    @property
    def url(self) -> str | None:
        """The page's own address."""
        value: str | None = self.fields["url"].value
        return value

    @property
    def publisher(self) -> Publisher | None:
        """Who published it."""
        value: Publisher | None = self.fields["publisher"].value
        return value


def read_metadata(page: Page, url: str | None = None) -> Metadata:
    """All metadata of a page; `url` is the address it was fetched from, where that is known."""
    sources = _sources(page)
    sources["publisher"] = [one for one in sources["publisher"] if not is_carrier_name(one.value)]
    address = resolve(own_addresses(page, sources["url"], url))
    shown = shown_at(page, url)
    site = site_of(page)
    name = _publisher_name(sources["publisher"]) or site
    host = publishing_host(page, address.value, sources["url"], shown)
    publishers = _publishers(sources, site, address.value or shown, host)
    authors, byline = choose_authors(page, sources, name)
    language = resolve(_languages(page, sources["language"]))
    published, modified = choose_dates(page, sources, language.value, address.value)
    pictures = images(page, sources["image"], shown or address.value)
    fields: dict[str, Resolved[Any]] = {
        "url": address,
        "publisher": resolve(publishers, same=lambda publisher: publisher.name),
        "title": choose_title(page, sources["title"], name),
        "authors": authors,
        "language": language,
        "published_at": published,
        "modified_at": modified,
        "images": _several(list(pictures), MAX_IMAGES),
        "topics": _topics([*sources["topic"], *_few(tags(page))]),
        "regions": _topics(sources["region"]),
        "excerpt": resolve(sources["excerpt"]),
    }
    body = sources["body"][0].value if sources["body"] else None
    return Metadata(fields, byline, body, is_declared_article(page, sources))


def completed(metadata: Metadata, page: Page, lined: Draft | None) -> Metadata:
    """The metadata with what its lines say of a page without markup for it: no heading, no dates but in its lines."""
    if lined is None:
        return metadata
    fields = metadata.fields
    taken: dict[str, object] = {}
    if lined.title and _method(fields, "title") in {None, "title_element"} and not visible.headings(page):
        taken["title"] = lined.title
    if lined.authors and not fields["authors"].value:
        taken["authors"] = lined.authors
    if lined.published_at and _method(fields, "published_at") in {None, "dateline"}:
        taken["published_at"] = lined.published_at
    if lined.publisher and not (metadata.publisher and metadata.publisher.name):
        host = metadata.publisher.domain if metadata.publisher else lined.publisher.domain
        taken["publisher"] = Publisher(name=lined.publisher.name, domain=host)
    said = {name: Resolved(value, lined.provenance[name]) for name, value in taken.items()}
    return replace(metadata, fields=fields | said)


def _method(fields: Mapping[str, Resolved[Any]], name: str) -> str | None:
    origin = fields[name].origin
    return origin.method if origin else None


def _sources(page: Page) -> structured.Texts:
    shared = page.meta.get("og:title", ())[:1]
    titles = tuple(squeezed(text).casefold() for text in (page.title, *visible.headings(page), *shared))
    merged: structured.Texts = defaultdict(list)
    for texts in (
        structured.json_ld_texts(page, titles),
        structured.open_graph_texts(page),
        microdata_texts(page),
        structured.meta_texts(page),
    ):
        for name, found in texts.items():
            merged[name].extend(found)
    return merged


def _publisher_name(found: list[Candidate[str]]) -> str | None:
    return next((one.value for one in found if _is_publisher(one.value)), None)


def _is_publisher(name: str) -> bool:
    return 1 < len(name) <= 80 and not name.startswith(("http:", "https:", "//", "@", "#"))


def _publishers(
    sources: structured.Texts, site: str | None, url: str | None, host: str | None
) -> Iterator[Candidate[Publisher]]:
    for one in sources["publisher"]:
        if _is_publisher(one.value):
            yield Candidate(Publisher(name=one.value, domain=host), one.method, one.raw)
    if site and not sources["publisher"]:
        yield Candidate(Publisher(name=site, domain=host), "title_element", site)
    if host:
        yield Candidate(Publisher(domain=host), "url", url or "")


def _languages(page: Page, found: list[Candidate[str]]) -> Iterator[Candidate[str]]:
    declared = page.declared_language
    for one in [*found, *([Candidate(declared, "html_lang", declared)] if declared else [])]:
        if code := language_code(one.value):
            yield Candidate(code, one.method, one.raw)


def _topics(found: list[Candidate[str]]) -> Resolved[tuple[str, ...]]:
    pieces = []
    for one in found:
        for part in one.value.replace(";", ",").split(","):
            text = squeezed(part).strip(" #\"'")
            if 1 < len(text) <= 80 and not text.startswith("http"):
                pieces.append((text, one))
    return _several(pieces, MAX_TOPICS)


def _few(found: Iterator[Candidate[str]]) -> list[Candidate[str]]:
    """The tags of an article; more than it has are those of the site."""
    shown = list(islice(found, MAX_TAGS + 1))
    return shown if len(shown) <= MAX_TAGS else []


def _several(pieces: list[tuple[str, Candidate[str]]], most: int) -> Resolved[tuple[str, ...]]:
    values: dict[str, str] = {}
    for text, _ in pieces:
        values.setdefault(text.casefold(), text)
    if not values:
        return Resolved()
    first = pieces[0][1]
    raw = " | ".join(dict.fromkeys(one.raw for _, one in pieces))
    return Resolved(tuple(values.values())[:most], Provenance(method=first.method, raw=raw[:MAX_RAW]))


__all__ = ["Metadata", "fold_title", "read_metadata"]
