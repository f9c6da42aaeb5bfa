"""Rules: each holds of its own example and spares the other; and what a rule's record means."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from copydesk.extraction.document import Document, Line
from copydesk.extraction.rules import Place, Rule, RuleSet, counting, leaving_out, rules
from copydesk.extraction.rules.data import rule_of
from evaluation.reading import Reading
from evaluation.rules import Cost, costs_of, every_rule, example, fires, table

RULES = every_rule()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_holds_of_its_example_and_spares_the_other(rule: Rule) -> None:
    assert fires(rule, rule.fires)
    assert not fires(rule, rule.spares)
    assert rule.reason.strip()


def test_no_two_rules_have_one_id() -> None:
    assert [one for one, count in Counter(rule.id for rule in RULES).items() if count > 1] == []


def made(**fields: object) -> Rule:
    plain = {"id": "lamp", "reason": "r", "fires": "f", "spares": "s", "pattern": "lamp"}
    return rule_of("tested", **(plain | fields))


def document(*texts: str, language: str | None = None) -> Document:
    return Document(tuple(map(Line.of, texts)), language)


@pytest.mark.parametrize(
    ("fields", "text", "holds"),
    [
        ({}, "A LAMP was lit", True),
        ({"on": "text"}, "A LAMP was lit", False),
        ({"characters": 6}, "A lamp was lit", True),
        ({"characters": 5}, "A lamp was lit", False),
        ({"characters": 8, "window": "tail"}, "lamp was lit", False),
        ({"characters": 12, "window": "tail"}, "lamp was lit", True),
        ({"least_words": 4}, "A lamp was lit", True),
        ({"least_words": 5}, "A lamp was lit", False),
        ({"most_words": 4}, "A lamp was lit", True),
        ({"most_words": 3}, "A lamp was lit", False),
        ({"pattern": "^{date_labels}:"}, "Published on: today", True),
        ({"pattern": "", "words": "date_labels", "match": "whole"}, "Published:", True),
        ({"pattern": "", "words": "date_labels", "match": "whole"}, "Published today", False),
        ({"pattern": "", "words": "date_labels", "match": "opening"}, "Published today", True),
        ({"pattern": "", "words": "date_labels", "match": "opening"}, "It was published today", False),
        ({"pattern": "", "words": "date_labels", "match": "inside"}, "It was published today", True),
        ({"pattern": "", "words": "date_labels", "match": "inside"}, "It was unpublished", False),
        ({"pattern": "", "words": "by", "match": "opening", "language": "de"}, "By Ana Holm", False),
        ({"pattern": "", "words": "by", "match": "opening", "language": "en"}, "By Ana Holm", True),
    ],
)
def test_a_rule_of_data_looks_where_its_record_says(
    fields: dict[str, object], text: str, holds: bool
) -> None:
    assert made(**fields).holds(document(text), 0) is holds


def test_a_rule_of_one_language_or_place_says_nothing_elsewhere() -> None:
    rule = made(language="nl", place="below")
    for language, place, holds in (
        ("nl", Place.BELOW, True),
        (None, None, True),
        ("de", Place.BELOW, False),
        ("nl", Place.ABOVE, False),
    ):
        assert rule.holds(document("lamp", language=language), 0, place) is holds


def test_a_rule_at_the_edge_holds_above_and_below() -> None:
    rule = made(place="edge")
    held = {place for place in Place if place is not Place.EDGE and rule.holds(document("lamp"), 0, place)}
    assert held == {Place.ABOVE, Place.BELOW}


def test_a_rule_of_a_pattern_tells_what_it_found() -> None:
    rule = made(pattern="^(?P<name>lamp)", most_words=3)
    assert rule.find is not None
    found = rule.find(document("Lamp lit"), 0)
    assert found is not None
    assert found["name"] == "lamp"
    assert rule.find(document("Lamp lit at noon"), 0) is None
    assert made(pattern="", words="by").find is None


def test_a_rule_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError):
        made(wieght=1.0)


def test_a_set_answers_in_order_and_can_be_asked_without_a_rule() -> None:
    tested = rules("tested")
    tested.all[:] = [made(weight=2.0), replace(made(pattern="lit"), id="lit", weight=0.5)]
    lines = document("The lamp was lit.", "The lamp.", "Nothing.")
    assert [rule.id for rule in tested.fired(lines, 0)] == ["lamp", "lit"]
    assert (tested.score(lines, 0), tested.score(lines, 1), tested.score(lines, 2)) == (2.5, 2.0, 0)
    assert tested.first_of(Line.of("Nothing.")) is None
    with leaving_out(tested.all[0]):
        assert [rule.id for rule in tested.fired(lines, 0)] == ["lit"]
    with counting() as counts:
        tested.score(lines, 0)
        tested.score(lines, 1)
    assert counts == {"lamp": 2, "lit": 1}
    assert tested.score(lines, 0) == 2.5


def test_an_example_of_several_lines_marks_the_one_that_is_meant() -> None:
    document, number = example("One.\n\n- ▸ [Two](/2)\n\nThree.", "en")
    assert [line.text for line in document.lines] == ["One.", "Two", "Three."]
    assert (number, document.lines[1].item, document.language) == (1, True, "en")
    assert example("One.\nTwo.")[1] == 1


def test_a_purpose_without_a_file_has_no_rules_yet() -> None:
    assert RuleSet("unheard-of").all == []


def test_what_leaving_a_rule_out_costs_is_told_for_each_rule_that_fires(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lamp, lit, idle = made(), replace(made(pattern="lit"), id="lit"), replace(made(pattern="x"), id="idle")
    monkeypatch.setattr(rules("tested"), "all", [lamp, lit, idle])
    monkeypatch.setattr(rules("tested"), "_in", {})
    known = {rule.id: rule for rule in (lamp, lit, idle)}

    def read(text: str) -> Reading:
        score = rules("tested").score(document(text), 0)
        return Reading("", text, {"title": score == 2.0}, (1.0, 1.0 if score else 0.0))

    costs = costs_of(read, "The lamp was lit.", known)
    assert costs == {"lamp": Cost(1, 1, 0.0), "lit": Cost(1, 1, 0.0)}
    assert costs_of(read, "The lamp.", known) == {"lamp": Cost(1, 0, 1.0)}
    assert table({("tests", "lamp"): costs["lamp"]}).row_count >= 1
