"""The dumps of the evaluation corpus: what is fast enough to look at in every test run."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.article import Draft
from copydesk.extraction.decode import decode
from copydesk.extraction.dump.extract import extract_dump
from evaluation import cases

DUMPS = [
    folder
    for folder in cases.folders()
    if (folder / "source.txt").exists() or (folder / "source.md").exists()
]
FIELDS = ("title", "authors", "published_at", "publisher", "credit", "regions", "topics", "language")


@pytest.mark.parametrize("folder", DUMPS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_field_says_where_it_came_from(folder: Path) -> None:
    _, source = cases.read_case(folder)
    draft = extract_dump(decode(source.read_bytes()) or "")
    if isinstance(draft, Draft):
        filled = {name for name in FIELDS if getattr(draft, name)}
        assert filled <= set(draft.provenance)
        assert all(len(origin.raw) <= 300 and origin.method for origin in draft.provenance.values())
