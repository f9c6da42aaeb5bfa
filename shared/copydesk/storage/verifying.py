"""How far a stack has been verified, and who is at it: one item."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import Field

from copydesk.article import VersionedRecord
from copydesk.storage.contention import condition_failed
from copydesk.storage.items import record_fields, record_of, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Both key attributes of the item in the outcomes table; no object has such an address.
VERIFYING = "verifying"


class Part(StrEnum):
    """What a pass goes through, in this order."""

    HEADERS = "headers"
    LINKS = "links"
    ARTICLES = "articles"


class VerifyProgress(VersionedRecord):
    """Where the next run of the verify function goes on."""

    part: Part = Field(default=Part.HEADERS, description="what it goes through")
    position: dict[str, str] | None = Field(
        default=None, description="key of the item behind which it goes on; none at the beginning"
    )
    busy_until: datetime | None = Field(
        default=None, description="until when a run has it to itself; none while nothing runs"
    )
    finished_at: datetime | None = Field(default=None, description="when all was gone through last")
    writes: int = Field(default=0, ge=0, description="rises by one with every write")


class ProgressStore:
    """The item in the outcomes table."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def get(self) -> VerifyProgress:
        """What is kept; the beginning where nothing ever ran."""
        key = to_item({"object": VERIFYING, "entry": VERIFYING})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return record_of(VerifyProgress, answer["Item"]) if "Item" in answer else VerifyProgress()

    def take(self, now: datetime, seconds: float) -> VerifyProgress | None:
        """Have it to oneself for so long; None while another run has it."""
        known = self.get()
        if known.busy_until is not None and known.busy_until > now:
            return None
        return self.put(known.model_copy(update={"busy_until": now + timedelta(seconds=seconds)}))

    def put(self, progress: VerifyProgress) -> VerifyProgress | None:
        """Write what was made of what was read or written last; None where another run has written since."""
        written = progress.model_copy(update={"writes": progress.writes + 1})
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item({**record_fields(written), "object": VERIFYING, "entry": VERIFYING}),
                ConditionExpression="attribute_not_exists(entry) OR writes = :read",
                ExpressionAttributeValues=to_item({":read": progress.writes}),
            )
        except ClientError as error:
            if condition_failed(error):
                return None
            raise
        return written
