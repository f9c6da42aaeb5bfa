from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.blanks import NAME_PLACES, NUMBER_PLACES, Blanks, blanks, by_place
from copydesk.matching.words import plain, spelled_words


def of(text: str) -> Blanks:
    text = plain(text)
    return blanks(text, spelled_words(text))


@pytest.mark.parametrize(
    ("text", "numbers", "names"),
    [
        ("Nothing to fill in here.", 0, 0),
        ("The ferry left at 9 with 40 aboard.", 2, 0),
        ("The ferry left Skerry, and Port Sabel waited.", 0, 2),
        ("The mayor, Ada Quill, left. Quill did not return.", 0, 2),
        ("Then nothing. Then rain; then the tide.", 0, 0),
        ("Вчера паром покинул Остмар.", 0, 1),
        ("the ferry left O'Hara behind", 0, 1),
    ],
)
def test_each_blank_has_two_places(text: str, numbers: int, names: int) -> None:
    found = of(text)
    assert len(found.numbers) == 2 * numbers
    assert len(found.names) == 2 * names


def test_places_are_known_by_the_words_around_them_whatever_other_blanks_hold() -> None:
    one = by_place(of("in May the tide at Skerry rose").names, 8)
    other = by_place(of("in May the tide at Port Sabel rose").names, 8)
    assert len(one.keys() & other.keys()) == 4
    assert sum(one[place] == other[place] for place in one) == 2


@pytest.mark.parametrize(("word", "kept"), [(0, 2), (1, 1), (2, 1), (4, 1), (5, 1), (6, 2)])
def test_a_place_is_two_words_before_or_two_after(word: int, kept: int) -> None:
    words = ["when", "the", "tide", "9", "rose", "again", "there"]
    other = words.copy()
    other[word] = "otherwise"
    one, two = (by_place(of(" ".join(text)).numbers, 12) for text in (words, other))
    assert len(one.keys() & two.keys()) == kept


@given(st.text())
def test_any_text_has_blanks_in_order_and_few(text: str) -> None:
    found = of(text)
    assert list(found.numbers) == sorted(found.numbers)
    assert list(found.names) == sorted(found.names)
    assert len(found.numbers) <= NUMBER_PLACES
    assert len(found.names) <= NAME_PLACES
    assert all(value < 1 << 24 for value in found.names)
