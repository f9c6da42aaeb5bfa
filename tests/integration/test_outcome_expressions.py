"""DynamoDB does with each change of an outcome what outcome_states says that it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import ObjectRef
from copydesk.outcome import Status, Verdict
from copydesk.storage import outcome_states as states
from copydesk.storage.items import from_item, to_item
from copydesk.storage.outcome_states import Change, applied
from copydesk.storage.outcomes import update_of
from testing.tables import client, create_tables
from tests.outcome_histories import NOW, URI, every_step

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


def test_every_change_of_an_object_read_in_parts(dynamodb: Any) -> None:
    table = create_tables(dynamodb)["OutcomesTable"]
    read = ObjectRef(bucket="inbox", key="news.jsonl", etag="0", size=9, uploaded_at=NOW)
    indexed, rejected = Verdict(status=Status.INDEXED), {"rejected:too_short": 2, "rejected:empty": 1}
    claim = applied(None, states.claimed("inbox", "news.jsonl", Status.PENDING, NOW))
    part = {"read_from": 0, "read_to": 5, "owed": 2, "counts": rejected}
    changes = [
        states.begun(1, read, NOW, by_position=2, in_doubt=False),
        states.part_noted(1, NOW),
        states.part_noted(2, NOW),
        states.counted(1, indexed, NOW),
        states.part_counted(1, NOW, **part, closing=None),
        states.part_counted(1, NOW, **part, closing=None),
        states.part_counted(2, NOW, **{**part, "read_from": 5}, closing=None),
        states.part_counted(1, NOW, read_from=5, read_to=6, owed=0, counts={}, closing=(4, indexed)),
        states.counted(1, indexed, NOW),
        states.all_done(URI, {"generation": 1, "filled": 4, "noted": True}, indexed, NOW),
    ]
    fields, held = claim, []
    for change in changes:
        after = applied(fields, change)
        assert written_by(dynamodb, table, fields or {}, change) == after
        held.append(after is not None)
        fields = after or fields
    assert held == [True, True, False, True, True, False, False, True, True, True]
    assert fields is not None
    assert (fields["waiting"], fields["positions"], fields["status"]) == (0, 4, Status.INDEXED)
    assert (fields["settled"], fields["by_position"]) == (1, 0)
    assert fields["counts"] == {**rejected, "indexed": 2}


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
