"""The outcomes table: one item per object, and one per article of an object that holds several.

What may happen to an outcome is decided in outcome_states; here is how DynamoDB is asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from copydesk.article import ObjectRef
from copydesk.message import ArticleMessage
from copydesk.outcome import ArticleOutcome, MadeBy, ObjectOutcome, Status, Verdict, object_uri
from copydesk.storage import outcome_states as states
from copydesk.storage.batches import read_batches
from copydesk.storage.contention import condition_failed, conditionally, patiently
from copydesk.storage.held_ids import Held, HeldIds
from copydesk.storage.items import Item, from_item, record_fields, record_from, record_of, to_item
from copydesk.storage.keys import number_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OBJECT = "object"
ARTICLE_PREFIX = "article#"

# Rejections of one object are written side by side: each write takes milliseconds, nearly all of it waiting.
WRITE_THREADS = 8

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, to the millisecond, as the records show it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class OutcomeStore:
    """Outcomes of objects by bucket and key."""

    def __init__(self, client: DynamoDBClient, table: str, *, clock: Clock = utc_now) -> None:
        self._client = client
        self._table = table
        self._held = HeldIds(client, table)
        self._clock = clock

    def get(self, bucket: str, key: str) -> ObjectOutcome | None:
        """What became of the object; None where no event has named it yet. One strongly consistent read."""
        fields = self._fields(bucket, key)
        return record_from(ObjectOutcome, fields) if fields else None

    def of(self, names: Iterable[tuple[str, str]]) -> Iterator[ObjectOutcome]:
        """The outcomes that there are of objects, given by bucket and key, in no order.

        Raises:
            copydesk.retrying.Contended: the table was too busy for too long.
        """
        for item in read_batches(self._client, self._table, (_key(*name) for name in names)):
            yield record_of(ObjectOutcome, item)

    def articles(self, bucket: str, key: str) -> list[ArticleOutcome]:
        """The articles of an object that holds several, in their order; those of its latest generation."""
        current = self.get(bucket, key)
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#object = :object AND begins_with(entry, :article)",
            ExpressionAttributeNames={"#object": "object"},
            ExpressionAttributeValues=to_item(
                {":object": object_uri(bucket, key), ":article": ARTICLE_PREFIX}
            ),
            ConsistentRead=True,
        )
        found = [record_of(ArticleOutcome, item) for page in pages for item in page["Items"]]
        return [one for one in found if current is not None and one.generation == current.generation]

    def claim(self, bucket: str, key: str, status: Status, *, after: int = 0) -> ObjectOutcome:
        """Begin the next generation of a key, and with it the right to write what the inbox then holds.

        Args:
            bucket: the inbox.
            key: in it.
            status: until it has an outcome.
            after: where the key has no outcome, the generation to follow: the last before it was erased.
        """
        return self._claimed(bucket, key, states.claimed(bucket, key, status, self._clock(), after=after))

    def claim_known(self, bucket: str, key: str, status: Status) -> ObjectOutcome | None:
        """The same where there was an outcome; None where there is none any more, for the key was erased meanwhile."""
        try:
            return self._claimed(bucket, key, states.claimed(bucket, key, status, self._clock(), exists=True))
        except ClientError as error:
            if condition_failed(error):
                return None
            raise

    def _claimed(self, bucket: str, key: str, change: states.Change) -> ObjectOutcome:
        update = self._update(bucket, key, change)
        answer = patiently(partial(self._client.update_item, **update, ReturnValues="ALL_NEW"))
        return record_of(ObjectOutcome, answer["Attributes"])

    def expect(
        self,
        claim: ObjectOutcome,
        read: ObjectRef | None,
        *,
        waiting: int,
        held: Held,
        positions: int,
        filled: int,
        counts: Mapping[str, int],
        verdict: Verdict,
        listed: Sequence[Any] = (),
        made_by: MadeBy | None = None,
        stream: bool = False,
        keeps: bool = False,
        whole: bool = False,
    ) -> bool:
        """Note what a generation of several articles owes, before any of it is sent.

        Args:
            claim: the generation.
            read: the version that was read, None where the key is gone.
            waiting: articles that will report by `finish_article`.
            held: what earlier generations may have left.
            positions: article positions in use, with one for each article that the generation takes away.
            filled: those that are in use once all have reported.
            counts: articles that have their outcome already, by outcome.
            verdict: on the object once all have.
            listed: its list of ids, for the same commit.
            made_by: what read it.
            stream: whether it reads the versions of a stream.
            keeps: whether what it did not find stays.
            whole: whether it reads every version of a stream that is there.

        Returns:
            False where a later generation has begun.
        """
        change = states.expected(
            claim.generation,
            read,
            self._clock(),
            positions=positions,
            waiting=waiting,
            filled=filled,
            by_position=held.by_position,
            in_doubt=bool(held.doubtful),
            counts=counts,
            verdict=verdict,
            stream=stream,
            keeps=keeps,
            whole=whole,
        )
        return self._commit(claim, states.made(change, made_by), listed)

    def begin(self, claim: ObjectOutcome, read: ObjectRef, held: Held, made_by: MadeBy | None = None) -> bool:
        """Note that a generation is read in parts, of which none is read. False where a later one has begun."""
        in_doubt = bool(held.doubtful)
        now = self._clock()
        change = states.begun(claim.generation, read, now, by_position=held.by_position, in_doubt=in_doubt)
        return self._write(claim.bucket, claim.key, states.made(change, made_by))

    def note_part(self, current: ObjectOutcome, listed: Sequence[Any]) -> bool:
        """Commit the list of a part's ids, before any is sent. False where a later generation has begun."""
        return self._commit(current, states.part_noted(current.generation, self._clock()), listed)

    def count_part(
        self,
        current: ObjectOutcome,
        *,
        read_from: int,
        read_to: int,
        owed: int,
        counts: Mapping[str, int],
        closing: tuple[int, Verdict] | None,
    ) -> bool:
        """Count a part that has been sent, once, and after the last one close the object if all is done.

        Args:
            current: the generation.
            read_from: position that the part begins at.
            read_to: position after it.
            owed: articles that report, or have reported, by `finish_article`.
            counts: articles of the part that have their outcome already, by outcome.
            closing: for the last part: the positions that the generation fills, and the object's verdict.

        Returns:
            False where a later generation has begun.
        """
        change = states.part_counted(
            current.generation,
            self._clock(),
            read_from=read_from,
            read_to=read_to,
            owed=owed,
            counts=counts,
            closing=closing,
        )
        self._write(current.bucket, current.key, change)  # or a delivery of the same part has counted it
        return self._close(current)

    def finish(
        self,
        bucket: str,
        key: str,
        generation: int,
        verdict: Verdict,
        read: ObjectRef | None,
        made_by: MadeBy | None = None,
    ) -> bool:
        """Set the outcome of an object. False where a later generation has begun."""
        uri = object_uri(bucket, key)
        change = states.finished_alone(uri, generation, verdict, read, self._clock())
        return self._write(bucket, key, states.made(change, made_by))

    def note_rereading(self, known: ObjectOutcome, made_by: MadeBy) -> bool:
        """Note that an object and its articles came out as they are. False where it was read meanwhile.

        The settings of matching are those that each was compared under, for it is not compared again.
        """

        def noted(one: ObjectOutcome | ArticleOutcome) -> states.Change:
            settings = one.made_by.settings if one.made_by else None
            made = made_by.model_copy(update={"settings": settings})
            return states.made(states.Change(generation=known.generation), made)

        if known.waiting is not None:
            for one in self.articles(known.bucket, known.key):
                key = to_item({"object": one.object, "entry": _article_entry(one.position)})
                update = {**update_of(noted(one)), "TableName": self._table}
                conditionally(partial(self._client.update_item, **update, Key=key))
        return self._write(known.bucket, known.key, noted(known))

    def mark_failed(self, bucket: str, key: str, generation: int) -> bool:
        """Say that an object failed, unless it has an outcome; a later `finish` overwrites it."""
        return self._write(bucket, key, states.failed(object_uri(bucket, key), generation, self._clock()))

    def note_error(self, bucket: str, key: str, error: str) -> None:
        """Note what the last try failed with, in a few words that quote nothing."""
        self._write(bucket, key, states.failed_with(error))

    def finish_article(self, current: ObjectOutcome, message: ArticleMessage) -> bool:
        """Set the outcome of one article of several, once, and that of the object after the last of them.

        Args:
            current: the object's outcome.
            message: that the article was brought up to date by.

        Returns:
            False where a later generation has begun.

        Raises:
            copydesk.retrying.Contended: too many articles of the object are being finished just now.
        """
        verdict = message.verdict
        if message.doubtful:
            entry: Any = self._held.doubt_cleared(current, message.article_id)
        else:
            entry = self._entry(_article_outcome(current, message))
        counted = states.counted(current.generation, None if message.doubtful else verdict, self._clock())
        count: Any = self._update(current.bucket, current.key, counted)
        conditionally(
            lambda: self._client.transact_write_items(TransactItems=[{"Put": entry}, {"Update": count}])
        )
        return self._close(current)

    def reject_articles(self, current: ObjectOutcome, rejected: Iterable[ArticleMessage]) -> None:
        """Write down the articles of a generation that were rejected; `expect` has counted them."""

        def reject(one: ArticleMessage) -> None:
            entry = self._entry(_article_outcome(current, one))
            conditionally(lambda: self._client.put_item(**entry))

        with ThreadPoolExecutor(WRITE_THREADS) as threads:
            list(threads.map(reject, rejected))

    def close(self, current: ObjectOutcome) -> bool:
        """Set the outcome of an object that lists its articles and owes none. False where a later reading has begun."""
        return self._close(current)

    def _close(self, current: ObjectOutcome) -> bool:
        fields = self._fields(current.bucket, current.key)
        if fields["generation"] != current.generation:
            return False
        verdict = states.verdict_due(fields)
        if verdict is None:
            return True
        uri = object_uri(current.bucket, current.key)
        change = states.all_done(uri, fields, verdict, self._clock())
        return self._write(current.bucket, current.key, change)

    def _fields(self, bucket: str, key: str) -> dict[str, Any]:
        answer = self._client.get_item(TableName=self._table, Key=_key(bucket, key), ConsistentRead=True)
        return from_item(answer.get("Item", {}))

    def _entry(self, entry: ArticleOutcome) -> Any:
        return {
            "TableName": self._table,
            "Item": to_item({**record_fields(entry), "entry": _article_entry(entry.position)}),
            "ConditionExpression": "attribute_not_exists(entry) OR generation < :generation",
            "ExpressionAttributeValues": to_item({":generation": entry.generation}),
        }

    def _commit(self, current: ObjectOutcome, change: states.Change, beside: Sequence[Any]) -> bool:
        """A change of the object's item, and other items with it or not at all."""
        if not beside:
            return self._write(current.bucket, current.key, change)
        update: Any = self._update(current.bucket, current.key, change)
        items = [{"Update": update}, *beside]
        return conditionally(lambda: self._client.transact_write_items(TransactItems=items))

    def _write(self, bucket: str, key: str, change: states.Change) -> bool:
        update = self._update(bucket, key, change)
        return conditionally(lambda: self._client.update_item(**update))

    def _update(self, bucket: str, key: str, change: states.Change) -> Any:
        return {"TableName": self._table, "Key": _key(bucket, key), **update_of(change)}


