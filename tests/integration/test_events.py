"""From files in the inbox to events in an application's queue: all of them, whoever dies on the way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from copydesk.article import article_id
from copydesk.events import (
    ArticleIndexed,
    ArticleMoved,
    ArticleRemoved,
    ClusterChanged,
    ClusterMerged,
    CopyFound,
    Event,
)
from local.stack import LocalStack
from local.subscription import Subscription
from local.template import ROOT
from testing.tables import cluster_store
from tests.stories import bridge_text, text_of
from tests.streams import folded, matches_published
from tests.thorough import only_thorough

SEEDS = ROOT / "seeds"


class Listener:
    """An application: it has the events of a stack from a queue of its own."""

    def __init__(self, stack: LocalStack, name: str) -> None:
        self._stack = stack
        self._bucket = stack.outputs["InboxBucketName"]
        self._queue = Subscription(
            stack.client("events"), stack.client("sqs"), stack.outputs["EventBusName"], name
        )
        self.heard: list[Event] = []

    def put(self, key: str, body: str | bytes) -> None:
        data = body if isinstance(body, bytes) else json.dumps({"title": key, "text": body}).encode()
        self._stack.client("s3").put_object(Bucket=self._bucket, Key=key, Body=data)

    def delete(self, key: str) -> None:
        self._stack.client("s3").delete_object(Bucket=self._bucket, Key=key)

    def listen(self) -> list[Event]:
        """What has come since last time."""
        self._stack.wait_idle()
        new = list(self._queue.take())
        self.heard += new
        return new

    def name(self, key: str) -> str:
        return article_id(self._bucket, key)

    def kinds(self, events: list[Event]) -> Counter[str]:
        return Counter(type(event).__name__ for event in events)


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with LocalStack() as running:
        yield running


def memberships(stack: LocalStack, names: set[str]) -> dict[str, str | None]:
    tables = {name: stack.outputs[f"{name}Name"] for name in ("ArticlesTable", "ClustersTable", "IndexTable")}
    members = cluster_store(stack.client("dynamodb"), tables).members(names)
    return {name: one.cluster_id for name, one in members.items() if one.alive}


@only_thorough
def test_of_every_seed_the_event_comes(stack: LocalStack) -> None:
    listener = Listener(stack, "seeds")
    for path in sorted(SEEDS.glob("*.*")):
        listener.put(path.name, path.read_bytes())
    events = listener.listen()
    pages = (
        stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["ArticlesTableName"])
    )
    members = [item for page in pages for item in page["Items"] if item["part"]["S"] == "member"]
    tables = {item["article_id"]["S"]: item["cluster_id"]["S"] for item in members}
    kinds = listener.kinds(events)
    assert kinds["ArticleIndexed"] == len(tables) > 10
    assert kinds["ArticleMoved"] == kinds["ClusterMerged"] > 0  # of clusters this small, one at a time
    assert kinds["ArticleRemoved"] == 0
    assert folded(events) == tables
    assert len({event.event_id for event in events}) == len(events)
    assert len(matches_published(events)) == kinds["CopyFound"]


def test_what_happens_to_articles_is_told_step_by_step(stack: LocalStack) -> None:
    listener = Listener(stack, "steps")
    one, two, bridge = (listener.name(key) for key in ("one.json", "two.json", "bridge.json"))
    names = {one, two, bridge}

    listener.put("one.json", text_of(11))
    (indexed,) = listener.listen()
    assert isinstance(indexed, ArticleIndexed)
    assert (indexed.article_id, indexed.generation, indexed.version) == (one, 1, 1)

    listener.put("two.json", text_of(12))
    listener.listen()
    listener.put("bridge.json", bridge_text(11, 12))
    events = listener.listen()
    assert listener.kinds(events) == {
        "ArticleIndexed": 1,
        "ClusterMerged": 2,
        "ArticleMoved": 2,
        "CopyFound": 4,
        "ClusterChanged": 2,
    }
    counted = [event for event in events if isinstance(event, ClusterChanged)]
    assert [(event.size, event.origins) for event in sorted(counted, key=lambda one: one.version)] == [
        (2, 1),
        (3, 1),
    ]
    pairs = {(event.article_id, event.match.article_id) for event in events if isinstance(event, CopyFound)}
    assert pairs == {(bridge, one), (one, bridge), (bridge, two), (two, bridge)}
    assert len(set(folded(listener.heard).values())) == 1

    listener.delete("bridge.json")
    events = listener.listen()
    assert listener.kinds(events) == {"ArticleRemoved": 1, "ArticleMoved": 1, "ClusterChanged": 1}
    assert [event.article_id for event in events if isinstance(event, ArticleRemoved)] == [bridge]
    assert len(set(folded(listener.heard).values())) == 2

    listener.put("two.json", text_of(11, 1))
    events = listener.listen()
    again = [event for event in events if isinstance(event, ArticleIndexed)]
    assert [(event.article_id, event.generation) for event in again] == [(two, 2)]
    assert "ArticleRemoved" not in listener.kinds(events)
    found = {
        (event.article_id, event.generation, event.match_generation)
        for event in events
        if isinstance(event, CopyFound)
    }
    assert found == {(one, 1, 2), (two, 2, 1)}
    assert len(set(folded(listener.heard).values())) == 1

    listener.put("two.json", "Too short.")  # no article any more
    assert listener.kinds(listener.listen())["ArticleRemoved"] == 1
    listener.delete("two.json")  # and so nothing to be removed
    assert not listener.listen()
    assert folded(listener.heard) == memberships(stack, names)
    merged = {
        event.cluster_id: event.merged_into for event in listener.heard if isinstance(event, ClusterMerged)
    }
    moved = [event for event in listener.heard if isinstance(event, ArticleMoved)]
    assert all(event.cluster_id == merged.get(event.from_cluster_id, event.cluster_id) for event in moved)
