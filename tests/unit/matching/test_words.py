from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.words import _ascii_words, _words, spelled_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("… — !", []),
        ("The $1,250.75 isn't 3-1.", ["the", "1250.75", "isn't", "3", "1"]),
        ("“It isn’t,” she said", ["it", "isn't", "she", "said"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("ﬁle ４２", ["file", "42"]),
        ("東京で3件", ["東", "京", "で", "3", "件"]),
        ("под Łódź", ["под", "lodz"]),
        ("snake_case a\x00b", ["snake", "case", "a", "b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "styled",
    [
        "85,000",
        "85.000",
        "85 000",
        "85\u00a0000",
        "85\u202f000",
        "85\u2009000",
        "85'000",
        "85’000",
        "85000",
        "٨٥٬٠٠٠",
        "٨٥٠٠٠",
        "۸۵٬۰۰۰",
        "८५,०००",
        "８５，０００",
    ],
)
def test_thousands_are_parted_in_many_styles_and_digits(styled: str) -> None:
    assert words(f"some {styled} crowns") == ["some", "85000", "crowns"]


@pytest.mark.parametrize("styled", ["34567", "34,567", "567,34"])
def test_arabic_thousands_are_one_number_whichever_way_round(styled: str) -> None:
    assert "34567" in words(f"بلغ السعر {styled} دينار")


@pytest.mark.parametrize("styled", ["34.6", "34,6", "34\u200f,6", "٣٤٫٦", "34ر6", "6ر34", "6.34"])
def test_an_arabic_decimal_is_one_number_whichever_way_round(styled: str) -> None:
    assert words(f"بنسبة {styled} في") == words("بنسبة 34.6 في")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.400.000,5", "1400000.5"),
        ("1,400,000.5", "1400000.5"),
        ("3,5", "3.5"),
        ("12.05.2024", "12.05.2024"),
        ("2024", "2024"),
        ("1,2,3", "1.2.3"),
        ("0.125", "0125"),
        ("0,125", "0125"),
    ],
)
def test_decimals_have_a_point(text: str, number: str) -> None:
    assert words(text) == [number]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("في 3 كانون الثاني", "في 3 يناير"),
        ("في 3 كانون الثاني/يناير", "في 3 يناير"),
        ("في 3 أيلول", "في 3 سبتمبر"),
        ("في آب/أغسطس", "في أغسطس"),
        ("جويلية", "يوليو"),
    ],
)
def test_a_month_has_one_name(written: str, same: str) -> None:
    assert words(written) == words(same)


GERMAN = (
    "Der Kapitän der Fähre und die Mannschaft führten im Jänner über zwölf Gäste durch die Straßen und Höfe."
)


def test_german_without_umlauts_is_the_same() -> None:
    plain = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    bare = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
    assert words(GERMAN) == words(GERMAN.translate(plain)) == words(GERMAN.translate(bare))
    assert words(GERMAN) == words(GERMAN.replace("Jänner", "Januar"))


def test_other_languages_keep_what_german_folds() -> None:
    assert words("He does value the blue Tuesday") == ["he", "does", "value", "the", "blue", "tuesday"]


@given(st.text())
def test_words_hold_no_space_and_are_stable(text: str) -> None:
    found = words(text)
    assert not any(" " in word or not word for word in found)
    assert [word for word in words("; ".join(found)) if not word[0].isdigit()] == [
        word for word in found if not word[0].isdigit()
    ]


@given(st.text())
def test_every_word_has_a_spelling(text: str) -> None:
    found = spelled_words(text)
    assert len(found.folded) == len(found.spelled)
    assert found.joined.split() == found.folded
    assert [found.folded[at] for at in found.numbers] == [word for word in found.folded if word[0].isdigit()]


@given(st.text(alphabet="aB'0 1,.-_\n\0z5", max_size=16))
def test_words_of_ascii_are_found_in_their_own_way(text: str) -> None:
    assert _ascii_words(text) == _words(text)
