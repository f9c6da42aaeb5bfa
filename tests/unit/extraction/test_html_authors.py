"""Authors of invented pages: bylines, lists of authors, and who is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.extraction.html_pages import TITLE, linked_data, page, read

NODE: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "author": {"@type": "Person", "name": "Runa Castellow"},
    "publisher": {"@type": "Organization", "name": "Brannick Herald"},
}


def test_a_publishing_organisation_is_no_author() -> None:
    for author in (
        {"@type": "Organization", "name": "Brannick Herald"},
        {"@type": "Person", "name": "Brannick Herald"},
        [{"@type": "Person", "name": "The Brannick Herald & Gazette"}],
    ):
        assert read(page(linked_data(NODE | {"author": author}))).authors == ()


def test_several_authors_each_once_in_order() -> None:
    people = [{"name": "Runa Castellow"}, {"name": "Piet van der Holm"}, {"name": "runa castellow"}]
    draft = read(
        page(
            linked_data(NODE | {"author": people}),
            "<p class='byline'>By Runa Castellow and Piet van der Holm</p>",
        )
    )
    assert draft.authors == ("Runa Castellow", "Piet van der Holm")
    assert draft.provenance["authors"].others == ()


def test_microdata_of_teasers_is_not_the_articles() -> None:
    teasers = "".join(
        f'<div class="teaser"><div><h3>Story {n}</h3><p><span><b itemprop="author">By Other Person</b></span></p>'
        "</div></div>"
        for n in range(3)
    )
    markup = page(
        above='<div><p><span><b itemprop="author">Runa Castellow</b></span></p></div>', below=teasers
    )
    assert read(markup).authors == ("Runa Castellow",)


BYLINES = [
    (
        "<p class='byline'>by <a class='author' href='/u/1'>bh_editor</a></p>"
        "<p><b>By Runa Castellow, Tarn Ledger</b></p>",
        ("Runa Castellow",),
    ),
    ("<p class='byline'>By Runa Castellow, Brannick Portal — Tarn Hollow</p>", ("Runa Castellow",)),
    ("<p class='byline'>By Runa Castellow</p>", ("Runa Castellow",)),
    ("<p>By RUNA CASTELLOW, Islands Reporter</p>", ("RUNA CASTELLOW",)),
    (
        "<p class='author'>By Runa Castellow and Piet van der Holm</p>",
        ("Runa Castellow", "Piet van der Holm"),
    ),
    (
        "<p class='author'>Runa Castellow, Piet van der Holm &amp; Ida Skarn</p>",
        ("Runa Castellow", "Piet van der Holm", "Ida Skarn"),
    ),
    (
        "<ul class='authors'><li>Runa Castellow</li><li>Piet van der Holm</li></ul>",
        ("Runa Castellow", "Piet van der Holm"),
    ),
    ("<div class='byline'><span>Runa Castellow</span><div>Senior writer</div></div>", ("Runa Castellow",)),
    (
        "<div class='byline'><a href='/r'>Runa Castellow</a> <span>Northern Sentinel</span></div>",
        ("Runa Castellow",),
    ),
    (
        "<div class='byline'>By <a href='/r'>Runa Castellow</a> and Piet van der Holm</div>",
        ("Runa Castellow", "Piet van der Holm"),
    ),
    ("<div data-testid='AuthorName'>Runa Castellow</div>", ("Runa Castellow",)),
    ("<p>posted on <time datetime='2023-05-08'>8 May 2023</time> by Runa Castellow</p>", ("Runa Castellow",)),
    ("<p><a href='https://x.example/author/runa/'>Runa Castellow</a></p>", ("Runa Castellow",)),
    ("<p><a href='/autores/runa'>Runa Castellow</a></p>", ("Runa Castellow",)),
    ("<p>Por Runa Castellow</p>", ("Runa Castellow",)),
    ("<p class='byline'>By the Editorial Board</p>", ()),
    ("<p class='byline'>Staff writer</p>", ()),
    ("<p>By Monday the ferry was full</p>", ()),
]


@pytest.mark.parametrize(("above", "authors"), BYLINES)
def test_bylines(above: str, authors: tuple[str, ...]) -> None:
    assert read(page(above=above)).authors == authors


def test_those_who_comment_and_write_other_stories_are_no_authors() -> None:
    below = (
        "<section class='comments'><div class='comment'><b class='author'>Angry Reader</b><p>I do not like boats.</p>"
        "</div></section><aside><p class='byline'>By Somebody Else</p></aside>"
    )
    assert read(page(below=below)).authors == ()


def test_json_ld_with_one_of_several_authors_is_completed_by_meta() -> None:
    head = linked_data(NODE) + '<meta name="author" content="Runa Castellow, Piet van der Holm">'
    draft = read(page(head))
    assert draft.authors == ("Runa Castellow", "Piet van der Holm")
    assert draft.provenance["authors"].others == ("json_ld: Runa Castellow",)
