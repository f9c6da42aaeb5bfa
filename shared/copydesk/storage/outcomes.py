"""The outcomes table: one item per object, and one per article of an object that holds several.

claim ──▶ pending ──finish──▶ indexed | rejected | removed      (every write but a claim asks that the
  │          └──mark_failed──▶ failed ──finish──▶ ...            generation is still the one it knows)
  └─ every claim starts the next generation, whatever the state
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from copydesk.article import SCHEMA_VERSION, ObjectRef, article_id
from copydesk.moments import day_key, time_key
from copydesk.outcome import ArticleOutcome, ObjectOutcome, Status, Verdict, object_uri
from copydesk.storage.contention import conditionally, patiently
from copydesk.storage.items import Item, from_item, record_fields, record_of, to_item
from copydesk.storage.keys import all_shards, number_key, shard_of, sharded

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OBJECT = "object"
ARTICLE_PREFIX = "article#"

# What a claim takes away, because it was true of an earlier generation.
OF_ONE_READING = ("reason", "version_id", "etag", "size", "waiting", "verdict", "counts")

# The index of rejected and failed objects, and its keys, which no other item has.
VERDICTS_INDEX, VERDICT_DAY, VERDICT_AT = "verdicts", "verdict_day", "verdict_at"

# Rejections of one object are written side by side: each write takes milliseconds, nearly all of it waiting.
WRITE_THREADS = 8

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, to the millisecond, as the records show it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class OutcomeStore:
    """Outcomes of objects by bucket and key."""

    def __init__(self, client: DynamoDBClient, table: str, *, clock: Clock = utc_now) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def get(self, bucket: str, key: str) -> ObjectOutcome | None:
        """What became of the object; None where no event has named it yet. One strongly consistent read."""
        answer = self._client.get_item(TableName=self._table, Key=_key(bucket, key), ConsistentRead=True)
        return record_of(ObjectOutcome, answer["Item"]) if "Item" in answer else None

    def articles(self, bucket: str, key: str) -> list[ArticleOutcome]:
        """The articles of an object that holds several, in their order; those of its latest generation."""
        current = self.get(bucket, key)
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :object AND begins_with(entry, :article)",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item(
                {":object": object_uri(bucket, key), ":article": ARTICLE_PREFIX}
            ),
            ConsistentRead=True,
        )
        found = [record_of(ArticleOutcome, item) for page in pages for item in page["Items"]]
        return [one for one in found if current is not None and one.generation == current.generation]

    def claim(self, bucket: str, key: str, status: Status) -> ObjectOutcome:
        """Begin the next generation of a key, and with it the right to write what the inbox then holds."""
        now = self._clock()
        listed = verdict_keys(Verdict(status=status), now, object_uri(bucket, key))
        forgotten = [*OF_ONE_READING, *({VERDICT_DAY, VERDICT_AT} - listed.keys())]
        forget = ", ".join(f"#{name}" for name in forgotten)
        set_listed = "".join(f", {name} = :{name}" for name in listed)
        update = partial(
            self._client.update_item,
            TableName=self._table,
            Key=_key(bucket, key),
            UpdateExpression=(
                "SET generation = if_not_exists(generation, :zero) + :one, #status = :status,"
                " #bucket = :bucket, #key = :key, schema_version = :schema, positions = if_not_exists(positions, :one),"
                f" claimed_at = :now, updated_at = :now{set_listed} REMOVE {forget}"
            ),
            ExpressionAttributeNames={f"#{name}": name for name in ("status", "bucket", "key", *forgotten)},
            ExpressionAttributeValues=to_item(
                {
                    ":zero": 0,
                    ":one": 1,
                    ":schema": SCHEMA_VERSION,
                    ":status": status,
                    ":bucket": bucket,
                    ":key": key,
                    ":now": now.isoformat(),
                    **{f":{name}": value for name, value in listed.items()},
                }
            ),
            ReturnValues="ALL_NEW",
        )
        return record_of(ObjectOutcome, patiently(update)["Attributes"])

    def expect(
        self,
        claim: ObjectOutcome,
        read: ObjectRef | None,
        *,
        positions: int,
        waiting: int,
        counts: Mapping[str, int],
        verdict: Verdict,
    ) -> bool:
        """Note what a generation of several articles owes, before any of it is sent.

        Args:
            claim: the generation.
            read: the version that was read, None where the key is gone.
            positions: article positions in use from now on.
            waiting: articles that will report by `finish_article`.
            counts: articles that have their outcome already, by outcome.
            verdict: on the object once all have.

        Returns:
            False where a later generation has begun.
        """
        fields = {
            **_version(read),
            "positions": max(claim.positions, positions),
            "waiting": waiting,
            "verdict": record_fields(verdict),
            "counts": dict(counts),
        }
        return self._update(claim.bucket, claim.key, claim.generation, fields)

    def finish(
        self, bucket: str, key: str, generation: int, verdict: Verdict, read: ObjectRef | None
    ) -> bool:
        """Set the outcome of an object. False where a later generation has begun."""
        fields = {**_version(read), **record_fields(verdict)}
        if verdict.status is Status.INDEXED:
            fields["counts"] = {str(verdict): 1}
        return self._update(bucket, key, generation, fields)

    def mark_failed(self, bucket: str, key: str, generation: int) -> bool:
        """Say that an object failed, unless it has an outcome; a later `finish` overwrites it."""
        pending = ("#status = :pending", {"#status": "status"}, {":pending": Status.PENDING})
        return self._update(bucket, key, generation, {"status": Status.FAILED}, also=pending)

    def finish_article(self, current: ObjectOutcome, position: int, verdict: Verdict) -> bool:
        """Set the outcome of one article of several, once, and that of the object after the last of them.

        Returns:
            False where a later generation has begun.

        Raises:
            copydesk.retrying.Contended: too many articles of the object are being finished just now.
        """
        entry = self._entry(_article_outcome(current, position, verdict))
        count = self._count(current, verdict)
        conditionally(
            lambda: self._client.transact_write_items(TransactItems=[{"Put": entry}, {"Update": count}])
        )
        return self._close(current)

    def reject_articles(self, current: ObjectOutcome, rejected: Mapping[int, Verdict]) -> None:
        """Write down the articles of a generation that were rejected; `expect` has counted them."""

        def reject(position: int) -> None:
            entry = self._entry(_article_outcome(current, position, rejected[position]))
            conditionally(lambda: self._client.put_item(**entry))

        with ThreadPoolExecutor(WRITE_THREADS) as threads:
            list(threads.map(reject, rejected))

    def _close(self, current: ObjectOutcome) -> bool:
        item = self._client.get_item(
            TableName=self._table, Key=_key(current.bucket, current.key), ConsistentRead=True
        )["Item"]
        fields = from_item(item)
        if fields["generation"] != current.generation:
            return False
        if fields["waiting"] > 0 or "verdict" not in fields:
            return True
        return self._update(current.bucket, current.key, current.generation, fields["verdict"])

    def _entry(self, entry: ArticleOutcome) -> Any:
        return {
            "TableName": self._table,
            "Item": to_item(
                {**record_fields(entry), "entry": f"{ARTICLE_PREFIX}{number_key(entry.position)}"}
            ),
            "ConditionExpression": "attribute_not_exists(entry) OR generation < :generation",
            "ExpressionAttributeValues": to_item({":generation": entry.generation}),
        }

    def _count(self, current: ObjectOutcome, verdict: Verdict) -> Any:
        return {
            "TableName": self._table,
            "Key": _key(current.bucket, current.key),
            "UpdateExpression": (
                "SET waiting = waiting - :one, counts.#label = if_not_exists(counts.#label, :zero) + :one"
            ),
            "ConditionExpression": "generation = :generation",
            "ExpressionAttributeNames": {"#label": str(verdict)},
            "ExpressionAttributeValues": to_item({":zero": 0, ":one": 1, ":generation": current.generation}),
        }

    def _update(
        self,
        bucket: str,
        key: str,
        generation: int,
        fields: dict[str, Any],
        also: tuple[str, dict[str, str], dict[str, Any]] = ("", {}, {}),
    ) -> bool:
        now = self._clock()
        fields = {**fields, "updated_at": now.isoformat()}
        forget, names_forgotten = "", {}
        if "status" in fields:
            verdict = Verdict(status=fields["status"], reason=fields.get("reason"))
            listed = verdict_keys(verdict, now, object_uri(bucket, key))
            fields |= listed
            if not listed:
                forget = " REMOVE #verdict_day, #verdict_at"
                names_forgotten = {"#verdict_day": VERDICT_DAY, "#verdict_at": VERDICT_AT}
        condition, names, values = also
        return conditionally(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_key(bucket, key),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields) + forget,
                ConditionExpression=" AND ".join(filter(None, ("generation = :generation", condition))),
                ExpressionAttributeNames={f"#{name}": name for name in fields} | names_forgotten | names,
                ExpressionAttributeValues=to_item(
                    {f":{name}": value for name, value in fields.items()}
                    | {":generation": generation}
                    | values
                ),
            )
        )


def verdict_partitions(status: Status, day: str) -> tuple[str, ...]:
    """The partition keys of the objects with a verdict on a day such as `2024-05-06`: one for each shard."""
    return all_shards(f"{status}#{day}")


def verdict_keys(verdict: Verdict, now: datetime, uri: str) -> dict[str, str]:
    """The attributes that list an object by the day of its verdict; none unless it is rejected or failed.

    Within a day, by reason and then by time: a day and a day's reason are one Query of each shard.
    """
    if verdict.status not in {Status.REJECTED, Status.FAILED}:
        return {}
    name = hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:16]  # keys end at 1,024 bytes
    return {
        VERDICT_DAY: sharded(f"{verdict.status}#{day_key(now)}", shard_of(uri)),
        VERDICT_AT: f"{verdict.reason or ''}#{time_key(now, 'milliseconds')}#{name}",
    }


def _article_outcome(current: ObjectOutcome, position: int, verdict: Verdict) -> ArticleOutcome:
    return ArticleOutcome(
        object=current.object,
        position=position,
        article_id=article_id(current.bucket, current.key, position),
        generation=current.generation,
        status=verdict.status,
        reason=verdict.reason,
    )


def _key(bucket: str, key: str) -> Item:
    return to_item({"object": object_uri(bucket, key), "entry": OBJECT})


def _version(read: ObjectRef | None) -> dict[str, Any]:
    if read is None:
        return {}
    fields = record_fields(read)
    return {name: fields[name] for name in ("version_id", "etag", "size") if name in fields}
