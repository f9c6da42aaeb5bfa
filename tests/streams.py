"""The streams of the tables, over stores in memory: the records that DynamoDB would make of each commit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from copydesk.clustering.store import CheckHeader, CheckMember, Write
from copydesk.decision import Pair, pair_of
from copydesk.events import ArticleIndexed, ArticleMoved, ArticleRemoved, CopyFound, Event
from copydesk.pipeline.publishing import change_of
from copydesk.storage.dynamodb import DynamoClusterStore
from local import template
from local.stream_source import matches_any

KEYS = {"ArticlesTable": ("article_id", "part"), "ClustersTable": ("cluster_id", "entry")}

Item = dict[str, Any]
Facts = dict[str, str]


class Streams:
    """What two streams hold after some writes, oldest first."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, ...], Item] = {}
        self._images = DynamoClusterStore(
            None,  # type: ignore[arg-type]  # it only says what it would write
            articles_table="ArticlesTable",
            clusters_table="ClustersTable",
            index_table="",
        )
        self.records: dict[str, list[Item]] = {table: [] for table in KEYS}

    def items_of(self, writes: Iterable[Write]) -> list[tuple[str, ...]]:
        """The keys of the items that writes are of; DynamoDB takes no transaction with two writes of one item."""
        return [self._change(write)[1] for write in writes]

    def _change(self, write: Write) -> tuple[str, tuple[str, ...], Item | None]:
        """The table, the key and the new image of a write."""
        ((_, action),) = self._images._action(write).items()
        table, new = action["TableName"], action.get("Item")
        return table, tuple((action.get("Key") or new)[name]["S"] for name in KEYS[table]), new

    def add(self, write: Write) -> None:
        """One write of a commit that succeeded."""
        if isinstance(write, (CheckHeader, CheckMember)):
            return
        table, key, new = self._change(write)
        old = self._items.pop(key, None)
        if new is not None:
            self._items[key] = new
        if old != new:
            number = f"{sum(map(len, self.records.values())):021d}"
            change: Item = {"SequenceNumber": number, "ApproximateCreationDateTime": 1795413600.0}
            change["Keys"] = {name: {"S": value} for name, value in zip(KEYS[table], key, strict=True)}
            images = {"OldImage": old, "NewImage": new}
            change |= {name: image for name, image in images.items() if image is not None}
            self.records[table].append(
                {
                    "eventID": f"change-{number}",
                    "eventName": "REMOVE" if new is None else "MODIFY" if old else "INSERT",
                    "dynamodb": change,
                }
            )


@cache
def patterns() -> dict[str, list[Item]]:
    """What template.yaml lets through to the publish function, by table."""
    resources = template.load()["Resources"]
    return {
        mapping["EventSourceArn"]["Fn::GetAtt"][0]: [
            json.loads(one["Pattern"]) for one in mapping["FilterCriteria"]["Filters"]
        ]
        for mapping in (
            resources[f"PublishFunction{table}"]["Properties"] for table in ("Articles", "Clusters")
        )
    }


def events_of(records: dict[str, list[Item]]) -> list[Event]:
    """The events that these records amount to; all of them must get through the filters.

    Of other records only headers of several copies may: a filter cannot compare one with what it was before.
    """
    found = []
    filters = patterns()
    for table, listed in records.items():
        for record in listed:
            event = change_of(record).event
            if event is not None:
                assert matches_any(record, filters[table]), record
                found.append(event)
            elif table == "ClustersTable" and matches_any(record, filters[table]):
                images = record["dynamodb"]
                sizes = [
                    images.get(name, {}).get("size", {"N": "0"})["N"] for name in ("OldImage", "NewImage")
                ]
                assert max(map(int, sizes)) > 1, record
    return found


def folded(events: Iterable[Event]) -> Facts:
    """Which article is in which cluster, as a listener knows it who got these events in any order."""
    latest: dict[str, ArticleIndexed | ArticleMoved | ArticleRemoved] = {}
    for event in events:
        if isinstance(event, (ArticleIndexed, ArticleMoved, ArticleRemoved)):
            known = latest.get(event.article_id)
            if known is None or event.version > known.version:
                latest[event.article_id] = event
    return {name: one.cluster_id for name, one in latest.items() if not isinstance(one, ArticleRemoved)}


def matches_published(
    events: Sequence[Event], decided: Collection[Pair] = ()
) -> set[tuple[str, int, str, int]]:
    """Article and generation of both sides of each match; published once, but of pairs that people decided on."""
    found = [event for event in events if isinstance(event, CopyFound)]
    times = Counter(
        (one.article_id, one.generation, one.match.article_id, one.match_generation) for one in found
    )
    twice = [match for match, count in times.items() if count > 1]
    assert all(pair_of(article, other) in decided for article, _, other, _ in twice), twice
    return set(times)
