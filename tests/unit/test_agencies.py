"""One registry of agencies: what extraction records by any name of one is found by each of its names."""

from __future__ import annotations

import pytest

from copydesk.agencies import AGENCIES, fold_source
from copydesk.extraction.agencies import agency, first_agency, is_agency, opening_agency
from copydesk.facets import Facet, agency_keys, facet_key, former_keys

FORMS = [(name, form) for name, others in AGENCIES.items() for form in (name, *others)]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_extraction_and_questions_know_the_same_agencies(name: str, form: str) -> None:
    assert agency(form) == agency(form.upper()) == name
    assert fold_source(form) == fold_source(name)
    for facet in (Facet.PUBLISHER, Facet.CREDIT):
        key = facet_key(facet, name)
        assert key == facet_key(facet, form) == facet_key(facet, f"the {form.upper().removeprefix('THE ')}")
        assert facet_key(facet, key) == key
        # By whatever name it is asked for, what was listed under another is asked for too.
        assert {key, *former_keys(facet, form)} == {key, *former_keys(facet, name)}


def test_every_name_belongs_to_one_agency() -> None:
    for name, others in AGENCIES.items():
        for form in others:
            assert form not in AGENCIES
            assert agency_keys()[facet_key(Facet.AUTHOR, form).removeprefix("the ")] == facet_key(
                Facet.CREDIT, name
            )
    assert len({facet_key(Facet.CREDIT, name) for name in AGENCIES}) == len(AGENCIES)


@pytest.mark.parametrize("facet", [Facet.AUTHOR, Facet.TOPIC, Facet.REGION])
def test_only_publishers_and_credits_are_agencies(facet: Facet) -> None:
    assert facet_key(facet, "Associated Press") == "associated press"
    assert former_keys(facet, "Associated Press") == ()


def test_what_is_no_agency_has_no_former_names() -> None:
    assert former_keys(Facet.PUBLISHER, "Skerry Dispatch") == ()
    assert set(former_keys(Facet.CREDIT, "ANI")) == {"asian news international"}


def test_an_outlet_is_known_however_it_is_written() -> None:
    forms = ("The Fen-Post", "fenpost", "www.fenpost", "Fén Post ")
    assert {fold_source(form) for form in forms} == {"fenpost"}
    assert fold_source("Fen Post Weekly") == "fenpostweekly"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("AFP/Reuters", "AFP"),
        ("js/dpa", "dpa"),
        ("dpa und AFP", "dpa"),
        ("ТАСС и AFP", "TASS"),
        ("abcd/dpa", "dpa"),
        ("abcde/dpa", None),
        ("AFP FIM/AFP", None),
        ("AFP/Fim", "AFP"),
        ("a/b/c/d/e/AFP", "AFP"),
        ("a/b/c/d/e/f/AFP", None),
        ("", None),
    ],
)
def test_the_first_of_listed_agencies(text: str, first: str | None) -> None:
    assert first_agency(text) == first


@pytest.mark.parametrize("text", ["agencies", "Agenturen", "Agências", "وكالات"])
def test_agencies_that_are_not_named_are_agencies(text: str) -> None:
    assert is_agency(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Beta", "Beta"), ("beta", None), ("BETA", "Beta"), ("petra", "Petra")],
)
def test_names_of_four_letters_are_agencies_in_their_own_case(text: str, name: str | None) -> None:
    assert agency(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the news agency Asian News International said so", "ANI"),
        ("the state news agency Asian News International said so", None),
        ("新华社洛口", "Xinhua"),
        ("ロンドン時事", "Jiji"),
        ("洛口港务局", None),
    ],
)
def test_a_text_opens_with_an_agency_of_six_words(text: str, name: str | None) -> None:
    assert opening_agency(text) == name