def update_of(change: states.Change) -> dict[str, Any]:
    """A change as DynamoDB's UpdateItem takes it."""
    names: dict[str, str] = {}
    values: dict[str, Any] = {}

    def named(name: str) -> str:
        names[f"#{name}"] = name
        return f"#{name}"

    def valued(name: str, value: object) -> str:
        values[f":{name}"] = value
        return f":{name}"

    sets = [f"{named(name)} = {valued(name, value)}" for name, value in change.sets.items()]
    for name, value in change.defaults.items():
        sets.append(f"{named(name)} = if_not_exists({named(name)}, {valued(name, value)})")
    for name, amount in change.adds.items():
        start = change.starts.get(name, 0)
        begin = valued(f"start_{name}", start) if start else valued("zero", 0)
        added = valued(f"added_{name}", amount)
        sets.append(f"{named(name)} = if_not_exists({named(name)}, {begin}) + {added}")
    for number, (label, amount) in enumerate(change.counts.items()):
        names[f"#label{number}"] = label
        path = f"{named('counts')}.#label{number}"
        sets.append(
            f"{path} = if_not_exists({path}, {valued('zero', 0)}) + {valued(f'more{number}', amount)}"
        )
    removes = ", ".join(map(named, change.removes))
    conditions = ["attribute_exists(entry)"] if change.exists else []
    if change.generation is not None:
        conditions.append(f"{named('generation')} = {valued('expected_generation', change.generation)}")
    if change.status is not None:
        conditions.append(f"{named('status')} = {valued('expected_status', change.status)}")
    if change.read_to is not None:
        conditions.append(f"{named('read_to')} = {valued('expected_read_to', change.read_to)}")
    return {
        "UpdateExpression": "SET " + ", ".join(sets) + (f" REMOVE {removes}" if removes else ""),
        **({"ConditionExpression": " AND ".join(conditions)} if conditions else {}),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": to_item(values),
    }


def _article_outcome(current: ObjectOutcome, message: ArticleMessage) -> ArticleOutcome:
    return ArticleOutcome(
        object=current.object,
        position=message.position,
        article_id=message.article_id,
        generation=current.generation,
        status=message.verdict.status,
        reason=message.verdict.reason,
        file_kind=message.verdict.file_kind,
        made_by=message.made_by,
    )


def _article_entry(position: int) -> str:
    return f"{ARTICLE_PREFIX}{number_key(position)}"


def _key(bucket: str, key: str) -> Item:
    return to_item({"object": object_uri(bucket, key), "entry": OBJECT})
