"""Credits: a labelled set of invented cases (about half negatives), and the rules one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.extraction.credits import FoundCredit, find_credit

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("credit_cases.json").read_text(encoding="utf-8")
)


def answer(case: dict[str, Any]) -> FoundCredit | None:
    return find_credit(
        case["text"],
        publisher_name=case.get("publisher"),
        canonical_domain=case.get("canonical_domain"),
        page_domain=case.get("page_domain"),
    )


def test_precision_and_recall_on_the_labelled_set() -> None:
    assert len(CASES) >= 60
    assert 2 * sum(case["credit"] is None for case in CASES) >= len(CASES) * 0.9
    named = [(case["credit"], found.credit.name) for case in CASES if (found := answer(case))]
    right = sum(truth == name for truth, name in named)
    assert right / len(named) >= 0.95
    assert right / sum(case["credit"] is not None for case in CASES) >= 0.9


@pytest.mark.parametrize("case", [case for case in CASES if case["url"]], ids=lambda case: case["url"])
def test_a_linked_credit_has_its_url(case: dict[str, Any]) -> None:
    found = answer(case)
    assert found is not None
    assert found.credit.url == case["url"]


def test_a_link_to_nowhere_is_no_url() -> None:
    found = find_credit("The original source of this article is [Quay Street Review](#)")
    assert found is not None
    assert (found.credit.url, found.method) == (None, "credit_line")


def test_links_may_come_apart_from_the_text() -> None:
    found = find_credit(
        "This story was first published by Harbour Ledger.",
        links=[("Harbour Ledger", "https://harbourledger.example/1")],
    )
    assert found is not None
    assert found.credit.url == "https://harbourledger.example/1"


def test_the_raw_phrase_is_kept_and_cut() -> None:
    line = "This story was first published by Harbour Ledger" + ", which is an outlet" * 5
    found = find_credit(line + ".")
    assert found is not None
    assert found.raw.startswith("This story was first published by Harbour Ledger")
    assert len(found.raw) <= 300


def test_a_byline_from_elsewhere_is_read() -> None:
    found = find_credit("The bridge will close.", byline="Jane Holloway, AFP")
    assert found is not None
    assert (found.credit.name, found.method) == ("AFP", "byline")
