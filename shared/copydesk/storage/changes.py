"""The order of changes: the clusters table's index of every header, also merged and ended, by when it last changed.

Whatever changes a cluster, its copies or which one stands for it, writes its header last or with it. The time is
taken as the write is made, so a write that waits for its turn has an earlier one than the moment at which it is seen:
who reads what is new since a time begins `OVERLAP` before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from copydesk.moments import time_key
from copydesk.storage.keys import all_shards, shard_of, sharded

# Attributes of a header, and the index over them.
CHANGES_INDEX, CHANGED_IN, CHANGED_AT = "changes", "changed_in", "changed_at"

_PARTITION = "changed"

# Nothing that Lambda runs lives longer, and boto3 gives up earlier: then what took its time has been written.
OVERLAP = timedelta(minutes=15)


def change_keys(cluster_id: str, now: datetime) -> dict[str, str]:
    """The attributes that put a header into the order of changes."""
    return {
        CHANGED_IN: sharded(_PARTITION, shard_of(cluster_id)),
        CHANGED_AT: f"{time_key(now, 'milliseconds')}#{cluster_id}",
    }


def change_partitions() -> tuple[str, ...]:
    """The index's partition keys, one for each shard."""
    return all_shards(_PARTITION)
