"""Dates in the forms that news pages write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.extraction.dates import dates_in, is_placeholder, parse_date

WRITTEN = [
    ("January 12, 2022", "2022-01-12"),
    ("Quay Review, January 07, 2022", "2022-01-07"),
    ("10 January 2022", "2022-01-10"),
    ("Wednesday, the 3rd of March 2021", "2021-03-03"),
    ("Dec. 31, 2019", "2019-12-31"),
    ("2 Sept 2020", "2020-09-02"),
    ("3 de marzo de 2021", "2021-03-03"),
    ("miércoles, 15 de septiembre de 2021", "2021-09-15"),
    ("1er août 2020", "2020-08-01"),
    ("8 février 2019", "2019-02-08"),
    ("12. Januar 2022", "2022-01-12"),
    ("3. März 2021", "2021-03-03"),
    ("5 de março de 2021", "2021-03-05"),
    ("21 ottobre 2020", "2020-10-21"),
    ("12 января 2022 г.", "2022-01-12"),
    ("31 августа 2020 года", "2020-08-31"),
    ("2021年9月18日", "2021-09-18"),
    ("Sat, 05/11/2024 - 08:20", "2024-05-11T08:20"),
    ("mardi 05/11/2024", "2024-11-05"),
    ("so 5/12/2024", "2024-05-12"),
    ("2022-01-12", "2022-01-12"),
    ("2022/1/2", "2022-01-02"),
    ("20220112", "2022-01-12"),
    ("13/01/2022", "2022-01-13"),
    ("01/13/2022", "2022-01-13"),
    ("12.11.2021", "2021-11-12"),
    ("2022-05-09T07:30:00+02:00", "2022-05-09T07:30:00+02:00"),
    ("2022-05-09T07:30:00Z", "2022-05-09T07:30:00Z"),
    ("2022-05-09 07:30", "2022-05-09T07:30"),
    ("December 22, 2023 04:26 PM", "2023-12-22T16:26"),
    ("Published: 4 October 2022, 06:15 BST", "2022-10-04T06:15+01:00"),
    ("4 October 2022 - 6:15 am GMT+3", "2022-10-04T06:15+03:00"),
    ("Publié le 8 février 2019 à 18h04", "2019-02-08T18:04"),
    ("12.11.2021, 17:45 Uhr", "2021-11-12T17:45"),
    ("May 1, 2020 at 12:05 a.m.", "2020-05-01T00:05"),
]
NO_DATE = [
    "",
    "7 months ago",
    "0 4 min 7 mths",
    "yesterday",
    "June 2023",
    "in 2021",
    "31 February 2021",
    "99/99/2021",
    "version 1.2.2021.4",
    "1,678 people were detained",
    "03/04/2022",
    "May 35, 2020",
    "42 January 2020",
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_written_dates(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("language", "day_first", "expected"),
    [
        ("es", None, "2022-04-03"),
        ("de", None, "2022-04-03"),
        ("en", None, None),
        ("en", True, "2022-04-03"),
        ("en", False, "2022-03-04"),
        (None, None, None),
    ],
)
def test_an_ambiguous_numeric_date_needs_evidence(
    language: str | None, day_first: bool | None, expected: str | None
) -> None:
    assert parse_date("03/04/2022", language=language, day_first=day_first) == expected


def test_an_ambiguous_form_still_counts_as_a_date_line() -> None:
    assert dates_in("03/04/2022")
    assert not dates_in("0 4 min 7 mths")


@pytest.mark.parametrize(
    "text",
    ["1970-01-01T00:00:00Z", "1970-01-20T20:21:43+00:00", "31 December 1969", "1899-12-30", "12/31/2099"],
)
def test_a_placeholder_is_no_date(text: str) -> None:
    assert parse_date(text, day_first=False) is None
    assert parse_date("2 January 1971") == "1971-01-02"


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)).filter(
        lambda day: not is_placeholder(day.year, day.month, day.day)
    )
)
def test_every_day_survives_its_written_forms(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y"):
        assert parse_date(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=80))
def test_any_text_gives_a_real_date_or_none(text: str) -> None:
    answer = parse_date(text)
    assert answer is None or date.fromisoformat(answer[:10])
