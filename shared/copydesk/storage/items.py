"""Records to DynamoDB items and back: plain attributes that any language and the AWS CLI can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import BaseModel

from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member

SomeRecord = TypeVar("SomeRecord", bound=BaseModel)

# Attribute names to DynamoDB's own values, such as {"S": "text"}.
Item = dict[str, Any]

# Sort keys of an article's membership, of a cluster's header, and of its copies: the header sorts first.
MEMBER = "member"
CLUSTER = "cluster"
COPY_PREFIX = "copy#"

# Partition key of the names of a large cluster's copies: not the cluster's own, whose readers have no use for them.
NAMES_PREFIX = "names#"

# Partition key of the links of an article, which are of no cluster.
LINKS_PREFIX = "links#"

# What a COPY item has just got a match with, as `id#generation`: template.yaml filters the table's stream by it.
FOUND = "found"

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_item(fields: Mapping[str, object]) -> Item:
    """Attributes of plain values: text, integers, Decimals, bytes, lists, dictionaries, None."""
    return {name: _serializer.serialize(value) for name, value in fields.items()}


def record_fields(record: BaseModel, *, nulls: bool = False) -> dict[str, Any]:
    """A record as plain values that `to_item` takes; null fields only where `nulls` asks for them."""
    text = record.model_dump_json(exclude_none=not nulls)
    fields: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return fields


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of an item: numbers as int where they are whole, else float; bytes as bytes."""
    return {
        name: value["B"] if "B" in value else _plain(_deserializer.deserialize(value))
        for name, value in item.items()
    }


def member_of(item: Mapping[str, Any]) -> Member:
    """The membership that an item of the articles table holds."""
    return record_of(Member, item)


def header_of(item: Mapping[str, Any]) -> Header:
    """The header that a cluster's own item holds."""
    return record_of(Header, item)


def copy_of(item: Mapping[str, Any]) -> Copy:
    """The copy that a COPY item holds."""
    return record_of(Copy, item)


def link_of(item: Mapping[str, Any]) -> Link:
    """The link that an item of an article's links holds."""
    return record_of(Link, item)


def record_of(model: type[SomeRecord], item: Mapping[str, Any]) -> SomeRecord:
    """The record that an item holds, beside its key and what the store itself notes."""
    # What later versions of copydesk add is no concern of this one, wherever in the record it is.
    return model.model_validate(from_item(item), extra="ignore")


def parse_ref(text: str) -> ArticleRef:
    """The generation of an article that `id#generation` names, with or without leading zeros."""
    article_id, _, generation = text.rpartition("#")
    return ArticleRef(article_id, int(generation))


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return value
