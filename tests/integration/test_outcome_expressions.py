"""DynamoDB does with each change of an outcome what outcome_states says that it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.storage.items import from_item, to_item
from copydesk.storage.outcome_states import Change, applied
from copydesk.storage.outcomes import update_of
from testing.tables import client, create_tables
from tests.outcome_histories import URI, every_step

KEY = {"object": URI, "entry": "object"}


@pytest.fixture(params=["moto", "dynamodb_local"])
def dynamodb(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "moto":
        with mock_aws():
            yield client("dynamodb")
    else:
        yield client("dynamodb", request.getfixturevalue("dynamodb_local"))


def test_every_change_of_every_history(dynamodb: Any) -> None:
    table = create_tables(dynamodb)["OutcomesTable"]
    pairs = {
        (one.before.item, json.dumps(update_of(one.change), sort_keys=True)): one for one in every_step()
    }
    for step in pairs.values():
        written = written_by(dynamodb, table, step.before.fields, step.change)
        assert written == applied(step.before.fields, step.change)


def written_by(dynamodb: Any, table: str, fields: dict[str, Any], change: Change) -> dict[str, Any] | None:
    """The item after a change; None where its condition does not hold."""
    if fields:
        dynamodb.put_item(TableName=table, Item=to_item({**fields, **KEY}))
    else:
        dynamodb.delete_item(TableName=table, Key=to_item(KEY))
    try:
        answer = dynamodb.update_item(
            TableName=table, Key=to_item(KEY), **update_of(change), ReturnValues="ALL_NEW"
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return None
    return {name: value for name, value in from_item(answer["Attributes"]).items() if name not in KEY}
