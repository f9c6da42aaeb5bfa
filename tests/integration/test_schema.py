"""The schema says what really lies in the tables, and its files are those that the models give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from copydesk.events import EVENTS
from copydesk.storage.items import record_fields
from copydesk.storage.schema import ITEM_KINDS, ItemKind
from local.schema import ANSWERS, FOLDER, generated, stale
from local.schema_examples import Fields, examples, kind_of
from local.schema_texts import RARE, TABLES
from local.template import load

KINDS = {kind.name: kind for kind in ITEM_KINDS}


@pytest.fixture(scope="module")
def items() -> dict[str, list[Fields]]:
    return examples()


def test_the_generated_files_are_what_the_models_give(items: dict[str, list[Fields]]) -> None:
    assert stale(generated(items)) == [], "run `make schema` and commit what it changes"


def test_a_file_that_differs_is_stale(items: dict[str, list[Fields]]) -> None:
    wanted = generated(items)
    path = FOLDER / "article.json"
    assert stale({**wanted, path: wanted[path] + " "}) == [path]
    assert stale({name: text for name, text in wanted.items() if name != path}) == [path]


@pytest.mark.parametrize("name", KINDS)
def test_every_item_is_of_its_kind_and_bears_no_attribute_that_is_not_in_the_schema(
    items: dict[str, list[Fields]], name: str
) -> None:
    kind = KINDS[name]
    assert items[name], "the seeds show every kind"
    for fields in items[name]:
        kind.model.model_validate(fields)
        assert kind_of(kind.table, fields) is kind
        if not kind.private:
            assert fields["schema_version"] == 1
            jsonschema.validate(fields, json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def test_attributes_without_an_example_in_the_seeds_have_one_invented(items: dict[str, list[Fields]]) -> None:
    for kind in ITEM_KINDS:
        shown = {name for fields in items[kind.name] for name, value in fields.items() if value is not None}
        assert set(kind.model.model_json_schema()["properties"]) - shown <= RARE.keys()


def test_every_table_and_key_of_the_template_is_described() -> None:
    tables = {
        logical: resource["Properties"]
        for logical, resource in load()["Resources"].items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }
    assert tables.keys() == TABLES.keys()
    for logical, properties in tables.items():
        described = {name for kind in ITEM_KINDS if kind.table == logical for name in names_of(kind)}
        assert {one["AttributeName"] for one in properties["AttributeDefinitions"]} <= described


def names_of(kind: ItemKind) -> set[str]:
    return set(kind.model.model_json_schema()["properties"])


@pytest.mark.parametrize("model", [kind.model for kind in ITEM_KINDS] + [*ANSWERS, *EVENTS])
def test_every_attribute_has_a_meaning(model: type[BaseModel]) -> None:
    missing = list(undescribed(model.__name__, model.model_json_schema()))
    assert missing == []


def undescribed(name: str, schema: dict[str, Any]) -> Iterator[str]:
    for attribute, field in schema.get("properties", {}).items():
        if not field.get("description"):
            yield f"{name}.{attribute}"
    for inner, definition in schema.get("$defs", {}).items():
        yield from undescribed(inner, definition)


def test_attributes_of_later_versions_are_passed_over(items: dict[str, list[Fields]]) -> None:
    from copydesk.storage.items import copy_of, header_of, to_item

    later = {"mood": "calm"}
    header = items["cluster"][0]
    header = {**header, **later, "canonical": {**(header.get("canonical") or {}), **later}}
    known = to_item(json.loads(json.dumps(header), parse_float=str))
    assert header_of(known).cluster_id == header["cluster_id"]
    copy = record_fields(KINDS["cluster-copy"].model.model_validate(items["cluster-copy"][0]))
    assert copy_of(to_item({**copy, "match": {**copy["match"], **later}})).match is not None
