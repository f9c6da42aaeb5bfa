"""Addresses of pages and of pictures."""

from __future__ import annotations

import pytest

from tests.unit.extraction.html_pages import linked_data, meta, page, read

FETCHED = "https://www.brannick.example/news/ferry.html?utm_source=mail#top"
ADDRESSES = [
    ("", "https://www.brannick.example/news/ferry.html", "fetched"),
    (
        "<link rel=canonical href='https://brannick.example/f/1?utm_medium=x&id=7&fbclid=Q'>",
        "https://brannick.example/f/1?id=7",
        "canonical_link",
    ),
    ("<link rel='canonical' href='/f/1'>", "https://www.brannick.example/f/1", "canonical_link"),
    (
        "<base href='https://cdn.brannick.example/root/'><link rel='canonical' href='f/1'>",
        "https://cdn.brannick.example/root/f/1",
        "canonical_link",
    ),
    (
        "<base href='/root/'><link rel='canonical' href='f/1'>",
        "https://www.brannick.example/root/f/1",
        "canonical_link",
    ),
    (
        "<link rel='canonical' href='//brannick.example/f/1#c'>",
        "https://brannick.example/f/1",
        "canonical_link",
    ),
    (
        "<link rel='canonical' href='https://brannick.example/'>"
        + meta(og__url="https://brannick.example/f/1"),
        "https://brannick.example/f/1",
        "open_graph:og:url",
    ),
    (
        "<link rel='canonical' href='javascript:void(0)'>",
        "https://www.brannick.example/news/ferry.html",
        "fetched",
    ),
    ("<link rel='canonical' href='http://['>", "https://www.brannick.example/news/ferry.html", "fetched"),
    (
        "<link rel='amphtml' href='/amp/1'>"
        + linked_data({"@type": "NewsArticle", "url": "https://brannick.example/f/1"}),
        "https://brannick.example/f/1",
        "json_ld",
    ),
]


@pytest.mark.parametrize(("head", "url", "method"), ADDRESSES)
def test_canonical_addresses(head: str, url: str, method: str) -> None:
    draft = read(page(head), FETCHED)
    assert draft.url == url
    assert draft.provenance["url"].method == method


def test_a_page_without_any_address_has_none() -> None:
    draft = read(page("<link rel='canonical' href='/f/1'>"))
    assert draft.url is None
    assert draft.publisher is None


def test_disagreement_about_the_address_is_recorded() -> None:
    head = "<link rel='canonical' href='https://brannick.example/a'>" + meta(
        og__url="https://brannick.example/b"
    )
    assert read(page(head)).provenance["url"].others == ("open_graph:og:url: https://brannick.example/b",)


HOSTS = [
    ("https://origin.example.net/a", "https://copier.example.org/a", "copier.example.org"),
    ("https://brannick.test/a", "https://m.brannick.test/a", "brannick.test"),
    ("https://brannick.test/a", "https://brannick-test.cdn.ampproject.org/c/s/a", "brannick.test"),
    ("https://www.brannick.co.uk/a", "https://amp.brannick.co.uk/a", "brannick.co.uk"),
    ("https://www.one.co.uk/a", "https://www.two.co.uk/a", "two.co.uk"),
]


@pytest.mark.parametrize(("canonical", "fetched", "host"), HOSTS)
def test_the_publisher_is_who_shows_the_page_and_not_who_it_names_as_origin(
    canonical: str, fetched: str, host: str
) -> None:
    draft = read(page(f"<link rel='canonical' href='{canonical}'>"), fetched)
    assert draft.url == canonical
    assert draft.publisher is not None
    assert draft.publisher.domain == host


PICTURES = [
    (meta(og__image="https://b.example/a.jpg"), "", ("https://b.example/a.jpg",)),
    (meta(og__image="/a.jpg"), "", ("https://www.brannick.example/a.jpg",)),
    (
        meta(og__image="https://b.example/a.jpg?w=1200")
        + meta(twitter__image="https://b.example/a.jpg?w=600"),
        "",
        ("https://b.example/a.jpg?w=1200",),
    ),
    (meta(og__image="https://b.example/static/logo.png"), "", ()),
    (
        linked_data(
            {
                "@type": "NewsArticle",
                "image": [
                    {"@type": "ImageObject", "contentUrl": "https://b.example/a.jpg"},
                    "https://b.example/b.jpg",
                ],
            }
        ),
        "",
        ("https://b.example/a.jpg", "https://b.example/b.jpg"),
    ),
    ("", "<figure><img src='/a.jpg'></figure>", ("https://www.brannick.example/a.jpg",)),
    (
        "",
        "<figure><img src='data:image/gif;base64,R0' data-src='/a.jpg'></figure>",
        ("https://www.brannick.example/a.jpg",),
    ),
    (
        "",
        "<figure><img src='/blank.gif' data-srcset='/a-300.jpg 300w, /a-900.jpg 900w, /a-600.jpg 600w'></figure>",
        ("https://www.brannick.example/a-900.jpg",),
    ),
    (
        "",
        "<figure><picture><source srcset='/a.webp'><img srcset='/a.jpg 1x, /a2.jpg 2x'></picture></figure>",
        ("https://www.brannick.example/a2.jpg",),
    ),
    ("", "<img src='https://track.example/pixel.gif' width=1 height=1><img src='/i.png' width='40'>", ()),
    ("", "<div class='author-box'><img src='/runa.jpg'></div><aside><img src='/ad.jpg'></aside>", ()),
]


@pytest.mark.parametrize(("head", "above", "images"), PICTURES)
def test_pictures(head: str, above: str, images: tuple[str, ...]) -> None:
    assert read(page(head, above), FETCHED).images == images
