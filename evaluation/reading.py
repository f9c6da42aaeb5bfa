"""What extraction makes of a document, held against what the document says."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from copydesk.article import Draft
from copydesk.extraction import extract
from evaluation import cases, public, scoring
from evaluation.visible import visible_text


class Reading(NamedTuple):
    """What one document came to."""

    group: str
    document: str
    right: dict[str, bool]
    body: scoring.Overlap | None


def read_case(folder: Path) -> Reading:
    """What extraction makes of a case of the corpus."""
    case, source = cases.read_case(folder)
    found = list(extract(source.read_bytes()))
    drafts = [one.draft for one in found if one.draft is not None]
    text = "\n".join(draft.text for draft in drafts)
    truth = "\n".join("\n".join(expected.text) for expected in case.articles)
    return Reading(
        folder.parent.name,
        folder.name,
        cases.fields_right(case, found),
        scoring.overlap(scoring.shingles(text), scoring.shingles(truth)) if truth else None,
    )


def read_page(row: public.Row) -> Reading:
    """What extraction makes of a page of a public set."""
    return _read_row(row, row["html"].encode("latin-1"))


def read_text(row: public.Row) -> Reading:
    """What it makes of the page's visible text, without navigation; only the body is judged."""
    return _read_row(row, visible_text(public.markup(row), navigation=False).encode())._replace(right={})


def read_all_text(row: public.Row) -> Reading:
    """The same of the text with navigation."""
    return _read_row(row, visible_text(public.markup(row), navigation=True).encode())._replace(right={})


def _read_row(row: public.Row, data: bytes) -> Reading:
    gold = row["gold"]
    draft = next((one.draft for one in extract(data) if one.draft), None)
    body = None
    if gold.get("text"):
        text = draft.text if draft else ""
        body = scoring.overlap(scoring.shingles(text), scoring.shingles(gold["text"]))
    return Reading("", str(row["id"]), _row_right(gold, draft), body)


READERS = {"": read_page, " as text": read_text, " as text, navigation too": read_all_text}


def _row_right(gold: public.Row, draft: Draft | None) -> dict[str, bool]:
    right = {}
    if gold.get("title"):
        right["title"] = scoring.folded_title(gold["title"]) == scoring.folded_title(
            draft.title if draft else None
        )
    if gold.get("authors"):
        authors = set(map(scoring.folded_name, draft.authors if draft else ()))
        right["authors"] = set(map(scoring.folded_name, gold["authors"])) == authors
    if public.has_day(gold):
        right["published_at"] = str(gold["date"])[:10] == str(draft and draft.published_at)[:10]
    return right
