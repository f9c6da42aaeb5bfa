"""The sample documents against tests/seeds_expected.json, and what extraction makes of them."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import copydesk.extraction as extraction
from copydesk.article import Draft
from copydesk.extraction.result import Extracted
from copydesk.matching.compare import compare, is_copy
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.outcome import RejectionReason, Status

TESTS = Path(__file__).parents[1]
SEEDS = TESTS.parent / "seeds"
EXPECTED = json.loads((TESTS / "seeds_expected.json").read_text(encoding="utf-8"))
FORMATS: dict[str, Any] = json.loads((TESTS / "formats_expected.json").read_text(encoding="utf-8"))
DOCUMENTS: dict[str, dict[str, Any]] = EXPECTED["documents"]
ARTICLES = [name for name, expected in DOCUMENTS.items() if expected["outcome"] == "indexed"]
REJECTED = [name for name in DOCUMENTS if name not in ARTICLES]
WINDOWS_1252 = {"elmstadt-hafenbruecke.html"}

needs_extract = pytest.mark.skipif(
    not callable(getattr(extraction, "extract", None)), reason="copydesk.extraction.extract is not there yet"
)


def source(name: str) -> str:
    """The document as a reader's editor shows it."""
    data = (SEEDS / name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode(
        "cp1252" if name in WINDOWS_1252 else "utf-8"
    )


def without_emphasis(text: str) -> str:
    return text.replace("*", "")


def extracted(name: str) -> Extracted:
    (only,) = extraction.extract((SEEDS / name).read_bytes())
    return only


def draft_of(name: str) -> Draft:
    found = extracted(name)
    assert found.draft is not None, f"rejected: {found.reason}"
    return found.draft


def same_time(actual: str | None, expected: str | None) -> bool:
    if actual is None or expected is None or "T" not in expected or "T" not in actual:
        return actual == expected
    return datetime.fromisoformat(actual) == datetime.fromisoformat(expected)


def test_every_seed_is_described() -> None:
    assert {path.name for path in SEEDS.glob("*.*")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", [path.name for path in sorted((SEEDS / "formats").iterdir())])
def test_a_sample_of_each_format_gives_its_articles(name: str) -> None:
    drafts = [one.draft for one in extraction.extract((SEEDS / "formats" / name).read_bytes())]
    found = [
        {
            "title": draft.title,
            "authors": list(draft.authors),
            "published_at": (draft.published_at or "")[:10],
            "publisher": draft.publisher and draft.publisher.name,
        }
        for draft in drafts
        if draft is not None
    ]
    assert found == FORMATS[name]
    paragraphs = {
        paragraph for draft in drafts if draft is not None for paragraph in draft.text.split("\n\n")
    }
    assert len(paragraphs) == 4 * len(drafts), "the same words in every format"


def test_expected_outcomes_are_of_the_closed_list() -> None:
    closed = {f"{Status.REJECTED}:{reason}" for reason in RejectionReason} | {str(Status.INDEXED)}
    assert {expected["outcome"] for expected in DOCUMENTS.values()} <= closed


def test_clusters_are_disjoint_sets_of_articles() -> None:
    members = [name for cluster in EXPECTED["clusters"] for name in cluster]
    assert len(members) == len(set(members))
    assert set(members) <= set(ARTICLES)
    for one, other, _ in EXPECTED["relations"]:
        assert any({one, other} <= set(cluster) for cluster in EXPECTED["clusters"])


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".gz")])
def test_compressed_seeds_carry_no_time(name: str) -> None:
    assert (SEEDS / name).read_bytes()[4:8] == bytes(4)


@pytest.mark.parametrize("name", ARTICLES)
def test_expectations_can_be_read_in_the_document(name: str) -> None:
    text, expected = source(name), DOCUMENTS[name]
    assert without_emphasis(text).count(expected["first_words"]) == 1
    assert without_emphasis(text).count(expected["last_words"]) == 1
    assert [phrase for phrase in expected["absent"] if phrase not in text] == []
    assert expected["title"] is None or expected["title"] in text


@needs_extract
@pytest.mark.parametrize("name", REJECTED)
def test_rejection(name: str) -> None:
    found = extracted(name)
    assert found.draft is None
    assert f"{Status.REJECTED}:{found.reason}" == DOCUMENTS[name]["outcome"]


@needs_extract
@pytest.mark.parametrize("name", ARTICLES)
def test_text_is_the_article_and_no_more(name: str) -> None:
    text, expected = draft_of(name).text, DOCUMENTS[name]
    assert text.startswith(expected["first_words"])
    assert text.endswith(expected["last_words"])
    assert [phrase for phrase in expected["absent"] if phrase in text] == []


@needs_extract
@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("field", ["title", "language", "url"])
def test_plain_field(name: str, field: str) -> None:
    assert getattr(draft_of(name), field) == DOCUMENTS[name].get(field)


@needs_extract
@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("field", ["authors", "regions", "topics"])
def test_list_field(name: str, field: str) -> None:
    assert list(getattr(draft_of(name), field)) == DOCUMENTS[name][field]


@needs_extract
@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("field", ["publisher", "credit"])
def test_named_field(name: str, field: str) -> None:
    record = getattr(draft_of(name), field)
    assert (record.name if record else None) == DOCUMENTS[name][field]


@needs_extract
@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("field", ["published_at", "modified_at"])
def test_time_field(name: str, field: str) -> None:
    actual, expected = getattr(draft_of(name), field), DOCUMENTS[name].get(field)
    assert same_time(actual, expected), f"{actual} is not {expected}"


def fingerprint_of(name: str) -> Fingerprint:
    draft = draft_of(name)
    return fingerprint(
        text=draft.text,
        title=draft.title,
        published_at=draft.published_at,
        publisher=draft.publisher.name if draft.publisher else None,
        url=draft.url,
    )


@needs_extract
def test_copies_match_their_origin_and_nothing_else_matches() -> None:
    prints = {name: fingerprint_of(name) for name in ARTICLES}
    cluster_of = {name: cluster for cluster in EXPECTED["clusters"] for name in cluster}
    for origin, *copies in EXPECTED["clusters"]:
        assert [copy for copy in copies if not is_copy(prints[copy], prints[origin])] == []
    matched = [pair for pair in combinations(ARTICLES, 2) if is_copy(prints[pair[0]], prints[pair[1]])]
    assert [pair for pair in matched if pair[1] not in cluster_of.get(pair[0], [])] == []


@needs_extract
@pytest.mark.parametrize(("one", "other", "relation"), EXPECTED["relations"])
def test_relation(one: str, other: str, relation: str) -> None:
    assert compare(fingerprint_of(one), fingerprint_of(other)).relation == relation
