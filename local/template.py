"""template.yaml made ready for the embedded AWS: translated, cut down to what holds data, settings read."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from pydantic import BaseModel, ConfigDict, field_validator
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"

# Where data flows or stays. The rest watches, permits or runs: nobody is there to page, one machine has one
# user, bucket and queue policies refuse plain HTTP, and the functions run in processes of our own.
HOSTED_TYPES = frozenset(
    {"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Events::EventBus"}
)

# The output through which CloudFormation itself resolves the references in what was left out.
SETTINGS_OUTPUT = "LocalSettings"

Template = dict[str, Any]


class Setting(BaseModel):
    """Base of what the template says beyond the hosted resources. Numbers become text where text is due."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class Function(Setting):
    """A Lambda function as the template describes it."""

    name: str
    handler: str
    code: str
    environment: dict[str, str]
    timeout: int
    memory: int


class Mapping(Setting):
    """An event source mapping: which function takes which queue's messages, and how."""

    function: str
    queue_url: str
    queue_arn: str
    batch_size: int
    response_types: tuple[str, ...] = ()
    enabled: bool = True


class StreamMapping(Setting):
    """An event source mapping of a table's stream: which function takes which of its records, and how."""

    function: str
    table: str
    batch_size: int
    enabled: bool = True
    patterns: tuple[str, ...] = ()


class Bucket(Setting):
    """What moto's CloudFormation ignores of a bucket."""

    name: str | None = None  # none where a condition leaves it out
    versioning: dict[str, str] | None = None
    notifications: dict[str, list[dict[str, Any]]] | None = None


class Table(Setting):
    """A table as `create_table` wants it, for another DynamoDB than moto's."""

    name: str
    definition: dict[str, Any]


class Settings(Setting):
    """Everything the local stack needs to know beside the hosted resources; every reference resolved."""

    functions: dict[str, Function]
    mappings: tuple[Mapping, ...]
    streams: tuple[StreamMapping, ...]
    buckets: tuple[Bucket, ...]
    tables: tuple[Table, ...]
    layers: tuple[str, ...]

    @field_validator("mappings", mode="before")
    @classmethod
    def _made(cls, mappings: Any) -> Any:
        """Without those that a condition leaves out."""
        return [one for one in mappings if one is not None]


def load(path: Path = TEMPLATE) -> Template:
    """The SAM template as plain data: short forms such as !Ref spelled out."""
    return copy.deepcopy(_parsed(path.read_text(encoding="utf-8")))


@cache
def _parsed(text: str) -> Template:
    """Parsed once: it takes sixty times as long as a copy."""
    return dict(yaml_parse(text))


def translate(sam_template: Template, region: str) -> Template:
    """The template in plain CloudFormation, as CloudFormation's own SAM transform would make it."""
    template = copy.deepcopy(sam_template)
    for resource in template["Resources"].values():
        for location in {"CodeUri", "ContentUri"} & set(resource.get("Properties", {})):
            # The translator wants an uploaded package; nothing here reads it.
            resource["Properties"][location] = "s3://local/package.zip"
    session = boto3.Session(region_name=region)
    translator = Translator(managed_policy_map={}, sam_parser=Parser(), boto_session=session)
    return dict(translator.translate(template, parameter_values={}))


def hosted(sam_template: Template, stack_name: str, region: str) -> Template:
    """The template reduced to `HOSTED_TYPES`, with one output more: the settings of what was left out."""
    template = translate(sam_template, region)
    resources: Template = template["Resources"]
    kept = {name: resource for name, resource in resources.items() if resource["Type"] in HOSTED_TYPES}
    function_names = {name: f"{stack_name}-{name}" for name in _of_type(resources, "AWS::Lambda::Function")}
    unknown = set(resources) - set(kept) - set(function_names)
    outputs = {
        name: output
        for name, output in template.get("Outputs", {}).items()
        if not unknown & references(output["Value"])
    }
    settings = _settings(resources, sam_template["Resources"], function_names)
    outputs[SETTINGS_OUTPUT] = {"Value": {"Fn::ToJsonString": settings}}
    reduced = {**template, "Resources": kept, "Outputs": outputs}
    return dict(_with_names(reduced, function_names))


def _settings(resources: Template, sam_resources: Template, function_names: dict[str, str]) -> Template:
    mappings = _of_type(resources, "AWS::Lambda::EventSourceMapping")
    return {
        "functions": {
            name: _where_made(
                resources[name],
                _function(function_names[name], properties, sam_resources[name]["Properties"]),
            )
            for name, properties in _of_type(resources, "AWS::Lambda::Function").items()
        },
        "mappings": [
            _where_made(resources[name], _mapping(one))
            for name, one in mappings.items()
            if _source(one)[1] == "Arn"
        ],
        "streams": [_stream_mapping(one) for one in mappings.values() if _source(one)[1] == "StreamArn"],
        "buckets": [
            {
                "name": {"Ref": name},
                "versioning": properties.get("VersioningConfiguration"),
                "notifications": properties.get("NotificationConfiguration"),
            }
            for name, properties in _of_type(resources, "AWS::S3::Bucket").items()
        ],
        "tables": [
            {"name": {"Ref": name}, "definition": _table_definition(properties)}
            for name, properties in _of_type(resources, "AWS::DynamoDB::Table").items()
        ],
        "layers": [
            properties["ContentUri"]
            for properties in _of_type(sam_resources, "AWS::Serverless::LayerVersion").values()
        ],
    }


