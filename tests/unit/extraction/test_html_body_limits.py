"""Both sides of the numbers by which a page's story is found, and told from what is none."""

from __future__ import annotations

import pytest

from copydesk.extraction.html.agreement import Readings, Runs, Words, bag
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.body import PageBody, read_body
from copydesk.extraction.html.carriers import original
from copydesk.extraction.html.kind import refusal
from copydesk.extraction.html.markup import harmless
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.parsing import parse
from copydesk.extraction.html.passages import located
from copydesk.extraction.html.recovery import recovered
from copydesk.extraction.language import detect_language
from tests.unit.extraction.html_pages import STORY, TITLE, page, paragraphs, read

NONE = bag(())


def words(first: int, end: int) -> Words:
    return bag(f"w{number}" for number in range(first, end))


def parsed(markup: str) -> Page:
    found = parse(markup)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("precise", "rough", "declared", "is_settled"),
    [
        (97, 100, NONE, True),
        (85, 100, NONE, False),
        (100, 130, NONE, True),
        (100, 150, NONE, False),
        (100, 100, words(0, 92), True),
        (100, 100, words(0, 62), False),
        (100, 100, words(200, 250), True),
        (100, 100, words(200, 270), False),
    ],
)
def test_when_the_precise_reading_is_the_story(
    precise: int, rough: int, declared: Words, *, is_settled: bool
) -> None:
    read = Readings(words(0, 100), words(0, precise), words(0, rough), declared)
    assert read.are_settled() is is_settled


@pytest.mark.parametrize(("like", "best"), [(85, "simple"), (70, "main")])
def test_a_declared_text_decides_where_a_reading_is_like_it(like: int, best: str) -> None:
    main = words(200, 300)
    read = Readings(main, main, main, words(100 - like, 200 - like))
    assert read.best(words(0, 100)) == best


@pytest.mark.parametrize(
    ("precise", "rough", "best"),
    [(45, 100, "simple"), (60, 100, "main"), (45, 50, "simple"), (45, 35, "main")],
)
def test_the_longest_reading_is_the_story_where_the_precise_one_lost_it(
    precise: int, rough: int, best: str
) -> None:
    read = Readings(words(0, precise), words(0, precise), words(0, rough), NONE)
    assert read.best(words(0, 100)) == best


@pytest.mark.parametrize(
    ("piece", "pieces", "is_held"), [(5, 4, False), (7, 3, True), (15, 1, True), (11, 1, False)]
)
def test_a_reading_holds_a_paragraph_by_runs_of_words(piece: int, pieces: int, is_held: bool) -> None:
    paragraph = [f"w{number}" for number in range(piece * pieces if pieces > 1 else 23)]
    cut = [[*paragraph[start * piece : (start + 1) * piece], f"x{start}"] for start in range(pieces)]
    assert Runs(cut).hold(paragraph) is is_held


@pytest.mark.parametrize(
    ("shown", "declared", "is_taken"), [(3, 5, True), (4, 5, False), (0, 2, True), (0, 1, False)]
)
def test_a_declared_text_is_the_story_where_the_page_shows_its_beginning(
    shown: int, declared: int, is_taken: bool
) -> None:
    body = read_body(parsed(page(body=paragraphs(STORY[:shown]))), TITLE, "\n".join(STORY[:declared]))
    assert (body is not None and body.method == "json_ld") is is_taken


@pytest.mark.parametrize(("others", "is_taken"), [(12, True), (18, False)])
def test_a_declared_text_of_another_story_is_left(others: int, is_taken: bool) -> None:
    beside = f"<p>{' '.join(f'pier{number}' for number in range(others))}.</p>"
    body = read_body(parsed(page(body=paragraphs(STORY[:2]) + beside)), TITLE, "\n".join(STORY))
    assert body is not None
    assert (body.method == "json_ld") is is_taken


@pytest.mark.parametrize(("words", "is_found"), [(12, True), (8, False)])
def test_a_lost_paragraph_of_the_storys_make_is_taken_back(words: int, is_found: bool) -> None:
    lost = " ".join(STORY[4].split()[:words])
    found = parsed(f"<div><p>{STORY[0]}</p></div><hr><div><p>{lost}</p></div>")
    story = recovered(found, located(STORY[:1], found), lambda: [STORY[0], lost])
    assert (lost in [passage.text for passage in story]) is is_found


@pytest.mark.parametrize(("lines", "is_near"), [(11, True), (14, False)])
def test_a_byline_stands_a_few_lines_above_the_story(lines: int, is_near: bool) -> None:
    above = "".join(f"<p>Note {number}</p>" for number in range(lines))
    body = read_body(parsed(page(above=f"<nav>{above}<p>Last note</p></nav>")), TITLE, None)
    assert body is not None
    assert ("Last note" in [line.text for line in body.opening]) is is_near


