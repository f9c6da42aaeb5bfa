"""Days and times in the words and digits of each language."""

from __future__ import annotations

import pytest

from copydesk.extraction.dates import parse_date, where_written
from copydesk.extraction.phrases import LANGUAGES, fold

WRITTEN = [
    ("ru", "12 марта 2021 года, 16:47", "2021-03-12T16:47"),
    ("ru", "16:47, 12 марта 2021 года", "2021-03-12T16:47"),
    ("ru", "12 марта 2021 г. в 16:47", "2021-03-12T16:47"),
    ("ru", "12.03.2021 16:47", "2021-03-12T16:47"),
    ("ru", "Пятница, 12 марта 2021, 16:47 МСК", "2021-03-12T16:47+03:00"),
    ("ru", "12 мар 2021 16:47", "2021-03-12T16:47"),
    ("ru", "16:47 12.03.2021", "2021-03-12T16:47"),
    ("ru", "12 марта 2021г.", "2021-03-12"),
    ("de", "12. März 2021 um 16.47 Uhr", "2021-03-12T16:47"),
    ("de", "Freitag, 12.03.2021, 16:47 Uhr", "2021-03-12T16:47"),
    ("de", "12. Jänner 2021", "2021-01-12"),
    ("de", "12.3.21, 16:47 Uhr", None),
    ("fr", "Publié le vendredi 12 mars 2021 à 16 h 47", "2021-03-12T16:47"),
    ("fr", "12/03/2021 à 16h47", "2021-03-12T16:47"),
    ("fr", "le 12 mars 2021 à 16:47", "2021-03-12T16:47"),
    ("fr", "1er févr. 2021", "2021-02-01"),
    ("es", "12 de marzo del 2021 a las 16:47 h", "2021-03-12T16:47"),
    ("es", "12 mar 2021 - 16:47 CET", "2021-03-12T16:47+01:00"),
    ("es", "12/03/2021 16:47", "2021-03-12T16:47"),
    ("es", "marzo 12, 2021", "2021-03-12"),
    ("es", "12 de setiembre de 2021", "2021-09-12"),
    ("pt", "12 de março de 2021 às 16h47", "2021-03-12T16:47"),
    ("pt", "14/03/2021 10h20", "2021-03-14T10:20"),
    ("pt", "12 mar. 2021, 16:47", "2021-03-12T16:47"),
    ("it", "12 marzo 2021 alle 16:47", "2021-03-12T16:47"),
    ("it", "12 Marzo 2021 ore 16.47", "2021-03-12T16:47"),
    ("it", "venerdì 12 marzo 2021 alle ore 16:47", "2021-03-12T16:47"),
    ("nl", "12 maart 2021 om 16:47", "2021-03-12T16:47"),
    ("nl", "vrijdag 12 maart 2021 16.47 uur", "2021-03-12T16:47"),
    ("nl", "12-03-2021", "2021-03-12"),
    ("tr", "12 Mart 2021 Cuma 16:47", "2021-03-12T16:47"),
    ("tr", "12.03.2021 - 16:47", "2021-03-12T16:47"),
    ("tr", "12 Mart 2021, saat 16:47", "2021-03-12T16:47"),
    ("tr", "12 Ağustos 2021", "2021-08-12"),
    ("tr", "12 Kasım 2021", "2021-11-12"),
    ("tr", "12 ŞUBAT 2021", "2021-02-12"),
    ("ar", "الجمعة 12 مارس 2021 - 08:15 ص", "2021-03-12T08:15"),
    ("ar", "08:15 م الأحد 11 مارس 2018", "2018-03-11T20:15"),
    ("ar", "١٢ آذار ٢٠٢١", "2021-03-12"),
    ("ar", "12 آذار/مارس 2021", "2021-03-12"),
    ("ar", "12 كانون الأول 2021", "2021-12-12"),
    ("ar", "12 ماي 2021", "2021-05-12"),
    ("ar", "12 جويلية 2021", "2021-07-12"),
    ("ar", "12/03/2021", "2021-03-12"),
    ("pl", "12 marca 2021, 16:47", "2021-03-12T16:47"),
    ("pl", "12 marca 2021 r. godz. 16:47", "2021-03-12T16:47"),
    ("pl", "12 marca 2021 o 16:47", "2021-03-12T16:47"),
    ("pl", "12.03.2021 16:47", "2021-03-12T16:47"),
    ("pl", "12 paź 2021", "2021-10-12"),
    ("zh", "2021年3月12日 16:47", "2021-03-12T16:47"),
    ("zh", "2021年03月12日16:47", "2021-03-12T16:47"),
    ("zh", "二〇二一年三月十二日", "2021-03-12"),
    ("zh", "二○二一年十二月三十一日", "2021-12-31"),
    ("zh", "2021-03-12 16:47:05", "2021-03-12T16:47:05"),
    ("zh", "2021年3月12日 下午4:47", "2021-03-12T16:47"),
    ("zh", "2021/03/12 16:47", "2021-03-12T16:47"),
    ("ja", "2021年3月12日 16時47分", "2021-03-12T16:47"),
    ("ja", "令和3年3月12日", "2021-03-12"),
    ("ja", "2021.03.12", "2021-03-12"),
    ("ja", "２０２１年３月１２日", "2021-03-12"),
    ("ja", "2021年3月12日(金) 午後4時47分", "2021-03-12T16:47"),
    ("ko", "입력 2021.03.12 16:47", "2021-03-12T16:47"),
    ("ko", "2021년 3월 12일 오후 4:47", "2021-03-12T16:47"),
    ("ko", "2021. 3. 12. 16:47", "2021-03-12T16:47"),
    ("ko", "2021-03-12", "2021-03-12"),
    ("el", "23 Σεπτεμβρίου 2025, 18:40", "2025-09-23T18:40"),
    ("he", "12 במרץ 2021, 16:47", "2021-03-12T16:47"),
    ("en", "3 hours ago", None),
    ("de", "vor 3 Stunden", None),
    ("fr", "il y a 3 heures", None),
    ("es", "hace 3 horas", None),
    ("en", "3 hours ago, Copyright 2021", None),
    ("en-US", "09/04/2025", "2025-09-04"),
    ("en-GB", "09/04/2025", "2025-04-09"),
    ("en", "09/04/2025", None),
    ("en-IN", "09/04/2025", "2025-04-09"),
    ("en", "09/14/2025", "2025-09-14"),
    ("en", "March 12th, 2021 at 4:47pm", "2021-03-12T16:47"),
    ("en", "12 March 2021 4.47pm GMT", "2021-03-12T16:47Z"),
    ("en", "Fri 12 Mar 2021 16.47 GMT", "2021-03-12T16:47Z"),
    ("en", "Mar 12 '21", None),
    ("en", "12th of March, 2021", "2021-03-12"),
    ("en", "2021 March 12", "2021-03-12"),
    ("en", "Sept. 23, 2025 9:40 p.m.", "2025-09-23T21:40"),
    ("en", "noon, March 12, 2021", "2021-03-12"),
    ("en", "12-Mar-2021", "2021-03-12"),
    ("en", "March 12, 2021 04:47 PM EST", "2021-03-12T16:47-05:00"),
    ("en", "Date – January 16th", None),
    ("ja", "令和元年5月1日", "2019-05-01"),
    ("zh", "民國110年3月12日", "2021-03-12"),
    ("en", "12 March 2021 7.30 wins", "2021-03-12"),
    ("en", "12 March 2021 at 24:10", "2021-03-12"),
    ("en", "12 March 2021 13:10 pm", "2021-03-12"),
    ("en", "2021-03-12T16:47:00+14:00", "2021-03-12T16:47:00+14:00"),
    ("en", "2021-03-12T16:47:00+15:00", "2021-03-12T16:47:00"),
    ("en", "12 March 2021" + " " * 55 + "16:47", "2021-03-12T16:47"),
    ("en", "12 March 2021" + " " * 60 + "16:47", "2021-03-12"),
]


