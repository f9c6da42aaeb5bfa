"""A stack of the tests as a replay sees it, and what a plan of it says beside what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.message import Rereading
from copydesk.replaying.choosing import Choice, known_objects
from copydesk.replaying.plan import ClusterPlan, Line, ObjectPlan, Summary
from copydesk.replaying.planning import planned
from copydesk.replaying.stack import ReplayNames, ReplayStack
from tests.pipelines import INBOX, OVERFLOW, Pipeline

RATE = 20.0


def replay_stack(pipeline: Pipeline, **parameters: str) -> ReplayStack:
    """As the names and parameters of a deployed one would give it."""
    names = {f"{name.removesuffix('Table').lower()}_table": table for name, table in pipeline.tables.items()}
    url = pipeline.extract_queue_url
    return ReplayStack.of(
        ReplayNames(inbox_bucket=INBOX, overflow_bucket=OVERFLOW, extract_queue_url=url, **names),
        parameters,
        url,
    )


def plan_of(stack: ReplayStack, **options: Any) -> list[Line]:
    """A plan of all objects, in the order of their keys."""
    objects = known_objects(stack.dynamodb, stack.names.outcomes_table, Choice())
    return list(planned(stack, sorted(objects, key=lambda one: one.key), rate=RATE, **options))


def objects_of(lines: list[Line]) -> dict[str, ObjectPlan]:
    return {one.key: one for one in lines if isinstance(one, ObjectPlan)}


def clusters_of(lines: list[Line]) -> list[ClusterPlan]:
    return [one for one in lines if isinstance(one, ClusterPlan)]


def summary_of(lines: list[Line]) -> Summary:
    (found,) = (one for one in lines if isinstance(one, Summary))
    return found


def commit(pipeline: Pipeline, lines: list[Line]) -> None:
    """Have the functions do what a plan is about, object by object in its order."""
    for line in objects_of(lines).values():
        if line.is_due:
            bodies = [Rereading(bucket=line.bucket, key=line.key).model_dump_json()]
            while bodies:
                assert pipeline.deliver(pipeline.extract, *bodies) == []
                bodies = pipeline.take(pipeline.extract_queue_url)
            pipeline.drain()


def homes(pipeline: Pipeline, ids: Iterator[str] | list[str]) -> Mapping[str, str | None]:
    return {name: pipeline.desk.cluster_id(name) for name in ids}
