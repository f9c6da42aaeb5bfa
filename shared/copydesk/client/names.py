"""Where the records of a stack lie."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Self

import boto3
from botocore.config import Config

from copydesk.article import Record
from copydesk.client.errors import StackNotFoundError
from copydesk.client.failures import plain_errors

DEFAULT_STACK = "copydesk"

# To connect to AWS takes a fraction of one. boto3 waits a minute, five times, for what does not answer.
CONNECT_SECONDS = 5
CONFIG = Config(connect_timeout=CONNECT_SECONDS)


class StackNames(Record):
    """The names of a deployed stack's resources."""

    inbox_bucket: str
    overflow_bucket: str
    articles_table: str
    clusters_table: str
    listings_table: str
    outcomes_table: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self | None:
        """The names in COPYDESK_INBOX_BUCKET, COPYDESK_ARTICLES_TABLE and so on; None unless all that it takes are set.

        Args:
            environment: `os.environ` unless given.
        """
        environment = os.environ if environment is None else environment
        given = {name: environment.get(f"COPYDESK_{name.upper()}") for name in cls.model_fields}
        found = {name: value for name, value in given.items() if value}
        wanted = {name for name, about in cls.model_fields.items() if about.is_required()}
        return cls.model_validate(found) if wanted <= found.keys() else None

    @classmethod
    def from_stack(cls, stack: str = DEFAULT_STACK) -> Self:
        """The names in the outputs of a CloudFormation stack.

        Raises:
            StackNotFoundError: there is no such stack in this region and account, or it is not one of copydesk's.
            DeskError: CloudFormation could not be asked; see its other subclasses.
        """
        outputs = stack_outputs(stack, *map(_output, cls.model_fields))
        return cls.model_validate({name: outputs[_output(name)] for name in cls.model_fields})


def stack_outputs(stack: str, *wanted: str) -> dict[str, str]:
    """The outputs of a CloudFormation stack.

    Args:
        stack: its name.
        wanted: outputs that it has to have.

    Raises:
        StackNotFoundError: there is no such stack in this region and account, or it lacks one of the outputs.
        DeskError: CloudFormation could not be asked; see its other subclasses.
    """
    looked_for = f"the stack {stack!r}"
    outputs = {one["OutputKey"]: one["OutputValue"] for one in _described(stack).get("Outputs", [])}
    missing = [name for name in wanted if name not in outputs]
    if missing:
        raise StackNotFoundError(
            f"{looked_for} is not one of copydesk's, or not deployed yet, for it puts out no {missing[0]}: set "
            "COPYDESK_STACK to the stack's name"
        )
    return outputs


def stack_parameters(stack: str) -> dict[str, str]:
    """The parameters of a CloudFormation stack, those that it was deployed without among them.

    Raises:
        StackNotFoundError: there is no such stack in this region and account.
        DeskError: CloudFormation could not be asked; see its other subclasses.
    """
    told = _described(stack).get("Parameters", [])
    return {one["ParameterKey"]: one["ParameterValue"] for one in told}


def _described(stack: str) -> Any:
    looked_for = f"the stack {stack!r}"
    with plain_errors(looked_for):
        client = boto3.client("cloudformation", config=CONFIG)
    with plain_errors(looked_for, client):
        return client.describe_stacks(StackName=stack)["Stacks"][0]


def _output(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + ("" if name.endswith("_url") else "Name")
