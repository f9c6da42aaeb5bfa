"""What an update of a stack would replace, and so empty: tables, buckets, queues and buses, by the released template.

python -m local.upgrades tests/fixtures/stack-0.1.0/template.json
"""

from __future__ import annotations

import json
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


def kept(template: Template) -> dict[str, Any]:
    """What of a template must stay: of each resource that holds data the type and the properties that replace it.

    Of those that are there by the parameters' defaults.
    """
    found = {}
    for name, resource in template["Resources"].items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind in HOSTED_TYPES and _holds(template, resource.get("Condition")):
            stays = {one: properties[one] for one in REPLACING[kind] if one in properties}
            keys = {part["AttributeName"] for part in stays.get("KeySchema", ())}
            attributes = [
                one for one in properties.get("AttributeDefinitions", ()) if one["AttributeName"] in keys
            ]
            found[name] = {"Type": kind, **stays, **({"Attributes": attributes} if attributes else {})}
    return found


def replacements(released: dict[str, Any], template: Template) -> Iterator[str]:
    """Why resources of a stack that was made of a released template would be replaced or deleted.

    Args:
        released: what `kept` says of that template.
        template: of the update, its parameters as they are by default.
    """
    now = kept(template)
    for name, before in released.items():
        if name not in template["Resources"]:
            yield f"{name} is gone"
        elif name not in now:
            yield f"{name} is only made where a parameter says so"
        else:
            changed = {one for one in {*before, *now[name]} if before.get(one) != now[name].get(one)}
            yield from (f"{one} of {name} is another" for one in sorted(changed))


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
    released = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = list(replacements(released, load()))
    print("\n".join(found) or "nothing is replaced")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
