"""A page's metadata: sources in their order of trust, one choice for each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from copydesk.article import Draft, Provenance, Publisher
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.addresses import images, own_addresses, publishing_host
from copydesk.extraction.html.authors import choose_authors
from copydesk.extraction.html.carriers import is_carrier_name, saved_addresses, shown_at
from copydesk.extraction.html.dates import choose_dates
from copydesk.extraction.html.json_ld import Node, linked_data
from copydesk.extraction.html.kind import is_declared_article
from copydesk.extraction.html.opening import opening_of
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.structured import Texts, structured_texts
from copydesk.extraction.html.tags import tags
from copydesk.extraction.html.titles import choose_title, site_of
from copydesk.extraction.language import language_code
from copydesk.extraction.limits import MAX_RAW

# Characters of a publisher's name, and of a topic.
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article apart from the body: each field as it was decided, by name."""

    fields: dict[str, Resolved[Any]]
    byline: str | None
    """The visible byline's text."""
    body: str | None
    shown: str | None
    """The address at which readers saw the page."""
    node: Node
    """Of its JSON-LD: empty where it has none."""
    declared: bool
    """Whether the page says itself that it is one article."""

    def value(self, name: str) -> Any:
        """What was decided of a field."""
        return self.fields[name].value

    def method(self, name: str) -> str | None:
        """By which method, if it has a value."""
        origin = self.fields[name].origin
        return origin.method if origin else None


def read_metadata(page: Page, url: str | None = None) -> Metadata:
    """All metadata of a page; `url` is the address it was fetched from, where that is known."""
    shared = page.meta.get("og:title", ())[:1]
    titles = (page.title, *page.headings, *shared)
    linked = linked_data(page, tuple(squeezed(text).casefold() for text in titles))
    sources = structured_texts(page, linked)
    sources["publisher"] = [one for one in sources["publisher"] if not is_carrier_name(one.value)]
    saved = list(saved_addresses(page))
    address = resolve(own_addresses(page, sources["url"], saved, url))
    shown = shown_at(saved, url)
    site = site_of(page)
    name = next((one.value for one in sources["publisher"] if _is_publisher(one.value)), site)
    host = publishing_host(page, address.value, sources["url"], shown)
    publishers = _publishers(sources, site, address.value or shown, host)
    opening = opening_of(page)
    authors, byline = choose_authors(page, sources, opening, name)
    language = resolve(_languages(page, sources["language"]))
    published, modified = choose_dates(page, sources, opening, language.value, address.value)
    sites = [name or "", *page.meta.get("og:site_name", ())]
    fields: dict[str, Resolved[Any]] = {
        "url": address,
        "publisher": resolve(publishers, same=lambda publisher: publisher.name),
        "title": choose_title(page, sources["title"], sites, authors.value or ()),
        "authors": authors,
        "language": language,
        "published_at": published,
        "modified_at": modified,
        "images": _several(images(page, sources["images"], shown or address.value)),
        "topics": _several(_topics([*sources["topics"], *tags(page)])),
        "regions": _several(_topics(sources["regions"])),
        "excerpt": resolve(sources["excerpt"]),
    }
    body = next((one.value for one in sources["text"]), None)
    return Metadata(fields, byline, body, shown, linked.node, is_declared_article(page, sources))


def completed(metadata: Metadata, page: Page, lined: Draft | None) -> Metadata:
    """The metadata with what its lines say of a page without markup for it: no heading, no dates but in its lines."""
    if lined is None:
        return metadata
    publisher: Publisher | None = metadata.value("publisher")
    taken: dict[str, object] = {}
    if lined.title and metadata.method("title") in {None, "title_element"} and not page.headings:
        taken["title"] = lined.title
    if lined.authors and not metadata.value("authors"):
        taken["authors"] = lined.authors
    if lined.published_at and metadata.method("published_at") in {None, "dateline"}:
        taken["published_at"] = lined.published_at
    if lined.publisher and not (publisher and publisher.name):
        host = publisher.domain if publisher else lined.publisher.domain
        taken["publisher"] = Publisher(name=lined.publisher.name, domain=host)
    said = {name: Resolved(value, lined.provenance[name]) for name, value in taken.items()}
    return replace(metadata, fields=metadata.fields | said)


def _is_publisher(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME and not name.startswith(("http:", "https:", "//", "@", "#"))


def _publishers(
    sources: Texts, site: str | None, url: str | None, host: str | None
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


def _topics(found: list[Candidate[str]]) -> Iterator[tuple[str, Candidate[str]]]:
    for one in found:
        for part in one.value.replace(";", ",").split(","):
            text = squeezed(part).strip(" #\"'")
            if 1 < len(text) <= MAX_NAME and not text.startswith("http"):
                yield text, one


def _several(found: Iterable[tuple[str, Candidate[str]]]) -> Resolved[tuple[str, ...]]:
    """Each value once, with the texts that they were read from."""
    pieces = list(found)
    if not pieces:
        return Resolved()
    values: dict[str, str] = {}
    for text, _ in pieces:
        values.setdefault(text.casefold(), text)
    raw = " | ".join(dict.fromkeys(one.raw for _, one in pieces))
    return Resolved(tuple(values.values()), Provenance(method=pieces[0][1].method, raw=raw[:MAX_RAW]))
