"""Both sides of the numbers by which a page's metadata is read."""

from __future__ import annotations

import pytest

from copydesk.extraction.html.titles import without_site
from copydesk.extraction.text import are_alike
from tests.unit.extraction.html_pages import STORY, TITLE, linked_data, meta, page, paragraphs, read


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("Ferry timetable moved again today", True),
        ("Ferry timetable moved earlier today without notice", False),
    ],
)
def test_titles_are_alike_by_a_fifth_of_their_telling_words(other: str, alike: bool) -> None:
    assert are_alike("Ferry strands forty passengers overnight near Oskellen harbour", other) is alike


@pytest.mark.parametrize(
    ("badge", "title", "is_cut"),
    [
        ("Live Video", TITLE, True),
        ("Our Live Video", TITLE, False),
        ("Video", "Ferry sails again", True),
        ("Video", "Ferry sails", False),
    ],
)
def test_words_of_a_badge_and_of_a_title_behind_it(badge: str, title: str, is_cut: bool) -> None:
    markup = page(meta(og__title=title), h1=f"{badge} {title}").replace(f"<title>{TITLE}", f"<title>{title}")
    assert read(markup).title == (title if is_cut else f"{badge} {title}")


@pytest.mark.parametrize(
    ("site", "is_named"),
    [("The New Weekly of Tarn Hollow", True), ("All the Good News of Tarn Hollow Bay", False)],
)
def test_words_of_a_sites_name(site: str, is_named: bool) -> None:
    publisher = read(page().replace("</title>", f" | {site}</title>")).publisher
    assert (publisher is not None and publisher.name == site) is is_named


@pytest.mark.parametrize(("section", "is_cut"), [("Town Hall", True), ("Around Town Hall", False)])
def test_words_of_a_section(section: str, is_cut: bool) -> None:
    title = without_site(f"{TITLE} | {section} | The Herald", ["The Herald"])
    assert title == (TITLE if is_cut else f"{TITLE} | {section}")


NOBODY = ("<p class='byline'>Staff</p>", "<p class='byline'>Newsroom</p>", "<p class='byline'>Web Desk</p>")
SIGNED = "<p class='byline'>Runa Castellow</p>"


@pytest.mark.parametrize(("above", "is_read"), [(2, True), (3, False)])
def test_the_first_three_bylines_are_tried(above: int, is_read: bool) -> None:
    assert bool(read(page(above="".join(NOBODY[:above]) + SIGNED)).authors) is is_read


@pytest.mark.parametrize(("filling", "is_read"), [(190, True), (300, False)])
def test_characters_of_a_byline(filling: int, is_read: bool) -> None:
    byline = f"<p class='byline'><a>Runa Castellow</a><a>Olle Fremd</a>{' ' * 3}<i>{'x' * filling}</i></p>"
    assert bool(read(page(above=byline)).authors) is is_read


@pytest.mark.parametrize(("filling", "is_read"), [(80, True), (130, False)])
def test_characters_of_a_dateline(filling: int, is_read: bool) -> None:
    dateline = f"<p class='date'>8 May 2023, {'x' * filling}</p>"
    origin = read(page(above=dateline)).provenance.get("published_at")
    assert (origin is not None and origin.method == "dateline") is is_read


@pytest.mark.parametrize(("before", "is_read"), [(2, True), (3, False)])
def test_the_first_three_datelines_tell_the_publishers_time(before: int, is_read: bool) -> None:
    days = "".join(f"<time datetime='2022-0{number}-01'>then</time>" for number in range(1, before + 1))
    head = linked_data({"@type": "NewsArticle", "datePublished": "2023-05-09T01:30:20Z"})
    shown = f"{days}<time datetime='2023-05-08T21:30:20-04:00'>Monday</time>"
    assert (read(page(head, shown)).published_at == "2023-05-08T21:30:20-04:00") is is_read


