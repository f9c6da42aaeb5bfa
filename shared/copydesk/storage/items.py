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
from copydesk.formats import FORMATS, Formats, decoded, encoded

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

# Where an item says in which format its record is.
NUMBER_IN = "schema_version"

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_item(fields: Mapping[str, object]) -> Item:
    """Attributes of plain values: text, integers, Decimals, bytes, lists, dictionaries, None."""
    return {name: _serializer.serialize(value) for name, value in fields.items()}


def record_fields(record: BaseModel, *, nulls: bool = False, formats: Formats = FORMATS) -> dict[str, Any]:
    """A record as plain values that `to_item` takes, in the format that is written.

    Null fields only where `nulls` asks for them.
    """
    text = record.model_dump_json(exclude_none=not nulls)
    fields: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return encoded(type(record).__name__, fields, number_in=NUMBER_IN, formats=formats)


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of an item: numbers as int where they are whole, else float; bytes as bytes."""
    return {
        name: value["B"] if "B" in value else _plain(_deserializer.deserialize(value))
        for name, value in item.items()
    }


def member_of(item: Mapping[str, Any], formats: Formats = FORMATS) -> Member:
    """The membership that an item of the articles table holds."""
    return record_of(Member, item, formats)


def header_of(item: Mapping[str, Any], formats: Formats = FORMATS) -> Header:
    """The header that a cluster's own item holds."""
    return record_of(Header, item, formats)


def copy_of(item: Mapping[str, Any], formats: Formats = FORMATS) -> Copy:
    """The copy that a COPY item holds."""
    return record_of(Copy, item, formats)


def link_of(item: Mapping[str, Any], formats: Formats = FORMATS) -> Link:
    """The link that an item of an article's links holds."""
    return record_of(Link, item, formats)


def record_of(model: type[SomeRecord], item: Mapping[str, Any], formats: Formats = FORMATS) -> SomeRecord:
    """The record that an item holds, beside its key and what the store itself notes.

    Raises:
        copydesk.formats.UnknownFormat: it is in a format that is not read.
        pydantic.ValidationError: it holds no such record.
    """
    return record_from(model, from_item(item), formats)


def record_from(model: type[SomeRecord], fields: dict[str, Any], formats: Formats = FORMATS) -> SomeRecord:
    """The same, of an item's plain values."""
    known = decoded(model.__name__, fields, number_in=NUMBER_IN, formats=formats)
    # What later versions of copydesk add is no concern of this one, wherever in the record it is.
    return model.model_validate(known, extra="ignore")


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
