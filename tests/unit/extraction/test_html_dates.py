"""Dates of pages: stated, shown, in their addresses, and in whose time."""

from __future__ import annotations

import pytest

from tests.unit.extraction.html_pages import linked_data, meta, page, read


def published(
    head: str = "", above: str = "", below: str = "", *, url: str | None = None, lang: str = ""
) -> str | None:
    return read(page(head, above, below, lang=lang), url).published_at


STATED = [
    ("2023-05-08", "2023-05-08"),
    ("2023-05-08T07:30:00+0200", "2023-05-08T07:30:00+02:00"),
    ("2023-05-08T07:30:00.123Z", "2023-05-08T07:30:00.123Z"),
    ("20230508", "2023-05-08"),
    ("20230508T073000Z", "2023-05-08T07:30:00Z"),
    ("Mon, 08 May 2023 07:30:00 GMT", "2023-05-08T07:30:00Z"),
    ("Mon May 08 07:30:00 EDT 2023", "2023-05-08T07:30:00-04:00"),
    ("2023-05-08 07:30", "2023-05-08T07:30"),
    ("1683531000", "2023-05-08T07:30:00Z"),
    ("1683531000000", "2023-05-08T07:30:00Z"),
    ("1970-01-01T00:00:00Z", None),
    ("0001-01-01T00:00:00", None),
    ("9999-12-31", None),
    ("2023-13-45", None),
    ("3 hours ago", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("stated", "expected"), STATED)
def test_stated_dates(stated: str, expected: str | None) -> None:
    found = published(linked_data({"@type": "NewsArticle", "datePublished": stated}))
    assert found == expected


SHOWN = [
    ("<time datetime='2023-05-08T07:30:00+02:00'>yesterday</time>", "2023-05-08T07:30:00+02:00"),
    ("<time datetime='2 hours ago'>8 May 2023</time>", "2023-05-08"),
    ("<dl><dt>Date:</dt><dd id='date_posted'>May 8, 2023</dd></dl>", "2023-05-08"),
    ("<p>8 May 2023</p>", "2023-05-08"),
    ("<font size=1>Monday, May 8, 2023</font><br>", "2023-05-08"),
    (
        "<span class='date'>Updated 9 May 2023</span><span class='date'>Published 8 May 2023</span>",
        "2023-05-08",
    ),
    (
        "<p>Updated: <time>9 May 2023</time></p><p>Published: <time datetime='2023-05-08'>8 May</time></p>",
        "2023-05-08",
    ),
    ("<p>Published 8 May 2023, updated 9 May 2023</p>", "2023-05-08"),
    ("<p>Aktualisiert am 9. Mai 2023</p><p>8. Mai 2023</p>", "2023-05-08"),
    ("<div class='meta'>2023年5月8日 07:30</div>", "2023-05-08T07:30"),
]


@pytest.mark.parametrize(("above", "expected"), SHOWN)
def test_shown_dates(above: str, expected: str) -> None:
    assert published(above=above) == expected


def test_the_date_by_the_heading_comes_before_those_of_teasers() -> None:
    teasers = "<div class='strip'><p><time datetime='2023-06-01'>1 June</time> Other story</p></div>"
    markup = page(above="<time datetime='2023-05-08'>8 May</time>").replace("<main>", f"{teasers}<main>")
    assert read(markup).published_at == "2023-05-08"


ADDRESS_DAYS = [
    ("https://b.example/2023/05/08/ferry", "2023-05-08"),
    ("https://b.example/news/2023-05-08-ferry.html", "2023-05-08"),
    ("https://b.example/20230508/ferry", "2023-05-08"),
    ("https://b.example/2023/05/ferry", None),
    ("https://b.example/a/20230599", None),
    ("https://b.example/ferry-1234567890", None),
]


@pytest.mark.parametrize(("url", "expected"), ADDRESS_DAYS)
def test_the_day_in_an_address_is_the_last_resort(url: str, expected: str | None) -> None:
    assert published(url=url) == expected
    assert published(above="<time datetime='2022-02-02'>then</time>", url=url) == "2022-02-02"


LOCAL = [
    # JSON-LD in Greenwich's time, and how the page shows the same moment.
    (
        "2023-05-09T01:30:20Z",
        "<time datetime='2023-05-08T21:30:20-04:00'>Monday</time>",
        "2023-05-08T21:30:20-04:00",
    ),
    ("2023-05-09T01:30:20Z", "<p class='date'>May 8, 2023 9:30 p.m. EDT</p>", "2023-05-08T21:30-04:00"),
    ("2023-05-09T01:30:20Z", "<p class='date'>May 8, 2023, 9:30 p.m.</p>", "2023-05-08T21:30:00-04:00"),
    ("2023-05-08T20:10:00Z", "<p class='date'>2023-05-09 01:55</p>", "2023-05-09T01:55:00+05:45"),
    # A time on the stated day, and a day beside the moment.
    ("2023-05-08", "<time datetime='2023-05-08T07:30:00+02:00'>Monday</time>", "2023-05-08T07:30:00+02:00"),
    ("2023-05-08T22:00:00Z", "<p class='date'>9 May 2023</p>", "2023-05-09"),
    # Other moments: a round hour, another minute, too far.
    ("2023-05-09T01:00:00Z", "<p class='date'>May 8, 2023, 9:00 p.m.</p>", "2023-05-09T01:00:00Z"),
    ("2023-05-09T01:30:20Z", "<p class='date'>May 8, 2023, 9:31 p.m.</p>", "2023-05-09T01:30:20Z"),
    ("2023-05-09T01:30:20Z", "<p class='date'>May 7, 2023, 1:30 a.m.</p>", "2023-05-09T01:30:20Z"),
    ("2023-05-09T01:30:20+02:00", "<p class='date'>May 8, 2023, 9:30 p.m.</p>", "2023-05-09T01:30:20+02:00"),
]


@pytest.mark.parametrize(("stated", "above", "expected"), LOCAL)
def test_a_moment_is_given_in_the_publishers_own_time(stated: str, above: str, expected: str) -> None:
    assert published(linked_data({"@type": "NewsArticle", "datePublished": stated}), above) == expected


def test_modified_dates() -> None:
    draft = read(page(meta(article__modified_time="2023-05-09T10:00:00Z"), "<p>Updated 10 May 2023</p>"))
    assert draft.modified_at == "2023-05-09T10:00:00Z"
    assert draft.provenance["modified_at"].others == ("dateline: 2023-05-10",)
    assert read(page(above="<p>Last updated: 10 May 2023</p><p>8 May 2023</p>")).modified_at == "2023-05-10"


@pytest.mark.parametrize(("lang", "expected"), [("de", "2023-04-03"), ("fr", "2023-04-03"), ("", None)])
def test_a_day_and_month_that_can_be_read_both_ways_needs_a_language(lang: str, expected: str | None) -> None:
    assert published('<meta name="date" content="03/04/2023">', lang=lang) == expected


@pytest.mark.parametrize(
    "stated", ["2024-02-30", "2023-06-31T10:00:00Z", "2023-02-29", "31 April 2023", "2023-06"]
)
def test_a_day_that_no_calendar_has_gives_none(stated: str) -> None:
    for head in (
        meta(article__published_time=stated),
        meta(date=stated),
        f"<meta name='date' content='{stated}'>",
    ):
        found = read(page(head, f"<p class='date'>{stated}</p>"))
        assert found.published_at is None
        assert "published_at" not in found.provenance


@pytest.mark.parametrize(
    "written", ["2023-05-08", "8 May 2023", "May 8, 2023", "20230508", "08.05.2023", "2023/05/08"]
)
def test_the_raw_text_of_a_day_that_was_searched_for_is_on_the_page(written: str) -> None:
    markup = page(
        f"<meta name='release-note' content='{written}'><meta name='dcterms.date' content='{written}'>"
    )
    found = read(markup)
    assert found.published_at == "2023-05-08"
    assert found.provenance["published_at"].raw in markup


@pytest.mark.parametrize(
    "elsewhere",
    ["<script>window.build = '2023-05-08'</script>", "<style>/* 2023-05-08 */</style>", "<b>05/08/2023</b>"],
)
def test_no_day_is_searched_for_in_scripts_or_chosen_of_two(elsewhere: str) -> None:
    assert read(page(elsewhere, elsewhere)).published_at is None
