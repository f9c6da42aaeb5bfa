"""The corpus: a folder per case, with the document as people have it and what must come out of it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from copydesk.article import Draft
from copydesk.extraction.result import Extracted

CORPUS = Path(__file__).parent / "corpus"
EXPECTED = "expected.json"


class Expected(BaseModel):
    """What one article must say. A field that is left out is not judged; null, or an empty list, must stay empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    publisher: str | None = None
    credit: str | None = None
    credit_url: str | None = None
    url: str | None = None
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    language: str | None = None
    text: tuple[str, ...] = ()
    """The paragraphs of the story."""


class Case(BaseModel):
    """A document: its articles, or the reason why it has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    """What is particular about it, in a sentence."""
    reason: str | None = None
    articles: tuple[Expected, ...] = ()


def read_case(folder: Path) -> tuple[Case, Path]:
    """A case and the path of its document.

    Raises:
        ValueError: the folder does not hold one document and a well-formed `expected.json`.
    """
    case = Case.model_validate_json((folder / EXPECTED).read_bytes())
    sources = [path for path in folder.iterdir() if path.name.startswith("source.")]
    if len(sources) != 1 or (case.reason is None) == (not case.articles):
        raise ValueError(f"{folder}: one source.* is needed, and articles or a reason")
    return case, sources[0]


def folders(corpus: Path = CORPUS) -> list[Path]:
    """Every case of the corpus, as LANGUAGE/NAME, in order."""
    return sorted(path.parent for path in corpus.glob(f"*/*/{EXPECTED}"))


def fields_right(case: Case, found: list[Extracted]) -> dict[str, bool]:
    """Of each field that the case judges, whether it came out right in every article; `outcome` first.

    Where the outcome is wrong, so is every field.
    """
    drafts = [one.draft for one in found if one.draft is not None]
    reasons = [str(one.reason) for one in found if one.draft is None]
    as_expected = (
        reasons == [case.reason] if case.reason else len(drafts) == len(case.articles) and not reasons
    )
    right = {"outcome": as_expected}
    for number, expected in enumerate(case.articles):
        draft = drafts[number] if as_expected else None
        for name in sorted(expected.model_fields_set - {"text"}):
            wanted = _comparable(getattr(expected, name))
            same = draft is not None and _value(draft, name) == wanted
            right[name] = right.get(name, True) and same
    return right


def _value(draft: Draft, name: str) -> object:
    match name:
        case "publisher":
            return draft.publisher and draft.publisher.label
        case "credit":
            return draft.credit and draft.credit.name
        case "credit_url":
            return draft.credit and draft.credit.url
        case _:
            return _comparable(getattr(draft, name))


def _comparable(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value
