"""Everything that can happen to one object's outcome: two uploads, redeliveries, last tries, in every order.

The first upload holds three articles, one of them rejected; the second replaces it and holds one article or none.
Each worker's steps are those of the two stages; between any two of them, any step of another may come.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from copydesk.outcome import RejectionReason, Status, Verdict, object_uri
from copydesk.storage import outcome_states as states
from copydesk.storage.outcome_states import Change, applied

BUCKET, KEY = "inbox", "news.jsonl"
URI = object_uri(BUCKET, KEY)
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
INDEXED = Verdict(status=Status.INDEXED)
REJECTED = Verdict(status=Status.REJECTED, reason=RejectionReason.TOO_SHORT)
REMOVED = Verdict(status=Status.REMOVED)
WAITING = 2  # articles of the first upload that the dedupe stage deals with

Item = dict[str, Any]


class History(NamedTuple):
    """Where everything is: the item as JSON, and how far each worker has come."""

    item: str  # of the object
    expected: bool  # the first upload's articles are noted, and their messages sent
    entries: frozenset[int]  # articles whose own outcome is written, by position
    closing: frozenset[tuple[int, str]]  # workers that have read a verdict to set: position, verdict
    second: bool  # the second upload is claimed

    @property
    def fields(self) -> Item:
        """The item; empty where there is none yet."""
        fields: Item = json.loads(self.item)
        return fields


class Step(NamedTuple):
    """One write: what it was asked of, what it asked for, and what came of it."""

    before: History
    change: Change
    after: History


BEGINNING = History("{}", False, frozenset(), frozenset(), False)


def every_step() -> list[Step]:
    """Every write in every history."""
    found: list[Step] = []
    seen = {BEGINNING}
    waiting = [BEGINNING]
    while waiting:
        for step in _steps(waiting.pop()):
            found.append(step)
            if step.after not in seen:
                seen.add(step.after)
                waiting.append(step.after)
    return found


def _steps(at: History) -> Iterator[Step]:
    if not at.item or at.item == "{}":
        for status in (Status.PENDING, Status.FAILED):
            yield _step(at, states.claimed(BUCKET, KEY, status, NOW))
        return
    if not at.expected:
        owed = {
            "positions": 3,
            "filled": 2,
            "by_position": 0,
            "in_doubt": False,
            "waiting": WAITING,
            "counts": {str(REJECTED): 1},
            "verdict": INDEXED,
        }
        yield _step(at, states.expected(1, None, NOW, **owed), expected=True)  # type: ignore[arg-type]
    if not at.second:
        for status in (Status.PENDING, Status.FAILED):
            yield _step(at, states.claimed(BUCKET, KEY, status, NOW), second=True)
    else:
        yield _step(at, states.failed(URI, 2, NOW))
        for verdict in (INDEXED, REJECTED, REMOVED):
            yield _step(at, states.finished_alone(URI, 2, verdict, None, NOW))
    if at.expected:
        yield _step(at, states.failed(URI, 1, NOW))
        yield from _articles(at)
    for position, verdict in at.closing:
        read = {"generation": 1, "filled": 2, "noted": True}
        change = states.all_done(URI, read, Verdict.model_validate_json(verdict), NOW)
        yield _step(at, change, closing=at.closing - {(position, verdict)})


def _articles(at: History) -> Iterator[Step]:
    """A worker's delivery of one article: its entry and the count in one transaction, then a look at the item."""
    for position in range(WAITING):
        change = states.counted(1, INDEXED, NOW)
        is_new = position not in at.entries
        after = applied(at.fields, change) if is_new else None
        entries = at.entries | {position} if after is not None else at.entries
        seen = after if after is not None else at.fields
        due = states.verdict_due(seen) if seen["generation"] == 1 else None
        closing = at.closing | {(position, due.model_dump_json())} if due else at.closing
        if is_new:
            yield _step(at, change, entries=entries, closing=closing)
        elif closing != at.closing:
            yield Step(at, change, at._replace(closing=closing))


def _step(at: History, change: Change, **progress: Any) -> Step:
    after = applied(at.fields, change)
    item = at.item if after is None else _text(after)
    return Step(at, change, at._replace(item=item, **progress))


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True)
