"""The order of changes: the clusters table's index of headers, also merged and ended, by when they last changed.

The cluster of one that an article founds is not in it: the article has its place in the order of ingestion, and is a
unit cheaper. Most clusters never change.

Whatever changes a cluster, its copies or which one stands for it, writes its header last or with it. The time is
taken as the write is made, so a write that waits for its turn has an earlier one than the moment at which it is seen:
who reads what is new since a time begins `OVERLAP` before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from copydesk.clustering.records import ArticleRef, Header, singleton_id
from copydesk.moments import time_key
from copydesk.storage.keys import all_shards, shard_of, sharded

# Attributes of a header, and the index over them.
CHANGES_INDEX, CHANGED_IN, CHANGED_AT = "changes", "changed_in", "changed_at"

_PARTITION = "changed"

# Nothing that Lambda runs lives longer, and boto3 gives up earlier: then what took its time has been written.
OVERLAP = timedelta(minutes=15)


def change_keys(header: Header, expected: int | None, now: datetime) -> dict[str, str]:
    """The attributes that put a header into the order of changes.

    Args:
        header: that is about to be written.
        expected: the version that it replaces, None where it is new.
        now: when.

    Returns:
        Nothing for the header that an article founds its cluster with.
    """
    if expected is None and is_founding(header):
        return {}
    return {
        CHANGED_IN: sharded(_PARTITION, shard_of(header.cluster_id)),
        CHANGED_AT: f"{time_key(now, 'milliseconds')}#{header.cluster_id}",
    }


def is_founding(header: Header) -> bool:
    """Whether a header is as its article founded it, and so may be missing in the order of changes."""
    own = header.canonical
    return (
        header.version == 1
        and own is not None
        and header.cluster_id == singleton_id(ArticleRef(own.article_id, own.generation))
    )


def change_partitions() -> tuple[str, ...]:
    """The index's partition keys, one for each shard."""
    return all_shards(_PARTITION)
