from __future__ import annotations

import random

import pytest

from copydesk.matching import learning
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.learning import PublishedText, learn

UNLIKE = ("Slipway closes", "Footbridge reopens", "Supplementary budget", "Bakery wins prize", "Library sold")
WALL = "You have read all of your free stories this month. Choose a plan that suits you, or log in."


def prose(seed: str, words: int) -> str:
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefghij", k=5)) for _ in range(words)).capitalize() + "."


def story(seed: str, sentences: int = 8) -> str:
    return "\n\n".join(prose(f"{seed} {number}", 20) for number in range(sentences))


def rows(
    texts: list[str], titles: tuple[str | None, ...], publisher: str | None = "Ledger"
) -> list[PublishedText]:
    return [
        PublishedText(text, title, "2025-09-23", publisher, f"https://ledger.example/{number}")
        for number, (text, title) in enumerate(zip(texts, titles, strict=False))
    ]


def test_a_rerun_weeks_later_is_a_story() -> None:
    first = PublishedText(
        story("a"), "Reservoir to be drained", "2025-09-23", "Ledger", "https://l.example/1"
    )
    again = first._replace(
        text=f"{story('a')}\n\nThis story first ran in September.",
        title="What you need to know",
        published_at="2025-10-12",
        url="https://l.example/2",
    )
    assert not learn([first, again]).uses
    assert not learn(
        [first, again._replace(text=story("a", 5)), again._replace(url="https://l.example/3")]
    ).uses


def test_a_form_that_is_filled_in_week_after_week_is_no_story() -> None:
    form = prose("form", 25)
    filled = [
        PublishedText(f"{form}\n{day} crowns.", "Prices at the fish hall", f"2025-09-{day:02}", "Ledger")
        for day in (1, 4, 8, 12)
    ]
    assert learn(filled).strip(filled[0].text, "Ledger") == ""
    assert not learn(filled[:3]).uses


def test_updates_under_headlines_of_their_own_are_a_story() -> None:
    text = f"The council met about the reservoir while fishermen waited outside.\n\n{story('a')}"
    texts = [text, f"{text}\n\n{prose('new', 12)}", f"{text}\n\n{prose('newer', 12)}"]
    assert not learn(rows(texts, ("Council meets tonight", "Reservoir drained", "Fishermen angry"))).uses


def test_one_text_at_three_addresses_under_titles_of_other_stories_stands_there_for_them() -> None:
    learned = learn(rows([story("a")] * 3, UNLIKE))
    assert learned.strip(story("a"), "Ledger") == ""
    assert learned.strip(story("a"), "Another") == story("a")
    assert not learn(rows([story("a")] * 2, UNLIKE)).uses
    assert not learn(
        [row._replace(url="https://ledger.example/1") for row in rows([story("a")] * 3, UNLIKE)]
    ).uses
    assert not learn(rows([story("a")] * 3, ("Slipway closes", "Slipway closes early", "Slipway"))).uses


@pytest.mark.parametrize("count", [3, 40])
def test_titles_alone_never_make_the_copies_of_many_publishers_no_story(count: int) -> None:
    copies = [
        PublishedText(story("a"), prose(f"title {number}", 4), "2025-09-23", f"Outlet {number}")
        for number in range(count)
    ]
    assert not learn(copies).uses


def test_what_stands_beside_many_stories_is_learned_without_titles_and_publishers() -> None:
    notice = story("notice", 3)
    texts = [f"{story(f'own {number}', 3)}\n\n{notice}" for number in range(12)]
    learned = learn([PublishedText(text) for text in texts])
    assert learned.strip(texts[0], None) == story("own 0", 3)
    # Copies of one story, each with a little of its own, are not many stories.
    copies = [f"{story('one', 6)}\n\n{prose(f'own {number}', 20)}" for number in range(12)]
    assert not learn([PublishedText(text) for text in copies]).uses


def test_a_little_beside_three_stories_is_learned_where_nobody_knows_whose_it_is() -> None:
    headline = "Ferry runs aground off the northern pier"
    texts = [f"{story(f'own {number}')}\n\n{headline}" for number in range(3)]
    assert learn([PublishedText(text) for text in texts]).strip(texts[0], None) == story("own 0")
    assert not learn([PublishedText(text) for text in texts[:2]]).uses


def test_pictures_of_what_their_articles_tell_are_a_story() -> None:
    captions = [f"The reservoir in spring: {prose(f'caption {number}', 30)}" for number in range(14)]
    gallery = "\n\n".join(captions)
    titles = (
        "Engineers drain the reservoir next week",
        "Anglers rescue fish from reservoir mud",
        "Ministers quarrel: who pays for the reservoir?",
        "Walking tours around an empty reservoir",
    )
    texts = [f"{story(f'own {number}', 15)}\n\n{gallery}" for number in range(4)]
    assert len(gallery) > learning.LONG
    assert not learn(rows(texts, titles)).uses
    # What is about none of the articles is beside them, and so is what is little, or comes again for weeks.
    assert learn(rows(texts, UNLIKE)).strip(texts[0], "Ledger") == story("own 0", 15)
    short = [f"{story(f'own {number}')}\n\n{captions[0]}" for number in range(4)]
    assert learn(rows(short, titles)).strip(short[0], "Ledger") == story("own 0")
    lasting = rows(texts, titles)
    lasting[0] = lasting[0]._replace(published_at="2025-11-20")
    assert learn(lasting).strip(texts[0], "Ledger") == story("own 0", 15)


def test_walls_are_stripped_where_nothing_was_learned() -> None:
    assert Boilerplate().strip(f"{story('a')}\n\n{WALL}", "Ledger") == story("a")
    assert Boilerplate().strip(f"Slipway closes on Monday.\n\n{WALL}", None) == ""
    # Nor is anything learned from them.
    for wall in (WALL, "Log in or subscribe to keep reading this story."):
        texts = [f"{story(str(number))}\n\n{wall}" for number in range(5)]
        assert Boilerplate().strip(texts[0], None) == story("0")
        assert not learn(rows(texts, UNLIKE)).uses


def test_the_limits_are_as_measured() -> None:
    assert (learning.MIN_STORIES, learning.MAX_DAYS, learning.EVERYBODYS_STORIES, learning.OF_STORIES) == (
        3,
        7,
        10,
        20,
    )
    assert (learning.MOST, learning.ALWAYS, learning.LITTLE) == (0.5, 0.8, 0.45)
    assert (learning.MIN_REST, learning.MIN_REST_SHARE, learning.REST_OVERLAP) == (120, 0.3, 0.5)
    assert (learning.LONG, learning.ABOUT) == (2000, 0.25)
    assert (learning.UNKNOWN_STORIES, learning.FORM_DAYS) == (5, 4)
    assert (learning.TITLE_OVERLAP, learning.SIGNIFICANT, learning.TELLING) == (0.5, 4, 5)
