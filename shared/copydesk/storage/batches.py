"""BatchWriteItem in as few calls as it takes, patient with what a busy table sends back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from copydesk.clustering.retrying import retrying, sleep_with_jitter
from copydesk.clustering.store import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# DynamoDB's limit on the requests of one call.
WRITES_PER_BATCH = 25


def write_batches(client: DynamoDBClient, table: str, requests: Sequence[dict[str, Any]]) -> None:
    """Do every request, a `PutRequest` or `DeleteRequest` each; no two of them on one key.

    Raises:
        copydesk.clustering.store.Contended: the table was too busy for too long.
    """
    rest = list(requests)

    def write() -> None:
        batch, later = rest[:WRITES_PER_BATCH], rest[WRITES_PER_BATCH:]
        answer = client.batch_write_item(RequestItems={table: batch})  # type: ignore[dict-item]
        throttled = list(answer.get("UnprocessedItems", {}).get(table, []))
        rest[:] = [*later, *throttled]  # type: ignore[list-item]
        if throttled:
            raise Conflict(table)

    while rest:
        retrying(sleep_with_jitter, write)
