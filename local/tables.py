"""moto's DynamoDB, made fit for more than a handful of items.

moto sorts a whole table for each Query and copies it for each write of a transaction: at a hundred articles a
Query took 50 ms. Here a Query reads one partition and a transaction saves the items that it names. A table's
stream has what happened and no more: nothing of a transaction that failed, or of a write that changed nothing; and
nothing is kept of what is gone.
tests/unit/test_moto_patches.py says of each patch whether it is still needed, and what moto's issues know of it.
"""

from __future__ import annotations

import copy
from contextvars import ContextVar
from typing import Any

from moto.core.common_models import BaseModel
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodbstreams.models import DynamoDBStreamsBackend

# Names of a transaction's tables with the keys it names in each, while one runs; a table and what a Query may find in
# it. Of each thread its own, for tests: the local stack's requests run one at a time.
_Keys = dict[str, list[tuple[DynamoType, DynamoType]]]
_in_transaction: ContextVar[_Keys | None] = ContextVar("_in_transaction", default=None)
_queried: ContextVar[tuple[Table, list[Item]] | None] = ContextVar("_queried", default=None)
# Records of a stream that stay behind the place of whoever reads it.
STREAM_KEPT = 1_000
_INDEX_NAME_POSITION = 7  # of `index_name` among the arguments of `Table.query`, self not counted

# What `install` replaces.
PATCHED: tuple[tuple[type, str], ...] = (
    (BaseModel, "__new__"),
    (StreamShard, "add"),
    (DynamoDBStreamsBackend, "get_records"),
    (Table, "query"),
    (Table, "all_items"),
    (DynamoDBBackend, "transact_write_items"),
    (Table, "__deepcopy__"),
)


def install() -> None:
    """Replace these operations in this process."""
    transact_write_items = DynamoDBBackend.transact_write_items
    add_to_stream = StreamShard.add
    get_stream_records = DynamoDBStreamsBackend.get_records

    def transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        lengths: dict[StreamShard, int] = {}
        keys: _Keys = {}
        for item in transact_items:
            (operation,) = item.values()
            table = backend.tables.get(operation["TableName"])
            if table is not None:
                keys.setdefault(table.name, []).append(_key(table, operation))
                if table.stream_shard is not None:
                    lengths[table.stream_shard] = len(table.stream_shard.items)
        running = _in_transaction.set(keys)
        try:
            transact_write_items(backend, transact_items)
        except BaseException:
            for (
                shard,
                count,
            ) in lengths.items():  # `_saved` shares the stream: what did not happen is not in it either
                del shard.items[count:]
            raise
        finally:
            _in_transaction.reset(running)

    def add(shard: StreamShard, old: Item | None, new: Item | None) -> None:
        if old is None or new is None or old.to_json() != new.to_json():  # else nothing has changed
            add_to_stream(shard, old, new)

    def get_records(backend: DynamoDBStreamsBackend, iterator_arn: str, limit: int) -> dict[str, Any]:
        iterator = backend.shard_iterators[iterator_arn]
        _trim(iterator.stream_shard, iterator.sequence_number - STREAM_KEPT)
        answer = get_stream_records(backend, iterator_arn, limit)
        del backend.shard_iterators[iterator_arn]  # moto would keep one for each poll, for ever
        return answer

    # moto's classes list every instance that there ever was, items with their texts among them: 3 MB for each copy of
    # one story.
    BaseModel.__new__ = lambda cls, *_, **__: object.__new__(cls)  # type: ignore[method-assign]
    StreamShard.add = add  # type: ignore[assignment, method-assign]
    DynamoDBStreamsBackend.get_records = get_records  # type: ignore[assignment, method-assign]
    _query_partitions()
    DynamoDBBackend.transact_write_items = transact  # type: ignore[assignment, method-assign]
    Table.__deepcopy__ = _saved  # type: ignore[attr-defined]


def _query_partitions() -> None:
    query = Table.query
    all_items = Table.all_items

    def query_partition(table: Table, hash_key: DynamoType | None, *rest: Any, **named: Any) -> Any:
        index_name = rest[_INDEX_NAME_POSITION - 1]
        if index_name is not None or table.range_key_attr is None:
            return query(table, hash_key, *rest, **named)
        asked = _queried.set((table, list(table.items.get(hash_key, {}).values())))
        try:
            return query(table, hash_key, *rest, **named)
        finally:
            _queried.reset(asked)

    def items_to_look_at(table: Table) -> list[Item]:
        asked = _queried.get()
        return asked[1] if asked is not None and asked[0] is table else all_items(table)

    Table.query = query_partition  # type: ignore[assignment, method-assign]
    Table.all_items = items_to_look_at  # type: ignore[assignment, method-assign]


def _trim(shard: StreamShard, first: int) -> None:
    """Forget a stream's records before a sequence number, as DynamoDB does after a day."""
    surplus = first - shard.starting_sequence_number
    if surplus > 0:
        del shard.items[:surplus]
        shard.starting_sequence_number += surplus


def _key(table: Table, operation: dict[str, Any]) -> tuple[DynamoType, DynamoType]:
    attributes = operation.get("Key") or operation["Item"]
    return DynamoType(attributes[table.hash_key_attr]), DynamoType(attributes[table.range_key_attr])


def _saved(table: Table, memo: dict[int, Any]) -> Table:
    """A table to roll back to: the items that the transaction names are copies, the others shared."""
    saved = copy.copy(table)
    memo[id(table)] = saved
    saved.items = copy.copy(table.items)
    for hash_key, range_key in (_in_transaction.get() or {}).get(table.name, []):
        if hash_key in saved.items:
            partition: dict[DynamoType, Item] = dict(saved.items[hash_key])
            if range_key in partition:
                partition[range_key] = copy.deepcopy(partition[range_key])
            saved.items[hash_key] = partition
    return saved
