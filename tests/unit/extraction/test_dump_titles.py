"""Which line of a dump is its title, and which lines that look like one are not."""

from __future__ import annotations

import pytest

from tests.unit.extraction.dumps import PIER, draft_of


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Who Will Rebuild the Pier?", "Who Will Rebuild the Pier?"),
        ("Who will rebuild it? Nobody knows, says the board. Who then?", None),
        ("Pier rebuilt", "Pier rebuilt"),
        ("Kirchturm eingerüstet", None),
        ("UPDATE: North pier to be rebuilt", "UPDATE: North pier to be rebuilt"),
        ("Updated: 3 May 2021", None),
        ("Ana Maria Holm", None),
        ("Home › Harbour › The north pier", None),
        ("News | Pier | Harbour | Storms", None),
        ("North pier to be rebuilt, and then...", "North pier to be rebuilt, and then..."),
        ("Headline: Buy lamp oil now\n\nNorth pier to be rebuilt", "North pier to be rebuilt"),
        ("North pier to be rebuilt\n\nHeadline: Buy lamp oil now", "North pier to be rebuilt"),
        ("Headline: Buy lamp oil now", "Buy lamp oil now"),
        ("A night without lamps\n\nBy Ana Holm\n\n12 May 2021", "A night without lamps"),
        ("12 May 2021\n\nA night without lamps", "A night without lamps"),
        ("Home\n\nAbout\n\nA night without lamps\n\nMore of the kind", None),
    ],
)
def test_the_title_is_a_line_that_has_to_do_with_the_story(head: str, title: str | None) -> None:
    assert draft_of(f"{head}\n\n{PIER}").title == title


def test_a_question_above_the_story_is_no_part_of_it() -> None:
    assert draft_of(f"Who Will Rebuild the Pier?\n\n{PIER}").text == PIER


@pytest.mark.parametrize(
    ("head", "published", "authors"),
    [
        ("North pier to be rebuilt Posted: Monday, May 3, 2021 5:16 PM", "2021-05-03T17:16", ()),
        ("North pier to be rebuiltPublished: 3 May 2021", "2021-05-03", ()),
        ("North pier to be rebuilt | Date: 3 May 2021 | Updated: 4 May 2021", "2021-05-03", ()),
        ("North pier to be rebuiltBy Ana Holm", None, ("Ana Holm",)),
    ],
)
def test_a_date_or_byline_glued_to_the_title_is_parted_from_it(
    head: str, published: str | None, authors: tuple[str, ...]
) -> None:
    draft = draft_of(f"{head}\n\n{PIER}")
    assert (draft.title, draft.published_at, draft.authors) == (
        "North pier to be rebuilt",
        published,
        authors,
    )
    assert draft.text == PIER


@pytest.mark.parametrize(
    "title",
    [
        "North pier to be rebuilt: date still open",
        "Board reads North Pier Stories By Ana Holm",
        "Pier Updated: The north end",
    ],
)
def test_a_title_that_speaks_of_dates_or_bylines_is_one(title: str) -> None:
    assert draft_of(f"{title}\n\n{PIER}").title == title


def test_a_date_whose_clock_ends_with_a_stop_is_no_sentence() -> None:
    draft = draft_of(f"North pier to be rebuilt\n\n12 May 2021, 10:25 hs.\n\n{PIER}")
    assert (draft.published_at, draft.text) == ("2021-05-12T10:25", PIER)


def test_other_titles_are_kept_as_what_disagreed() -> None:
    origin = draft_of(f"Title: North pier rebuilt\n\nThe pier of the north is rebuilt\n\n{PIER}").provenance[
        "title"
    ]
    assert (origin.method, origin.others) == ("label", ("first_line: The pier of the north is rebuilt",))
