"""Answers of many records: read page by page as they are asked for, and taken up again by a cursor."""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from copydesk.chunks import chunks
from copydesk.client.errors import InvalidCursor
from copydesk.client.failures import plain_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Answer = TypeVar("Answer")

# Which of some items to keep, in their order.
Keep = Callable[[Sequence[dict[str, Any]]], Iterable[dict[str, Any]]]

# Sort after, and before, whatever may follow in a sort key: these are ASCII and never hold either.
AFTER_ALL, BEFORE_ALL = "~", " "

CURSOR_VERSION = 1

# Of several shards, none is likely to have more than this many times its share of a page.
SPARE = 1.6


@dataclass(frozen=True, slots=True)
class Range:
    """Sort keys from `low` to `high`, both included, of some partitions of a table or an index."""

    table: str
    partition_key: str
    sort_key: str
    partitions: tuple[str, ...]
    low: str
    high: str
    newest_first: bool
    index: str | None = None
    former: tuple[str, ...] = ()
    """Partitions that an earlier version of copydesk may have filled, and later ones empty; no cursor names them."""
    days: tuple[str, ...] = ()
    """Where partitions are those of several days: these, in order, each as the sort keys of its partitions begin."""


class Results(Iterator[Answer], Generic[Answer]):
    """Records in order. Nothing is read before the first is asked for, and no page before its first record."""

    def __init__(
        self,
        client: DynamoDBClient,
        wanted: Range,
        read: Callable[[dict[str, Any]], Answer],
        *,
        question: str,
        cursor: str | None,
        page_size: int,
        start: str = "",
        keep: Keep | None = None,
        only_keys: bool = False,
    ) -> None:
        """`keep` says of a page of items which to give; `only_keys` leaves all but the keys out of them."""
        self._client = client
        self._keep, self._only_keys = keep, only_keys
        self._wanted = wanted
        self._read = read
        self._page_size = page_size
        # What tells one question from another: a cursor holds for one, in both directions.
        named = json.dumps([question, wanted.partitions])
        self._question = hashlib.sha256(named.encode()).hexdigest()[:12]
        # The place that this stands at, and the direction in which that was passed: turned round, it is ahead again.
        self._place, self._passed_down = start, wanted.newest_first
        if cursor is not None:
            self._place, self._passed_down = self._decode(cursor)
        self._rows = self._kept()

    @property
    def cursor(self) -> str:
        """Where this stands: after the record taken last. For the same method with the same arguments.

        With `newest_first` turned round, it leads back over what was taken.
        """
        text = json.dumps([CURSOR_VERSION, self._question, self._place, self._passed_down])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def __iter__(self) -> Results[Answer]:
        return self

    def __next__(self) -> Answer:
        """The next record.

        Raises:
            StopIteration: there is no more.
            DeskError: the stack could not be asked.
        """
        with plain_errors(f"the table {self._wanted.table!r}", self._client):
            row = next(self._rows)
            self._place, self._passed_down = str(row[self._wanted.sort_key]["S"]), self._wanted.newest_first
            return self._read(row)

    def _decode(self, cursor: str) -> tuple[str, bool]:
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            version, question, place, down = json.loads(
                base64.b64decode(padded, altchars=b"-_", validate=True)
            )
        except (binascii.Error, ValueError, TypeError, RecursionError) as error:
            raise InvalidCursor("this is no cursor") from error
        if (version, question) != (CURSOR_VERSION, self._question):
            raise InvalidCursor("this cursor is of another question")
        if not isinstance(place, str) or not isinstance(down, bool):
            raise InvalidCursor("this is no cursor")
        return place, down

    def _kept(self) -> Iterator[dict[str, Any]]:
        if self._keep is None:
            yield from self._rows_in_order()
            return
        for page in chunks(self._rows_in_order(), self._page_size):
            yield from self._keep(page)

    def _rows_in_order(self) -> Iterator[dict[str, Any]]:
        low, high = self._bounds()
        if low > high:
            return
        wanted = self._wanted
        if not wanted.days:
            yield from self._merged((*wanted.partitions, *wanted.former), low, high)
            return
        shards = len(wanted.partitions) // len(wanted.days)
        of_days = list(zip(wanted.days, chunks(wanted.partitions, shards), strict=True))
        for day, partitions in reversed(of_days) if wanted.newest_first else of_days:
            if low <= day + AFTER_ALL and day <= high:
                yield from self._merged(partitions, low, high)

    def _merged(self, partitions: Sequence[str], low: str, high: str) -> Iterator[dict[str, Any]]:
        share = SPARE * self._page_size / max(1, len(partitions) - len(self._wanted.former))
        first = min(self._page_size, math.ceil(share))
        shards = [
            _Shard(
                self._client,
                self._wanted,
                one,
                low,
                high,
                (first, self._page_size),
                only_keys=self._only_keys,
            )
            for one in partitions
        ]
        if len(shards) > 1:
            with ThreadPoolExecutor(len(shards)) as threads:
                list(threads.map(_Shard.load, shards))
        place = self._wanted.sort_key
        rows = [shard.rows() for shard in shards]
        merged = heapq.merge(*rows, key=lambda row: row[place]["S"], reverse=self._wanted.newest_first)
        if self._wanted.former:
            # A try that an earlier version began and a later one ended leaves one record in two partitions.
            merged = (next(same) for _, same in groupby(merged, key=lambda row: row[place]["S"]))
        yield from merged

    def _bounds(self) -> tuple[str, str]:
        wanted, place = self._wanted, self._place
        if not place:
            return wanted.low, wanted.high
        turned = self._passed_down != wanted.newest_first
        if not wanted.newest_first:
            return max(wanted.low, place if turned else place + BEFORE_ALL), wanted.high
        before = place[:-1] + chr(ord(place[-1]) - 1) + AFTER_ALL if place[-1] > "\0" else place[:-1]
        return wanted.low, min(wanted.high, place if turned else before)


class _Shard:
    """One partition, page by page."""

    def __init__(
        self,
        client: DynamoDBClient,
        wanted: Range,
        partition: str,
        low: str,
        high: str,
        pages: tuple[int, int],  # items of the first page, and of each that follows
        *,
        only_keys: bool,
    ) -> None:
        self._client = client
        self._first, self._later = pages
        self._request: dict[str, Any] = {
            "TableName": wanted.table,
            "KeyConditionExpression": "#partition = :partition AND #sort BETWEEN :low AND :high",
            "ExpressionAttributeNames": {"#partition": wanted.partition_key, "#sort": wanted.sort_key},
            "ExpressionAttributeValues": {
                ":partition": {"S": partition},
                ":low": {"S": low},
                ":high": {"S": high},
            },
            "ScanIndexForward": not wanted.newest_first,
        }
        if only_keys:
            self._request["ProjectionExpression"] = "#sort"
        # An index is eventually consistent, a table can do better.
        self._request |= {"IndexName": wanted.index} if wanted.index else {"ConsistentRead": True}
        self._page: dict[str, Any] | None = None

    def load(self) -> None:
        """Read the first page."""
        self._page = dict(self._client.query(**self._request, Limit=self._first))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The items, each page read when its first item is asked for."""
        if self._page is None:
            self.load()
        while self._page is not None:
            yield from self._page["Items"]
            last = self._page.get("LastEvaluatedKey")
            self._page = self._following(last) if last else None

    def _following(self, last: dict[str, Any]) -> dict[str, Any]:
        return dict(self._client.query(**self._request, Limit=self._later, ExclusiveStartKey=last))
