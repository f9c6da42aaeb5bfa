"""A stack of the tests as a replay sees it, and what a plan of it says beside what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from copydesk.article import article_id
from copydesk.matching.learning import learn
from copydesk.pipeline.learn_stage import sampled
from copydesk.replaying.choosing import Choice, known_objects
from copydesk.replaying.committing import Commit, State
from copydesk.replaying.plan import ClusterPlan, Line, ObjectPlan, PlanHeader, Summary
from copydesk.replaying.planning import planned
from copydesk.replaying.stack import ReplayNames, ReplayStack
from copydesk.storage.boilerplates import BoilerplateStore, PointerStore
from copydesk.storage.buckets import Overflow
from tests.pipelines import INBOX, OVERFLOW, Pipeline

RATE = 1e6
LEARNED_AT = datetime(2024, 5, 6, tzinfo=UTC)


def replay_stack(pipeline: Pipeline, **parameters: str) -> ReplayStack:
    """As the names and parameters of a deployed one would give it."""
    names = {f"{name.removesuffix('Table').lower()}_table": table for name, table in pipeline.tables.items()}
    url = pipeline.extract_queue_url
    known = ReplayNames(inbox_bucket=INBOX, overflow_bucket=OVERFLOW, extract_queue_url=url, **names)
    return ReplayStack.of(known, parameters, url)


def objects_in(stack: ReplayStack) -> list[Any]:
    """All objects of a stack, in the order of their keys."""
    found = known_objects(stack.dynamodb, stack.names.outcomes_table, Choice())
    return sorted(found, key=lambda one: one.key)


def plan_of(stack: ReplayStack) -> list[Line]:
    """A plan of all objects, in the order of their keys."""
    return list(planned(stack, objects_in(stack), rate=RATE))


def objects_of(lines: Iterable[Line]) -> dict[str, ObjectPlan]:
    """The lines of objects, by key."""
    return {one.key: one for one in lines if isinstance(one, ObjectPlan)}


def clusters_of(lines: Iterable[Line]) -> list[ClusterPlan]:
    """The lines of clusters."""
    return [one for one in lines if isinstance(one, ClusterPlan)]


def summary_of(lines: Iterable[Line]) -> Summary:
    """The last line."""
    (found,) = (one for one in lines if isinstance(one, Summary))
    return found


def commit_of(stack: ReplayStack, lines: Iterable[Line]) -> Commit:
    """What is done with a plan."""
    (header,) = (one for one in lines if isinstance(one, PlanHeader))
    return Commit(stack, header.terms)


def carry_out(pipeline: Pipeline, stack: ReplayStack, lines: list[Line]) -> None:
    """Have the functions do what a plan says."""
    for _ in commit_of(stack, lines).send(objects_of(lines).values(), RATE):
        read_queue(pipeline)


def check(stack: ReplayStack, lines: list[Line]) -> None:
    """See that what has come of a plan is what it says."""
    work = commit_of(stack, lines)
    for one in work.states(objects_of(lines).values(), compare=True):
        idle = State.NOT_PLANNED if one.line.error else State.NOTHING_TO_DO
        assert one.state is (State.AS_PLANNED if one.line.is_due else idle), one
    for change in clusters_of(lines):
        assert work.are_as_planned(change), change


def read_queue(pipeline: Pipeline) -> None:
    """Let the functions do all that is in their queues."""
    pipeline.drain()
    while bodies := pipeline.take(pipeline.extract_queue_url):
        assert pipeline.deliver(pipeline.extract, *bodies) == []
        pipeline.drain()  # which may have more read again


def learn_from(pipeline: Pipeline, stack: ReplayStack, keys: Iterable[str]) -> None:
    """Let the stack go from now on by what the publishers of some articles repeat there."""
    texts = [sampled(pipeline.desk.article(article_id(INBOX, key))).article for key in keys]
    version = BoilerplateStore(Overflow(pipeline.s3, OVERFLOW)).put(learn(texts))
    PointerStore(stack.dynamodb, stack.names.outcomes_table).choose(version, LEARNED_AT)
