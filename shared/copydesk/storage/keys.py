"""Sort keys and shards: times and numbers as text whose order is theirs, busy partitions divided.

A partition of DynamoDB takes 1,000 write units a second. What every article is written to is divided by `SHARDS`;
readers ask all of them at once and merge.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zlib import crc32

SHARDS = 4

# Stands where a publication date would. Sorts after every date, and no range of dates reaches it.
UNDATED = "undated"


def shard_of(name: str) -> int:
    """The shard that what has this id is written to."""
    return crc32(name.encode("utf-8", "surrogatepass")) % SHARDS


def sharded(partition: str, shard: int) -> str:
    """The name of one shard of a partition."""
    return f"{partition}#{shard}"


def all_shards(partition: str) -> tuple[str, ...]:
    """The names of every shard of a partition."""
    return tuple(sharded(partition, shard) for shard in range(SHARDS))


def number_key(number: int) -> str:
    """A generation or a position as sort keys hold it: ten digits keep the order of numbers that of their text."""
    return f"{number:010d}"


def reading_key(article_id: str, generation: int) -> str:
    """One generation of an article as sort keys hold it; `items.parse_ref` reads it."""
    return f"{article_id}#{number_key(generation)}"


def published_key(published_at: str | None) -> str:
    """A publication date as sort keys begin: a day, or a time in UTC to the second, or `undated`.

    A time without an offset is taken for UTC.
    """
    if published_at is None:
        return UNDATED
    if "T" not in published_at:
        return published_at
    return time_key(datetime.fromisoformat(published_at))


def time_key(moment: datetime, timespec: str = "seconds") -> str:
    """A time in UTC as sort keys hold it: `2024-05-06T07:08:09Z`."""
    try:
        utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:  # in the first hours of the year 1, or the last of 9999
        utc = moment
    return utc.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


def day_key(moment: datetime) -> str:
    """The day of a time in UTC."""
    return time_key(moment)[:10]
