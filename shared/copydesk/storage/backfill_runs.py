"""How far a backfill came: a small object in the overflow bucket, which expires there after 30 days."""

from __future__ import annotations

from datetime import datetime

from copydesk.article import Record
from copydesk.storage.backfill_sources import Source
from copydesk.storage.buckets import Overflow

LATEST = "backfills/latest.json"


class BackfillRun(Record):
    """One backfill, whoever drives it."""

    run_id: str
    source: Source
    started_at: datetime
    execution: str | None = None
    """ARN of the state machine's execution; None where the command drives it."""
    announced: int = 0
    """Objects, by the command."""
    after: str = ""
    """The key that the command named last."""
    is_complete: bool = False
    """Whether the command has named all."""

    @property
    def results(self) -> str:
        """Where in the overflow bucket the state machine writes what its batches came to."""
        return f"backfills/{self.run_id}"


class BackfillRuns:
    """Keeps the latest backfill of a stack."""

    def __init__(self, overflow: Overflow) -> None:
        self._overflow = overflow

    def latest(self) -> BackfillRun | None:
        """The latest; None where there was none within 30 days."""
        text = self._overflow.find(self._overflow.address(LATEST))
        return BackfillRun.model_validate_json(text, extra="ignore") if text is not None else None

    def put(self, run: BackfillRun) -> None:
        """Note how far it is."""
        self._overflow.put(LATEST, run.model_dump_json())