@pytest.mark.parametrize(("language", "text", "expected"), WRITTEN)
def test_a_day_and_its_time(language: str, text: str, expected: str | None) -> None:
    assert parse_date(text, language=language) == expected


MONTHS = [
    (phrases.language, number, name.replace("_", " "))
    for phrases in LANGUAGES
    for number, names in enumerate(phrases.months, 1)
    for name in names.split()
]


def test_every_month_of_every_language() -> None:
    wrong = [
        (language, name)
        for language, number, name in MONTHS
        if parse_date(f"12 {name} 2021", language=language) != f"2021-{number:02d}-12"
    ]
    assert wrong == []
    assert len({fold(name) for _, _, name in MONTHS}) > 300


@pytest.mark.parametrize("zero", "0٠۰०০０")
def test_every_digit(zero: str) -> None:
    written = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in "12/11/2021 16:47")
    assert parse_date(written, language="ar") == "2021-11-12T16:47"


def test_a_day_is_looked_for_about_the_years_of_a_text() -> None:
    assert where_written("2021-03-12", "12 March" + " " * 30 + "2021") is not None
    assert where_written("2021-03-12", "12 March" + " " * 40 + "2021") is None
    assert where_written("2021-03-12", "2021" + " " * 18 + "March 12") is not None
    assert where_written("2021-03-12", "2021" + " " * 24 + "March 12") is None
    assert where_written("2021-03-12", "2021 " * 180 + "12 March 2021") is not None
    assert where_written("2021-03-12", "2021 " * 210 + "12 March 2021") is None


def test_only_the_beginning_of_a_line_is_read_for_its_date() -> None:
    assert parse_date(" " * 350 + "12 March 2021") == "2021-03-12"
    assert parse_date(" " * 500 + "12 March 2021") is None


def test_years_of_no_newspaper_are_no_dates() -> None:
    assert (parse_date("12 March 1700"), parse_date("12 March 1699")) == ("1700-03-12", None)
    assert (parse_date("12 March 2100"), parse_date("12 March 2101")) == ("2100-03-12", None)
