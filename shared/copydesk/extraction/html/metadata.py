"""A page's metadata: sources in their order of trust, one choice for each field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from copydesk.article import Draft, Provenance, Publisher
from copydesk.extraction.html import structured, visible
from copydesk.extraction.html.addresses import images, own_addresses, publishing_host
from copydesk.extraction.html.authors import choose_authors
from copydesk.extraction.html.carriers import is_carrier_name, shown_at
from copydesk.extraction.html.dates import choose_dates
from copydesk.extraction.html.found import Chosen, Found, choose
from copydesk.extraction.html.kind import is_declared_article
from copydesk.extraction.html.microdata import microdata_texts
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.tags import tags
from copydesk.extraction.html.titles import choose_title, fold_title, site_of
from copydesk.extraction.language import language_code
from copydesk.extraction.limits import MAX_RAW

Value = TypeVar("Value", bound=Hashable)

MAX_IMAGES = 20
MAX_TOPICS = 30
MAX_TAGS = 15


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article apart from the body."""

    title: str | None
    authors: tuple[str, ...]
    published_at: str | None
    modified_at: str | None
    url: str | None
    publisher: Publisher | None
    language: str | None
    images: tuple[str, ...]
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    excerpt: str | None
    byline: str | None
    body: str | None
    declared: bool
    provenance: dict[str, Provenance] = field(default_factory=dict)


def read_metadata(page: Page, url: str | None = None) -> Metadata:
    """All metadata of a page; `url` is the address it was fetched from, where that is known."""
    sources = _sources(page)
    provenance: dict[str, Provenance] = {}

    def keep(name: str, chosen: Chosen[Value]) -> Value | None:
        value, origin = chosen
        if value and origin:
            provenance[name] = origin
        return value

    sources["publisher"] = [one for one in sources["publisher"] if not is_carrier_name(one.value)]
    own_url = keep("url", choose(own_addresses(page, sources["url"], url)))
    shown = shown_at(page, url)
    site = site_of(page)
    name = _publisher_name(sources["publisher"]) or site
    publisher = keep(
        "publisher",
        choose(
            _publishers(
                sources, site, own_url or shown, publishing_host(page, own_url, sources["url"], shown)
            ),
            same=lambda publisher: publisher.name,
        ),
    )
    title = keep("title", choose_title(page, sources["title"], name))
    authors, byline, origin = choose_authors(page, sources, name)
    if origin:
        provenance["authors"] = origin
    language = keep("language", choose(_languages(page, sources["language"])))
    published, modified = choose_dates(page, sources, language, own_url)
    return Metadata(
        title=title,
        authors=authors,
        published_at=keep("published_at", published),
        modified_at=keep("modified_at", modified),
        url=own_url,
        publisher=publisher,
        language=language,
        images=keep("images", _several(list(images(page, sources["image"], shown or own_url)), MAX_IMAGES))
        or (),
        topics=keep("topics", _topics([*sources["topic"], *_few(tags(page))])) or (),
        regions=keep("regions", _topics(sources["region"])) or (),
        excerpt=keep("excerpt", choose(sources["excerpt"])),
        byline=byline,
        body=sources["body"][0].value if sources["body"] else None,
        declared=is_declared_article(page, sources),
        provenance=provenance,
    )


def completed(metadata: Metadata, page: Page, lined: Draft | None) -> Metadata:
    """The metadata with what its lines say of a page without markup for it: no heading, no dates but in its lines."""
    if lined is None:
        return metadata
    kept, provenance = metadata.provenance, dict(lined.provenance)
    taken: dict[str, Any] = {}
    if lined.title and _method(kept, "title") in {None, "title_element"} and not visible.headings(page):
        taken["title"] = lined.title
    if lined.authors and not metadata.authors:
        taken["authors"] = lined.authors
    if lined.published_at and _method(kept, "published_at") in {None, "dateline"}:
        taken["published_at"] = lined.published_at
    if lined.publisher and not (metadata.publisher and metadata.publisher.name):
        host = metadata.publisher.domain if metadata.publisher else lined.publisher.domain
        taken["publisher"] = Publisher(name=lined.publisher.name, domain=host)
    return replace(metadata, **taken, provenance=kept | {name: provenance[name] for name in taken})


def _method(provenance: Mapping[str, Provenance], name: str) -> str | None:
    return provenance[name].method if name in provenance else None


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


def _publisher_name(found: list[Found[str]]) -> str | None:
    return next((one.value for one in found if _is_publisher(one.value)), None)


def _is_publisher(name: str) -> bool:
    return 1 < len(name) <= 80 and not name.startswith(("http:", "https:", "//", "@", "#"))


def _publishers(
    sources: structured.Texts, site: str | None, url: str | None, host: str | None
) -> Iterator[Found[Publisher]]:
    for one in sources["publisher"]:
        if _is_publisher(one.value):
            yield Found(Publisher(name=one.value, domain=host), one.method, one.raw)
    if site and not sources["publisher"]:
        yield Found(Publisher(name=site, domain=host), "title_element", site)
    if host:
        yield Found(Publisher(domain=host), "url", url or "")


def _languages(page: Page, found: list[Found[str]]) -> Iterator[Found[str]]:
    declared = (
        page.tree.get("lang")
        or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or page.tree.get("xml:lang")
    )
    for one in [*found, *([Found(declared, "html_lang", declared)] if declared else [])]:
        if code := language_code(one.value):
            yield Found(code, one.method, one.raw)


def _topics(found: list[Found[str]]) -> Chosen[tuple[str, ...]]:
    pieces = []
    for one in found:
        for part in one.value.replace(";", ",").split(","):
            text = squeezed(part).strip(" #\"'")
            if 1 < len(text) <= 80 and not text.startswith("http"):
                pieces.append((text, one))
    return _several(pieces, MAX_TOPICS)


def _few(found: Iterator[Found[str]]) -> list[Found[str]]:
    """The tags of an article; more than it has are those of the site."""
    shown = list(islice(found, MAX_TAGS + 1))
    return shown if len(shown) <= MAX_TAGS else []


def _several(pieces: list[tuple[str, Found[str]]], most: int) -> Chosen[tuple[str, ...]]:
    values: dict[str, str] = {}
    for text, _ in pieces:
        values.setdefault(text.casefold(), text)
    if not values:
        return Chosen(None, None)
    first = pieces[0][1]
    raw = " | ".join(dict.fromkeys(one.raw for _, one in pieces))
    return Chosen(tuple(values.values())[:most], Provenance(method=first.method, raw=raw[:MAX_RAW]))


__all__ = ["Metadata", "fold_title", "read_metadata"]
