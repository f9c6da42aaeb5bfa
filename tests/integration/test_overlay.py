"""A client over an overlay answers as DynamoDB does, and leaves its tables as they are."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from copydesk.outcome import Status
from copydesk.replaying.expressions import Expression, UnknownExpression
from copydesk.replaying.overlay import Overlay
from copydesk.replaying.tables import OverlayTables
from copydesk.storage.items import to_item
from copydesk.storage.outcome_states import Change
from copydesk.storage.outcomes import update_of
from testing.tables import client, create_tables
from tests.thorough import THOROUGH

PARTITIONS, SORTS = ("s3://a", "s3://ab", "s3://é"), ("article#1", "article#2", "ids#", "object")
STEPS, HISTORIES = 40, 30 if THOROUGH else 2

Call = tuple[str, dict[str, Any]]


def key(chance: random.Random) -> dict[str, Any]:
    return to_item({"object": chance.choice(PARTITIONS), "entry": chance.choice(SORTS)})


def item(chance: random.Random) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "status": chance.choice(list(Status)),
        "version": chance.randrange(3),
        "read_to": chance.randrange(2),
        "expires": 5,
        "ingested": ["a"] * chance.randrange(3),
        "ids": b"\x00\xff" * chance.randrange(700),
        "verdict_day": chance.choice("ab"),
        "verdict_at": chance.choice("ab"),
        "made_by": {"extraction": "0.2.0", "B": "a map's name"},
    }
    some = {name: value for name, value in optional.items() if chance.random() < 0.5}
    fields = {"generation": chance.randrange(4), "counts": {"indexed": chance.randrange(3)}, "waiting": 1}
    return {**key(chance), **to_item({**fields, **some})}


def condition(chance: random.Random) -> dict[str, Any]:
    values = {
        ":generation": chance.randrange(4),
        ":version": chance.randrange(3),
        ":known": chance.randrange(3),
    }
    text = chance.choice(
        [
            "attribute_not_exists(entry)",
            "attribute_exists(entry) AND generation = :generation",
            "attribute_not_exists(entry) OR generation < :generation",
            "attribute_not_exists(entry) OR (generation <= :generation AND (generation < :generation OR NOT "
            "attribute_exists(expires)))",
            "attribute_not_exists(expires) AND size(ingested) = :known",
            "#version = :version",
            "#version <> :version",
        ]
    )
    names = {"ExpressionAttributeNames": {"#version": "version"}} if "#version" in text else {}
    used = {name: value for name, value in values.items() if name in text}
    bound = {"ExpressionAttributeValues": to_item(used)} if used else {}
    return {"ConditionExpression": text, **names, **bound} if chance.random() < 0.7 else {}


def update(chance: random.Random) -> dict[str, Any]:
    change = Change(
        sets={"status": chance.choice(list(Status)), "verdict_day": chance.choice("ab")},
        defaults={"positions": 1},
        adds={"generation": 1, "waiting": -1},
        starts={"generation": chance.randrange(3)},
        counts={"rejected:empty": 1} if chance.random() < 0.5 else {},
        removes=("expires", "verdict_at") if chance.random() < 0.5 else (),
        generation=chance.choice([None, 1, 2]),
        read_to=chance.choice([None, None, 1]),
        exists=True,  # of what is not there no map can grow
    )
    return update_of(change)


def query(chance: random.Random) -> dict[str, Any]:
    text, values = chance.choice(
        [
            ("#object = :object", {}),
            ("#object = :object AND begins_with(entry, :one)", {":one": "article#"}),
            ("#object = :object AND entry BETWEEN :one AND :two", {":one": "article#2", ":two": "ids#~"}),
            ("#object = :object AND entry < :one", {":one": "ids#"}),
        ]
    )
    found: dict[str, Any] = {
        "KeyConditionExpression": text,
        "ExpressionAttributeNames": {"#object": "object"},
        "ExpressionAttributeValues": to_item({":object": chance.choice(PARTITIONS), **values}),
        "ConsistentRead": True,
    }
    return {**found, "Limit": chance.randrange(1, 4)} if chance.random() < 0.5 else found


def step(chance: random.Random) -> Call:
    """One call, of a table that is called `T`."""
    keys = [key(chance) for _ in range(3)]
    distinct = list({str(one): one for one in keys}.values())
    kinds: list[Callable[[], Call]] = [
        lambda: ("get_item", {"TableName": "T", "Key": key(chance), "ConsistentRead": True}),
        lambda: ("query", {"TableName": "T", **query(chance)}),
        lambda: (
            "put_item",
            {"TableName": "T", "Item": item(chance), **condition(chance), "ReturnValues": "ALL_OLD"},
        ),
        lambda: (
            "update_item",
            {"TableName": "T", "Key": key(chance), **update(chance), "ReturnValues": "ALL_NEW"},
        ),
        lambda: ("delete_item", {"TableName": "T", "Key": key(chance), **condition(chance)}),
        lambda: ("batch_get_item", {"RequestItems": {"T": {"Keys": distinct}}}),
        lambda: (
            "batch_write_item",
            {
                "RequestItems": {
                    "T": [
                        {"DeleteRequest": {"Key": one}}
                        if chance.random() < 0.5
                        else {"PutRequest": {"Item": {**item(chance), **one}}}
                        for one in distinct
                    ]
                }
            },
        ),
        lambda: (
            "transact_write_items",
            {
                "TransactItems": [
                    chance.choice(
                        [
                            {"Put": {"TableName": "T", "Item": {**item(chance), **one}, **condition(chance)}},
                            {"Update": {"TableName": "T", "Key": one, **update(chance)}},
                            {"Delete": {"TableName": "T", "Key": one, **condition(chance)}},
                        ]
                    )
                    for one in distinct
                ]
            },
        ),
    ]
    return chance.choice(kinds)()


def answer(tables: Any, call: Call, name: str) -> Any:
    """What a client answers, in a form that can be compared."""
    operation, request = call
    try:
        found = getattr(tables, operation)(**_named(request, name))
    except ClientError as error:
        reasons = [one.get("Code") for one in error.response.get("CancellationReasons", [])]
        return error.response["Error"]["Code"], reasons
    if "Responses" in found:
        return sorted(map(str, map(_sorted, found["Responses"].get(name, []))))
    return [_sorted(found[part]) for part in ("Item", "Items", "Attributes") if found.get(part)]


def _named(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {(name if one == "T" else one): _named(inner, name) for one, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, name) for inner in value]
    return name if value == "T" else value


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def test_random_histories_come_out_as_in_dynamodb(dynamodb_local: str) -> None:
    dynamodb = client("dynamodb", dynamodb_local)
    for seed in range(HISTORIES):
        chance = random.Random(seed)
        names = [create_tables(dynamodb)["OutcomesTable"] for _ in range(2)]
        for one in (item(chance) for _ in range(6)):
            for name in names:
                dynamodb.put_item(TableName=name, Item=one)
        overlay = Overlay()
        tables = OverlayTables(dynamodb, names[:1], overlay)
        before = dynamodb.scan(TableName=names[0])["Items"]
        for _ in range(STEPS):
            call = step(chance)
            assert answer(tables, call, names[0]) == answer(dynamodb, call, names[1]), (seed, call)
        assert dynamodb.scan(TableName=names[0])["Items"] == before
        overlay.close()


@pytest.mark.parametrize(
    "text", ["a IN (:b)", "a = ", "contains(a, :b)", "a = :b extra", "a ~ :b", "attribute_exists a"]
)
def test_what_is_not_known_is_said(text: str) -> None:
    with pytest.raises(UnknownExpression):
        Expression(text, {}, {":b": {"S": "b"}}).holds({"a": {"S": "b"}})
    with pytest.raises(UnknownExpression):
        Expression("ADD a :b", {}, {":b": {"N": "1"}}).applied({"a": {"N": "1"}})
