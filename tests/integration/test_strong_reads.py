"""Everything that the functions read of a table is strongly consistent: the protocol of clusters is right only so.

But for a first look at what is refused: what that misses is seen by a second one, once the article is listed.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from copydesk.storage.items import to_item
from copydesk.storage.refusals import ERASURES, SALT
from tests.pipelines import Pipeline
from tests.stories import bridge_text, text_of

FIRST_LOOK = to_item({"object": ERASURES, "entry": SALT})
READS = ("GetItem", "BatchGetItem", "Query", "Scan")


def test_every_read_of_the_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[tuple[str, Any]] = []
    looks: list[bool] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def noted(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name in READS:
            asked = arguments.get("RequestItems", {"": arguments}).values()
            reads.extend(
                (name, one.get("ConsistentRead", False)) for one in asked if one.get("Key") != FIRST_LOOK
            )
            looks.extend(one.get("ConsistentRead", False) for one in asked if one.get("Key") == FIRST_LOOK)
        return call(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        for name, text in {
            "a": text_of(1),
            "b": text_of(1, 1),
            "c": text_of(2),
            "ac": bridge_text(1, 2),
        }.items():
            pipeline.run(pipeline.put(f"{name}.json", json.dumps({"title": name, "text": text})))
        pipeline.run(
            pipeline.put("many.jsonl", "\n".join(json.dumps({"text": text_of(at)}) for at in (5, 6)))
        )
        pipeline.run(pipeline.put("a.json", json.dumps({"title": "a", "text": text_of(3)})))
        pipeline.run(pipeline.delete("ac.json"))
    assert {name for name, _ in reads} == {"GetItem", "BatchGetItem", "Query"}
    assert [one for one in reads if one[1] is not True] == []
    assert set(looks) == {False, True}
