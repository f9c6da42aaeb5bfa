"""Sort keys and shards: numbers as text whose order is theirs, busy partitions divided.

A partition of DynamoDB takes 1,000 write units a second. What every article is written to is divided by `SHARDS`;
readers ask all of them at once and merge.
"""

from __future__ import annotations

from zlib import crc32

SHARDS = 4


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
