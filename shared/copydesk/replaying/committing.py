"""Doing what a plan says: requests to read its objects again, at a rate, and what came of them, by their outcomes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from copydesk.chunks import chunks
from copydesk.outcome import MadeBy, ObjectOutcome, Status, object_uri
from copydesk.replaying.differences import digest
from copydesk.replaying.errors import GoneWrong
from copydesk.replaying.plan import ClusterPlan, ObjectPlan, Terms
from copydesk.replaying.stack import ReplayStack
from copydesk.storage.articles import ArticleStore
from copydesk.storage.batches import READS_PER_BATCH, read_batches
from copydesk.storage.buckets import Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.items import record_of, to_item
from copydesk.storage.outcomes import OBJECT
from copydesk.storage.queue import MESSAGES_PER_CALL, RereadingQueue

# Objects of which the outcomes are read at once.
AT_ONCE = READS_PER_BATCH
# Objects sent between two looks at what came of the last ones.
LOOK_EVERY = 200
# Of those looked at that were read meanwhile, the share that may have failed; and how many there have to be.
MOST_FAILED, FAILED_AMONG = 0.1, 20


class State(StrEnum):
    """Where an object of a plan is."""

    NOTHING_TO_DO = "nothing to do"
    DUE = "to be read"
    OTHER_VERSION = "to be read: other versions than the plan's have read it since"
    READING = "being read"
    AS_PLANNED = "read, as planned"
    OTHERWISE = "read, and came out otherwise"
    FAILED = "failed"
    OVERTAKEN = "passed over: another version was read since, or it is gone"
    NOT_PLANNED = "could not be planned"


class Stated(NamedTuple):
    """An object of a plan, and where it is."""

    line: ObjectPlan
    state: State
    made_by: MadeBy | None = None
    """What read it last."""


class Commit:
    """What is done with a plan, and what has come of it. All of it may be done again at any time."""

    def __init__(self, stack: ReplayStack, terms: Terms) -> None:
        names, dynamodb = stack.names, stack.dynamodb
        self._client, self._outcomes_table = dynamodb, names.outcomes_table
        self._terms = terms
        self._queue = RereadingQueue(stack.sqs, stack.queue_url)
        self._articles = ArticleStore(
            dynamodb, names.articles_table, Overflow(stack.s3, names.overflow_bucket)
        )
        self._clusters = DynamoClusterStore(
            dynamodb,
            articles_table=names.articles_table,
            clusters_table=names.clusters_table,
            index_table=names.index_table,
        )

    def send(
        self,
        lines: Iterable[ObjectPlan],
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> Iterator[Sequence[ObjectPlan]]:
        """Have the objects of a plan read again that are still to be; those of each call once they are sent.

        What was read since by what the plan names is not sent again, so a commit that was stopped goes on.

        Args:
            lines: of the plan.
            rate: objects a second.
            clock: seconds.
            sleep: waits for so many of them.

        Raises:
            GoneWrong: another version of copydesk reads the objects than the plan was made with, or many fail.
            QueueRefused: the queue did not take some; those that came out before it did.
        """
        began, sent = clock(), 0
        watched: list[Stated] = []
        due = (one for one in self.states(lines) if one.state in {State.DUE, State.OTHER_VERSION})
        for some in chunks(due, MESSAGES_PER_CALL):
            sleep(max(0.0, began + sent / rate - clock()))
            self._queue.send((one.line.bucket, one.line.key) for one in some)
            sent += len(some)
            watched += some
            yield [one.line for one in some]
            if len(watched) >= LOOK_EVERY:
                self._look(watched)
                watched.clear()
        self._look(watched)

    def states(self, lines: Iterable[ObjectPlan], *, compare: bool = False) -> Iterator[Stated]:
        """Where each object is, in the order of the plan.

        Args:
            lines: of the plan.
            compare: whether to read the articles of what was read since, to see that they are as planned.
        """
        for some in chunks(lines, AT_ONCE):
            keys = (to_item({"object": object_uri(one.bucket, one.key), "entry": OBJECT}) for one in some)
            items = read_batches(self._client, self._outcomes_table, keys)
            found = {(one.bucket, one.key): one for one in (record_of(ObjectOutcome, item) for item in items)}
            for line in some:
                outcome = found.get((line.bucket, line.key))
                state = self._state(line, outcome)
                if compare and state is State.AS_PLANNED and not self._is_as_planned(line, outcome):
                    state = State.OTHERWISE
                yield Stated(line, state, outcome.made_by if outcome else None)

    def are_as_planned(self, change: ClusterPlan) -> bool:
        """Whether the articles of clusters that were to change are together, and apart, as planned."""
        names = {name for ids in (*change.before.values(), *change.after.values()) for name in ids}
        homes: dict[str, set[str]] = {}
        for member in self._clusters.members(names).values():
            if member.alive and member.cluster_id is not None:
                homes.setdefault(member.cluster_id, set()).add(member.article_id)
        return sorted(map(sorted, homes.values())) == sorted(map(sorted, change.after.values()))

    def _state(self, line: ObjectPlan, outcome: ObjectOutcome | None) -> State:
        if line.error is not None:
            return State.NOT_PLANNED
        if not line.is_due:
            return State.NOTHING_TO_DO
        if outcome is None or (outcome.status is Status.REMOVED and line.after != str(Status.REMOVED)):
            return State.OVERTAKEN
        if line.is_of(outcome):
            if outcome.made_by == line.read_by:
                return State.DUE
            if not self._terms.are_of(outcome.made_by):
                return State.OTHER_VERSION
            return State.OTHERWISE if line.claims else State.AS_PLANNED
        if outcome.generation <= line.generation:
            return State.OVERTAKEN
        if outcome.status is Status.FAILED:
            return State.FAILED
        if outcome.status is Status.PENDING:
            return State.READING
        if (outcome.version_id, outcome.etag) != (line.planned_version_id, line.planned_etag):
            return State.OVERTAKEN
        if not self._terms.are_of(outcome.made_by):
            return State.OTHER_VERSION
        return State.AS_PLANNED if line.claims else State.OTHERWISE

    def _is_as_planned(self, line: ObjectPlan, outcome: ObjectOutcome | None) -> bool:
        if outcome is None or str(outcome.verdict) != line.after:
            return False
        planned = {one.article_id: one.digest for one in line.articles}
        found = {
            one.article_id: digest(one.article)
            for one in self._articles.read(planned)
            if one.article is not None
        }
        return {name: told for name, told in planned.items() if told is not None} == found

    def _look(self, sent: Sequence[Stated]) -> None:
        """Stop where what was sent last, as it was then, has come to something else than it should."""
        stated = list(self.states([one.line for one in sent]))
        counts = Counter(one.state for one in stated)
        for before, one in zip(sent, stated, strict=True):
            if one.state is State.OTHER_VERSION and one.made_by != before.made_by:
                read_by = one.made_by.extraction if one.made_by else "0.1.0"
                raise GoneWrong(
                    f"copydesk {read_by} reads the objects, and the plan was made with "
                    f"{self._terms.made_by.extraction}, or the stack "
                    "has learned since: deploy that version, or plan anew"
                )
        ended = counts[State.FAILED] + counts[State.AS_PLANNED]
        if ended >= FAILED_AMONG and counts[State.FAILED] > MOST_FAILED * ended:
            raise GoneWrong(
                f"{counts[State.FAILED]} of the last {ended} objects failed: see `copydesk failed`"
            )
