"""What a page's structured data says of its article: JSON-LD, Open Graph and other meta elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html import json_ld
from copydesk.extraction.html.page import Page, squeezed

# A source's text for one field: its method names the source and, where it has several, the attribute.
Texts = defaultdict[str, list[Candidate[str]]]

MAX_ITEMS = 50
_OPEN_GRAPH = {
    "title": ("og:title",),
    "author": ("article:author", "article:author_name", "og:article:author"),
    "published": ("article:published_time", "og:article:published_time", "og:published_time"),
    "modified": ("article:modified_time", "og:article:modified_time", "og:updated_time", "og:modified_time"),
    "url": ("og:url",),
    "publisher": ("og:site_name",),
    "language": ("og:locale",),
    "image": ("og:image", "og:image:url", "og:image:secure_url"),
    "topic": ("article:section", "article:tag"),
    "excerpt": ("og:description",),
}
_META = {
    "title": ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title",
              "twitter:title", "title"),
    "author": ("parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator", "byl", "byline",
               "citation_author", "cxenseparse:author", "article.author", "rbauthors", "creator", "authors"),
    "published": ("parsely-pub-date", "sailthru.date", "datepublished", "pubdate", "publishdate", "publish-date",
                  "publish_date", "published-date", "publication_date", "article.published", "dc.date.issued",
                  "dcterms.created", "dc.date", "dc.date.created", "dcterms.date", "cxenseparse:recs:publishtime",
                  "citation_publication_date", "ptime", "originalpublicationdate", "article_date_original",
                  "article:published", "date", "sort_date", "displaydate", "date_published", "bt:pubdate",
                  "iso-8601-publish-date", "last-publish-date"),
    "modified": ("datemodified", "lastmod", "last-modified", "revised", "dcterms.modified", "dc.date.modified",
                 "article.updated", "utime", "modified", "article:modified"),
    "publisher": ("application-name", "publisher", "dc.publisher", "dcterms.publisher", "source", "cre",
                  "apple-mobile-web-app-title", "copyright-holder", "al:android:app_name"),
    "language": ("language", "content-language", "dc.language", "dcterms.language", "inlanguage"),
    "image": ("twitter:image", "twitter:image:src", "thumbnail", "sailthru.image.full"),
    "topic": ("news_keywords", "keywords", "dc.subject", "dcterms.subject", "parsely-section", "section",
              "parsely-tags", "sailthru.tags"),
    "excerpt": ("description", "twitter:description", "dc.description", "sailthru.description"),
}  # fmt: skip


def json_ld_texts(page: Page, expected_titles: tuple[str, ...]) -> Texts:
    """Field names to what the page's JSON-LD article says."""
    texts: Texts = defaultdict(list)
    node = json_ld.article_node(page, expected_titles)
    if node:
        method = "json_ld_salvaged" if node.get("@salvaged") else "json_ld"
        weak = bool(node.get("@weak"))
        for field, value in _node_values(node, weak=weak):
            text = squeezed(value)
            if text:
                texts[field].append(Candidate(text, method, text))
    for name in json_ld.publisher_names(page):
        texts["publisher"].append(Candidate(squeezed(name), "json_ld", name))
    return texts


def _node_values(node: json_ld.Node, *, weak: bool) -> Iterator[tuple[str, str]]:
    if not weak:
        yield "title", json_ld.text(node.get("headline") or node.get("name"))
        yield "title", json_ld.text(node.get("alternativeHeadline"))
        yield "body", json_ld.text(node.get("articleBody"))
        yield "excerpt", json_ld.text(node.get("description"))
    for author in json_ld.as_list(node.get("author") or node.get("creator"))[:MAX_ITEMS]:
        for name in json_ld.as_list(author.get("name") if isinstance(author, dict) else author):
            kind = author.get("@type") if isinstance(author, dict) else None
            yield ("organization" if "Organization" in str(kind) else "author"), json_ld.text(name)
    for field, name in (("published", "datePublished"), ("published", "dateCreated"), ("published", "uploadDate"),
                        ("modified", "dateModified"), ("language", "inLanguage"), ("publisher", "publisher"),
                        ("url", "url")):  # fmt: skip
        yield field, json_ld.text(node.get(name))
    page_of = node.get("mainEntityOfPage")
    yield (
        "url",
        json_ld.text(page_of.get("@id") or page_of.get("url") if isinstance(page_of, dict) else page_of),
    )
    for image in json_ld.as_list(node.get("image"))[:MAX_ITEMS]:
        yield (
            "image",
            json_ld.text(image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image),
        )
    for name in ("articleSection", "keywords"):
        for topic in json_ld.as_list(node.get(name))[:MAX_ITEMS]:
            yield "topic", json_ld.text(topic)
    for place in json_ld.as_list(node.get("contentLocation"))[:MAX_ITEMS]:
        yield "region", json_ld.text(place)


def open_graph_texts(page: Page) -> Texts:
    """Field names to what the page's Open Graph and article: properties say."""
    return _meta_texts(page, _OPEN_GRAPH, "open_graph")


def meta_texts(page: Page) -> Texts:
    """Field names to what the page's other meta elements say."""
    return _meta_texts(page, _META, "meta")


def _meta_texts(page: Page, names: dict[str, tuple[str, ...]], method: str) -> Texts:
    texts: Texts = defaultdict(list)
    for field, fields_names in names.items():
        for name in fields_names:
            for content in page.meta.get(name, ())[:MAX_ITEMS]:
                text = _first_name_first(content) if name == "citation_author" else content
                texts[field].append(Candidate(squeezed(text), f"{method}:{name}", content))
    return texts


def _first_name_first(name: str) -> str:
    """A name as people write it; catalogues put the family's first ("Doe, Jane")."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name
