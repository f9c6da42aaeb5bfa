from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.words import spelled_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("… — !", []),
        ("The $1,250.75 isn't 3-1.", ["the", "1,250.75", "isn't", "3", "1"]),
        ("“It isn’t,” she said", ["it", "isn't", "she", "said"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("ﬁle ４２", ["file", "42"]),
        ("東京で3件", ["東", "京", "で", "3", "件"]),
        ("под Łódź", ["под", "łódź"]),
        ("snake_case a\x00b", ["snake", "case", "a", "b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_words_hold_no_space_and_are_stable(text: str) -> None:
    found = words(text)
    assert not any(" " in word or not word for word in found)
    assert words(" ".join(found)) == found


@given(st.text())
def test_every_word_has_a_spelling(text: str) -> None:
    found = spelled_words(text)
    assert len(found.folded) == len(found.spelled)
    assert words(" ".join(found.spelled)) == found.folded


def test_spelling_keeps_case() -> None:
    assert spelled_words("The ÉCOLE of Łódź").spelled == ["The", "ÉCOLE", "of", "Łódź"]
