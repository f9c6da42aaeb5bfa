"""BatchGetItem and BatchWriteItem in as few calls as it takes, patient with what a busy table leaves undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from copydesk.chunks import chunks
from copydesk.retrying import Conflict, retrying, sleep_with_jitter
from copydesk.storage.items import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# DynamoDB's limits on the keys, and on the requests, of one call.
READS_PER_BATCH = 100
WRITES_PER_BATCH = 25


def read_batches(client: DynamoDBClient, table: str, keys: Iterable[Item]) -> Iterator[Item]:
    """The items that exist of these keys, strongly consistent, in no order.

    Raises:
        copydesk.retrying.Contended: the table was too busy for too long.
    """
    for rest in chunks(keys, READS_PER_BATCH):
        found: list[Item] = []

        def read(rest: list[Item] = rest, found: list[Item] = found) -> None:
            request: Any = {table: {"Keys": rest, "ConsistentRead": True}}
            answer = client.batch_get_item(RequestItems=request)
            found.extend(answer["Responses"].get(table, []))
            throttled = answer.get("UnprocessedKeys", {}).get(table)
            rest[:] = throttled["Keys"] if throttled else []
            if throttled:
                raise Conflict(table)

        retrying(sleep_with_jitter, read)
        yield from found


def write_batches(client: DynamoDBClient, table: str, requests: Sequence[dict[str, Any]]) -> None:
    """Do every request, a `PutRequest` or `DeleteRequest` each; no two of them on one key.

    Raises:
        copydesk.retrying.Contended: the table was too busy for too long.
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