def _where_made(resource: Template, setting: Template) -> Template:
    """What is said of a resource, where its condition holds; CloudFormation decides that."""
    condition = resource.get("Condition")
    return {"Fn::If": [condition, setting, {"Ref": "AWS::NoValue"}]} if condition else setting


def _function(name: str, properties: Template, sam_properties: Template) -> Template:
    return {
        "name": name,
        "handler": properties["Handler"],
        "code": sam_properties["CodeUri"],
        "environment": properties["Environment"]["Variables"],
        "timeout": properties["Timeout"],
        "memory": properties["MemorySize"],
    }


def _source(mapping: Template) -> tuple[str, str]:
    """The resource that a mapping takes from, and whether it is a queue (`Arn`) or a table (`StreamArn`)."""
    resource, attribute = mapping["EventSourceArn"]["Fn::GetAtt"]
    return resource, attribute


def _function_of(mapping: Template) -> str:
    """The logical id of the function that a mapping feeds; here there are no aliases."""
    _, _, function = mapping["FunctionName"]["Fn::If"]
    return str(function["Ref"])


def _stream_mapping(properties: Template) -> Template:
    return {
        "function": _function_of(properties),
        "table": {"Ref": _source(properties)[0]},
        "batch_size": properties["BatchSize"],
        "enabled": properties.get("Enabled", True),
        "patterns": [one["Pattern"] for one in properties.get("FilterCriteria", {}).get("Filters", [])],
    }


def _mapping(properties: Template) -> Template:
    queue, _ = _source(properties)
    return {
        "function": _function_of(properties),
        "queue_url": {"Ref": queue},
        "queue_arn": properties["EventSourceArn"],
        "batch_size": properties["BatchSize"],
        "enabled": properties.get("Enabled", True),
        "response_types": properties.get("FunctionResponseTypes", []),
    }


def _table_definition(properties: Template) -> Template:
    definition = table_shape(properties)
    if stream := properties.get("StreamSpecification"):
        definition["StreamSpecification"] = {"StreamEnabled": True, **stream}
    return definition


def table_shape(properties: Template) -> Template:
    """Keys and indexes of a table as `create_table` wants them, on demand whatever the stack's parameters say."""
    shape = {name: properties[name] for name in ("AttributeDefinitions", "KeySchema")}
    if indexes := properties.get("GlobalSecondaryIndexes"):
        wanted = ("IndexName", "KeySchema", "Projection")
        shape["GlobalSecondaryIndexes"] = [{name: one[name] for name in wanted} for one in indexes]
    return {**shape, "BillingMode": "PAY_PER_REQUEST"}


def _of_type(resources: Template, resource_type: str) -> Template:
    return {
        name: resource.get("Properties", {})
        for name, resource in resources.items()
        if resource["Type"] == resource_type
    }


def references(tree: Any) -> set[str]:
    """Logical ids, parameters and pseudo parameters that a value refers to, by Ref, GetAtt or Sub."""
    if isinstance(tree, list):
        return set().union(*map(references, tree))
    if isinstance(tree, str):
        return {name.split(".")[0] for name in re.findall(r"\$\{([^!}][^}]*)\}", tree)}
    if not isinstance(tree, dict):
        return set()
    if "Ref" in tree:
        return {tree["Ref"]}
    if "Fn::GetAtt" in tree:
        return {tree["Fn::GetAtt"][0]}
    return references(list(tree.values()))


def _with_names(tree: Any, names: dict[str, str]) -> Any:
    """A template with every Ref to a function replaced by the name it has here."""
    if isinstance(tree, list):
        return [_with_names(value, names) for value in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("Ref") in names:
        return names[tree["Ref"]]
    return {key: _with_names(value, names) for key, value in tree.items()}


def notification_configuration(properties: dict[str, list[dict[str, Any]]]) -> Template:
    """A bucket's NotificationConfiguration as S3's API words it: CloudFormation's words differ."""
    configurations = []
    for entry in properties["QueueConfigurations"]:
        configuration = {"QueueArn": entry["Queue"], "Events": [entry["Event"]]}
        if "Filter" in entry:
            configuration["Filter"] = {"Key": {"FilterRules": entry["Filter"]["S3Key"]["Rules"]}}
        configurations.append(configuration)
    return {"QueueConfigurations": configurations}
