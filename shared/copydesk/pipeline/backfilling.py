"""Batches of a backfill: objects that lie in a bucket, named to the extract function as if they came now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from copydesk.chunks import chunks
from copydesk.storage.announcing import Announcer, Change
from copydesk.storage.backfill_runs import BackfillRun, BackfillRuns
from copydesk.storage.backfill_sources import InventoryRow, SourceObject, objects_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Objects to a batch: ten calls of SQS. As many as the state machine gives the backfill function.
BATCH = 100


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Listed(_Event):
    key: str = Field(alias="Key")
    size: int | None = Field(default=None, alias="Size")


class _Item(_Event):
    """What the state machine makes of an item: of a listing `object`, of an inventory `row`."""

    bucket: str
    prefix: str = ""
    listed: _Listed | None = Field(default=None, alias="object")
    row: InventoryRow | None = None

    def object(self) -> SourceObject | None:
        if self.listed is not None:
            return SourceObject(self.bucket, self.listed.key, self.listed.size, None)
        found = self.row.object() if self.row is not None else None
        ours = found is not None and found.bucket == self.bucket and found.key.startswith(self.prefix)
        return found if ours else None


class _Batch(_Event):
    items: tuple[_Item, ...] = Field(alias="Items")


def objects_in(event: dict[str, Any]) -> Iterator[SourceObject]:
    """The objects that a batch of the state machine names, but for old versions, deleted keys, folders, other buckets.

    Args:
        event: `{"Items": [...]}`, or one item by itself.

    Raises:
        pydantic.ValidationError: it is neither.
    """
    batch = _Batch.model_validate(event if "Items" in event else {"Items": [event]})
    for item in batch.items:
        found = item.object()
        if found is not None and not found.is_folder:
            yield found


def announce(objects: Iterable[SourceObject], announcer: Announcer) -> int:
    """Have objects read that have no outcome of what they hold now; how many were named.

    Raises:
        copydesk.storage.queue.QueueRefused: the queue did not take one. To announce all of them again does no harm.
    """
    now = datetime.now(UTC)
    return sum(1 for _ in announcer.send(Change(one.bucket, one.key, now, removed=False) for one in objects))


def drive(
    run: BackfillRun,
    client: S3Client,
    announcer: Announcer,
    runs: BackfillRuns,
    make_room: Callable[[], None] = lambda: None,
) -> Iterator[BackfillRun]:
    """Announce the objects of a backfill where no state machine does, the same batches; the run after each.

    Who dies between a batch and the note of it names that batch again, which does no harm.

    Args:
        run: where it begins, or what a driver that died left.
        client: may list the bucket, or read the inventory.
        announcer: to the queue.
        runs: where it is noted how far it is.
        make_room: called before each batch; waits until the queue may take one.
    """
    for batch in chunks(objects_of(client, run.source, run.after, run.announced), BATCH):
        make_room()
        announced = run.announced + announce(batch, announcer)
        run = run.model_copy(update={"announced": announced, "after": batch[-1].key})
        runs.put(run)
        yield run
    run = run.model_copy(update={"is_complete": True})
    runs.put(run)
    yield run
