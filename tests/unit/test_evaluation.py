"""The evaluation itself: it reads a whole corpus, notices a field that falls, and does without what is not there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from copydesk.extraction import extract
from evaluation import cases, headers, public, scoring
from evaluation.__main__ import FLOORS, below, score
from evaluation.reading import Reading, read_case

LANGUAGES = {folder.parent.name for folder in cases.folders()}
EXEMPLARS = {
    "ar": "page-digits",
    "de": "dump-german-agency",
    "en": "dump-account-story",
    "es": "dump-spanish-labels",
    "fr": "dump-french",
    "it": "dump-italian-portal",
    "nl": "dump-furniture-below",
    "pl": "dump-labels",
    "pt": "dump-portuguese",
    "ru": "dump-russian-portal",
    "tr": "dump-source-glued",
    "zh": "dump-chinese",
}
"""A document of each of these languages, all of whose fields come out right."""


def example(folder: Path, expected: object, source: str = "Nothing but a line.") -> Path:
    folder.mkdir(parents=True)
    (folder / "source.txt").write_text(source, encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return folder


def test_every_case_is_well_formed() -> None:
    assert all(cases.read_case(folder)[0].about for folder in cases.folders())


def test_every_language_of_the_corpus_has_floors() -> None:
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert LANGUAGES | public.SETS.keys() <= pinned.keys()
    assert all(0 <= floor <= 1 for floors in pinned.values() for floor in floors.values())
    assert all(
        floors.get(field, 1) >= 0.5 for floors in pinned.values() for field in ("outcome", "title", "body")
    )


@pytest.mark.parametrize(("language", "name"), EXEMPLARS.items())
def test_the_exemplar_of_a_language_comes_out_as_expected(language: str, name: str) -> None:
    # The floors are for whole sets; a document of each is held to all of its fields here.
    assert [
        field for field, right in read_case(cases.CORPUS / language / name).right.items() if not right
    ] == []


def test_a_wrong_field_is_wrong_alone(tmp_path: Path) -> None:
    folder = cases.CORPUS / "en" / EXEMPLARS["en"]
    case, source = cases.read_case(folder)
    article = case.articles[0].model_copy(update={"title": "Another headline"})
    found = list(extract(source.read_bytes()))
    assert [
        field
        for field, right in cases.fields_right(
            case.model_copy(update={"articles": (article,)}), found
        ).items()
        if not right
    ] == ["title"]


def test_every_field_is_wrong_where_the_outcome_is(tmp_path: Path) -> None:
    folder = example(tmp_path / "en" / "short", {"about": "Too short.", "articles": [{"title": "Nothing"}]})
    assert read_case(folder).right == {"outcome": False, "title": False}


@pytest.mark.parametrize(
    "expected",
    [
        {"about": "Neither."},
        {"about": "Both.", "reason": "too_short", "articles": [{}]},
        {"about": "x", "titel": 1},
    ],
)
def test_a_case_that_is_not_well_formed_is_refused(tmp_path: Path, expected: object) -> None:
    with pytest.raises(ValueError, match=r"articles|titel"):
        cases.read_case(example(tmp_path / "en" / "odd", expected))


def test_a_field_that_falls_is_named() -> None:
    readings = [
        Reading("en", "a", {"title": True}, (1.0, 0.5)),
        Reading("en", "b", {"title": False}, (1.0, 1.0)),
    ]
    scores = score(readings)
    assert scores["en"] == {"title": 0.5, "body": pytest.approx(6 / 7)}
    assert list(below(scores, {"en": {"title": 0.5, "body": 0.85}})) == []
    assert list(below(scores, {"en": {"title": 0.51}})) == ["en: title fell to 0.5000, its floor is 0.51"]
    assert list(below(scores, {"en": {"credit": 0.1}})) == ["en: credit fell to 0.0000, its floor is 0.1"]
    assert list(below(scores, {"not measured here": {"title": 1.0}})) == []


def test_a_set_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    for name, one in public.SETS.items():
        sentence = public.missing(name, tmp_path)
        assert sentence is not None
        assert sentence.startswith(f"{name} is not measured")
        assert one.repository in sentence
        assert one.commit[:12] in sentence


def test_shingles_score_order_and_bags_do_not() -> None:
    one, other = "the bridge was closed on Tuesday", "on Tuesday closed was bridge the"
    bags = scoring.overlap(Counter(scoring.words(one)), Counter(scoring.words(other)))
    assert bags == (1.0, 1.0)
    assert scoring.overlap(scoring.shingles(one), scoring.shingles(other)) == (0.0, 0.0)
    assert scoring.overlap(Counter(), Counter()) == (1.0, 1.0)
    assert scoring.macro_f1([(1.0, 0.0), (1.0, 1.0)]) == pytest.approx(2 / 3)


def test_headers_are_halved_by_what_they_say_and_scored_by_name() -> None:
    halves = headers.halves()
    assert min(map(len, halves.values())) > 90
    story = next(header for header in headers.read_headers() if header.lines == "By Petra Lindqvist")
    assert headers.authors_of(story) == ("Petra Lindqvist",)
    both = story._replace(authors=("PETRA LINDQVIST", "Maeve Tully"))
    assert headers.score([story, both]) == (1.0, pytest.approx(2 / 3))
    assert headers.score([story._replace(authors=())]) == (0.0, 0.0)
