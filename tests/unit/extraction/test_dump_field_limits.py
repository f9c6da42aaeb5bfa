"""Where the limits of a dump's fields lie: each with an example just within it and one just beyond."""

from __future__ import annotations

import pytest

from tests.unit.extraction.dumps import PIER, draft_of

TITLE = "North pier to be rebuilt"


@pytest.mark.parametrize(
    ("headline", "parted"),
    [
        ("Three lamps burn", False),
        ("Three lamps burn on", True),
        ("lamp " * 43 + "on", True),
        ("lamp " * 60 + "on", False),
    ],
)
def test_the_words_of_a_headline_that_a_date_is_glued_to(headline: str, parted: bool) -> None:
    draft = draft_of(f"{TITLE}\n\n{headline} Posted: May 3, 2021\n\n{PIER}")
    origin = draft.provenance.get("published_at")
    assert (origin is not None and origin.raw == "Posted: May 3, 2021") is parted


@pytest.mark.parametrize(
    ("lines", "url"), [(0, "https://fen.example/1"), (1, "https://fen.example/1"), (2, None)]
)
def test_the_line_in_which_a_dump_has_its_address(lines: int, url: str | None) -> None:
    above = [TITLE, "A lamp for the harbour board"][:lines]
    assert (
        draft_of("\n\n".join([*above, "https://fen.example/1", *([] if above else [TITLE]), PIER])).url == url
    )


@pytest.mark.parametrize(("words", "named"), [(7, True), (8, True), (9, False), (11, False)])
def test_the_words_of_a_labelled_publisher(words: int, named: bool) -> None:
    name = " ".join(["Lantern"] * words)
    assert (draft_of(f"{TITLE}\n\nPublisher: {name}\n\n{PIER}").publisher is not None) is named


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        ("Ana Holm / Saint Mary Bay Fen Quay", ("Ana Holm",)),
        ("Ana Holm / Saint Mary Bay Fen Quay Lock", ()),
        ("Ann Sea", ("Ann Sea",)),
        ("Ann Lamp", ()),
    ],
)
def test_the_words_of_a_line_that_is_a_name(name: str, authors: tuple[str, ...]) -> None:
    below = "Nobody saw a lamp by the sea on Monday night."
    assert draft_of(f"{TITLE}\n\n{name}\n\n{PIER}\n\n{below}").authors == authors


@pytest.mark.parametrize(("lines", "authors"), [(10, ("Ana Holm",)), (11, ())])
def test_how_far_below_the_story_a_note_on_its_author_stands(lines: int, authors: tuple[str, ...]) -> None:
    between = "\n\n".join(f"Lamp {n}" for n in range(lines))
    assert (
        draft_of(f"{TITLE}\n\n{PIER}\n\nShare this:\n\n{between}\n\nAna Holm is a staff writer.").authors
        == authors
    )


@pytest.mark.parametrize(("title", "taken"), [("Storming piers", True), ("Storming peers", False)])
def test_the_letters_that_forms_of_a_word_have_in_common(title: str, taken: bool) -> None:
    assert (draft_of(f"{title}\n\n{PIER}").title == title) is taken


@pytest.mark.parametrize(
    ("title", "taken"), [("Harbourly nights and days", True), ("Harborly nights and days", False)]
)
def test_the_letters_by_which_a_title_shares_a_word_with_its_story(title: str, taken: bool) -> None:
    assert (
        draft_of(f"Menu\n\nOf all the kinds\n\nOf all the sorts\n\n{title}\n\n{PIER}").title == title
    ) is taken


@pytest.mark.parametrize(("lines", "authors"), [(3, ("Ana Holm",)), (4, ())])
def test_how_far_above_the_story_a_name_alone_stands(lines: int, authors: tuple[str, ...]) -> None:
    between = "\n\n".join(f"Lamp {n}" for n in range(lines))
    assert draft_of(f"# {TITLE}\n\nAna Holm\n\n{between}\n\n{PIER}").authors == authors
