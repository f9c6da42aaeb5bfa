"""What was erased and is refused, in the outcomes table: salted hashes, and the salt.

Whoever erases writes what is refused, then lets the salt's item rise in version, and then looks for articles. A worker
reads that item before it takes an article in, and again once the article is listed: one of the two sees the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from copydesk.erasure import ErasureSalt, Kind, Name, Refusal
from copydesk.storage.batches import read_batches
from copydesk.storage.items import Item, record_of, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Keys of the item of the salt; no object has such a name.
ERASURES, SALT = "erasures", "salt"
# Partition key of what is known of a hash, and the sort key of whether it is refused.
ERASED_PREFIX, REFUSAL = "erased#", "refusal"

SALT_BYTES = 32


class RefusalStore:
    """Reads what is refused, and writes it."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def salt(self, *, consistent: bool = True) -> ErasureSalt | None:
        """What hashes are salted with; None where nothing was ever erased. One read."""
        key = to_item({"object": ERASURES, "entry": SALT})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=consistent)
        return record_of(ErasureSalt, answer["Item"]) if "Item" in answer else None

    def known(self, salt: ErasureSalt | None, names: Iterable[Name]) -> dict[Name, Refusal]:
        """What is known of these names: those that are refused now, and those that once were."""
        if salt is None:
            return {}
        hashes = {name.hashed(salt.salt): name for name in names}
        found = read_batches(self._client, self._table, map(refusal_key, hashes))
        refusals = (record_of(Refusal, item) for item in found)
        return {hashes[one.name_hash]: one for one in refusals}

    def refused(self, salt: ErasureSalt | None, names: Iterable[Name]) -> set[Name]:
        """Those of the names that are refused now."""
        return {name for name, refusal in self.known(salt, names).items() if refusal.holds}

    def make_salt(self) -> ErasureSalt:
        """The salt, made if there is none."""
        known = self.salt()
        if known is not None:
            return known
        made = {"schema_version": 1, "salt": secrets.token_bytes(SALT_BYTES), "version": 1}
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item({**made, "object": ERASURES, "entry": SALT}),
                ConditionExpression="attribute_not_exists(entry)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return self.make_salt()
        return ErasureSalt.model_validate(made)

    def refuse(self, name_hash: str, kind: Kind, because: str, now: datetime) -> None:
        """Refuse what has this hash, for an erasure."""
        self._update(
            name_hash,
            "SET name_hash = :hash, kind = :kind, since = if_not_exists(since, :now), "
            "schema_version = :one ADD because :because",
            {":hash": name_hash, ":kind": kind, ":now": now.isoformat(), ":one": 1, ":because": {because}},
        )

    def announce(self) -> None:
        """Let workers that are at work look again at what is refused."""
        self._client.update_item(
            TableName=self._table,
            Key=to_item({"object": ERASURES, "entry": SALT}),
            UpdateExpression="ADD #version :one",
            ExpressionAttributeNames={"#version": "version"},
            ExpressionAttributeValues=to_item({":one": 1}),
        )

    def note_reading(self, name_hash: str, generation: int) -> None:
        """Note of a key how often it was read, for its outcome is about to go, and later readings have to follow."""
        self._update(name_hash, "SET generation = :generation", {":generation": generation})

    def lift(self, name_hash: str, because: str | None = None) -> None:
        """Refuse no longer for one erasure, or for none at all."""
        if because is None:
            self._update(name_hash, "REMOVE because", {})
        else:
            self._update(name_hash, "DELETE because :because", {":because": {because}})

    def _update(self, name_hash: str, expression: str, values: dict[str, Any]) -> None:
        bound: Any = {"ExpressionAttributeValues": to_item(values)} if values else {}
        self._client.update_item(
            TableName=self._table, Key=refusal_key(name_hash), UpdateExpression=expression, **bound
        )


def refusal_key(name_hash: str) -> Item:
    """Of the outcomes table."""
    return to_item({"object": f"{ERASED_PREFIX}{name_hash}", "entry": REFUSAL})
