"""A plan, made object by object; its lines as they come, and last what they come to."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from tempfile import TemporaryFile

from copydesk.outcome import ObjectOutcome
from copydesk.replaying.cluster_changes import cluster_changes
from copydesk.replaying.cost import dollars, seconds
from copydesk.replaying.estimates import Interval, counted, summed
from copydesk.replaying.plan import ClusterPlan, Line, ObjectPlan, PlanHeader, Summary
from copydesk.replaying.rehearsal import Rehearsal
from copydesk.replaying.stack import ReplayStack, Sizes
from copydesk.storage.articles import ArticleStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.outcomes import utc_now

# What an object takes at most that comes out otherwise, where a sample shows none: four times what an article of 480
# words took with another title (28 November 2026: 47 units written, 36 read, 39 dollars a million, .03 seconds of ten
# functions).
UNSEEN_WRITTEN, UNSEEN_READ, UNSEEN_DOLLARS, UNSEEN_SECONDS = 190.0, 145.0, 0.00016, 0.12


def planned(
    stack: ReplayStack,
    objects: Iterable[ObjectOutcome],
    *,
    rate: float,
    population: int | None = None,
    seed: int | None = None,
) -> Iterator[Line]:
    """The lines of a plan. Nothing is written to the stack.

    Args:
        stack: to be replayed.
        objects: of it, all that were chosen or a sample of them.
        rate: objects a second that will be sent.
        population: how many were chosen, where these are a sample.
        seed: of the sample.
    """
    with closing(Rehearsal(stack)) as rehearsal:
        yield PlanHeader(
            made_at=utc_now(), inbox=stack.names.inbox_bucket, terms=rehearsal.terms, rate=rate, seed=seed
        )
        tally, keys = _Tally(stack.sizes), set[tuple[str, str]]()
        for line in _read_again(rehearsal, objects):
            tally.add(line)
            if population is not None:
                keys.add((line.bucket, line.key))
            yield line
        table = stack.names.articles_table
        for change in cluster_changes(rehearsal.overlay, table, rehearsal.stored, rehearsal.planned):
            is_whole = population is None or _are_all_of(stack, change, keys)
            tally.add_clusters(change, is_whole=is_whole)
            yield change
        yield tally.summary(population, rate)


def _read_again(rehearsal: Rehearsal, objects: Iterable[ObjectOutcome]) -> Iterator[ObjectPlan]:
    """The lines of objects, once all are read: an agency's item may have another one read again, before it or after."""
    with TemporaryFile("w+", encoding="utf-8") as kept:
        kept.writelines(f"{rehearsal.read_again(known).model_dump_json()}\n" for known in objects)
        kept.seek(0)
        for line in kept:
            yield rehearsal.settled(ObjectPlan.model_validate_json(line))


class _Tally:
    """What the lines of a plan come to."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._planned = self._due = self._changing = self._errors = 0
        self._outcomes, self._articles, self._fields = Counter[str](), Counter[str](), Counter[str]()
        self._clusters: Counter[str] = Counter()
        # Of objects of which only the note changes, and of the others.
        self._taken = {claims: _Taken() for claims in (False, True)}

    def add(self, line: ObjectPlan) -> None:
        """One more object."""
        self._planned += 1
        self._due += line.is_due
        self._changing += line.changes
        self._errors += line.error is not None
        if line.before != line.after:
            self._outcomes[f"{line.before} -> {line.after}"] += 1
        self._articles.update({one.change for one in line.articles})
        self._fields.update({name for one in line.articles for name in one.fields})
        for claims, taken in self._taken.items():
            taken.add(line if line.claims is claims else None, self._sizes)

    def add_clusters(self, change: ClusterPlan, *, is_whole: bool) -> None:
        """One more set of clusters; `is_whole` where all objects were planned that have a part in it."""
        if is_whole:
            self._clusters["merging"] += change.merges
            self._clusters["parting"] += change.parts

    def summary(self, population: int | None, rate: float) -> Summary:
        """All of it, for a population of which a sample was planned, or for all."""
        objects = self._planned if population is None else population

        def count(found: int) -> Interval:
            return counted(found, self._planned, objects)

        def counts(found: Counter[str]) -> dict[str, Interval]:
            return {name: count(number) for name, number in found.most_common()}

        noted, stored = (self._taken[claims].summed(objects, claims=claims) for claims in (False, True))
        written, read, spent, seconds_busy = (
            one.plus(other) for one, other in zip(noted, stored, strict=True)
        )
        due, changing = count(self._due), count(self._changing)
        sending = due.times(1 / rate)
        return Summary(
            objects=objects,
            planned=self._planned,
            objects_due=due,
            objects_changing=changing,
            outcomes=counts(self._outcomes),
            articles=counts(self._articles),
            fields=counts(self._fields),
            clusters_merging=self._cluster_count("merging", changing),
            clusters_parting=self._cluster_count("parting", changing),
            write_units=written,
            read_units=read,
            minutes=_later(sending, seconds_busy).times(1 / 60),
            dollars=spent,
            errors=self._errors,
        )

    def _cluster_count(self, name: str, changing: Interval) -> Interval:
        """At least what the planned objects do among themselves; at most one cluster for each that changes."""
        found = float(self._clusters[name])
        if changing.is_exact:
            return Interval.exact(found)
        return Interval(low=found, value=found, high=max(found, changing.high))


class _Taken:
    """What objects of one kind take; 0 for those of another."""

    def __init__(self) -> None:
        self._written, self._read, self._dollars, self._seconds = (array("d") for _ in range(4))

    def add(self, line: ObjectPlan | None, sizes: Sizes) -> None:
        self._written.append(line.write_units if line else 0.0)
        self._read.append(line.read_units if line else 0.0)
        self._dollars.append(dollars(line, sizes) if line else 0.0)
        self._seconds.append(seconds(line, sizes) if line else 0.0)

    def summed(self, objects: int, *, claims: bool) -> list[Interval]:
        """Units written and read, dollars, seconds."""
        unseen = (UNSEEN_WRITTEN, UNSEEN_READ, UNSEEN_DOLLARS, UNSEEN_SECONDS) if claims else (0.0,) * 4
        values = (self._written, self._read, self._dollars, self._seconds)
        return [summed(some, objects, most) for some, most in zip(values, unseen, strict=True)]


def _later(one: Interval, other: Interval) -> Interval:
    return Interval(
        low=max(one.low, other.low), value=max(one.value, other.value), high=max(one.high, other.high)
    )


def _are_all_of(stack: ReplayStack, change: ClusterPlan, keys: set[tuple[str, str]]) -> bool:
    """Whether the articles of clusters that change are all of these objects."""
    store = ArticleStore(
        stack.dynamodb, stack.names.articles_table, Overflow(stack.s3, stack.names.overflow_bucket)
    )
    ids = {name for names in (*change.before.values(), *change.after.values()) for name in names}
    found = [one.article for one in store.read(ids)]
    return all(one is not None and (one.object.bucket, one.object.key) in keys for one in found)
