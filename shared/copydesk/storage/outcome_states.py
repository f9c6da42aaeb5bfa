"""What may happen to the outcome of an object: every step, as one conditional change of its item. Pure.

claim ──▶ pending ──finish──▶ indexed | rejected | removed      (every change but a claim asks that the
  │          └──mark_failed──▶ failed ──finish──▶ ...            generation is still the one it knows)
  └─ every claim starts the next generation, whatever the state

An object of several articles: claim ──expect──▶ pending ──count, once for each──▶ ... ──finish after the last──▶ done
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from copydesk.article import SCHEMA_VERSION, ObjectRef
from copydesk.filing import Standing
from copydesk.moments import day_key, time_key
from copydesk.outcome import MadeBy, Status, Verdict, object_uri
from copydesk.storage.items import record_fields
from copydesk.storage.keys import all_shards, shard_of, sharded

# Why the last try failed; until somebody succeeds.
ERROR = "error"

# What a claim takes away, because it was true of an earlier generation.
OF_ONE_READING = (
    "reason", "file_kind", ERROR, "version_id", "etag", "size", "waiting", "verdict", "counts", "filled", "read_to",
    "noted", "made_by", "stream",
)  # fmt: skip

# What becomes of articles that are put aside; an object of which none is left says the first that it has.
PUT_ASIDE_VERDICTS = (Standing.SUPERSEDED.verdict, Standing.CANCELED.verdict)

# In place of a position: the last part is counted, which may have had none.
READ_WHOLE = -1

# The index of objects by the day of their verdict, and its keys, which no other item has. Of an object of one article
# that is indexed the article itself is listed; it would be a third write for nearly every object.
VERDICTS_INDEX, VERDICT_DAY, VERDICT_AT = "verdicts", "verdict_day", "verdict_at"


@dataclass(frozen=True, slots=True)
class Change:
    """One write to an object's item, which happens whole or, where its condition does not hold, not at all."""

    sets: Mapping[str, Any] = field(default_factory=dict)  # attributes to their new values
    defaults: Mapping[str, Any] = field(default_factory=dict)  # the same, of those that are not there yet
    adds: Mapping[str, int] = field(
        default_factory=dict
    )  # to numbers; an absent one is 0, or as `starts` says
    starts: Mapping[str, int] = field(default_factory=dict)  # numbers that are added to where there is none
    counts: Mapping[str, int] = field(default_factory=dict)  # by how much entries of `counts` grow
    removes: tuple[str, ...] = ()  # attributes that go
    generation: int | None = None  # condition: the item is in this generation; None: there may be no item
    status: Status | None = None  # condition: the item has this status; None: any
    read_to: int | None = None  # condition: the object has been read up to this position; None: anywhere
    exists: bool = False  # condition: there is an item


def claimed(
    bucket: str,
    key: str,
    status: Status,
    now: datetime,
    *,
    exists: bool = False,
    after: int = 0,
) -> Change:
    """The next generation of a key begins, whatever became of those before.

    Args:
        bucket: the inbox.
        key: in it.
        status: until it has an outcome.
        now: the time.
        exists: whether it has to follow one that is there.
        after: where none is there, the generation to follow: the last before the key was erased.
    """
    uri = object_uri(bucket, key)
    listed = verdict_keys(Verdict(status=status), now, uri)
    return Change(
        sets={
            "status": status,
            "bucket": bucket,
            "key": key,
            "schema_version": SCHEMA_VERSION,
            "claimed_at": now.isoformat(),
            "updated_at": now.isoformat(),
            **listed,
        },
        defaults={"positions": 1},
        adds={"generation": 1},
        starts={"generation": after},
        exists=exists,
        removes=(*OF_ONE_READING, *(() if listed else (VERDICT_DAY, VERDICT_AT))),
    )


