"""Authors, dates and headlines of comments, pictures and other stories are not the article's: microdata and JSON-LD."""

from __future__ import annotations

import pytest

from tests.unit.extraction.html_pages import NODE, TITLE, linked_data, page, paragraphs, read

ITEM = "itemscope itemtype='https://schema.org/"
SHOWN = "<p class='byline'>By Runa Castellow</p><p class='date'>8 May 2023</p>"
SIGNED = f"<span itemprop='author' {ITEM}Person'><i itemprop='name'>Olle Fremd</i></span>"
STAMPED = (
    "<meta itemprop='datePublished' content='2019-02-03'><meta itemprop='dateModified' content='2019-02-04'>"
)
OTHER_STORY = f"<h3 itemprop='headline'>Baker of Tarn Hollow retires</h3>{SIGNED}{STAMPED}"
FOREIGN: dict[str, str] = {
    "comment": f"<div itemprop='comment' itemscope>{SIGNED}<p>At last!</p>{STAMPED}</div>",
    "comment of an old type": f"<div {ITEM}UserComments'>{SIGNED}<p>At last!</p>{STAMPED}</div>",
    "comment outside of items": f"<ol class='comments'><li>{SIGNED}<p>At last!</p>{STAMPED}</li></ol>",
    "teaser": f"<div {ITEM}NewsArticle'>{OTHER_STORY}</div>",
    "teaser without a headline": f"<aside><div {ITEM}BlogPosting'>{SIGNED}{STAMPED}</div></aside>",
    "list": f"<ul {ITEM}ItemList'><li itemprop='itemListElement' {ITEM}Article'>{OTHER_STORY}</li></ul>",
    "picture": f"<figure itemprop='image' {ITEM}ImageObject'>{SIGNED}{STAMPED}</figure>",
    "film": f"<div {ITEM}VideoObject'><b itemprop='name'>{TITLE}</b>{SIGNED}{STAMPED}</div>",
    "source": f"<div itemprop='isBasedOn' {ITEM}Article'>{SIGNED}{STAMPED}</div>",
}


@pytest.mark.parametrize("where", ["above", "below", "in the article's item"])
@pytest.mark.parametrize("name", FOREIGN)
def test_items_of_others(name: str, where: str) -> None:
    markup = page(above=SHOWN, below=FOREIGN[name])
    if where == "above":
        markup = page(above=SHOWN).replace("<main>", f"{FOREIGN[name]}<main>")
    elif where == "in the article's item":
        markup = page(above=SHOWN, body=paragraphs() + FOREIGN[name])
        markup = markup.replace("<article>", f"<article {ITEM}NewsArticle'>")
    draft = read(markup)
    assert (draft.title, draft.authors, draft.published_at) == (TITLE, ("Runa Castellow",), "2023-05-08")
    assert not (draft.modified_at or "").startswith("2019")


def test_properties_in_a_sidebar_that_no_item_holds() -> None:
    sidebar = f"<div id='sidebar'>{SIGNED}{STAMPED}</div>"
    assert read(page(above=SHOWN, below=sidebar)).authors == ("Runa Castellow",)


OWN: dict[str, str] = {
    "item around the heading": page(above=SIGNED + STAMPED).replace(
        "<article>", f"<article {ITEM}ReportageNewsArticle'>"
    ),
    "box beside the text": page(above=f"<aside>{SIGNED}{STAMPED}</aside>").replace(
        "<article>", f"<article {ITEM}Article'>"
    ),
    "item below the heading": page(
        body=f"<div {ITEM}NewsArticle'><meta itemprop='headline' content='{TITLE} – in pictures'>{SIGNED}{STAMPED}"
        f"{paragraphs()}</div>"
    ),
    "headline for search engines": page(
        body=f"<div {ITEM}NewsArticle'><meta itemprop='headline' content='Travel news'>{SIGNED}{STAMPED}"
        f"{paragraphs()}</div>"
    ),
    "item of the page": page(above=SIGNED + STAMPED).replace("<body>", f"<body {ITEM}WebPage'>"),
}


@pytest.mark.parametrize("name", OWN)
def test_items_of_the_article(name: str) -> None:
    draft = read(OWN[name])
    assert (draft.authors, draft.published_at) == (("Olle Fremd",), "2019-02-03")
    assert draft.provenance["authors"].method == "microdata"


OTHER_NODE = {"@type": "NewsArticle", "headline": "Baker of Tarn Hollow retires", "datePublished": "2019-02-03",
              "author": {"@type": "Person", "name": "Olle Fremd"}}  # fmt: skip
SHORT = NODE | {"headline": "Ferry to Oskellen sails again"}


@pytest.mark.parametrize(
    "nodes",
    [
        (OTHER_NODE, SHORT),
        ({"@graph": [OTHER_NODE, SHORT]},),
        ({"@type": "WebPage", "mainEntity": SHORT, "isPartOf": OTHER_NODE},),
        (SHORT | {"citation": OTHER_NODE, "comment": [OTHER_NODE]},),
    ],
)
def test_nodes_of_other_stories(nodes: tuple[object, ...]) -> None:
    draft = read(page(linked_data(*nodes)))
    assert (draft.authors, draft.published_at) == (("Runa Castellow",), "2023-05-08T07:30:00+02:00")


def test_a_node_with_neither_the_pages_headline_nor_its_address() -> None:
    canonical = "<link rel='canonical' href='https://b.example/ferry'>"
    other = OTHER_NODE | {"url": "https://b.example/baker"}
    draft = read(page(canonical + linked_data(other), above=SHOWN))
    assert (draft.authors, draft.published_at) == (("Runa Castellow",), "2023-05-08")
    own = other | {"url": "https://b.example/ferry?utm_source=feed"}
    assert read(page(canonical + linked_data(own), above=SHOWN)).authors == ("Olle Fremd",)
