"""The records of erasures, in the outcomes table, and what each has still to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from copydesk.erasure import ErasedArticle, Erasure, Kind, Remains, Work
from copydesk.moments import day_key, time_key
from copydesk.outcome import object_uri
from copydesk.storage.items import Item, from_item, record_fields, record_of, to_item
from copydesk.storage.keys import all_shards, shard_of, sharded
from copydesk.storage.outcome_states import VERDICT_AT, VERDICT_DAY
from copydesk.storage.refusals import ERASED_PREFIX, ERASURES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ERASURE_PREFIX, WORK_PREFIX, ARTICLE_PREFIX = "erasure#", "work#", "erased-article#"

# What the index of verdicts has for a status, of articles that were erased.
ERASED_ON = "erased"


class ErasureStore:
    """Reads and writes them. What it writes names nothing but hashes and ids, once the work is done."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def begin(self, name_hash: str, kind: Kind, by: str, now: datetime) -> None:
        """Note that an erasure is asked for, whether or not it was before."""
        self._update(
            name_hash,
            "SET name_hash = :hash, kind = :kind, #by = :by, begun_at = if_not_exists(begun_at, :now), "
            "schema_version = :one REMOVE done_at, lifted_at",
            {":hash": name_hash, ":kind": kind, ":by": by, ":now": now.isoformat(), ":one": 1},
            {"#by": "by"},
        )

    def count(self, name_hash: str, **more: int) -> None:
        """Count what was deleted: `versions`, `messages`."""
        counted = {name: amount for name, amount in more.items() if amount}
        if counted:
            self._update(
                name_hash,
                "ADD " + ", ".join(f"{name} :{name}" for name in counted),
                {f":{name}": amount for name, amount in counted.items()},
            )

    def finish(self, name_hash: str, articles: int, remains: Iterable[Remains], now: datetime) -> None:
        """Note that an erasure is done."""
        listed = [record_fields(one) for one in remains]
        self._update(
            name_hash,
            "SET done_at = :now, articles = :articles, remains = :remains",
            {":now": now.isoformat(), ":articles": articles, ":remains": listed},
        )

    def lift(self, name_hash: str, now: datetime) -> None:
        """Note that what an erasure refused is refused no longer."""
        self._update(name_hash, "SET lifted_at = :now", {":now": now.isoformat()})

    def get(self, name_hash: str) -> Erasure | None:
        """The record of an erasure; None where there was none."""
        answer = self._client.get_item(
            TableName=self._table, Key=_erasure_key(name_hash), ConsistentRead=True
        )
        return record_of(Erasure, answer["Item"]) if "Item" in answer else None

    def all(self) -> Iterator[Erasure]:
        """The records of all erasures, in no order."""
        return (record_of(Erasure, item) for item in self._query(ERASURES, ERASURE_PREFIX))

    def add_work(self, name_hash: str, work: Work) -> None:
        """Note something to do."""
        item = to_item({**record_fields(work), **_plain_key(name_hash, work)})
        self._client.put_item(TableName=self._table, Item=item)

    def work(self, name_hash: str) -> list[Work]:
        """What is left to do."""
        return [record_of(Work, item) for item in self._query(f"{ERASED_PREFIX}{name_hash}", WORK_PREFIX)]

    def work_done(self, name_hash: str, work: Work) -> None:
        """Forget something to do, and count it where it was a whole key."""
        delete: Any = {"TableName": self._table, "Key": to_item(_plain_key(name_hash, work))}
        if work.article_id is not None:
            self._client.delete_item(**delete)
            return
        count: Any = {
            "TableName": self._table,
            "Key": _erasure_key(name_hash),
            "UpdateExpression": "ADD objects :one",
            "ExpressionAttributeValues": to_item({":one": 1}),
        }
        self._client.transact_write_items(TransactItems=[{"Delete": delete}, {"Update": count}])

    def add_article(self, name_hash: str, article: ErasedArticle) -> None:
        """Note an article that is being erased; exports find it by the day."""
        shard = shard_of(article.article_id)
        fields = {
            **record_fields(article),
            "object": f"{ERASED_PREFIX}{name_hash}",
            "entry": f"{ARTICLE_PREFIX}{article.article_id}",
            VERDICT_DAY: sharded(f"{ERASED_ON}#{day_key(article.erased_at)}", shard),
            VERDICT_AT: f"#{time_key(article.erased_at, 'milliseconds')}#{article.article_id}",
        }
        self._client.put_item(TableName=self._table, Item=to_item(fields))

    def articles(self, name_hash: str) -> Iterator[ErasedArticle]:
        """The articles of an erasure."""
        found = self._query(f"{ERASED_PREFIX}{name_hash}", ARTICLE_PREFIX)
        return (record_of(ErasedArticle, item) for item in found)

    def _query(self, partition: str, prefix: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :object AND begins_with(entry, :prefix)",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item({":object": partition, ":prefix": prefix}),
            ConsistentRead=True,
        )
        return (item for page in pages for item in page["Items"])

    def _update(
        self, name_hash: str, expression: str, values: dict[str, Any], names: dict[str, str] | None = None
    ) -> None:
        named: Any = {"ExpressionAttributeNames": names} if names else {}
        self._client.update_item(
            TableName=self._table,
            Key=_erasure_key(name_hash),
            UpdateExpression=expression,
            ExpressionAttributeValues=to_item(values),
            **named,
        )


def erased_partitions(day: str) -> tuple[str, ...]:
    """The partition keys, in the index of verdicts, of the articles erased on a day: one for each shard."""
    return all_shards(f"{ERASED_ON}#{day}")


def erased_article_of(item: Item) -> str:
    """The id of the article that an item of that index is of."""
    return str(from_item(item)["article_id"])


def _erasure_key(name_hash: str) -> Item:
    return to_item({"object": ERASURES, "entry": f"{ERASURE_PREFIX}{name_hash}"})


def _plain_key(name_hash: str, work: Work) -> dict[str, str]:
    uri = object_uri(work.bucket, work.key).encode("utf-8", "surrogatepass")
    name = work.article_id or f"object#{hashlib.sha256(uri).hexdigest()}"  # sort keys end at 1,024 bytes
    return {"object": f"{ERASED_PREFIX}{name_hash}", "entry": f"{WORK_PREFIX}{name}"}
