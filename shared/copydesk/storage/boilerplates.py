"""Boilerplate artefacts by version, beside the texts in the overflow bucket, and which of them a stack goes by.

learn ──▶ artefact ──▶ pointer (one conditional put)      a run that dies between the two leaves the pointer as it was
               └─────▶ pointer: held back                 it would strip too much: somebody has to look at it
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import Field

from copydesk.article import Record, VersionedRecord
from copydesk.matching.boilerplate import Boilerplate
from copydesk.storage.buckets import Overflow
from copydesk.storage.contention import condition_failed
from copydesk.storage.items import record_fields, record_of, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOTHING_LEARNED = Boilerplate()

# In place of a version: the one that the stack learned last, and none at all.
LATEST = ""
NONE = "none"

# Both key attributes of the pointer in the outcomes table; no object has such an address.
POINTER = "boilerplate"

# Seconds that a function goes by a pointer before it looks again: a version more or less makes no haste.
POINTER_SECONDS = 60.0


class LearnedVersion(Record):
    """One version that a stack has learned."""

    version: str = Field(description="hash of its passages: two of one version strip alike")
    sequence: int = Field(ge=1, description="its number among the stack's versions, in their order")
    learned_at: datetime = Field(description="when it was learned or chosen")


class LearnedPointer(VersionedRecord):
    """Which artefact a stack takes out of texts, where no parameter names another."""

    current: LearnedVersion | None = Field(
        default=None, description="the one in force; none before the first"
    )
    previous: LearnedVersion | None = Field(default=None, description="the one before it")
    held_back: str | None = Field(
        default=None, description="version that would strip too much, and waits for somebody to choose it"
    )
    share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="of the characters of recent articles: what the last one learned strips",
    )
    writes: int = Field(default=0, ge=0, description="rises by one with every write")

    def going_by(self, version: str, at: datetime, share: float) -> LearnedPointer:
        """The pointer with a version in force, and none held back; the same where it is so already."""
        if self.current is not None and self.current.version == version:
            return self.model_copy(update={"held_back": None, "share": share}) if self.held_back else self
        number = self.current.sequence + 1 if self.current else 1
        chosen = LearnedVersion(version=version, sequence=number, learned_at=at)
        update = {"current": chosen, "previous": self.current, "held_back": None, "share": share}
        return self.model_copy(update=update)


class BoilerplateStore:
    """Artefacts: what the learn function or `copydesk boilerplate publish` put there.

    Each is read once: what a version strips never changes, only how often that has been seen.
    """

    def __init__(self, overflow: Overflow) -> None:
        self._overflow = overflow
        self._known: dict[str, Boilerplate] = {}

    def put(self, artefact: Boilerplate) -> str:
        """Store an artefact under its version; the version."""
        self._overflow.put(_key(artefact.version), artefact.to_bytes().decode())
        self._known[artefact.version] = artefact
        return artefact.version

    def get(self, version: str | None) -> Boilerplate:
        """The artefact of a version; of none, the empty one.

        Raises:
            botocore.exceptions.ClientError: there is no such version, or no leave to read it.
        """
        if not version or version == NOTHING_LEARNED.version:
            return NOTHING_LEARNED
        if version not in self._known:
            data = self._overflow.get(self._overflow.address(_key(version)))
            self._known[version] = Boilerplate.from_bytes(data.encode())
        return self._known[version]


class PointerStore:
    """The pointer to what a stack has learned: one item."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def get(self) -> LearnedPointer:
        """The pointer; an empty one where nothing was ever learned."""
        key = to_item({"object": POINTER, "entry": POINTER})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return record_of(LearnedPointer, answer["Item"]) if "Item" in answer else LearnedPointer()

    def put(self, pointer: LearnedPointer) -> bool:
        """Write what was made of the pointer that `get` gave. False where somebody has written it since."""
        fields = {**record_fields(pointer), "object": POINTER, "entry": POINTER, "writes": pointer.writes + 1}
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item(fields),
                ConditionExpression="attribute_not_exists(entry) OR writes = :read",
                ExpressionAttributeValues=to_item({":read": pointer.writes}),
            )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def choose(self, version: str, at: datetime) -> LearnedPointer:
        """Go by a version from now on, whoever else writes; the pointer then."""
        while True:
            known = self.get()
            chosen = known.going_by(version, at, known.share)
            if chosen == known or self.put(chosen):
                return chosen


class LearnedInForce:
    """What a function takes out of texts: what a parameter says, else what the stack has learned last.

    Args:
        asked_for: a version, LATEST or NONE.
    """

    def __init__(
        self,
        artefacts: BoilerplateStore,
        pointers: PointerStore,
        asked_for: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._artefacts = artefacts
        self._pointers = pointers
        self._asked_for = asked_for
        self._monotonic = monotonic
        self._version: str | None = None
        self._read_at: float | None = None

    def get(self) -> Boilerplate:
        """The artefact. Reads the pointer once in POINTER_SECONDS at most."""
        if self._asked_for != LATEST:
            return NOTHING_LEARNED if self._asked_for == NONE else self._artefacts.get(self._asked_for)
        now = self._monotonic()
        if self._read_at is None or now - self._read_at >= POINTER_SECONDS:
            current = self._pointers.get().current
            self._version, self._read_at = current.version if current else None, now
        return self._artefacts.get(self._version)


def _key(version: str) -> str:
    return f"boilerplate/{version}.json"
