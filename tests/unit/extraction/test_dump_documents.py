"""Invented dumps of many layouts and languages, each with what must come out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump

CASES = Path(__file__).parent / "dump_cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))


def fields(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "authors": list(draft.authors),
        "published_at": draft.published_at,
        "publisher": draft.publisher.name if draft.publisher else None,
        "credit": draft.credit.name if draft.credit else None,
        "regions": list(draft.regions),
        "topics": list(draft.topics),
        "language": draft.language,
    }


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "title" in expected])
def test_document_gives_its_fields_and_body(name: str) -> None:
    expected = EXPECTED[name]
    draft = extract_dump((CASES / name).read_text(encoding="utf-8"))
    assert isinstance(draft, Draft)
    got = fields(draft)
    assert got == {key: expected[key] for key in got}
    if "credit_url" in expected:
        assert draft.credit is not None
        assert draft.credit.url == expected["credit_url"]
    assert draft.text.startswith(expected["first_words"])
    assert draft.text.endswith(expected["last_words"])
    assert [part for part in expected["absent"] if part in draft.text] == []


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "title" in expected])
def test_every_field_says_where_it_came_from(name: str) -> None:
    draft = extract_dump((CASES / name).read_text(encoding="utf-8"))
    assert isinstance(draft, Draft)
    filled = {key for key, value in fields(draft).items() if value}
    assert filled <= set(draft.provenance)
    assert all(len(origin.raw) <= 300 and origin.method for origin in draft.provenance.values())


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "reason" in expected])
def test_text_that_is_no_article_is_rejected(name: str) -> None:
    assert extract_dump((CASES / name).read_text(encoding="utf-8")) == EXPECTED[name]["reason"]
