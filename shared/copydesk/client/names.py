"""Where the records of a stack lie."""

from __future__ import annotations

import os
from collections.abc import Mapping

import boto3

from copydesk.article import Record

DEFAULT_STACK = "copydesk"


class StackNames(Record):
    """The names of a deployed stack's resources."""

    inbox_bucket: str
    overflow_bucket: str
    articles_table: str
    clusters_table: str
    listings_table: str
    outcomes_table: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> StackNames | None:
        """The names in COPYDESK_INBOX_BUCKET, COPYDESK_ARTICLES_TABLE and so on; None unless all are set."""
        found = {name: environment.get(f"COPYDESK_{name.upper()}") for name in cls.model_fields}
        return cls.model_validate(found) if all(found.values()) else None

    @classmethod
    def from_stack(cls, stack: str = DEFAULT_STACK) -> StackNames:
        """The names in the outputs of a CloudFormation stack.

        Raises:
            botocore.exceptions.ClientError: there is no such stack, or no leave to see it.
        """
        answer = boto3.client("cloudformation").describe_stacks(StackName=stack)
        outputs = {one["OutputKey"]: one["OutputValue"] for one in answer["Stacks"][0].get("Outputs", [])}
        return cls.model_validate({name: outputs[_output(name)] for name in cls.model_fields})


def _output(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + "Name"
