"""Article objects as JSON-LD, news APIs and crawlers write them, alone, in lists and in lines."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from tests.unit.extraction.samples import DAY, ENGLISH, FRENCH, PUBLISHER, URL, Story, markdown, markup, page

TITLE, AUTHOR, TEXT, TIME = ENGLISH.title, ENGLISH.author, ENGLISH.text, f"{DAY}T09:00:00Z"

OBJECTS: dict[str, Any] = {
    "news API": {"status": "ok", "totalResults": 1, "articles": [
        {"source": {"id": None, "name": PUBLISHER}, "author": AUTHOR, "title": TITLE, "description": "Teaser",
         "url": URL, "urlToImage": "https://courier.example.org/w.jpg", "publishedAt": TIME, "content": TEXT}]},
    "crawler, flat": {"authors": [AUTHOR], "date_download": "2024-03-20 10:00:00", "date_modify": None,
        "date_publish": f"{DAY} 09:00:00", "description": "Teaser", "language": "en", "text": None, "url": URL,
        "maintext": "\n".join(ENGLISH.paragraphs), "source_domain": "courier.example.org", "title": TITLE},
    "extractor": {"title": TITLE, "author": AUTHOR, "hostname": "courier.example.org", "date": DAY, "comments": "",
        "raw_text": " ".join(ENGLISH.paragraphs), "text": TEXT, "source": URL, "source-hostname": PUBLISHER},
    "JSON-LD": {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": DAY,
        "author": {"@type": "Person", "name": AUTHOR}, "articleBody": TEXT, "mainEntityOfPage": {"@id": URL},
        "publisher": {"@type": "Organization", "name": PUBLISHER}},
    "JSON-LD graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "X"},
        {"@type": ["NewsArticle"], "headline": TITLE, "author": [{"name": AUTHOR}], "datePublished": DAY, "url": URL,
         "articleBody": TEXT}]},
    "content management": [{"id": 1, "date": f"{DAY}T09:00:00", "link": URL, "title": {"rendered": TITLE},
        "content": {"rendered": markup(), "protected": False}, "author_name": AUTHOR, "author": 7}],
    "newspaper API": {"response": {"results": [{"webTitle": TITLE, "webUrl": URL, "webPublicationDate": TIME,
        "fields": {"byline": AUTHOR, "body": markup(), "bodyText": " ".join(ENGLISH.paragraphs)}}]}},
    "sections": {"title": TITLE, "authors": [AUTHOR], "publishing_date": f"{DAY} 09:00:00+00:00", "url": URL,
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": list(ENGLISH.paragraphs)}]}},
    "elements": {"headlines": {"basic": TITLE}, "credits": {"by": [{"name": AUTHOR}]}, "display_date": TIME, "url": URL,
        "content_elements": [{"type": "text", "content": f"<p>{part}</p>"} for part in ENGLISH.paragraphs]
            + [{"type": "image", "url": "https://courier.example.org/w.jpg", "caption": "The wheel at dusk"}]},
    "capitals and compact dates": {"URL": URL, "Title": TITLE, "Author": AUTHOR, "Text": TEXT,
        "Date": "20240314T090000Z"},
    "epoch seconds": {"title": TITLE, "author": AUTHOR, "text": TEXT, "url": URL, "published": 1710406800},
    "epoch milliseconds": {"title": TITLE, "author": AUTHOR, "text": TEXT, "url": URL, "timestamp": 1710406800000},
    "search hits": {"hits": {"hits": [{"_id": "1", "_source": {"title": TITLE, "content": TEXT, "published_date": DAY,
        "author": AUTHOR, "url": URL}}]}},
    "JSON feed": {"version": "https://jsonfeed.org/version/1.1", "title": PUBLISHER, "items": [{"id": "1", "url": URL,
        "title": TITLE, "content_html": markup(), "date_published": TIME, "authors": [{"name": AUTHOR}]}]},
    "archive API": {"headline": {"main": TITLE}, "byline": {"original": f"By {AUTHOR}"}, "web_url": URL,
        "pub_date": f"{DAY}T09:00:00+0000", "body": list(ENGLISH.paragraphs)},
    "nested": {"data": {"article": {"title": TITLE, "body": TEXT, "author": {"name": AUTHOR}, "published_at": DAY,
        "url": URL}}},
    "resources": {"data": [{"type": "articles", "id": "1", "attributes": {"title": TITLE, "body": markup(), "url": URL,
        "published_at": DAY, "author": AUTHOR}}]},
    "database export": {"_id": {"$oid": "1"}, "title": TITLE, "body": TEXT, "date": {"$date": TIME}, "url": URL,
        "authors": [{"first_name": "Orla", "last_name": "Venn"}]},
    "by address": {URL: {"title": TITLE, "author": AUTHOR, "text": TEXT, "date": "14 March 2024", "url": URL}},
    "Markdown crawler": {"success": True, "data": {"markdown": markdown(), "metadata": {"title": TITLE,
        "author": AUTHOR, "sourceURL": URL, "publishedTime": TIME}}},
    "page": {"url": URL, "html": page(), "fetched_at": "2024-03-20"},
}  # fmt: skip


def drafts(content: str) -> list[Draft]:
    return [result.draft for result in extract(content.encode()) if result.draft]


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("indent", [None, 2])
def test_objects_of_many_vocabularies(name: str, indent: int | None) -> None:
    (draft,) = drafts(json.dumps(OBJECTS[name], indent=indent))
    assert draft.text == TEXT
    assert draft.title == TITLE
    assert draft.authors == (AUTHOR,)
    assert draft.url == URL
    assert draft.published_at is not None
    assert draft.published_at.startswith(DAY)
    assert draft.provenance["text"].method


ONE = json.dumps(OBJECTS["crawler, flat"])
PRETTY = json.dumps(OBJECTS["crawler, flat"], indent=2)
BROKEN = '{"title": "A story that its crawler'


@pytest.mark.parametrize(
    ("content", "outcomes"),
    [
        (f"{ONE}\n{ONE}\n{ONE}", ["", "", ""]),
        (f"\ufeff{ONE}\r\n\r\n{ONE}\r\n", ["", ""]),
        (f"{ONE}\n{BROKEN}\n{ONE}", ["", "undecodable", ""]),
        (f"{BROKEN}\n{ONE}", ["undecodable", ""]),
        (f'{ONE}\n{{"a": 1}}\n{ONE}', ["", "no_article", ""]),
        (f"[{ONE},\n{ONE},\n{ONE}]", ["", "", ""]),
        (f"[{ONE}, {ONE}, {ONE[:-40]}", ["", "", "undecodable"]),
        (f"[{ONE}, {ONE},]", ["", ""]),
        (f"[\n{PRETTY},\n{PRETTY},\n{PRETTY[:-40]}", ["", "", "undecodable"]),
        (f"{PRETTY}\n{PRETTY}\n", ["", ""]),
        (f"\x1e{ONE}\n\x1e{ONE}\n", ["", ""]),
        (BROKEN, ["undecodable"]),
        ('{"title": "Wheel", "text": "Too short."}', ["too_short"]),
        ("[" * 100_000, ["undecodable"]),
        ('{"a":' * 100_000, ["undecodable"]),
    ],
)
def test_one_bad_article_costs_one(content: str, outcomes: list[str]) -> None:
    assert [str(result.reason or "") for result in extract(content.encode())] == outcomes


def test_what_an_api_writes_where_it_cuts_a_text_is_left_out() -> None:
    cut = {"title": TITLE, "url": URL, "content": " ".join(ENGLISH.paragraphs)[:300] + "… [+1234 chars]"}
    (draft,) = drafts(json.dumps(cut))
    assert draft.text == " ".join(ENGLISH.paragraphs)[:300]


def scripted(
    data: object, script: str = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
) -> bytes:
    """A page that its scripts fill: to who runs none it shows its menu."""
    filled = script.format(json.dumps(data).replace("</", "<\\/"))
    title = f"<title>{ENGLISH.title} | The Drennach Courier</title>"
    menu = '<nav><a href="/">Home</a><a href="/town">Town</a></nav><div id="root"></div>'
    return f"<!doctype html><html><head>{title}</head><body>{menu}{filled}</body></html>".encode()


def in_state(*stories: Story) -> dict[str, object]:
    articles = [
        {"headline": story.title, "byline": f"By {story.author}", "datePublished": DAY, "body": story.text}
        for story in stories
    ]
    return {"props": {"pageProps": {"articles": articles, "menu": [{"title": "Town", "url": "/town"}]}}}


ARTICLE = {
    "headline": ENGLISH.title, "byline": f"By {ENGLISH.author}", "datePublished": DAY,
    "body": "".join(f"<p>{one}</p>" for one in ENGLISH.paragraphs),
}  # fmt: skip
TEXT_OF_IT = json.dumps({"page": {"article": ARTICLE}})
APOLLO = {
    "ROOT_QUERY": {"story": {"__ref": "Article:17"}},
    "Article:17": {**ARTICLE, "body": {"__ref": "Body:17"}},
    "Body:17": {"html": ARTICLE["body"]},
}
ROWS = [
    ["Reactive", 1],
    {"data": 2},
    {"article": 3},
    dict(zip(ARTICLE, range(4, 8), strict=True)),
    *ARTICLE.values(),
]
FLIGHT = f'4:["$","main",null,{{"children":["$","$L7",null,{json.dumps({"story": ARTICLE})}]}}]\n'
PIECES = [
    {"type": "text", "content": ENGLISH.paragraphs[0]}, {"type": "ad", "text": "Buy"}, {"type": "image", "text": "It"},
    {"_type": "block", "children": [{"_type": "span", "text": one} for one in ENGLISH.paragraphs[1].partition(" “")]},
    {"__typename": "NewsletterSignup", "text": "Sign up"}, {"type": "interstitial_link", "content": "Read on"},
    *({"type": "paragraph", "html": one} for one in ENGLISH.paragraphs[2:]),
]  # fmt: skip
IN_ATTRIBUTE = html.escape(TEXT_OF_IT)

# What stands in a page, {} for the data: as frameworks of publishers write it.
STATES: dict[str, tuple[object, str]] = {
    "Next": (in_state(ENGLISH), '<script id="__NEXT_DATA__" type="application/json">{}</script>'),
    "a variable": (in_state(ENGLISH), "<script>window.__STATE__ = {};</script>"),
    "a later one, with what JSON has not": (
        {"page": {"article": ARTICLE}}, "<script>var a = 1; window.s = {{\"x\":undefined,\"y\":{}}}; run(a)</script>"),
    "Arc": (ARTICLE | {"body": None, "content_elements": PIECES}, "<script>a.b={};a.c=[]</script>"),
    "a text that is parsed": (TEXT_OF_IT, "<script>s=JSON.parse({})</script>"),
    "a text with single quotes": (
        None, "<script>s=JSON.parse('" + TEXT_OF_IT.replace("\\", "\\\\").replace("'", "\\'").replace("</", "\\x3c/")
        .replace("{", "{{").replace("}", "}}") + "')</script>"),
    "Apollo": (APOLLO, "<script>window.__APOLLO_STATE__={}</script>"),
    "Nuxt": (ROWS, '<script type="application/json" id="__NUXT_DATA__">{}</script>'),
    "React's stream": ([1, FLIGHT], "<script>self.__next_f.push([0])</script><script>self.__next_f.push({})</script>"),
    "SvelteKit": ({"status": 200, "body": TEXT_OF_IT}, '<script type="application/json" data-url="/a">{}</script>'),
    "a remark in a block": ({"a": {"story": ARTICLE}}, '<script type="application/json"><!--{}--></script>'),
    "an attribute": (None, f'<div data-page="{IN_ATTRIBUTE}"></div>'.replace("{", "{{").replace("}", "}}")),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_the_article_that_scripts_would_show_is_read(name: str) -> None:
    (found,) = extract(scripted(*STATES[name]))
    assert found.draft is not None
    assert (found.draft.title, found.draft.authors, found.draft.text) == (
        ENGLISH.title,
        (ENGLISH.author,),
        ENGLISH.text,
    )


def test_rows_that_refer_to_themselves_have_an_end() -> None:
    (found,) = extract(scripted([["Reactive", 1], {"data": 1, "text": 0}, "x"]))
    assert found.reason is not None


def test_of_several_articles_in_scripts_the_one_of_the_title_is_read_and_of_others_none() -> None:
    (found,) = extract(scripted(in_state(FRENCH, ENGLISH)))
    assert found.draft is not None
    assert found.draft.title == ENGLISH.title
    (index,) = extract(scripted(in_state(FRENCH, ENGLISH.titled("Another headline"))))
    assert index.reason is not None


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (725846400, "1993-01-01"),
        (1710406800000, DAY),
        (3944678400, "2095-01-01"),
        (5000000000, None),
        (12345, None),
    ],
)
def test_numbers_that_are_dates(stated: int, day: str | None) -> None:
    (draft,) = drafts(json.dumps({"title": TITLE, "url": URL, "text": TEXT, "date": stated}))
    assert (draft.published_at or "")[:10] == (day or "")


@pytest.mark.parametrize(("share", "is_read"), [(0.8, True), (0.55, False)])
def test_a_text_with_paragraphs_is_read_if_it_is_as_long(share: float, is_read: bool) -> None:
    flat = " ".join(ENGLISH.paragraphs)
    half = flat[: int(share * len(flat))].rsplit(" ", 2)
    (draft,) = drafts(
        json.dumps({"title": TITLE, "url": URL, "text": flat, "content": f"{half[0]}\n\n{half[1]}"})
    )
    assert ("\n\n" in draft.text) is is_read


@pytest.mark.parametrize(("levels", "count"), [(4, 1), (12, 0)])
def test_levels_of_nesting(levels: int, count: int) -> None:
    within: Any = {"title": TITLE, "url": URL, "text": TEXT}
    body: Any = TEXT
    for _ in range(levels):
        within, body = {"data": within}, [body]
    assert len(drafts(json.dumps(within))) == count
    assert len(drafts(json.dumps({"title": TITLE, "url": URL, "text": body}))) == count
