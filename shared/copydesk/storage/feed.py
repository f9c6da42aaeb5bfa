"""The feed: the clusters table's index of what stands for each cluster, by the day it was published.

A header carries the feed's keys itself, so the feed changes with the header, in the same commit.
"""

from __future__ import annotations

from copydesk.clustering.records import Header, State
from copydesk.moments import UNDATED, published_key, time_key
from copydesk.storage.keys import all_shards, shard_of, sharded

# Attributes of a header, and the index over them.
FEED_INDEX, FEED_DAY, FEED_AT = "feed", "feed_day", "feed_at"


def feed_keys(header: Header) -> dict[str, str]:
    """The attributes that put a cluster into the feed; none unless it is open and has a canonical copy.

    The undated are ordered by the time of their ingestion.
    """
    canonical = header.canonical
    if header.state is not State.OPEN or canonical is None:
        return {}
    published = published_key(canonical.published_at)
    at = published
    if published == UNDATED:
        at = time_key(canonical.ingested_at) if canonical.ingested_at else UNDATED
    day = published if published == UNDATED else published[:10]
    return {
        FEED_DAY: sharded(day, shard_of(header.cluster_id)),
        FEED_AT: f"{at}#{header.cluster_id}",
    }


def feed_partitions(day: str) -> tuple[str, ...]:
    """The feed's partition keys of a day such as `2024-05-06`, or of `undated`: one for each shard."""
    return all_shards(day)
