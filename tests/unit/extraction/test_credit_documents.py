"""Credits through the entry point: labelled documents of every form, about half of them without a credit."""

from __future__ import annotations

from functools import lru_cache

from copydesk.article import Draft
from copydesk.extraction import extract
from tests.unit.extraction.credit_documents import CASES, Case, document

# What issue 3 asks for, and what was measured when the set was complete (precision .997, recall .997).
MIN_PRECISION = 0.98
MIN_RECALL = 0.95


@lru_cache(maxsize=1)
def answers() -> list[tuple[Case, Draft]]:
    found = []
    for case in CASES:
        draft = next(iter(extract(document(case)))).draft
        assert draft is not None, case["id"]
        found.append((case, draft))
    return found


def right() -> list[tuple[Case, Draft]]:
    return [
        (case, draft)
        for case, draft in answers()
        if case["credit"] and draft.credit and draft.credit.name == case["credit"]
    ]


def test_half_of_the_documents_have_no_credit() -> None:
    assert len(CASES) > 400
    assert 0.4 < sum(case["credit"] is None for case in CASES) / len(CASES) < 0.6


def test_precision() -> None:
    wrong = [
        (case["id"], draft.credit.name)
        for case, draft in answers()
        if draft.credit and draft.credit.name != case["credit"]
    ]
    assert len(right()) / (len(right()) + len(wrong)) >= MIN_PRECISION, wrong


def test_recall() -> None:
    missed = [case["id"] for case, draft in answers() if case["credit"] and not draft.credit]
    positives = sum(case["credit"] is not None for case in CASES)
    assert len(right()) / positives >= MIN_RECALL, missed


def test_addresses_are_exact() -> None:
    got = {case["id"]: draft.credit.url for case, draft in right() if draft.credit}
    assert got == {case["id"]: case.get("url") for case, _ in right()}


def test_the_phrase_is_kept() -> None:
    for case, draft in right():
        assert case.get("phrase", "") in draft.provenance["credit"].raw, case["id"]
