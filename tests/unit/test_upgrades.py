"""An update replaces no table, bucket, queue or bus of a stack that 0.1.0 made, and does not fail at its indexes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.template import load
from local.upgrades import kept, replacements

RELEASED = Path(__file__).parents[1] / "fixtures" / "stack-0.1.0" / "template.yaml"


@pytest.fixture(scope="module")
def released() -> dict[str, Any]:
    return load(RELEASED)


def test_nothing_of_the_released_stack_is_replaced(released: dict[str, Any]) -> None:
    assert {name for name in kept(released) if name.endswith(("Table", "Bucket"))} >= {
        "ArticlesTable",
        "ClustersTable",
        "IndexTable",
        "ListingsTable",
        "OutcomesTable",
        "InboxBucket",
        "OverflowBucket",
    }
    assert len(kept(released)) == 13  # queues and a bus, too
    assert list(replacements(released, load())) == []


def rename(resources: dict[str, Any]) -> None:
    resources["ArticleTable"] = resources.pop("ArticlesTable")


def give_a_name(resources: dict[str, Any]) -> None:
    resources["ClustersTable"]["Properties"]["TableName"] = "clusters"


def turn_the_key(resources: dict[str, Any]) -> None:
    resources["IndexTable"]["Properties"]["KeySchema"][0]["AttributeName"] = "other"


def type_the_key(resources: dict[str, Any]) -> None:
    resources["OutcomesTable"]["Properties"]["AttributeDefinitions"][0]["AttributeType"] = "B"


def make_it_conditional(resources: dict[str, Any]) -> None:
    resources["OverflowBucket"]["Condition"] = "UsesExistingInbox"


def add_two_indexes(resources: dict[str, Any]) -> None:
    indexes = resources["OutcomesTable"]["Properties"]["GlobalSecondaryIndexes"]
    indexes += [{"IndexName": "more"}, {"IndexName": "even_more"}]


def show_more_in_an_index(resources: dict[str, Any]) -> None:
    feed, _ = resources["ClustersTable"]["Properties"]["GlobalSecondaryIndexes"]
    feed["Projection"]["NonKeyAttributes"].append("state")


def type_the_key_of_an_index(resources: dict[str, Any]) -> None:
    attributes = resources["ClustersTable"]["Properties"]["AttributeDefinitions"]
    next(one for one in attributes if one["AttributeName"] == "feed_at")["AttributeType"] = "N"


def drop_an_index(resources: dict[str, Any]) -> None:
    del resources["OutcomesTable"]["Properties"]["GlobalSecondaryIndexes"]


def index_within(resources: dict[str, Any]) -> None:
    resources["ListingsTable"]["Properties"]["LocalSecondaryIndexes"] = [{"IndexName": "more"}]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (rename, "ArticlesTable is gone"),
        (give_a_name, "TableName of ClustersTable is another"),
        (turn_the_key, "KeySchema of IndexTable is another"),
        (type_the_key, "Attributes of OutcomesTable is another"),
        (make_it_conditional, "OverflowBucket is only made where a parameter says so"),
        (index_within, "LocalSecondaryIndexes of ListingsTable is another"),
        (add_two_indexes, "OutcomesTable gets more than one index, and DynamoDB makes one at a time"),
        (show_more_in_an_index, "index feed of ClustersTable is another"),
        (type_the_key_of_an_index, "index feed of ClustersTable is another"),
        (drop_an_index, "index verdicts of OutcomesTable is gone"),
    ],
)
def test_what_replaces_a_resource_is_told(
    released: dict[str, Any], change: Callable[[dict[str, Any]], None], told: str
) -> None:
    template = copy.deepcopy(load())
    change(template["Resources"])
    assert told in list(replacements(released, template))


def test_more_indexes_and_resources_replace_nothing(released: dict[str, Any]) -> None:
    template = copy.deepcopy(load())
    table = template["Resources"]["OutcomesTable"]["Properties"]
    table["AttributeDefinitions"].append({"AttributeName": "more", "AttributeType": "S"})
    table.setdefault("GlobalSecondaryIndexes", []).append({"IndexName": "more"})
    template["Resources"]["MoreTable"] = copy.deepcopy(template["Resources"]["IndexTable"])
    assert list(replacements(load(), template)) == list(replacements(released, template)) == []
