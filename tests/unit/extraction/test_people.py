"""What one part of a byline names."""

from __future__ import annotations

import pytest

from copydesk.extraction.people import person


@pytest.mark.parametrize(
    ("part", "described", "name"),
    [
        ("Jane Doe Chief Reporter", False, "Jane Doe"),
        ("Jane Doe Rural Reporter", False, None),
        ("West Coast Correspondent", True, None),
        ("our correspondent Jane Doe", False, "Jane Doe"),
        ("Jane Doe for The Courier", False, "Jane Doe"),
        ("Jane Doe 12 comments", False, "Jane Doe"),
        ("Jane Doe Associated Press", False, "Jane Doe"),
        ("The Editors", False, None),
        ("Fen Tribune", False, None),
        ("One Two Three Four Five Six", False, "One Two Three Four Five Six"),
        ("One Two Three Four Five Six Seven", False, None),
        ("J" + "a" * 27 + " " + "D" + "o" * 30, False, "J" + "a" * 27 + " " + "D" + "o" * 30),
        ("J" + "a" * 28 + " " + "D" + "o" * 31, False, None),
    ],
)
def test_a_part_of_a_byline(part: str, described: bool, name: str | None) -> None:
    assert person(part, "en", described=described) == name
