"""The tables of template.yaml in any DynamoDB: what tests run against is what a user deploys."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import boto3

from copydesk.storage.dynamodb import DynamoClusterStore
from local.template import load, table_shape

CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-1"}
TABLES = ("ArticlesTable", "ClustersTable", "IndexTable", "ListingsTable", "OutcomesTable")

_numbers = itertools.count()


def client(service: str, endpoint_url: str | None = None) -> Any:
    """A client with dummy credentials."""
    return boto3.client(service, endpoint_url=endpoint_url, **CREDENTIALS)


@cache
def _definitions() -> dict[str, dict[str, Any]]:
    """What the template says of each table. Read once: parsing it takes longer than making the tables."""
    resources = load()["Resources"]
    return {logical: table_shape(resources[logical]["Properties"]) for logical in TABLES}


def create_tables(dynamodb: Any) -> dict[str, str]:
    """Fresh tables as the template describes them: logical name to real name."""
    suffix = next(_numbers)
    names = {logical: f"{logical}-{suffix}" for logical in TABLES}
    for logical, definition in _definitions().items():
        dynamodb.create_table(TableName=names[logical], **definition)
    return names


def stack_environment(tables: dict[str, str]) -> dict[str, str]:
    """The variables that name such tables, and two buckets, to the command and the client."""
    named = {
        f"COPYDESK_{logical.removesuffix('Table').upper()}_TABLE": name for logical, name in tables.items()
    }
    return {**named, "COPYDESK_INBOX_BUCKET": "inbox", "COPYDESK_OVERFLOW_BUCKET": "overflow"}


def cluster_store(dynamodb: Any, tables: dict[str, str]) -> DynamoClusterStore:
    """The cluster store over such tables."""
    return DynamoClusterStore(
        dynamodb,
        articles_table=tables["ArticlesTable"],
        clusters_table=tables["ClustersTable"],
        index_table=tables["IndexTable"],
    )
