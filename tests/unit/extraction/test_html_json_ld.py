"""JSON-LD of invented pages: how it may be put together, and how it may be broken."""

from __future__ import annotations

import pytest

from tests.unit.extraction.html_pages import NODE, TITLE, linked_data, page, read

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
