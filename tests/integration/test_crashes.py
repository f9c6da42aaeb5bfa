"""A function that dies between any two of its AWS calls, and its message again: the same end as without.

Dying before a call leaves AWS as dying after the one before it does, so each is died after.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from copydesk.article import article_id
from tests.crashes import Machine, last_death, snapshot
from tests.pipelines import INBOX, Pipeline
from tests.stories import bridge_text, text_of
from tests.thorough import THOROUGH
from tests.unit.matching.test_cohesion import STORIES

# What differs between two runs that come to the same.
OF_THE_RUN = {"version", "updated_at", "claimed_at", "ingested_at", "changed_at", "verdict_at"}

# What differs once a key has been read again.
OF_THE_READING = {*OF_THE_RUN, "generation", "settled", "done", "read_through"}

DEAD = {"BOOL": False}

# Every call is died after where there is time for it.
STEP = 1 if THOROUGH else 29

Tables = dict[str, list[Any]]


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: without(inner, names) for name, inner in value.items() if name not in names}
    return [without(inner, names) for inner in value] if isinstance(value, list) else value


def contents(pipeline: Pipeline, names: set[str], *tables: str) -> Tables:
    """The records of the tables, in order, without what differs between runs."""
    found = {}
    for table in tables:
        pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables[table])
        found_items = (item for page in pages for item in page["Items"])
        items = [without(item, names) for item in found_items if not of_the_way(item)]
        found[table] = sorted(items, key=lambda item: json.dumps(item, sort_keys=True, default=repr))
    return found


def of_the_way(item: dict[str, Any]) -> bool:
    """Whether an item tells of the readings of a key, not of what came of them."""
    return str(item.get("entry", {}).get("S", "")).startswith("ids#")


def text(title: str, body: str) -> str:
    return json.dumps({"title": title, "text": body})


def arrive_alone(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("one.json", text("One", text_of(1))))
    return pipeline.put("two.json", text("Two", text_of(2)))


def arrive_between(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("one.json", text("One", text_of(1))))
    pipeline.run(pipeline.put("two.json", text("Two", text_of(2))))
    return pipeline.put("bridge.json", text("Bridge", bridge_text(1, 2)))


def change_sides(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(arrive_between(pipeline))
    pipeline.run(pipeline.put("three.json", text("Three", text_of(3))))
    return pipeline.put("bridge.json", text("Bridge", text_of(3, 1)))


def leave(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(arrive_between(pipeline))
    return pipeline.delete("bridge.json")


def several(pipeline: Pipeline) -> dict[str, Any]:
    pipeline.run(pipeline.put("one.json", text("One", text_of(1))))
    lines = [text("First", text_of(1, 1)), text("Short", "Too short."), text("Third", text_of(2))]
    return pipeline.put("many.jsonl", "\n".join(lines))


def carry(pipeline: Pipeline) -> dict[str, Any]:
    """A text becomes a round-up: it leaves its cluster, and carries two stories."""
    for number, story in enumerate(STORIES[::2]):
        pipeline.run(pipeline.put(f"{('one', 'two')[number]}.json", text(f"Story {number}", story)))
    pipeline.run(pipeline.put("bridge.json", text("Bridge", STORIES[0])))
    return pipeline.put("bridge.json", text("In brief", "\n\n".join(STORIES)))


EVENTS = [arrive_alone, arrive_between, change_sides, leave, several, carry]


@pytest.mark.parametrize("prepare", EVENTS)
def test_dedupe_dies_at_any_call(
    pipeline: Pipeline, machine: Machine, prepare: Callable[[Pipeline], dict[str, Any]]
) -> None:
    event = prepare(pipeline)
    assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
    messages = pipeline.take()
    before = snapshot()
    everything = ("ArticlesTable", "ClustersTable", "IndexTable", "OutcomesTable")

    def work() -> None:
        assert pipeline.deliver(pipeline.dedupe, *messages) == []

    def end() -> object:
        return contents(pipeline, OF_THE_RUN, *everything)

    assert last_death(machine, work, end, before, STEP) > 10


@pytest.mark.parametrize("prepare", EVENTS)
def test_extract_dies_at_any_call(
    pipeline: Pipeline, machine: Machine, prepare: Callable[[Pipeline], dict[str, Any]]
) -> None:
    event = json.dumps(prepare(pipeline))
    names = [article_id(INBOX, key, position) for key in KEYS for position in range(3)]
    before = snapshot()

    def work() -> None:
        assert pipeline.deliver(pipeline.extract, event) == []

    def end() -> tuple[Any, ...]:
        pipeline.drain()
        records = contents(pipeline, OF_THE_READING, "OutcomesTable")
        found = contents(pipeline, {*OF_THE_READING, "cluster_id", "part"}, "ArticlesTable")
        # A second reading removes what the first may have indexed, and so leaves marks of its own.
        articles = [
            one for one in found["ArticlesTable"] if "removed" not in one and one.get("alive") != DEAD
        ]
        return records, articles, pipeline.partition(*names)

    assert last_death(machine, work, end, before, STEP) > 3


KEYS = ("one.json", "two.json", "three.json", "bridge.json", "many.jsonl")