BODY = PageBody(list(STORY), "test", [], (), 0.0)


@pytest.mark.parametrize(
    ("title", "words", "is_refused"),
    [
        ("Page not found", 140, True),
        ("Page not found", 160, False),
        ("Sorry, this page was not found", 140, False),
        ("Sorry, this page not found", 140, True),
    ],
)
def test_a_wall_says_little_and_so_does_its_title(title: str, words: int, is_refused: bool) -> None:
    assert bool(refusal(parsed(page()), BODY, words, title, declared=False)) is is_refused


@pytest.mark.parametrize(("words", "is_refused"), [(45, True), (60, False)])
def test_a_login_page_says_next_to_nothing(words: int, is_refused: bool) -> None:
    login = parsed(page(below="<input type='password'>"))
    assert bool(refusal(login, BODY, words, TITLE, declared=False)) is is_refused


@pytest.mark.parametrize(
    ("link", "after", "is_index"), [("More of it on page two", 1, True), ("On page two", 1, False),
                                    ("More of it on page two", 2, False)]
)  # fmt: skip
def test_an_index_has_links_below_each_of_its_lines(link: str, after: int, is_index: bool) -> None:
    lines = [
        f"<p>{text}</p>" + f"<p><a href='/{number}'>{link}</a></p>" * (number % after == 0)
        for number, text in enumerate(STORY * 2)
    ]
    found = parsed(page(body="".join(lines)))
    body = read_body(found, TITLE, None)
    assert body is not None
    assert bool(refusal(found, body, 300, TITLE, declared=False)) is is_index


@pytest.mark.parametrize(("levels", "is_whole"), [(3, True), (4, False)])
def test_addresses_within_addresses(levels: int, is_whole: bool) -> None:
    address = "https://web.archive.org/web/20240101000000/" * levels + "https://b.example/ferry"
    assert (original(address) == "https://b.example/ferry") is is_whole


@pytest.mark.parametrize(
    ("count", "filling", "are_kept"), [(250, 2000, True), (150, 4000, True), (250, 4000, False)]
)
def test_a_long_tag_of_many_attributes_loses_them(count: int, filling: int, are_kept: bool) -> None:
    attributes = " ".join(f"a{number}=''" for number in range(count - 1))
    markup = f"<p {attributes} title='{'x' * (filling + 900 - len(attributes))}'>"
    assert (harmless(markup) == markup) is are_kept


def test_lines_and_characters_of_a_page_that_are_read() -> None:
    lines = read_lines(parsed(f"<p>{'x' * 600_000}</p>" + "<p>x</p>" * 21_000).tree)
    assert len(lines) == 20_000
    assert len(lines[0].text) == 500_000


@pytest.mark.parametrize(
    ("markup", "is_ordinary"),
    [
        ("<b>x</b>" * 12_000, True),
        ("<b>x</b>" * 18_000, False),
        ("<p>x</p>" * 4_000, True),
        ("<p>x</p>" * 6_000, False),
        ("x" * 2_500_000, True),
        ("x" * 3_500_000, False),
    ],
)
def test_what_readers_can_take_whose_time_grows_with_the_square(markup: str, is_ordinary: bool) -> None:
    assert parsed(markup).is_ordinary is is_ordinary


@pytest.mark.parametrize(("levels", "kept"), [(180, 180), (240, 150)])
def test_levels_of_nesting(levels: int, kept: int) -> None:
    assert parsed("<div>" * levels + "x").markup.count("<div>") == kept


HINDI = "पहाड़ी ज़िले के एक गाँव के लोगों ने तीन साल तक इंतज़ार करने के बाद नदी पर लकड़ी का पुल खुद ही बना लिया है।"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (HINDI, "hi", "hi"),
        (HINDI, "fa", "ne"),
        (" ".join(STORY), "sv", "en"),
    ],
)
def test_the_declared_language_stands_where_letters_hardly_tell_another(
    text: str, declared: str, language: str
) -> None:
    assert detect_language(text, declared) == language


def test_a_list_below_an_offer_and_comments_below_their_heading_are_no_story() -> None:
    offer = (
        "<h3>Keep reading with a free trial</h3><p>Subscribe now</p><ul><li>All stories on the web</li></ul>"
    )
    comments = "<h3>Comments</h3><div>1. Well done, all of you</div>"
    text = read(page(body=paragraphs() + offer + comments)).text
    assert "All stories" not in text
    assert "Well done" not in text


def test_addresses_that_a_story_lists_stay() -> None:
    list_ = "".join(
        f"<p>{n}) Lamp {n} of the pier<br><a href='https://b.example/{n}'>https://b.example/{n}</a></p>"
        for n in range(4)
    )
    assert "https://b.example/1" in read(page(body=paragraphs() + list_)).text