def expected(
    generation: int,
    read: ObjectRef | None,
    now: datetime,
    *,
    positions: int,
    waiting: int,
    filled: int,
    by_position: int,
    in_doubt: bool,
    counts: Mapping[str, int],
    verdict: Verdict,
    stream: bool = False,
    keeps: bool = False,
    whole: bool = False,
) -> Change:
    """A generation owes several articles; `verdict` is the object's once all are done.

    Of a `stream` it notes how far versions were read, or that the `whole` was; one that `keeps` what it does not find
    settles nothing before it.
    """
    noted = _noted(by_position, in_doubt)
    if keeps:
        del noted["noted"]
    owed = {
        **noted,
        **({"stream": True} if stream else {}),
        **({"read_whole": generation} if whole else {}),
        "positions": positions,
        "filled": filled,
        "waiting": waiting,
        "verdict": record_fields(verdict),
        "counts": dict(counts),
    }
    return Change({**_version(read), **owed, "updated_at": now.isoformat()}, generation=generation)


def begun(generation: int, read: ObjectRef, now: datetime, *, by_position: int, in_doubt: bool) -> Change:
    """A generation of an object that takes several invocations to read: nothing of it is read yet."""
    sets = {**_version(read), "waiting": 0, "counts": {}, "read_to": 0, "updated_at": now.isoformat()}
    return Change({**sets, **_noted(by_position, in_doubt)}, generation=generation)


def part_noted(generation: int, now: datetime) -> Change:
    """The ids of a part are listed, in the same commit."""
    return Change({"updated_at": now.isoformat()}, generation=generation)


def _noted(by_position: int, in_doubt: bool) -> dict[str, Any]:
    """That this generation lists its ids, and what earlier ones held that no list names."""
    return {"noted": True, "by_position": by_position, "in_doubt": in_doubt}


def part_counted(
    generation: int,
    now: datetime,
    *,
    read_from: int,
    read_to: int,
    owed: int,
    counts: Mapping[str, int],
    closing: tuple[int, Verdict] | None,
) -> Change:
    """A part of an object has been sent. It counts once: where the object was read up to its beginning.

    Its articles may be done already, so `waiting` may be below zero until all parts are counted; the last one,
    `closing` with the positions that the generation fills and its verdict, makes it exact.
    """
    sets: dict[str, Any] = {"read_to": read_to, "updated_at": now.isoformat()}
    if closing is not None:
        filled, verdict = closing
        sets |= {"read_to": READ_WHOLE, "filled": filled, "verdict": record_fields(verdict)}
    return Change(sets, adds={"waiting": owed}, counts=counts, generation=generation, read_to=read_from)


def all_done(uri: str, fields: Mapping[str, Any], verdict: Verdict, now: datetime) -> Change:
    """All that a generation owed is done: what it did not list is removed, and owed by none again."""
    change = finished(uri, fields["generation"], verdict, None, now)
    own = {"positions": fields["filled"]} if "filled" in fields else {}
    if "noted" in fields:  # not where 0.1.0 began it
        own |= {"settled": fields["generation"], "by_position": 0, "in_doubt": False}
    if "noted" in fields or "stream" in fields:
        own |= {"read_through": fields.get("version_id"), "done": fields["generation"]}
    return replace(change, sets={**change.sets, **own})


def finished(uri: str, generation: int, verdict: Verdict, read: ObjectRef | None, now: datetime) -> Change:
    """The object's outcome is known. `read` is the version that was read, where this step is to note it."""
    listed = verdict_keys(verdict, now, uri)
    return Change(
        {**_version(read), **record_fields(verdict), **listed, "updated_at": now.isoformat()},
        removes=(ERROR,) if listed else (ERROR, VERDICT_DAY, VERDICT_AT),
        generation=generation,
    )


