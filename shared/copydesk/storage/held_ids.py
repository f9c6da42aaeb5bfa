"""Which articles a key may hold: every reading of a list of articles writes their ids down before it sends them.

A document, known by the name of its key alone, needs no such list: its one id is that of position 0. What copydesk 0.1
read is known by position too, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.article import article_id
from copydesk.filing import PUT_ASIDE
from copydesk.formats import FIRST, FORMATS
from copydesk.outcome import ObjectOutcome, Status, object_uri
from copydesk.storage.items import Item, from_item, to_item
from copydesk.storage.keys import number_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Sort keys: of the ids that a reading sent, and of those that it took away, which exports look for.
IDS_PREFIX = "ids#"
SENT_PREFIX, GONE_PREFIX = f"{IDS_PREFIX}sent#", f"{IDS_PREFIX}gone#"
# Ids of one item: 16 bytes each, so well under DynamoDB's 400 KB.
IDS_PER_ITEM = 10_000

_BYTES = 16
_SETTLED = frozenset({Status.INDEXED, Status.REJECTED, Status.REMOVED})


class Held(NamedTuple):
    """What a key may hold of earlier generations."""

    ids: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    """Those of them of which nobody knows whether there ever was an article."""
    by_position: int = 0
    """How many of them no list names, from position 0 on."""
    knows_document: bool = True
    """Whether a document is known without a list that names it."""


class HeldIds:
    """The lists of ids, in the outcomes table beside the outcome of their object."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def of(self, current: ObjectOutcome, known: ObjectOutcome | None = None, *, recent: bool = False) -> Held:
        """What the generations before this one may have left.

        A list is of the same commit as what its generation then owes, so none is added to once a later one has begun,
        and every reading of a generation finds the same.

        Args:
            current: the generation.
            known: the outcome as it was before this generation was claimed, for a claim.
            recent: whether the last generation that was done, and those after it, are enough.
        """
        if current.generation == 1:
            return Held()
        fields = self._fields(current)
        settled = fields.get("settled", 0)
        listed: set[str] = set()
        since = fields.get("done", 0) if recent else 0
        for item in self._query(current.object, SENT_PREFIX, since):
            if item["generation"] < settled:
                self._client.delete_item(TableName=self._table, Key=_key(item))
            elif item["generation"] < current.generation:
                listed.update(_unpacked(item["ids"]))
                # What it took away is gone, until it comes back.
                if item["generation"] <= fields.get("done", 0):
                    listed.difference_update(_unpacked(item.get("others", b"")))
        count, in_doubt = _by_position(fields, current, known)
        named = frozenset(article_id(current.bucket, current.key, at) for at in range(count))
        document = article_id(current.bucket, current.key)
        return Held(
            ids=named | listed,
            doubtful=named - listed if in_doubt else frozenset(),
            by_position=count,
            knows_document="by_position" not in fields or document in listed,
        )

    def noted(self, current: ObjectOutcome) -> set[str]:
        """The ids that this generation has noted so far, with or without an article."""
        found: set[str] = set()
        for item in self._query(current.object, SENT_PREFIX, current.generation):
            if item["generation"] == current.generation:
                found.update(_unpacked(item["ids"]), _unpacked(item.get("others", b"")))
        return found

    def list_of(
        self, current: ObjectOutcome, ids: Sequence[str], others: Sequence[str], *, first: int = 0
    ) -> list[Any]:
        """The list of a reading or of a part of it, for the commit that lets it be sent.

        Args:
            current: the generation.
            ids: of its articles.
            others: ids of its items that have none any more.
            first: the position that the part begins at. One that is read again may be shorter: both stay.
        """
        if not ids and not others:
            return []
        place = f"{number_key(current.generation)}#{number_key(first)}#{number_key(len(ids) + len(others))}"
        item = self._item(current, f"{SENT_PREFIX}{place}", ids)
        if others:
            item |= to_item({"others": _packed(others)})
        return [{"Put": {"TableName": self._table, "Item": item}}]

    def let_go(self, current: ObjectOutcome, ids: Sequence[str], *, part: int = 0) -> None:
        """Write down which ids a generation, or a part of it that begins somewhere, takes away, before it does."""
        for start in range(0, len(ids), IDS_PER_ITEM):
            place = f"{number_key(current.generation)}#{number_key(part)}#{number_key(start)}"
            entry = f"{GONE_PREFIX}{place}"
            item = self._item(current, entry, ids[start : start + IDS_PER_ITEM])
            self._client.put_item(TableName=self._table, Item=item)

    def doubt_cleared(self, current: ObjectOutcome, article_id: str) -> dict[str, Any]:
        """That this generation took away what may never have been there: an item that it writes once."""
        item = self._item(current, f"{GONE_PREFIX}doubt#{article_id}", [article_id])
        return {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(entry) OR generation < :generation",
            "ExpressionAttributeValues": to_item({":generation": current.generation}),
        }

    def gone(self, bucket: str, key: str) -> Iterator[str]:
        """The ids that any generation took away; some of them may be there again."""
        for item in self._query(object_uri(bucket, key), GONE_PREFIX):
            yield from _unpacked(item["ids"])

    def every(self, bucket: str, key: str) -> Iterator[str]:
        """All ids that are written down of a key."""
        for item in self._query(object_uri(bucket, key), IDS_PREFIX):
            yield from _unpacked(item["ids"])
            yield from _unpacked(item.get("others", b""))

    def read_through(self, current: ObjectOutcome, known: ObjectOutcome | None) -> str | None:
        """Of a stream: the last version of which all is done; None where there is none, or nobody knows."""
        through: str | None = self._fields(current).get("read_through")
        if through is None and known is not None and known.generation == current.generation - 1:
            return known.version_id if known.status in {Status.INDEXED, Status.REJECTED} else None
        return through

    def read_whole(self, known: ObjectOutcome) -> int:
        """Of a stream: the last generation that read every version there was, its first or one that was called for."""
        generation: int = self._fields(known).get("read_whole", 1)
        return generation

    def _fields(self, current: ObjectOutcome) -> dict[str, Any]:
        """Of the object's own item as it is now."""
        key = to_item({"object": current.object, "entry": "object"})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return from_item(answer.get("Item", {}))

    def _query(self, uri: str, prefix: str, since: int = 0) -> Iterator[dict[str, Any]]:
        begin = f"{prefix}{number_key(since)}" if since else prefix
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :object AND entry BETWEEN :begin AND :end",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item({":object": uri, ":begin": begin, ":end": f"{prefix}~"}),
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                fields = from_item(item)
                FORMATS.id_list.check(fields.get("format", FIRST))
                yield fields

    def _item(self, current: ObjectOutcome, entry: str, ids: Collection[str]) -> Item:
        fields = {"object": current.object, "entry": entry, "generation": current.generation}
        return to_item({**fields, "ids": _packed(ids)})


def _by_position(
    fields: dict[str, Any], current: ObjectOutcome, known: ObjectOutcome | None
) -> tuple[int, bool]:
    """How many ids by position no list names, and whether it is in doubt that they ever had an article."""
    if "by_position" in fields:
        return fields["by_position"], fields.get("in_doubt", False)
    if fields.get("positions", 1) > 1:
        return fields["positions"], False  # as 0.1.0 noted them
    if known is None or known.generation != current.generation - 1 or known.status not in _SETTLED:
        return 1, True
    return int(known.status is Status.INDEXED or known.reason in PUT_ASIDE), False


def _key(item: dict[str, Any]) -> Item:
    return to_item({"object": item["object"], "entry": item["entry"]})


def _packed(ids: Iterable[str]) -> bytes:
    return b"".join(map(bytes.fromhex, ids))


def _unpacked(ids: bytes) -> Iterator[str]:
    return (ids[at : at + _BYTES].hex() for at in range(0, len(ids), _BYTES))