@pytest.mark.parametrize(
    ("time", "day"), [("2023-05-08T16:30:00Z", "2023-05-09"), ("2023-05-08T11:30:00Z", None)]
)
def test_a_shown_day_that_a_clock_nine_hours_away_is_in(time: str, day: str | None) -> None:
    head = linked_data({"@type": "NewsArticle", "datePublished": time})
    assert read(page(head, "<time>9 May 2023</time>")).published_at == (day or time)


@pytest.mark.parametrize(("words", "is_read"), [(14, True), (20, False)])
def test_words_of_a_line_with_a_byline(words: int, is_read: bool) -> None:
    line = f"<p>By Runa Castellow, {' '.join(['sea'] * (words - 3))}</p>"
    assert bool(read(page(above=line)).authors) is is_read


@pytest.mark.parametrize(("size", "count", "is_read"), [(30, 2, True), (30, 3, False), (18, 3, True)])
def test_paragraphs_above_a_byline(size: int, count: int, is_read: bool) -> None:
    prose = f"<p>{' '.join(['The harbour was quiet and'] * 8).rsplit(' ', 40 - size)[0]}.</p>" * count
    assert bool(read(page(above=f"{prose}<p>By Runa Castellow</p>")).authors) is is_read


@pytest.mark.parametrize(("name", "is_topic"), [("n" * 70, True), ("n" * 100, False)])
def test_characters_of_a_topic(name: str, is_topic: bool) -> None:
    assert bool(read(page(meta(article__tag=name))).topics) is is_topic


def tags(count: int, words: str = "sea", levels: int = 0) -> str:
    links = "".join(f"<a href='/t/{number}'>{words} {number}</a> " for number in range(count))
    return f"<div class='tags'>{'<div>' * levels}{links}{'</div>' * levels}</div>"


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        (tags(14), 14),
        (tags(20), 0),
        (tags(1, "in the north sea"), 1),
        (tags(1, "in the deep cold north sea"), 0),
        (tags(1, levels=2), 1),
        (tags(1, levels=3), 0),
    ],
)
def test_tags_of_an_article(shown: str, count: int) -> None:
    assert len(read(page(body=paragraphs() + shown)).topics) == count


@pytest.mark.parametrize(("width", "is_picture"), [(90, False), (120, True)])
def test_width_of_an_icon(width: int, is_picture: bool) -> None:
    assert (
        bool(read(page(above=f"<figure><img src='https://b.example/a.jpg' width='{width}'></figure>")).images)
        is is_picture
    )


@pytest.mark.parametrize(("levels", "is_read"), [(8, True), (13, False)])
def test_levels_of_json_ld(levels: int, is_read: bool) -> None:
    node: object = {"@type": "NewsArticle", "headline": TITLE, "author": "Runa Castellow"}
    for _ in range(levels):
        node = {"@graph": node}
    assert bool(read(page(linked_data(node))).authors) is is_read


@pytest.mark.parametrize(("levels", "is_near"), [(2, True), (4, False)])
def test_levels_within_which_authors_are_of_one_byline(levels: int, is_near: bool) -> None:
    first = f"{'<div>' * levels}<b itemprop='author'>Runa Castellow</b>{'</div>' * levels}"
    second = first.replace("Runa Castellow", "Olle Fremd")
    assert ("Olle Fremd" in read(page(above=f"<div>{first}{second}</div>")).authors) is is_near


@pytest.mark.parametrize(("words", "is_own"), [(110, True), (80, False)])
def test_words_of_an_item_that_is_the_story(words: int, is_own: bool) -> None:
    story = " ".join(" ".join(STORY).split()[: words - 3])
    item = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><meta itemprop='headline' content='Travel news'>"
        f"<b itemprop='author'>Olle Fremd</b><p>{story}</p></div>"
    )
    assert bool(read(page(body=paragraphs() + item)).authors) is is_own


@pytest.mark.parametrize(("characters", "method"), [(800_000, "json_ld"), (1_200_000, "json_ld_salvaged")])
def test_characters_of_json_ld_that_are_parsed(characters: int, method: str) -> None:
    draft = read(
        page(linked_data({"@type": "NewsArticle", "datePublished": "2023-05-08", "x": "x" * characters}))
    )
    assert draft.provenance["published_at"].method == method
