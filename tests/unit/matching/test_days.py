from __future__ import annotations

from datetime import date

import pytest

from copydesk.matching.days import day_number, day_of

MAY_DAY = date(2024, 5, 1).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01", MAY_DAY),
        ("2024-05-01T23:30:00-05:00", MAY_DAY),
        (None, None),
        ("", None),
        ("1 May 2024", None),
        ("2024-13-01", None),
    ],
)
def test_day_number(text: str | None, expected: int | None) -> None:
    assert day_number(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://quayside.example/2024/05/01/slipway", MAY_DAY),
        ("https://quayside.example/2024/5/1/", MAY_DAY),
        ("https://quayside.example/news/2024-05-01-slipway-shut.html", MAY_DAY),
        ("https://quayside.example/20240501/slipway", None),  # may be any number
        ("https://quayside.example/2024/02/30/slipway", None),
        ("https://quayside.example/2024/05/0134", None),
        ("https://quayside.example/slipway?day=/2024/05/01/", None),
        ("https://[quayside/2024/05/01/", None),
        (None, None),
    ],
)
def test_the_day_in_an_address_stands_for_an_unknown_one(url: str | None, expected: int | None) -> None:
    assert day_of(None, url) == expected
    assert day_of("soon", url) == expected
    assert day_of("2024-04-30", url) == MAY_DAY - 1
