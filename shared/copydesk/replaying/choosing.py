"""Which objects are to be read again: those that the outcomes table has, that options agree on, or a sample of them."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from copydesk.outcome import ObjectOutcome
from copydesk.storage.items import record_of, to_item
from copydesk.storage.outcomes import OBJECT
from copydesk.versions import version_numbers

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Choice(NamedTuple):
    """What objects have to be like."""

    prefixes: Sequence[str] = ("",)
    """Beginnings of keys, of which one has to fit."""
    outcome: str | None = None
    """A status, or the whole word of an outcome."""
    older_than: str | None = None
    """A version of copydesk: what an earlier one read last, or one that nobody noted."""

    def fits(self, one: ObjectOutcome) -> bool:
        """Whether an object is chosen."""
        if not one.key.startswith(tuple(self.prefixes)):
            return False
        if self.outcome is not None and self.outcome not in {str(one.status), str(one.verdict)}:
            return False
        if self.older_than is None or one.made_by is None:
            return True
        return version_numbers(one.made_by.extraction) < version_numbers(self.older_than)


def known_objects(client: DynamoDBClient, table: str, choice: Choice) -> Iterator[ObjectOutcome]:
    """The objects that are not gone and that are chosen, in no order: a scan of the outcomes table."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="entry = :entry AND attribute_exists(#key) AND #status <> :removed",
        ExpressionAttributeNames={"#key": "key", "#status": "status"},
        ExpressionAttributeValues=to_item({":entry": OBJECT, ":removed": "removed"}),
    )
    found = (record_of(ObjectOutcome, item) for page in pages for item in page["Items"])
    return (one for one in found if choice.fits(one))


def sampled(objects: Iterable[ObjectOutcome], count: int, seed: int) -> tuple[list[ObjectOutcome], int]:
    """A sample without return, the same whenever it is drawn from the same objects, and how many these are.

    Those are drawn of which a hash of seed and name is smallest.
    """
    total = 0

    def told() -> Iterator[tuple[bytes, ObjectOutcome]]:
        nonlocal total
        for one in objects:
            total += 1
            yield hashlib.sha256(f"{seed}\0{one.object}".encode("utf-8", "surrogatepass")).digest(), one

    drawn = heapq.nsmallest(count, told(), key=lambda pair: pair[0])
    return [one for _, one in drawn], total
