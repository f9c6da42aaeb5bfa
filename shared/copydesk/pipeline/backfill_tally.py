"""What a backfill has to do, and what became of it: the objects of its source beside their outcomes. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from copydesk.chunks import chunks
from copydesk.outcome import ObjectOutcome, RejectionReason, Status
from copydesk.pipeline.backfilling import BATCH
from copydesk.prices import MILLION, STATE_TRANSITIONS
from copydesk.storage.backfill_sources import SourceObject
from copydesk.storage.batches import READS_PER_BATCH
from copydesk.storage.outcomes import OutcomeStore

# What has no outcome, in the words of those that have.
UNREAD = "unread"
# Failed objects that are named one by one.
NAMED = 100

# Of an object of one article, as docs/benchmarks.md has them under Cost: seconds that a function is at it, 5 ms for
# each call of AWS, and dollars of a million without those of putting the objects, which are there.
EXTRACT_SECONDS, DEDUPE_SECONDS = 0.034, 0.148
DOLLARS_A_MILLION = 26.51
# Of a million objects, at `copydesk.prices`: two transitions of the state machine for a batch; and for those that are
# done already a message, a look at the outcome, one at the object, and the function meanwhile.
MAP_DOLLARS_A_MILLION = 2 / BATCH * STATE_TRANSITIONS
LOOK_DOLLARS_A_MILLION = 1.50


class Tally(NamedTuple):
    """The objects of a source, counted."""

    objects: int
    size: int
    """Bytes; of an inventory without sizes, of none."""
    formats: Counter[str]
    """By what their names end in."""
    outcomes: Counter[str]
    """By what became of what they hold now; `unread` where nothing has, or another version was read."""
    failed: list[ObjectOutcome]
    """The first of those that failed."""

    @property
    def to_read(self) -> int:
        """Objects that a backfill would read."""
        return sum(count for outcome, count in self.outcomes.items() if outcome in TO_READ)

    def minutes(self, reading: int, comparing: int) -> float:
        """How long that takes, if each holds one article and nothing else is going on.

        Args:
            reading: extract functions that are at work on it at once.
            comparing: dedupe functions.
        """
        return self.to_read * max(EXTRACT_SECONDS / reading, DEDUPE_SECONDS / comparing) / 60

    @property
    def dollars(self) -> float:
        """What it costs, if each holds one article of 500 words; an archive of many costs as many times that."""
        done = self.objects - self.to_read
        each = DOLLARS_A_MILLION * self.to_read + LOOK_DOLLARS_A_MILLION * done
        return (each + MAP_DOLLARS_A_MILLION * self.objects) / MILLION


# Outcomes that an event does not leave as they are.
TO_READ = frozenset(
    {
        UNREAD,
        str(Status.PENDING),
        str(Status.FAILED),
        str(Status.REMOVED),
        f"{Status.REJECTED}:{RejectionReason.ARCHIVED}",
    }
)


def tally(objects: Iterable[SourceObject], outcomes: OutcomeStore) -> Tally:
    """Count objects by what became of them: a BatchGetItem for each hundred.

    Raises:
        copydesk.retrying.Contended: the table was too busy for too long.
    """
    count = size = 0
    formats, verdicts, failed = Counter[str](), Counter[str](), list[ObjectOutcome]()
    for some in chunks(objects, READS_PER_BATCH):
        known = {(one.bucket, one.key): one for one in outcomes.of(one[:2] for one in some)}
        for one in some:
            outcome = known.get(one[:2])
            verdicts[_verdict(one, outcome)] += 1
            formats[PurePosixPath(one.key).suffix.lower().removeprefix(".") or "none"] += 1
            size += one.size or 0
            if outcome is not None and outcome.status is Status.FAILED and len(failed) < NAMED:
                failed.append(outcome)
        count += len(some)
    return Tally(count, size, formats, verdicts, failed)


def _verdict(one: SourceObject, outcome: ObjectOutcome | None) -> str:
    """What became of what an object holds now; a version that was overwritten since says nothing of it."""
    if outcome is None:
        return UNREAD
    is_settled = outcome.status in {Status.INDEXED, Status.REJECTED}
    is_other = is_settled and one.etag is not None and one.etag != outcome.etag
    return UNREAD if is_other else str(outcome.verdict)
