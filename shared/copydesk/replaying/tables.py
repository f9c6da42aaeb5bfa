"""DynamoDB as it would be: a client that reads a stack's tables, and keeps to itself what is written.

It answers the calls that the stages make as DynamoDB does, conditions and transactions among them, and counts what
each would consume. So a plan is made by the very code that carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from copydesk.replaying.capacity import IN_TRANSACTION, Units, item_size, read_units, write_units
from copydesk.replaying.expressions import Expression
from copydesk.replaying.overlay import Item, Overlay
from copydesk.replaying.shapes import Table, key_bytes
from copydesk.storage.batches import read_batches

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Request = Mapping[str, Any]

_REFUSED = "ConditionalCheckFailed"


class OverlayTables:
    """The client. No call of it writes anything to a stack.

    Args:
        client: that may read the stack's tables, and describe them.
        names: of the tables.
        overlay: for what would be written.
    """

    def __init__(self, client: DynamoDBClient, names: Iterable[str], overlay: Overlay) -> None:
        self._client = client
        self._overlay = overlay
        self._lock = Lock()
        self._tables = {
            name: Table.described(client.describe_table(TableName=name)["Table"]) for name in names
        }
        self.exceptions = client.exceptions
        self.units = Units()
        """What all calls so far would have consumed."""
        self.calls = 0
        """That were made."""

    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool = False, **_: Any) -> Request:  # noqa: N803
        """See boto3."""
        self.calls += 1
        found = self._current(self._tables[TableName], [Key])[0]
        self._consume(Units(read=read_units(_size(found), consistent=ConsistentRead)))
        return {} if found is None else {"Item": found}

    def batch_get_item(self, *, RequestItems: Request, **_: Any) -> Request:  # noqa: N803
        """See boto3."""
        self.calls += 1
        answers: dict[str, list[Item]] = {}
        for name, request in RequestItems.items():
            found = self._current(self._tables[name], request["Keys"])
            consistent = request.get("ConsistentRead", False)
            read = sum(read_units(_size(one), consistent=consistent) for one in found)
            self._consume(Units(read=read))
            answers[name] = [one for one in found if one is not None]
        return {"Responses": answers, "UnprocessedKeys": {}}

    def query(self, *, TableName: str, KeyConditionExpression: str, **request: Any) -> Request:  # noqa: N803
        """See boto3. All pages come as one."""
        self.calls += 1
        table, limit = self._tables[TableName], request.get("Limit")
        values, names = request.get("ExpressionAttributeValues"), request.get("ExpressionAttributeNames")
        condition = Expression(KeyConditionExpression, names, values)
        partition = condition.bound_to(table.partition)
        written = {one.key: one.after for one in self._overlay.partition(table.name, key_bytes(partition))}
        found = {
            table.key(item): item
            for item in self._stored(table, KeyConditionExpression, len(written), request)
        }
        found = {key: item for key, item in found.items() if key not in written}
        found |= {key: item for key, item in written.items() if item is not None and condition.holds(item)}
        items = [item for _, item in sorted(found.items())][:limit]
        consistent = request.get("ConsistentRead", False)
        self._consume(Units(read=read_units(sum(map(item_size, items)), consistent=consistent)))
        return {"Items": items}

    def get_paginator(self, operation: str) -> OverlayTables:
        """See boto3: of `query` alone."""
        if operation != "query":
            raise NotImplementedError(operation)
        return self

    def paginate(self, **request: Any) -> Iterator[Request]:
        """The pages of a query: one."""
        yield self.query(**request)

    def put_item(self, *, TableName: str, Item: Item, **request: Any) -> Request:  # noqa: N803
        """See boto3."""
        return self._one("Put", {"TableName": TableName, "Item": Item, **request})

    def update_item(self, **request: Any) -> Request:
        """See boto3."""
        return self._one("Update", request)

    def delete_item(self, **request: Any) -> Request:
        """See boto3."""
        return self._one("Delete", request)

    def batch_write_item(self, *, RequestItems: Request, **_: Any) -> Request:  # noqa: N803
        """See boto3."""
        self.calls += 1
        for name, requests in RequestItems.items():
            table = self._tables[name]
            puts = [one.get("PutRequest", {}).get("Item") for one in requests]
            keys = [put or one["DeleteRequest"]["Key"] for put, one in zip(puts, requests, strict=True)]
            for key, before, after in zip(keys, self._current(table, keys), puts, strict=True):
                self._write(table, key, before, after)
        return {"UnprocessedItems": {}}

    def transact_write_items(self, *, TransactItems: list[Request], **_: Any) -> Request:  # noqa: N803
        """See boto3: all of it, or nothing."""
        self.calls += 1
        actions = [
            _Action(self._tables, kind, one) for action in TransactItems for kind, one in action.items()
        ]
        befores = [self._current(one.table, [one.key])[0] for one in actions]
        held = [one.holds(before) for one, before in zip(actions, befores, strict=True)]
        if not all(held):
            units = sum(map(write_units, befores))
            self._consume(Units(write=IN_TRANSACTION * units))
            reasons = [{"Code": "None" if one else _REFUSED} for one in held]
            error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise self.exceptions.TransactionCanceledException(error, "TransactWriteItems")  # type: ignore[arg-type]
        for one, before in zip(actions, befores, strict=True):
            self._write(one.table, one.key, before, one.after(before), in_transaction=True)
        return {}

    def _one(self, kind: str, request: Request) -> Request:
        """A conditional write outside of a transaction."""
        self.calls += 1
        action = _Action(self._tables, kind, request)
        before = self._current(action.table, [action.key])[0]
        if not action.holds(before):
            self._consume(Units(write=write_units(before)))
            error: Any = {"Error": {"Code": f"{_REFUSED}Exception"}}
            if before is not None and request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
                error["Item"] = before
            raise self.exceptions.ConditionalCheckFailedException(error, f"{kind}Item")
        after = action.after(before)
        self._write(action.table, action.key, before, after)
        wanted = {"ALL_OLD": before, "ALL_NEW": after}.get(request.get("ReturnValues", ""))
        return {"Attributes": wanted} if wanted else {}

    def _write(
        self,
        table: Table,
        key: Item,
        before: Item | None,
        after: Item | None,
        *,
        in_transaction: bool = False,
    ) -> None:
        indexes = sum(index.units(before, after) for index in table.indexes)
        # An index follows later: what is written there is in no transaction.
        units = write_units(before, after) * (IN_TRANSACTION if in_transaction else 1)
        self._consume(Units(write=units + indexes))
        if before != after:
            self._overlay.put(table.key(key), before, after)

    def _current(self, table: Table, keys: list[Item]) -> list[Item | None]:
        """The items of these keys, in their order, as they would be by now."""
        written = [self._overlay.get(table.key(key)) for key in keys]
        asked = [table.key_item(key) for key, one in zip(keys, written, strict=True) if one is None]
        stored = {table.key(item): item for item in read_batches(self._client, table.name, asked)}
        return [
            stored.get(table.key(key)) if one is None else one.after
            for key, one in zip(keys, written, strict=True)
        ]

    def _stored(self, table: Table, condition: str, written: int, request: Request) -> Iterator[Item]:
        """What the stack has of a query: of a limited one, so many more as may not count any more."""
        query = {name: one for name, one in request.items() if name not in {"Limit", "ProjectionExpression"}}
        query |= {"TableName": table.name, "KeyConditionExpression": condition}
        if (limit := request.get("Limit")) is not None:
            yield from self._client.query(**query, Limit=limit + written)["Items"]
            return
        for page in self._client.get_paginator("query").paginate(**query):
            yield from page["Items"]

    def _consume(self, units: Units) -> None:
        with self._lock:
            self.units = self.units.plus(units)


class _Action:
    """One write, in a transaction or alone."""

    def __init__(self, tables: Mapping[str, Table], kind: str, request: Request) -> None:
        self.table = tables[request["TableName"]]
        self._kind, self._request = kind, request
        self.key: Item = self.table.key_item(request["Item"] if kind == "Put" else request["Key"])

    def holds(self, before: Item | None) -> bool:
        """Whether its condition does."""
        text = self._request.get("ConditionExpression")
        return text is None or self._expression(text).holds(before)

    def after(self, before: Item | None) -> Item | None:
        """The item once it is done."""
        match self._kind:
            case "Put":
                item: Item = self._request["Item"]
                return item
            case "Delete":
                return None
            case "Update":
                return self._expression(self._request["UpdateExpression"]).applied(before or self.key)
            case _:  # a check
                return before

    def _expression(self, text: str) -> Expression:
        request = self._request
        return Expression(
            text, request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
        )


def _size(item: Item | None) -> int:
    return 0 if item is None else item_size(item)
