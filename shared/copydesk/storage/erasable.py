"""What an erasure does to outcomes, to leftovers of articles, and to buckets: no function does any of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from copydesk.article import article_id
from copydesk.chunks import chunks
from copydesk.clustering.records import ArticleRef
from copydesk.erasure import ERASED
from copydesk.matching.encoding import decoded_fingerprint
from copydesk.matching.fingerprint import Fingerprint
from copydesk.message import ArticleMessage
from copydesk.outcome import Status, object_uri
from copydesk.storage import outcome_states as states
from copydesk.storage.articles import PART
from copydesk.storage.batches import write_batches
from copydesk.storage.buckets import DELETES_PER_CALL
from copydesk.storage.contention import conditionally
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.held_ids import IDS_PREFIX
from copydesk.storage.items import MEMBER, Item, from_item, to_item
from copydesk.storage.keys import number_key
from copydesk.storage.outcomes import ARTICLE_PREFIX, OBJECT, OutcomeStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


class ErasableOutcomes(OutcomeStore):
    """Outcomes that can be erased."""

    def article_ids(self, bucket: str, key: str) -> list[str]:
        """The ids of all articles that a key may ever have had, as far as its outcome tells."""
        fields = self._fields(bucket, key)
        by_position = max(fields.get("by_position", 0), fields.get("positions", 1))
        names = [article_id(bucket, key, position) for position in range(by_position)]
        names += [from_item(item)["article_id"] for item in self._items(bucket, key, ARTICLE_PREFIX)]
        names += self._held.every(bucket, key)
        return list(dict.fromkeys(names))

    def forget(self, bucket: str, key: str, generation: int) -> bool:
        """Take away what became of a key and of its articles. False where it has been read once more."""
        keys = [
            {"object": item["object"], "entry": item["entry"]}
            for prefix in (ARTICLE_PREFIX, IDS_PREFIX)
            for item in self._items(bucket, key, prefix)
        ]
        write_batches(self._client, self._table, [{"DeleteRequest": {"Key": one}} for one in keys])
        return conditionally(
            lambda: self._client.delete_item(
                TableName=self._table,
                Key=to_item({"object": object_uri(bucket, key), "entry": OBJECT}),
                ConditionExpression="attribute_not_exists(entry) OR generation = :generation",
                ExpressionAttributeValues=to_item({":generation": generation}),
            )
        )

    def erase_article(self, bucket: str, key: str, name: str, position: int, generation: int) -> None:
        """Say of one article of several, stored with a generation, that it was erased, if the latest reading has it."""
        current = self.get(bucket, key)
        if current is None or current.waiting is None:
            return
        message = ArticleMessage(
            bucket=bucket,
            key=key,
            generation=generation,
            position=position,
            article_id=name,
            alone=False,
            verdict=ERASED,
        )
        if current.generation == generation:
            self.finish_article(current, message)  # where it was waited for
        place = to_item({"object": current.object, "entry": f"{ARTICLE_PREFIX}{number_key(position)}"})
        entry: Any = {
            "TableName": self._table,
            "Key": place,
            "UpdateExpression": "SET #status = :rejected, reason = :erased",
            "ConditionExpression": "generation = :generation AND #status = :indexed AND article_id = :name",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": to_item(
                {
                    ":rejected": ERASED.status,
                    ":erased": ERASED.reason,
                    ":indexed": Status.INDEXED,
                    ":generation": current.generation,
                    ":name": name,
                }
            ),
        }
        now = self._clock()
        # Listed anew by the day, so that an export that goes on with an earlier one sees it.
        told = {"updated_at": now.isoformat(), **states.verdict_keys(current.verdict, now, current.object)}
        count: Any = {
            "TableName": self._table,
            "Key": to_item({"object": current.object, "entry": OBJECT}),
            "UpdateExpression": "SET counts.#erased = if_not_exists(counts.#erased, :zero) + :one, "
            "counts.#indexed = counts.#indexed - :one, " + ", ".join(f"{name} = :{name}" for name in told),
            "ConditionExpression": "generation = :generation",
            "ExpressionAttributeNames": {"#erased": str(ERASED), "#indexed": str(Status.INDEXED)},
            "ExpressionAttributeValues": to_item(
                {
                    ":zero": 0,
                    ":one": 1,
                    ":generation": current.generation,
                    **{f":{name}": value for name, value in told.items()},
                }
            ),
        }
        conditionally(
            lambda: self._client.transact_write_items(TransactItems=[{"Update": entry}, {"Update": count}])
        )

    def _items(self, bucket: str, key: str, prefix: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :object AND begins_with(entry, :prefix)",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item({":object": object_uri(bucket, key), ":prefix": prefix}),
            ConsistentRead=True,
        )
        return (item for page in pages for item in page["Items"])


class ErasableClusterStore(DynamoClusterStore):
    """A cluster store that knows which fingerprints of an article are left."""

    def every_fingerprint(self, name: str) -> dict[ArticleRef, Fingerprint]:
        """The fingerprints of all generations of an article, those of workers that died included."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._articles,
            KeyConditionExpression="article_id = :id AND begins_with(part, :fingerprint)",
            ExpressionAttributeValues=to_item({":id": name, ":fingerprint": "fingerprint#"}),
            ConsistentRead=True,
        )
        found = (from_item(item) for page in pages for item in page["Items"])
        return {
            ArticleRef(name, int(fields["part"].partition("#")[2])): decoded_fingerprint(
                fields["fingerprint"], self._formats.fingerprint
            )
            for fields in found
        }

    def expire(self, name: str, at: datetime) -> None:
        """Let DynamoDB forget the tombstones of an article from a time on."""
        for part in (PART, MEMBER):
            update: Any = {
                "TableName": self._articles,
                "Key": to_item({"article_id": name, "part": part}),
                "UpdateExpression": "SET expires = :at",
                "ConditionExpression": "removed = :true",
                "ExpressionAttributeValues": to_item({":at": int(at.timestamp()), ":true": True}),
            }
            conditionally(partial(self._client.update_item, **update))


class ErasableBucket:
    """A bucket of which keys can be taken away with all that is kept of them."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self.bucket = bucket

    def other(self, bucket: str) -> Self:
        """Another bucket, by the same client."""
        return type(self)(self._client, bucket)

    def versions(self, prefix: str, *, whole_key: bool = False) -> list[ObjectIdentifierTypeDef]:
        """Every version and delete marker of the keys with a prefix, or of the one key that it is."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=prefix)
        return [
            {"Key": one["Key"], "VersionId": one["VersionId"]}
            for page in pages
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            if not whole_key or one["Key"] == prefix
        ]

    def delete(self, prefix: str, *, whole_key: bool = False) -> int:
        """Delete them; how many there were.

        Raises:
            OSError: the bucket kept some, as one with Object Lock does.
        """
        found = self.versions(prefix, whole_key=whole_key)
        for batch in chunks(found, DELETES_PER_CALL):
            answer = self._client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})
            if answer.get("Errors"):
                raise OSError(f"bucket {self.bucket} kept {len(answer['Errors'])} versions of what is erased")
        return len(found)
