"""Notes on authors, and which names are a person's."""

from __future__ import annotations

import pytest

from copydesk.extraction.people import described_person, person

NOTES = [
    ("en", "Mary Lou Decker is a staff writer for the Lowmouth Ledger.", "Mary Lou Decker"),
    ("en", "— Caleb Winter is an essayist and a fellow at the Estuary School.", "Caleb Winter"),
    ("en", "Ana Holm covers the harbour as a freelance reporter.", "Ana Holm"),
    ("en", "Dana Orr is a fan of pears.", None),
    ("en", "The council is a writer of letters.", None),
    ("en", "Patience is the only word that a reporter needs.", None),
    ("de", "Sabine Ottersbach ist Redakteurin im Ressort Küste.", "Sabine Ottersbach"),
    ("fr", "Luc Morin est journaliste au service économie.", "Luc Morin"),
    ("es", "Iván Bello es periodista y colaborador de este diario.", "Iván Bello"),
    ("pt", "Rita Sá Nogueira é jornalista e colunista deste jornal.", "Rita Sá Nogueira"),
    ("it", "Remo Bassi è giornalista e scrittore.", "Remo Bassi"),
    ("nl", "Mieke Prins is redacteur van de Laaghavense Courant.", "Mieke Prins"),
    ("pl", "Jan Kos jest dziennikarzem działu morskiego.", "Jan Kos"),
    ("ru", "Глеб Сомов — корреспондент отдела экономики.", "Глеб Сомов"),
]


@pytest.mark.parametrize(("language", "text", "name"), NOTES)
def test_a_note_says_who_the_author_is(language: str, text: str, name: str | None) -> None:
    assert described_person(text, language) == name


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
