"""Metadata of invented pages: where it may stand, how it may be broken, and which source is believed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.extraction.html_pages import TITLE, linked_data, meta, page, read

NODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2023-05-08T07:30:00+02:00",
    "dateModified": "2023-05-09T10:00:00+02:00",
    "author": {"@type": "Person", "name": "Runa Castellow"},
    "publisher": {
        "@type": "Organization",
        "name": "Brannick Herald",
        "logo": {"url": "https://b.example/logo.png"},
    },
    "image": {"@type": "ImageObject", "url": "https://b.example/ferry.jpg"},
    "articleSection": "Islands",
    "keywords": ["ferries", "Oskellen"],
    "inLanguage": "en-GB",
}
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "@id": "#site", "name": "Brannick Herald"},
        {"@type": "Person", "@id": "#runa", "name": "Runa Castellow"},
        {"@type": "Organization", "@id": "#org", "name": "Brannick Herald"},
        {"@type": "ImageObject", "@id": "#image", "url": "https://b.example/ferry.jpg"},
        NODE | {"author": {"@id": "#runa"}, "publisher": {"@id": "#org"}, "image": {"@id": "#image"}},
    ],
}
STRUCTURES: dict[str, str] = {
    "one node": linked_data(NODE),
    "a list": linked_data([{"@type": "BreadcrumbList", "itemListElement": []}, NODE]),
    "a graph": linked_data(GRAPH),
    "two blocks": linked_data({"@type": "Organization", "name": "Other"}, NODE),
    "types as a list": linked_data(NODE | {"@type": ["NewsArticle", "ReportageNewsArticle"]}),
    "type as an address": linked_data(NODE | {"@type": "http://schema.org/NewsArticle"}),
    "main entity of a page": linked_data({"@type": "WebPage", "name": "A page", "mainEntity": NODE}),
    "subject of a page": linked_data({"@type": "WebPage", "mainEntityOfPage": NODE}),
    "part of a collection": linked_data({"@type": "WebPage", "hasPart": [NODE]}),
    "item of a list": linked_data(
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": NODE}]}
    ),
    "authors as a list": linked_data(NODE | {"author": [{"@type": "Person", "name": "Runa Castellow"}]}),
    "author as text": linked_data(NODE | {"author": "Runa Castellow"}),
    "author with a by": linked_data(NODE | {"author": "By Runa Castellow"}),
    "author under other name": linked_data(
        {k: v for k, v in NODE.items() if k != "author"} | {"creator": ["Runa Castellow"]}
    ),
    "image as text": linked_data(NODE | {"image": "https://b.example/ferry.jpg"}),
    "images as a list": linked_data(NODE | {"image": ["https://b.example/ferry.jpg"]}),
    "keywords as text": linked_data(NODE | {"keywords": "ferries, Oskellen"}),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_json_ld_of_any_structure(name: str) -> None:
    draft = read(page(STRUCTURES[name]))
    assert draft.authors == ("Runa Castellow",)
    assert draft.published_at == "2023-05-08T07:30:00+02:00"
    assert draft.modified_at == "2023-05-09T10:00:00+02:00"
    assert draft.publisher is not None
    assert draft.publisher.name == "Brannick Herald"
    assert draft.images == ("https://b.example/ferry.jpg",)
    assert draft.topics == ("Islands", "ferries", "Oskellen")
    assert draft.provenance["authors"].method == "json_ld"
    assert draft.provenance["published_at"].method == "json_ld"


TEXT = """{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "HEADLINE", "datePublished": "2023-05-08T07:30:00+02:00",
 "author": {"@type": "Person", "name": "Runa Castellow"}, "description": "About a ferry"}"""
BROKEN: dict[str, str] = {
    "comma before a brace": TEXT.replace('ferry"}', 'ferry",}'),
    "two commas": TEXT.replace('ferry"}', 'ferry",, }'),
    "HTML comment around it": f"<!--\n{TEXT}\n-->",
    "CDATA": f"//<![CDATA[\n{TEXT}\n//]]>",
    "CDATA in CSS comments": f"/* <![CDATA[ */\n{TEXT}\n/* ]]> */",
    "CDATA on the same line": f"<![CDATA[{TEXT}]]>",
    "line break in a text": TEXT.replace("About a", "About\na"),
    "tab in a text": TEXT.replace("About a", "About\ta"),
    "semicolon behind it": TEXT + ";",
    "a second value behind it": TEXT + TEXT,
    "quotation mark in a text": TEXT.replace("About a", 'About "a" so-called'),
    "wrong escape": TEXT.replace("About a", "About\\' a"),
    "comment of JavaScript": TEXT.replace(' "headline"', ' // the headline\n "headline"'),
    "block comment": TEXT.replace(' "headline"', ' /* the headline */ "headline"'),
    "cut in the middle": TEXT[: TEXT.index("About") + 5],
    "entities for quotation marks": TEXT.replace('"', "&quot;"),
    "byte order mark": "\ufeff" + TEXT,
    "missing comma": TEXT.replace('"NewsArticle",', '"NewsArticle"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_json_ld(name: str) -> None:
    block = BROKEN[name].replace("HEADLINE", TITLE)
    draft = read(page(f'<script type="application/ld+json">{block}</script>'))
    assert draft.authors == ("Runa Castellow",)
    assert draft.published_at == "2023-05-08T07:30:00+02:00"
    assert draft.title == TITLE


@pytest.mark.parametrize(
    "type_", ["application/ld+json; charset=utf-8", "application/LD+JSON", " application/ld+json "]
)
def test_types_of_the_script(type_: str) -> None:
    block = TEXT.replace("HEADLINE", TITLE)
    assert read(page(f'<script type="{type_}">{block}</script>')).authors == ("Runa Castellow",)


def test_of_several_articles_the_one_with_the_pages_title_is_read() -> None:
    other = NODE | {"headline": "Something else", "author": "Wrong Person", "datePublished": "2020-01-01"}
    for order in ([other, NODE], [NODE, other]):
        assert read(page(linked_data(*order))).authors == ("Runa Castellow",)


def test_entities_in_json_ld_are_read() -> None:
    draft = read(
        page(linked_data(NODE | {"author": "Zo&euml; O&#39;Marrow", "articleSection": "Sea &amp; shore"}))
    )
    assert draft.authors == ("Zoë O'Marrow",)
    assert draft.topics[0] == "Sea & shore"


META: dict[str, str] = {
    "parsely": '<meta name="parsely-author" content="Runa Castellow">'
    '<meta name="parsely-pub-date" content="2023-05-08">'
    '<meta name="parsely-section" content="Islands">',
    "sailthru": '<meta name="sailthru.author" content="Runa Castellow"><meta name="sailthru.date" content="2023-05-08">'
    '<meta name="sailthru.tags" content="Islands">',
    "Dublin Core": '<meta name="DC.Creator" content="Runa Castellow"><meta name="DC.date.issued" content="2023-05-08">'
    '<meta name="keywords" content="Islands">',
    "Dublin Core terms": '<meta name="dcterms.creator" content="Runa Castellow">'
    '<meta name="dcterms.created" content="2023-05-08"><meta name="dcterms.subject" content="Islands">',
    "Highwire": '<meta name="citation_author" content="Castellow, Runa">'
    '<meta name="citation_publication_date" content="2023/05/08"><meta name="section" content="Islands">',
    "Open Graph": meta(
        article__author="Runa Castellow", article__published_time="2023-05-08", article__section="Islands"
    ),
    "RDFa": '<span property="schema:datePublished" content="2023-05-08"></span>'
    '<meta property="schema:author" content="Runa Castellow"><meta name="news_keywords" content="Islands">',
    "plain names": '<meta name="author" content="Runa Castellow"><meta name="date" content="8 May 2023">'
    '<meta name="keywords" content="Islands">',
}


@pytest.mark.parametrize("name", META)
def test_meta_elements_of_each_vocabulary(name: str) -> None:
    draft = read(page(META[name]))
    assert draft.authors == ("Runa Castellow",)
    assert draft.published_at == "2023-05-08"
    assert draft.topics == ("Islands",)


def test_microdata() -> None:
    above = (
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/p/9">'
        '<span itemprop="name">Runa Castellow</span></a></span> '
        '<meta itemprop="datePublished" content="2023-05-08T07:30:00+02:00">'
        '<meta itemprop="dateModified" content="2023-05-09">'
    )
    draft = read(page(above=above))
    assert draft.authors == ("Runa Castellow",)
    assert (draft.published_at, draft.modified_at) == ("2023-05-08T07:30:00+02:00", "2023-05-09")
    assert draft.provenance["authors"].method == "microdata"


RANKED = [
    ("json_ld", linked_data(NODE | {"author": "Ada Jsonld", "datePublished": "2021-01-01"}), ""),
    (
        "open_graph:article:author",
        meta(article__author="Berta Graph", article__published_time="2021-02-02"),
        "",
    ),
    (
        "microdata",
        "",
        "<b itemprop='author'>Cleo Micro</b><meta itemprop='datePublished' content='2021-03-03'>",
    ),
    ("meta:author", '<meta name="author" content="Dora Meta"><meta name="pubdate" content="2021-04-04">', ""),
    ("byline", "", "<p class='byline'>By Eva Byline</p><time datetime='2021-05-05'>5 May 2021</time>"),
]


@pytest.mark.parametrize("first", range(len(RANKED)))
def test_the_most_trusted_source_is_believed_and_the_others_are_recorded(first: int) -> None:
    sources = RANKED[first:]
    draft = read(page("".join(head for _, head, _ in sources), "".join(above for _, _, above in sources)))
    origin = draft.provenance["authors"]
    names = ("Ada Jsonld", "Berta Graph", "Cleo Micro", "Dora Meta", "Eva Byline")[first:]
    assert draft.authors == names[:1]
    assert origin.method == sources[0][0]
    assert [other.rpartition(": ")[2] for other in origin.others] == list(names[1:])
    days = [f"2021-0{month}-0{month}" for month in range(first + 1, 6)]
    assert draft.published_at == days[0]
    assert [other.rpartition(": ")[2] for other in draft.provenance["published_at"].others] == days[1:]


def test_publisher_by_name_and_domain() -> None:
    head = (
        meta(og__site_name="Brannick Herald")
        + "<link rel='canonical' href='https://www.brannick.example.org/a'>"
    )
    publisher = read(page(head)).publisher
    assert publisher is not None
    assert (publisher.name, publisher.domain) == ("Brannick Herald", "brannick.example.org")
    publisher = read(page("<link rel='canonical' href='https://news.brannick.example.org/a'>")).publisher
    assert publisher is not None
    assert (publisher.name, publisher.domain) == (None, "news.brannick.example.org")


TOPICS = [
    (meta(article__section="Islands", article__tag="ferries"), ("Islands", "ferries")),
    (
        '<meta name="keywords" content="ferries; Ferries, , islands,https://x.example/tag">',
        ("ferries", "islands"),
    ),
    (
        linked_data(NODE | {"articleSection": ["Islands", "Sea"], "keywords": "ferries,boats"}),
        ("Islands", "Sea", "ferries", "boats"),
    ),
    (
        linked_data(
            NODE | {"articleSection": None, "keywords": [{"@type": "DefinedTerm", "name": "ferries"}]}
        ),
        ("ferries",),
    ),
]


@pytest.mark.parametrize(("head", "topics"), TOPICS)
def test_sections_and_keywords_are_topics(head: str, topics: tuple[str, ...]) -> None:
    assert read(page(head)).topics == topics


LANGUAGES = [
    ("en-GB", "", "html_lang"),
    ("de", "", "resiliparse"),
    ("", meta(og__locale="fr_FR"), "resiliparse"),
    ("", "", "resiliparse"),
]


@pytest.mark.parametrize(("lang", "head", "method"), LANGUAGES)
def test_the_text_decides_its_language_where_a_page_declares_another(
    lang: str, head: str, method: str
) -> None:
    draft = read(page(head, lang=lang))
    assert draft.language == "en"
    assert draft.provenance["language"].method == method
    if lang == "de":
        assert draft.provenance["language"].others == ("declared: de",)


TITLES = [
    (meta(og__title=f"{TITLE} | Brannick Herald", og__site_name="Brannick Herald"), TITLE, TITLE),
    (meta(og__title=TITLE), "Brannick Herald", TITLE),
    (linked_data(NODE | {"headline": "Oskellen ferry sails: what to know"}), TITLE, TITLE),
    (linked_data(NODE), "", TITLE),
    (meta(og__title="Fish &amp;amp; chips"), TITLE, TITLE),
]


@pytest.mark.parametrize(("head", "heading", "title"), TITLES)
def test_titles(head: str, heading: str, title: str) -> None:
    assert read(page(head, h1=heading)).title == title
