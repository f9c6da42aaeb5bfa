"""The rows that `copydesk extract` writes: a line of JSON for each article, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from copydesk.article import Article, ObjectRef
from copydesk.extraction.identity import Ordinals, identified
from copydesk.extraction.result import Extracted
from copydesk.outcome import RejectionReason, Status, Verdict

# What stands for the bucket in the ids of articles that come from local files.
LOCAL_BUCKET = "local"

# Outcome of a file of which nothing could be read. The stack has none such: it reads what S3 holds.
UNREADABLE = "unreadable"


class Terms(BaseModel):
    """What decides the rows, beside the file itself: only under the same terms are they the same."""

    model_config = ConfigDict(frozen=True)

    copydesk: str
    """Version."""
    seconds: float
    """Of CPU time for one article."""
    boilerplate: str | None
    """Version of what was learned."""
    columns: dict[str, str] = {}
    """Of tables, as `extract` takes them."""


class Done(BaseModel):
    """What the last row of a file says: that all of it was read, as it was then, and by what."""

    model_config = ConfigDict(frozen=True)

    size: int
    """Bytes."""
    modified_ns: int
    """When the file was last changed, in nanoseconds of the epoch."""
    terms: Terms
    rows: int = 0
    """How many the file has."""


class FileRows:
    """The rows of one file, in order: the last, which says that it is, once there are no more.

    Args:
        key: of the file.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self.ref: ObjectRef | None = None
        """What articles say of the file; set before the first of them."""
        self._done: Done | None = None
        self._problem: str | None = None
        self._position = 0
        self._ordinals = Ordinals()
        self._held: dict[str, Any] | None = None
        self._rows = 0

    def begin(self, done: Done) -> None:
        """Set what the last row says."""
        self._done = done

    def add(self, results: list[Extracted]) -> Iterator[dict[str, Any]]:
        """The rows that further results complete; their positions follow those before."""
        for result in results:
            # Of all parts of the file: a child has counted those of one.
            ordinal = self._ordinals.of(result.own_id)
            yield from self._add(self._row(result.model_copy(update={"ordinal": ordinal})))
            self._position += 1

    def fail(self, problem: str) -> None:
        """Remember that a part of the file could not be read."""
        self._problem = self._problem or problem

    def end(self, problem: str | None) -> Iterator[dict[str, Any]]:
        """The last rows; with one more where the file could not be read, or not to its end."""
        problem = self._problem or problem
        if problem is not None:
            yield from self._add(
                {"key": self._key, "outcome": UNREADABLE, "article": None, "problem": problem}
            )
        elif self._held is None:
            yield from self.add([Extracted(position=0, reason=RejectionReason.NO_ARTICLE)])
        if self._held is not None:
            done = None
            if self._done is not None and problem is None:
                done = self._done.model_copy(update={"rows": self._rows}).model_dump()
            yield self._held | {"done": done}

    def _add(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if self._held is not None:
            yield self._held
        self._held = row
        self._rows += 1

    def _row(self, result: Extracted) -> dict[str, Any]:
        if result.draft is None or self.ref is None:
            verdict = Verdict(status=Status.REJECTED, reason=result.reason)
            kind = {"file_kind": result.file_kind} if result.file_kind else {}
            return {"key": self._key, "outcome": str(verdict), **kind, "article": None}
        name = identified(LOCAL_BUCKET, self._key, result.model_copy(update={"position": self._position}))
        article = Article(
            **dict(result.draft),
            article_id=name,
            object=self.ref,
            position=self._position,
        )
        return {
            "key": self._key,
            "outcome": str(Status.INDEXED),
            "article": article.model_dump(mode="json"),
        }


def line_of(row: dict[str, Any], *, ascii_only: bool = False) -> bytes:
    """A row as a line of UTF-8."""
    return json.dumps(row, ensure_ascii=ascii_only).encode("utf-8", "backslashreplace") + b"\n"
