"""Stories that their page divides are read whole, and no others with them."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, fromstring

from copydesk.extraction.html.page import parse
from copydesk.extraction.html.readers import readability
from copydesk.extraction.html.segments import shown, with_segments
from tests.unit.extraction.html_pages import STORY, page, paragraphs, read

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


def test_the_other_segments_of_a_story_come_in_their_place() -> None:
    story = fromstring(f"<html><body>{part(1, 2)}</body></html>")
    assert with_segments(tree(DIVIDED), story, list(STORY[1:3])) == list(STORY)


def test_a_divided_story_is_read_whole() -> None:
    parsed = parse(DIVIDED)
    assert parsed is not None
    assert readability(parsed) == list(STORY)
    assert read(DIVIDED).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "markup",
    [
        f"<article>{part(0, 1)}</article><article>{part(2, 3, 4)}</article>",  # stories of their own
        f"<div>{part(0, 1)}{part(2, 3, 4)}</div>",  # what they are is not said
        f"<article>{part(0, 1).replace('text', 'body')}{part(2)}</article>",  # another kind
        f"<article><div class='text'>{part(0, 1)}</div></article>",  # one in the other
    ],
)
def test_what_is_no_segment_is_left_where_it_is(markup: str) -> None:
    kind = "body" if "body" in markup else "text"
    story = fromstring(f"<html><body>{part(0, 1).replace('text', kind)}</body></html>")
    assert with_segments(tree(f"<html><body>{markup}</body></html>"), story, list(STORY[:2])) == list(
        STORY[:2]
    )


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
    text = shown(whole).text_content()
    assert "unseen" not in text
    assert "tail" in text
    assert "unseen" in whole.text_content()
