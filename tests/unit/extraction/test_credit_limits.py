"""Limits of the rules of credits: what is just within each, and what is just beyond."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from copydesk.extraction.credits import Article, find_credit, is_credit_line, signatures
from copydesk.extraction.document import Document, Line, Link
from copydesk.extraction.rules import rules

PROSE = "The council of Brackwater voted on Tuesday to close the old bridge for two years while its piers are rebuilt."


def name_of(*texts: str, story: range | None = None) -> str | None:
    found = find_credit(Article.of(map(Line.of, texts), story)).value
    return found.name if found else None


def words(count: int) -> str:
    return " ".join(["word"] * count)


def with_label(size: int, place: int) -> list[str]:
    lines = [PROSE] * size
    lines[place] = "Source: Harbour Ledger"
    return lines


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        pytest.param(with_label(30, 24), with_label(30, 23), id="a fifth of a story is its end"),
        pytest.param(with_label(5, 3), with_label(5, 2), id="two lines of a short one are"),
        pytest.param(
            [f"By Jane Holloway, {words(10)}, AP", PROSE],
            [f"By Jane Holloway, {words(11)}, AP", PROSE],
            id="a byline has 14 words",
        ),
        pytest.param(
            [PROSE, f"The {'lo ' * 7}with AFP"], [PROSE, f"The {'lo ' * 8}with AFP"], id="a signature has 10"
        ),
        pytest.param(
            [f"New South Marsh Heads (AFP) - {PROSE}"],
            [f"New South Marsh Heads Quay (AFP) - {PROSE}"],
            id="a place has 4",
        ),
        pytest.param(
            [PROSE, f"First published by Marsh Lamp under {words(39)}"],
            [PROSE, f"First published by Marsh Lamp under {words(40)}"],
            id="a note has 45 words",
        ),
        pytest.param(
            ["No; " * 7 + "first published by Marsh Lamp"],
            ["No; " * 8 + "first published by Marsh Lamp"],
            id="a note is one of 8 clauses",
        ),
        pytest.param(
            [f"{PROSE} {PROSE} {PROSE} First published by Marsh Lamp, {'w' * 365}."],
            [f"{PROSE} {PROSE} {PROSE} First published by Marsh Lamp, {'w' * 375}."],
            id="a last sentence has 400 characters",
        ),
        pytest.param(
            ["First published by " + " ".join("ABCDEFGHI")],
            ["First published by " + " ".join("ABCDEFGHIJ")],
            id="a source has 9 words",
        ),
        pytest.param(
            [PROSE, "Source: Old Marsh Lamp And Lantern"],
            [PROSE, "Source: Old Marsh Lamp And Lantern Light"],
            id="a labelled source that is no outlet has 5",
        ),
        pytest.param(
            [PROSE, "Source: Marsh and Sea"],
            [PROSE, "Source: Marsh over Sea"],
            id="small words have 3 letters",
        ),
        pytest.param([f"{PROSE} (ABCDEFGH)"], [f"{PROSE} (ABCDEFGHI)"], id="an acronym has 8 letters"),
        pytest.param([f"{PROSE} (ABC)"], [f"{PROSE} (AB)"], id="an acronym of an outlet has 3"),
        pytest.param(
            [PROSE, "Источник: Голос старой гавани"],
            [PROSE, "Источник: Голос очень старой гавани"],
            id="a Slavic source of small words has 3",
        ),
        pytest.param(
            [PROSE, "Source: Marsh Lamp", "Source: Delta Lamp"],
            [PROSE, "Source: Marsh Lamp", "Source: Delta Lamp", "Source: Canal Lamp"],
            id="two labelled sources are the text's",
        ),
        pytest.param(
            [f"{PROSE} (AFP)", f"{PROSE} (AP)"],
            [f"{PROSE} (AFP)", f"{PROSE} (AP)", f"{PROSE} (EFE)"],
            id="two signatures in a text are its own",
        ),
    ],
)
def test_a_credit_just_within_a_limit(within: list[str], beyond: list[str]) -> None:
    assert name_of(*within) is not None
    assert name_of(*beyond) is None


def test_signatures_stand_near_the_story() -> None:
    far = ["Eel season opens", "Pier to be built"] * 7
    story = [PROSE] * 3
    assert name_of(*story, *far[:13], "(AFP)", story=range(3)) == "AFP"
    assert name_of(*story, *far, "(AFP)", story=range(3)) is None


def test_a_line_that_signs_has_twelve_words() -> None:
    line = "© 2024 The Associated Press. All rights reserved, here and in"
    assert is_credit_line(f"{line} Lindow")
    assert not is_credit_line(f"{line} Lindow too")


@pytest.mark.parametrize(("shown", "is_title"), [("Bridge to close", True), ("to close", False)])
def test_a_title_of_three_words_may_be_the_original_s(shown: str, is_title: bool) -> None:
    link = Link(shown, "https://ledger.example/1")
    line = Line.of(f"First published by Marsh Lamp: {shown}", links=(link,))
    found = find_credit(Article.of([line])).value
    assert found is not None
    assert (found.url is not None) is is_title


@pytest.mark.parametrize(
    ("rule_id", "within", "beyond"),
    [
        ("credit-label", f"Source: Marsh Lamp, a {words(8)}", f"Source: Marsh Lamp, a {words(9)}"),
        ("credit-via", f"via Marsh Lamp, a {words(8)}", f"via Marsh Lamp, a {words(9)}"),
        (
            "credit-label-without-colon",
            "Source Old Marsh Lamp And Lantern",
            "Source Old Marsh Lamp And Lantern Ledger",
        ),
        ("credit-from-outlet", "from Old Marsh Canal Ledger", "from Old Marsh Canal Ledger Daily"),
        ("credit-end-agencies-in-sentence", f"{words(11)} (AFP)", f"{words(10)} (AFP)"),
        ("credit-end-alone", "AFP, AP, dpa and EFE", "AFP, AP, dpa, EFE and ANSA"),
        ("credit-end-word", "It left at noon. AFP", "It left then. AFP"),
    ],
)
def test_a_rule_counts_words(rule_id: str, within: str, beyond: str) -> None:
    (rule,) = (
        one for purpose in ("credits", "signatures") for one in rules(purpose).all if one.id == rule_id
    )
    assert rule.holds(Document.of([Line.of(within)]), 0)
    assert not rule.holds(Document.of([Line.of(beyond)]), 0)


def signed(text: str, *, levels: int = 0, count: int = 1) -> list[str]:
    spans = f'<span class="source">{text}</span>' * count
    return signatures(
        fragment_fromstring(f'<div class="gallery">{"<b>" * levels}{spans}{"</b>" * levels}</div>')
    )


def test_elements_that_say_they_hold_the_source_are_short_and_few() -> None:
    assert signed("The Old Marsh Lamp Post", levels=6)
    assert not signed("The Old Marsh Lamp Post Daily", levels=6)
    assert not signed("AFP", levels=5)
    assert (len(signed("AFP", levels=6, count=20)), len(signed("AFP", levels=6, count=21))) == (20, 20)