def finished_alone(
    uri: str, generation: int, verdict: Verdict, read: ObjectRef | None, now: datetime
) -> Change:
    """The outcome of an object of one article is known, and its count with it."""
    change = finished(uri, generation, verdict, read, now)
    if verdict.status is not Status.INDEXED:
        return change
    sets = {name: value for name, value in change.sets.items() if name not in {VERDICT_DAY, VERDICT_AT}}
    sets["counts"] = {str(verdict): 1}
    return Change(sets, removes=(ERROR, VERDICT_DAY, VERDICT_AT), generation=generation)


def failed(uri: str, generation: int, now: datetime) -> Change:
    """The last try begins: unless it succeeds nobody will be left to say that it failed."""
    change = finished(uri, generation, Verdict(status=Status.FAILED), None, now)
    return Change(change.sets, generation=generation, status=Status.PENDING)


def failed_with(error: str) -> Change:
    """The last try failed, and says with what."""
    return Change({ERROR: error}, status=Status.FAILED)


def made(change: Change, made_by: MadeBy | None) -> Change:
    """A change with the note of what made what it is about."""
    return (
        change
        if made_by is None
        else replace(change, sets={**change.sets, "made_by": record_fields(made_by)})
    )


def counted(generation: int, verdict: Verdict | None, now: datetime) -> Change:
    """One article of several has its outcome; None where nobody knows that there was one, and it is gone."""
    counts = {} if verdict is None else {str(verdict): 1}
    return Change({"updated_at": now.isoformat()}, adds={"waiting": -1}, counts=counts, generation=generation)


def verdict_due(fields: Mapping[str, Any]) -> Verdict | None:
    """The outcome that an object of several articles has from now on; None while it waits for some."""
    if fields["waiting"] > 0 or "verdict" not in fields:
        return None
    verdict = Verdict.model_validate(fields["verdict"])
    counts = fields.get("counts", {})
    aside = [one for one in PUT_ASIDE_VERDICTS if counts.get(str(one))]
    if verdict.status is Status.INDEXED and aside and not counts.get(str(verdict)):
        return aside[0]  # all its articles were put aside, after it was read
    return verdict


def applied(item: Mapping[str, Any] | None, change: Change) -> dict[str, Any] | None:
    """What an item is after a change; None where the condition does not hold. DynamoDB does the same."""
    fields = dict(item or {})
    if change.generation is not None and fields.get("generation") != change.generation:
        return None
    if change.status is not None and fields.get("status") != change.status:
        return None
    if change.exists and item is None:
        return None
    if change.read_to is not None and fields.get("read_to") != change.read_to:
        return None
    fields = {**change.defaults, **fields, **change.sets}
    for name, amount in change.adds.items():
        fields[name] = fields.get(name, change.starts.get(name, 0)) + amount
    if change.counts:
        counts = fields["counts"]
        grown = {label: counts.get(label, 0) + amount for label, amount in change.counts.items()}
        fields["counts"] = {**counts, **grown}
    return {name: value for name, value in fields.items() if name not in change.removes}


def verdict_partitions(status: Status, day: str) -> tuple[str, ...]:
    """The partition keys of the objects with a verdict on a day such as `2024-05-06`: one for each shard."""
    return all_shards(f"{status}#{day}")


def verdict_keys(verdict: Verdict, now: datetime, uri: str) -> dict[str, str]:
    """The attributes that list an object by the day of its verdict; none while it is pending.

    Within a day, by reason and then by time: a day and a day's reason are one Query of each shard.
    """
    if verdict.status is Status.PENDING:
        return {}
    name = hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:16]  # keys end at 1,024 bytes
    return {
        VERDICT_DAY: sharded(f"{verdict.status}#{day_key(now)}", shard_of(uri)),
        VERDICT_AT: f"{verdict.reason or ''}#{time_key(now, 'milliseconds')}#{name}",
    }


def _version(read: ObjectRef | None) -> dict[str, Any]:
    if read is None:
        return {}
    fields = record_fields(read)
    return {name: fields[name] for name in ("version_id", "etag", "size") if name in fields}
