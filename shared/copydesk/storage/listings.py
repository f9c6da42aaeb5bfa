"""The listings table: one small item per article and value of a facet, and one in the order of ingestion.

Before a generation of an article lists anything, it notes in an item of its own, the *note*, what it will list.
Whoever makes that generation void takes away what the note names, and marks the note void; its late worker meets
the mark, or learns when it sets the outcome that it is void, and takes away what it has listed since.

note ──▶ entries ──▶ outcome                 (generation 1)
note ──▶ entries ──▶ entries of earlier generations away, their notes void ──▶ outcome
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from copydesk.article import Article, Record
from copydesk.facets import Facet, facet_key, facets_of, former_keys
from copydesk.moments import published_key, time_key
from copydesk.storage.batches import write_batches
from copydesk.storage.contention import conditionally
from copydesk.storage.items import Item, record_fields, record_of, to_item
from copydesk.storage.keys import all_shards, number_key, reading_key, shard_of, sharded
from copydesk.storage.outcomes import Clock, utc_now
from copydesk.summary import ArticleSummary, summary_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INGESTED = "ingested"
NOTE_PREFIX = "article#"

# Facets that every article is written to, and so are divided into shards.
SHARDED_FACETS = frozenset({Facet.LANGUAGE})

# Seconds that may pass from choosing an article's place in the order of ingestion until it is there. One that
# took longer is moved to a later place, for readers lag `LAG_SECONDS` behind and may have passed it.
PUNCTUAL_SECONDS = 2.0

# Seconds that readers of the order of ingestion stay behind: the time above, and clocks that disagree.
LAG_SECONDS = 5.0

# No message lives longer: 4 days in its queue, 14 as a dead letter, and some to redrive it.
VOID_NOTES_KEPT = timedelta(days=30)


class Note(Record):
    """What one generation of an article has listed, or is about to list."""

    listing: str = Field(description="partition key: `article#` and the article's id")
    entry: str = Field(description="sort key: the generation in ten digits")
    listings: tuple[str, ...] = Field(description="partition keys that it is listed under")
    sorted_at: str = Field(description="the sort key in each of them")
    ingested: tuple[str, ...] = Field(description="sort keys in the order of ingestion; the last one stands")
    expires: int | None = Field(
        default=None,
        description="only where the generation is void: when DynamoDB may forget it, in epoch seconds",
    )


class Entry(NamedTuple):
    """An entry of a listing: its keys, and the article that it leads to."""

    listing: str
    entry: str
    article_id: str
    generation: int


class ListingStore:
    """Lists articles, and takes them off. Every method may be called again from any point where it stopped."""

    def __init__(
        self,
        client: DynamoDBClient,
        table: str,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._monotonic = monotonic

    def put(self, article: Article, generation: int) -> bool:
        """List one generation of an article under all its facets, and last in the order of ingestion.

        Returns:
            False where a later generation has made this one void.

        Raises:
            copydesk.retrying.Contended: the table was too busy; call again.
        """
        note = _new_note(article, generation)
        while True:
            began = self._monotonic()
            listed_at = self._clock()
            place = _place(article.article_id, generation, listed_at)
            noted = self._note(note.model_copy(update={"ingested": (place,)}))
            if noted is None:
                return False
            items = listing_items(article, generation, listed_at)
            write_batches(self._client, self._table, [{"PutRequest": {"Item": item}} for item in items])
            late = self._monotonic() - began > PUNCTUAL_SECONDS
            for gone in {*noted.ingested} - (set() if late else {place}):
                self._client.delete_item(TableName=self._table, Key=_key(_ingested(article.article_id), gone))
            if not late:
                return True

    def withdraw(self, article_id: str, generation: int, article: Article | None = None) -> None:
        """Take away whatever a generation that is void has listed.

        Args:
            article_id: of the article.
            generation: of it.
            article: itself, where it is at hand: the note of one that was erased does not say where it was listed.
        """
        note = self._read(_key(_notes(article_id), number_key(generation)))
        if note is not None:
            if article is not None and not note.listings:
                self._delete_listed(article_id, _new_note(article, generation))
            self._take_away(article_id, note)

    def erase(self, article_id: str, first: int, last: int) -> list[Note]:
        """Take away all that an article has listed up to a generation, and say nowhere any more what that was.

        Notes stay for late workers, as those of void generations do, with nothing but the article's id, its generations
        and times of ingestion; those of the generations that may be at work are put where there are none.

        Args:
            article_id: of the article.
            first: the first generation that a worker may be at work on.
            last: the last one.

        Returns:
            The notes as they were, for `take_away` once all such workers have come to their end.
        """
        for generation in range(first, last + 1):
            self._note_void(article_id, generation)
        named = [note for note in self._noted(article_id, last + 1) if note.listings]
        for note in named:
            self._take_away(article_id, note)
            scrubbed = {"listings": (), "sorted_at": "", "expires": self._expiry()}
            item = to_item(record_fields(note.model_copy(update=scrubbed)))
            self._client.put_item(TableName=self._table, Item=item)
        return named

    def listed(self, facet: Facet, folded: str) -> Iterator[Entry]:
        """Every entry under a value of a facet that is not divided into shards, as the value is folded."""
        for listing in (f"{facet}#{folded}", *former_partitions(facet, folded)):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="listing = :listing",
                ExpressionAttributeValues=to_item({":listing": listing}),
                ConsistentRead=True,
            )
            for item in (item for page in pages for item in page["Items"]):
                summary = record_of(ArticleSummary, item)
                yield Entry(listing, item["entry"]["S"], summary.article_id, summary.generation)

    def delete_entry(self, entry: Entry) -> None:
        """Take one entry of a listing away."""
        self._client.delete_item(TableName=self._table, Key=_key(entry.listing, entry.entry))

    def take_away(self, article_id: str, notes: Iterable[Note]) -> None:
        """Take away once more what notes named, whatever a late worker has listed since."""
        for note in notes:
            self._delete_listed(article_id, note)

    def withdraw_earlier(self, article_id: str, generation: int) -> None:
        """Take away whatever generations before this one have listed."""
        for note in self._noted(article_id, generation):
            if note.expires is None:
                self._take_away(article_id, note)

    def _note_void(self, article_id: str, generation: int) -> None:
        bare = Note(
            listing=_notes(article_id),
            entry=number_key(generation),
            listings=(),
            sorted_at="",
            ingested=(),
            expires=self._expiry(),
        )
        item = to_item(record_fields(bare))
        conditionally(
            lambda: self._client.put_item(
                TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(entry)"
            )
        )

    def _noted(self, article_id: str, before: int) -> list[Note]:
        """The notes of the generations before one."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="listing = :notes AND entry < :generation",
            ExpressionAttributeValues=to_item(
                {":notes": _notes(article_id), ":generation": number_key(before)}
            ),
            ConsistentRead=True,
        )
        return [record_of(Note, item) for page in pages for item in page["Items"]]

    def _note(self, wanted: Note) -> Note | None:
        """Note what is about to be listed; the note that stands then, None where it is void."""
        new = to_item(record_fields(wanted))
        try:
            self._client.put_item(
                TableName=self._table, Item=new, ConditionExpression="attribute_not_exists(entry)"
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return self._renew(wanted)
        return wanted

    def _renew(self, wanted: Note) -> Note | None:
        """The same where there is a note of an earlier try, which may have listed any part of what it names.

        The article gets a new place in the order of ingestion even if it has one, for that may have been taken
        late by a worker that died before it could move it.
        """
        known = self._read(_key(wanted.listing, wanted.entry))
        if known is None or known.expires is not None:
            return None
        renewed = known.model_copy(
            update={
                "listings": tuple(sorted({*known.listings, *wanted.listings})),
                "ingested": (*known.ingested, *wanted.ingested),
            }
        )
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item(record_fields(renewed)),
                ConditionExpression="attribute_not_exists(expires) AND size(ingested) = :known",
                ExpressionAttributeValues=to_item({":known": len(known.ingested)}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return self._renew(wanted)
        return renewed

    def _delete_listed(self, article_id: str, note: Note) -> None:
        keys = [_key(one, note.sorted_at) for one in note.listings]
        keys += [_key(_ingested(article_id), place) for place in note.ingested]
        write_batches(self._client, self._table, [{"DeleteRequest": {"Key": key}} for key in keys])

    def _expiry(self) -> int:
        return int((self._clock() + VOID_NOTES_KEPT).timestamp())

    def _take_away(self, article_id: str, note: Note) -> None:
        self._delete_listed(article_id, note)
        expires = self._expiry()
        self._client.update_item(
            TableName=self._table,
            Key=_key(note.listing, note.entry),
            UpdateExpression="SET expires = :expires",
            ConditionExpression="attribute_exists(entry)",
            ExpressionAttributeValues=to_item({":expires": expires}),
        )

    def _read(self, key: Item) -> Note | None:
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return record_of(Note, answer["Item"]) if "Item" in answer else None


def listing_items(article: Article, generation: int, listed_at: datetime) -> list[Item]:
    """What one generation of an article is listed by: an item for each facet's value, and its place by ingestion."""
    fields = record_fields(summary_of(article, generation))
    sorted_at = _sorted_at(article, generation)
    entries = [
        {**fields, "listing": listing, "entry": sorted_at, "value": value}
        for listing, value in _values(article).items()
    ]
    place = _place(article.article_id, generation, listed_at)
    ingested = {"listing": _ingested(article.article_id), "entry": place, "listed_at": listed_at.isoformat()}
    return [to_item(one) for one in (*entries, {**fields, **ingested})]


def facet_partitions(facet: Facet, value: str) -> tuple[str, ...]:
    """The partition keys under which a value of a facet is listed: one, or one for each shard."""
    name = f"{facet}#{facet_key(facet, value)}"
    return all_shards(name) if facet in SHARDED_FACETS else (name,)


def former_partitions(facet: Facet, value: str) -> tuple[str, ...]:
    """The partition keys under which articles may be listed that have not been read again since copydesk 0.1."""
    return tuple(f"{facet}#{folded}" for folded in former_keys(facet, value))


def ingested_partitions() -> tuple[str, ...]:
    """The partition keys of the order of ingestion, one for each shard."""
    return all_shards(INGESTED)


def facet_partition(facet: Facet, value: str, article_id: str) -> str:
    """The partition key under which an article with this value of a facet is listed."""
    partitions = facet_partitions(facet, value)
    return partitions[shard_of(article_id) % len(partitions)]


def _ingested(article_id: str) -> str:
    return sharded(INGESTED, shard_of(article_id))


def _new_note(article: Article, generation: int) -> Note:
    return Note(
        listing=_notes(article.article_id),
        entry=number_key(generation),
        listings=tuple(sorted(_values(article))),
        sorted_at=_sorted_at(article, generation),
        ingested=(),
    )


def _values(article: Article) -> dict[str, str]:
    """Partitions that an article is listed in, each with the value as spelled."""
    return {facet_partition(facet, value, article.article_id): value for facet, value in facets_of(article)}


def _sorted_at(article: Article, generation: int) -> str:
    return f"{published_key(article.published_at)}#{reading_key(article.article_id, generation)}"


def _place(article_id: str, generation: int, listed_at: datetime) -> str:
    return f"{time_key(listed_at, 'milliseconds')}#{reading_key(article_id, generation)}"


def _notes(article_id: str) -> str:
    return f"{NOTE_PREFIX}{article_id}"


def _key(listing: str, entry: str) -> Item:
    return to_item({"listing": listing, "entry": entry})
