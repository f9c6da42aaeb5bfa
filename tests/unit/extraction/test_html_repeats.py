"""Pages that hold their story more than once: each paragraph comes out once; what is said twice on purpose stays."""

from __future__ import annotations

import pytest

from copydesk.extraction.html.repeats import repeated
from tests.unit.extraction.html_pages import STORY, page, paragraphs, read

BROKEN = "<br><br>".join(STORY)
COPIES: dict[str, str] = {
    "by class": f"<div class='hidden-xs'>{paragraphs()}</div><div class='visible-xs'>{paragraphs()}</div>",
    "for printers": f"<div>{paragraphs()}</div><div class='print-only' hidden>{paragraphs()}</div>",
    "hidden first": f"<section style='display:none'>{paragraphs()}</section><section>{paragraphs()}</section>",
    "pair by pair": "".join(f"<p class='wide'>{text}</p><p class='narrow'>{text}</p>" for text in STORY),
    "joined by breaks": f"<div>{paragraphs()}</div><div class='small-screens'>{BROKEN}</div>",
    "in a template": f"<template id='reader'>{paragraphs()}</template><div>{paragraphs()}</div>",
    "without scripts": f"<div>{paragraphs()}</div><noscript>{paragraphs()}</noscript>",
    "three times": "".join(f"<div class='at-{size}'>{paragraphs()}</div>" for size in ("s", "m", "l")),
    "in a shadow tree": f"<story-text><template shadowrootmode='open'>{paragraphs()}</template></story-text>",
}


@pytest.mark.parametrize("name", COPIES)
def test_each_paragraph_once(name: str) -> None:
    assert read(page(body=COPIES[name])).text.split("\n\n") == list(STORY)


def test_a_template_is_not_shown() -> None:
    ticket = "<p>Book your passage to the island before Friday and the second traveller goes along for nothing.</p>"
    assert "second traveller" not in read(page(below=f"<template>{ticket}</template>")).text


def test_short_lines_of_a_copy_are_copies() -> None:
    story = (*STORY[:2], "Nobody was hurt.", *STORY[2:], "More to follow on Tuesday.")
    body = f"<div class='wide'>{paragraphs(story)}</div><div class='narrow'>{paragraphs(story)}</div>"
    assert read(page(body=body)).text.split("\n\n") == list(story)


def test_what_is_said_twice_on_purpose_stays() -> None:
    story = (STORY[0], "“No comment.”", *STORY[1:3], "“No comment.”", *STORY[3:])
    assert read(page(body=paragraphs(story))).text.split("\n\n") == list(story)


def test_what_a_plan_says_for_each_day_stays() -> None:
    meal = "Barley porridge with two spoons of honey, a handful of hazelnuts and half a pear from the harbour market"
    plan = [line for day in ("Monday", "Tuesday", "Wednesday") for line in (f"{day} morning", meal)]
    draft = read(page(body=paragraphs((*STORY, *plan))))
    assert draft.text.split("\n\n") == [*STORY, *plan]


@pytest.mark.parametrize(
    ("lines", "again"),
    [
        ("a b c|d|a b c|d", set()),
        ("a b c|a b c", {1}),
        ("a b|a b", set()),
        (" ".join("abcdefghijkl") + "|" + " ".join("abcdefghijkl"), {1}),
        (" ".join("abcdefghijk") + "|x|" + " ".join("abcdefghijk"), set()),
        (" ".join("abcdefghijklmn") + "|" + " ".join("cdefghijklmn") + ".", {1}),
        (" ".join("abcdefghijklmn") + "|" + " ".join("cdefghijklmn"), set()),
        ("|".join((" ".join("abcdefghijkl"), "y", " ".join("abcdefghijkl"), "y")), {2, 3}),
        (" ".join("abcdefghijklmn") + "|" + " ".join("abcdefghijklmnz"), set()),
        ("", set()),
    ],
)
def test_repeated_lines(lines: str, again: set[int]) -> None:
    assert repeated(lines.split("|")) == again


def test_a_list_may_name_a_thing_twice_and_prose_may_not() -> None:
    offer = (
        "Return passage with a cabin for two and a bicycle, sale price 89 crowns, regular price 128 crowns"
    )
    other = "Return passage on deck with a dog and a pram, sale price 39 crowns, regular price 58 crowns"
    body = paragraphs((*STORY, STORY[1], offer, other, offer))
    assert read(page(body=body)).text.split("\n\n") == [*STORY, offer, other, offer]
