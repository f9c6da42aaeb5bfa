"""What an update of a stack would replace, and so empty, or fail at: tables, buckets, queues, buses.

python -m local.upgrades tests/fixtures/stack-0.1.0/template.yaml
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.template import HOSTED_TYPES, Template, load

# Properties of which CloudFormation's reference says "Update requires: Replacement", by the resource's type; of
# attributes of a table, those that are there already (AWS CloudFormation Template Reference, AWS::DynamoDB::Table).
REPLACING = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema", "LocalSecondaryIndexes"),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::SQS::Queue": ("QueueName", "FifoQueue"),
    "AWS::Events::EventBus": ("Name",),
}
# Of an index, what it cannot have otherwise without being made anew.
OF_AN_INDEX = ("KeySchema", "Projection")
# Indexes of a table that an update can add or take away ("Update requires" of GlobalSecondaryIndexes).
INDEXES_AT_ONCE = 1


def kept(template: Template) -> dict[str, Any]:
    """What of a template must stay: of each resource that holds data the type and the properties that replace it.

    Of those that are there by the parameters' defaults.
    """
    found = {}
    for name, resource in template["Resources"].items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind in HOSTED_TYPES and _holds(template, resource.get("Condition")):
            stays = {one: properties[one] for one in REPLACING[kind] if one in properties}
            keys = _types(properties, stays.get("KeySchema", ()))
            found[name] = {"Type": kind, **stays, **({"Attributes": keys} if keys else {})}
    return found


def replacements(released: Template, template: Template) -> Iterator[str]:
    """Why resources of a stack that was made of a released template would be replaced or deleted, or the update fail.

    Args:
        released: that template.
        template: of the update, its parameters as they are by default.
    """
    now = kept(template)
    for name, before in kept(released).items():
        if name not in template["Resources"]:
            yield f"{name} is gone"
        elif name not in now:
            yield f"{name} is only made where a parameter says so"
        else:
            changed = {one for one in {*before, *now[name]} if before.get(one) != now[name].get(one)}
            yield from (f"{one} of {name} is another" for one in sorted(changed))
            yield from _indexes_made(name, _indexes(released, name), _indexes(template, name))


def _indexes(template: Template, table: str) -> dict[str, Any]:
    """What makes each index of a table what it is; none of what is no table."""
    properties = template["Resources"][table].get("Properties", {})
    return {
        one["IndexName"]: [*(one.get(of) for of in OF_AN_INDEX), _types(properties, one.get("KeySchema", ()))]
        for one in properties.get("GlobalSecondaryIndexes", ())
    }


def _indexes_made(table: str, before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name in before:
        if before[name] != now.get(name):
            yield f"index {name} of {table} is {'another' if name in now else 'gone'}"
    if len(now.keys() - before.keys()) > INDEXES_AT_ONCE:
        yield f"{table} gets more than one index, and DynamoDB makes one at a time"


def _types(properties: dict[str, Any], keys: Any) -> list[Any]:
    """The attributes of a key, with their types."""
    names = {part["AttributeName"] for part in keys}
    return [one for one in properties.get("AttributeDefinitions", ()) if one["AttributeName"] in names]


def _holds(template: Template, condition: Any) -> bool:
    """Whether a condition holds by the parameters' defaults."""
    if condition is None:
        return True
    if isinstance(condition, str):
        return _holds(template, template["Conditions"][condition])
    ((function, given),) = condition.items()
    if function == "Condition":
        return _holds(template, given)
    if function == "Fn::Equals":
        left, right = (_value(template, one) for one in given)
        return bool(left == right)
    holding = [_holds(template, one) for one in given]
    return {"Fn::Not": not holding[0], "Fn::And": all(holding), "Fn::Or": any(holding)}[function]


def _value(template: Template, value: Any) -> Any:
    if isinstance(value, dict) and "Ref" in value:
        return template["Parameters"][value["Ref"]].get("Default")
    return value


def main() -> None:
    """Print what would be replaced; exit status 1 where anything would."""
    found = list(replacements(load(Path(sys.argv[1])), load()))
    print("\n".join(found) or "nothing is replaced")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
