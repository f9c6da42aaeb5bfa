"""Pages of invented outlets around one invented story, for the tests of HTML."""

from __future__ import annotations

import json
from typing import Any

from copydesk.article import Draft
from copydesk.extraction.html.extract import extract_page

TITLE = "Ferry to Oskellen sails again after eleven months"
STORY = (
    "The ferry between Brannick and Oskellen made its first crossing in eleven months on Monday, with forty "
    "passengers, nine cars and a brass band on board.",
    "Its engine had failed in the storms of last winter, and the spare parts were held up twice at the border, "
    "the harbour company said in a statement that it sent to the town council.",
    "“People had begun to move away,” said Ilse Marrow, who runs the only bakery on the island. “Now the flour "
    "comes by boat again, and not on the back of my brother.”",
    "The company plans six crossings a day until the end of October and three in the winter months, and it has "
    "promised that the fares will stay as they were.",
    "A second ship is to be built at the yard in Tarn Hollow, where some eighty people work, but the council has "
    "not yet decided how it will be paid for.",
)
# What a page may say of itself in JSON-LD.
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


def paragraphs(story: tuple[str, ...] = STORY) -> str:
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in story)


def page(
    head: str = "",
    above: str = "",
    below: str = "",
    *,
    body: str | None = None,
    h1: str = TITLE,
    lang: str = "",
) -> str:
    """A page with `head` in its head, `above` between heading and story, and `below` behind the story."""
    attribute = f' lang="{lang}"' if lang else ""
    return (
        f"<!doctype html><html{attribute}><head><meta charset='utf-8'><title>{TITLE}</title>{head}</head><body>"
        "<header><a href='/'>Home</a> <a href='/news'>News</a> <a href='/sport'>Sport</a></header>"
        f"<main><article><h1>{h1}</h1>{above}{paragraphs() if body is None else body}</article>{below}</main>"
        "<footer><p><a href='/about'>About us</a> <a href='/contact'>Contact</a></p></footer></body></html>"
    )


def linked_data(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def meta(**contents: str) -> str:
    """Meta elements; a double underscore in a name stands for a colon, a single one before `_` for itself."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in contents.items()
    )


def read(markup: str, url: str | None = None) -> Draft:
    found = extract_page(markup, url)
    assert isinstance(found, Draft), found
    return found
