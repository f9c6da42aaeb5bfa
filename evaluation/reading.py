"""What extraction makes of a document, held against what the document says."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from copydesk.article import Draft
from copydesk.extraction import extract
from evaluation import cases, public, scoring
from evaluation.kept import MAX_LOST, lost_share
from evaluation.people import people
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
    draft = _draft(row["html"].encode("latin-1"))
    kept = lost_share(row, draft.text if draft else "") <= MAX_LOST
    return Reading("", str(row["id"]), _row_right(row, draft) | {"kept": kept}, _body(row, draft))


def read_text(row: public.Row) -> Reading:
    """What it makes of the page's visible text, without navigation; only the body is judged."""
    return _read_text(row, navigation=False)


def read_all_text(row: public.Row) -> Reading:
    """The same of the text with navigation."""
    return _read_text(row, navigation=True)


def _read_text(row: public.Row, *, navigation: bool) -> Reading:
    draft = _draft(visible_text(public.markup(row), navigation=navigation).encode())
    return Reading("", str(row["id"]), {}, _body(row, draft))


def _draft(data: bytes) -> Draft | None:
    return next((one.draft for one in extract(data) if one.draft), None)


def _body(row: public.Row, draft: Draft | None) -> scoring.Overlap | None:
    gold = row["gold"].get("text")
    if not gold:
        return None
    return scoring.overlap(scoring.shingles(draft.text if draft else ""), scoring.shingles(gold))


READERS = {"": read_page, " as text": read_text, " as text, navigation too": read_all_text}


def _row_right(row: public.Row, draft: Draft | None) -> dict[str, bool]:
    gold, right = row["gold"], {}
    if gold.get("title"):
        right["title"] = scoring.folded_title(gold["title"]) == scoring.folded_title(
            draft.title if draft else None
        )
    if gold.get("authors"):
        authors = set(map(scoring.folded_name, draft.authors if draft else ()))
        right["authors"] = set(map(scoring.folded_name, gold["authors"])) == authors
        if named := set(map(scoring.folded_name, people(row))):
            right["people"] = named == authors
    if public.has_day(gold):
        right["published_at"] = str(gold["date"])[:10] == str(draft and draft.published_at)[:10]
    return right
