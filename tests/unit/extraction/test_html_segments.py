"""Stories that their page divides are read whole, and no others with them."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from copydesk.extraction.html.parsing import parse
from copydesk.extraction.html.passages import located
from copydesk.extraction.html.readers import _shown
from copydesk.extraction.html.recovery import recovered
from tests.unit.extraction.html_pages import STORY, TITLE, page, paragraphs, read

TEASERS = (
    "<div class='text'>" + "<p><a href='/x'>Another headline that leads elsewhere</a></p>" * 4 + "</div>"
)
BOX = "<aside><p>Sign up for the island letter, which comes on Fridays.</p></aside>"


def part(*numbers: int) -> str:
    return f"<div class='text'>{paragraphs(tuple(STORY[number] for number in numbers))}</div>"


def tree(markup: str) -> HtmlElement:
    parsed = parse(markup)
    assert parsed is not None
    return parsed.tree


DIVIDED = page(body=part(0) + BOX + part(1, 2) + TEASERS + BOX + part(3, 4))


def test_a_divided_story_is_read_whole() -> None:
    assert read(DIVIDED).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "markup",
    [
        f"<article>{part(0, 1)}</article><article>{part(2, 3, 4)}</article>",  # stories of their own
        f"<article>{part(0, 1).replace('text', 'body')}{part(2)}</article>",  # another kind
    ],
)
def test_what_is_no_segment_is_left_where_it_is(markup: str) -> None:
    parsed = parse(f"<html><body>{markup}</body></html>")
    assert parsed is not None
    story = located(STORY[:2], parsed)
    assert recovered(parsed, story, lambda: STORY) == story


def test_the_stories_of_an_endless_page_are_left_out() -> None:
    others = "".join(
        f"<article><h1 class='head'>Harbour news, part {number}</h1>"
        + "".join(
            f"<p>{words} on pier {number}, where boats of every size were counted.</p>" for words in STORY
        )
        + "</article>"
        for number in (1, 2)
    )
    own = f"<article><h1 class='head'>{TITLE}</h1>{paragraphs()}</article>"
    assert read(page(body=own + others, h1="")).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "start",
    [
        "<div hidden>",
        "<p style='color: red; display:none'>",
        "<p style='visibility: hidden !important'>",
        "<noscript>",
    ],
)
def test_what_browsers_do_not_show_is_left_out(start: str) -> None:
    whole = tree(page(above=f"{start}unseen</{start[1:].split()[0].rstrip('>')}> tail"))
    text = _shown(whole).text_content()
    assert "unseen" not in text
    assert "tail" in text
    assert "unseen" in whole.text_content()
