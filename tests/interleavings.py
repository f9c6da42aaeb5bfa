"""Every interleaving of a few workers over one store, explored with the real clustering code.

A worker is a deterministic function of the answers that the store gave it. So its state is the list of those
answers: to take one more step, it is run again from its start, fed the answers, and stopped at the first call
that has none. States of the store and of the workers are thus values, and the explorer visits each
combination once: interleavings that differ in the order of independent calls alone meet in the same state.

The calls are split as finely as DynamoDB splits them. A batch of reads or writes is one step for each item,
for BatchGetItem and BatchWriteItem are no moment in time; only a commit is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple, TypeVar

from copydesk.article import Credit
from copydesk.cluster import Copy, Link
from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.clustering.comparing import Comparing, unhurried
from copydesk.clustering.deciding import Decider
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.clustering.store import ClusterStore, Postings, Write
from copydesk.clustering.verdicts import verdicts_of
from copydesk.clustering.verifying import Verifier
from copydesk.decision import Says
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import USUAL
from copydesk.retrying import Conflict, no_pause
from copydesk.storage.auditing import AuditedMemoryStore
from copydesk.storage.memory import MemoryStore
from tests.clusters import expected_links, expected_partition, stored_links, stored_partition
from tests.stories import copy, print_of, story

Memory = TypeVar("Memory", bound=MemoryStore)

# Stories from which a text is a round-up.
ROUND_UP = 3

# Words of one story: so many that what two texts share is no form filled in anew; few, for every step compares again.
STORY_WORDS = 104

# The answer of a commit that changed nothing, or that seems so.
CONFLICT = "conflict"


class Message(NamedTuple):
    """What one worker is told: an article with these stories in it, or (None) that it is gone."""

    article_id: str
    generation: int
    stories: tuple[int, ...] | None
    outlet: str | None = None
    credit: str | None = None
    published_at: str | None = None
    word_count: int = 0
    in_place: bool = False  # whether its key was read again
    decides: tuple[str, Says] | None = None  # instead of all that: on the article and this other one
    verifies: tuple[str, ...] = ()  # instead of all that: these articles, where candidates were cut

    def copy(self) -> Copy:
        """What its cluster shows of it."""
        source = Credit(name=self.credit) if self.credit else None
        fields = {"credit": source, "published_at": self.published_at, "word_count": self.word_count}
        return copy(self.article_id, self.generation, self.outlet, **fields)


class Counterexample(AssertionError):
    """A schedule that ends in another partition than the batch's, or in an error."""


class Step(NamedTuple):
    """One call to the store that happens at one moment."""

    name: str
    arguments: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(_brief, self.arguments))})"


@dataclass(frozen=True)
class Scenario:
    """Messages for workers that run at the same time, over what earlier messages have left.

    `faults` is how often in all a worker may die and its message come again, or a lone write may succeed with
    its answer lost, so that it is sent again and refused.
    """

    before: tuple[Message, ...]
    messages: tuple[Message, ...]
    faults: int = 0
    preemptions: int | None = None
    clusterer: type[Clusterer] = Clusterer
    ignored: type[Write] | None = None  # a condition that a broken store does not check

    def alive(self) -> dict[str, Fingerprint]:
        """The articles that are there in the end."""
        told = [one for one in (*self.before, *self.messages) if one.decides is None and not one.verifies]
        last = {one.article_id: one for one in sorted(told)}
        return {name: fingerprint(one.stories) for name, one in last.items() if one.stories is not None}


class Explored(NamedTuple):
    """How much an exploration saw."""

    states: int
    ends: int  # different stores after all workers were done


@cache
def fingerprint(stories: tuple[int, ...]) -> Fingerprint:
    """Of an article that holds these stories whole. Two that share one of at most two are copies.

    One of three or more is a round-up: it carries an article whose stories are fewer than `MOST` of its own.

    It has one index key for each story, which is all that sharing keys can tell here.
    """
    whole = print_of(" ".join(" ".join(story(number, STORY_WORDS)) for number in stories))
    keys = tuple(print_of(" ".join(story(number, STORY_WORDS))).keys[0] for number in stories)
    return replace(whole, keys=keys, round_up=len(stories) >= ROUND_UP)


def explore(scenario: Scenario) -> Explored:
    """Every interleaving of the scenario's workers.

    Raises:
        Counterexample: one of them ends wrong; the message is its schedule.
    """
    return _Explorer(scenario).run()


class _Waiting(BaseException):
    """The worker has come to a call that has no answer yet. Not an Exception: nothing may catch it."""

    def __init__(self, step: Step) -> None:
        self.step = step


class _Scripted:
    """A `ClusterStore` that gives the answers it was told, and then stops the worker."""

    settings = USUAL

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = iter(answers)

    def _ask(self, name: str, *arguments: Any) -> Any:
        for answer in self._answers:
            return answer
        raise _Waiting(Step(name, arguments))

    def _each(self, name: str, items: Iterable[Any]) -> dict[Any, Any]:
        answers = [(item, self._ask(name, item)) for item in dict.fromkeys(items)]
        return {item: answer for item, answer in answers if answer is not None}

    def insert_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        for key in keys:
            self._ask("insert_postings", key, ref)

    def delete_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        for key in keys:
            self._ask("delete_postings", key, ref)

    def postings(self, keys: Sequence[int], limit: int) -> Postings:
        shared: dict[ArticleRef, int] = {}
        cut = False
        for key in keys:
            refs, more = self._ask("postings", key, limit)
            cut = cut or more
            for ref in refs:
                shared[ref] = shared.get(ref, 0) + 1
        return Postings(shared, cut)

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        for key in keys:
            yield list(self._ask("posted", key))

    def put_fingerprint(self, ref: ArticleRef, fingerprint: Fingerprint) -> None:
        self._ask("put_fingerprint", ref, fingerprint)

    def delete_fingerprint(self, ref: ArticleRef) -> None:
        self._ask("delete_fingerprint", ref)

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        return self._each("fingerprint", refs)

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        return self._each("member", article_ids)

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        return self._each("header", cluster_ids)

    def copy(self, cluster_id: str, article_id: str) -> Copy | None:
        found: Copy | None = self._ask("copy", cluster_id, article_id)
        return found

    def copies(self, cluster_id: str) -> list[Copy]:
        return list(self._ask("copies", cluster_id))

    def names(self, cluster_id: str) -> list[str]:
        return list(self._ask("names", cluster_id))

    def first_names(self, cluster_id: str, prefixes: Iterable[str]) -> dict[str, str]:
        found = {prefix: self._ask("first_name", cluster_id, prefix) for prefix in prefixes}
        return {prefix: entry for prefix, entry in found.items() if entry is not None}

    def links(self, article_id: str) -> list[Link]:
        return list(self._ask("links", article_id))

    def departures(self, cluster_id: str) -> dict[str, str]:
        return dict(self._ask("departures", cluster_id))

    def commit(self, writes: Sequence[Write]) -> None:
        if self._ask("commit", tuple(writes)) == CONFLICT:
            raise Conflict("as told")


@dataclass(eq=False)
class _Worker:
    """A worker that has been given some answers: what it does next is worked out once."""

    run: Callable[[ClusterStore], None]
    answers: tuple[Any, ...] = ()
    followers: dict[Any, _Worker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next: Step | None = None
        self.error: Exception | None = None
        try:
            self.run(_Scripted(self.answers))
        except _Waiting as waiting:
            self.next = waiting.step
        except Exception as error:  # noqa: BLE001 - whatever a schedule leads to is the finding
            self.error = error

    def given(self, answer: Any) -> _Worker:
        # Fingerprints hold arrays, which have no hash; which one was read is known from the step.
        token = answer is not None if isinstance(answer, Fingerprint) else answer
        if token not in self.followers:
            self.followers[token] = _Worker(self.run, (*self.answers, answer))
        return self.followers[token]


class _Store:
    """One state of the store: never changed, so it remembers what each step leads to."""

    def __init__(self, memory: AuditedMemoryStore, ignored: type[Write] | None) -> None:
        self.memory = memory
        self.ignored = ignored
        self.outcomes: dict[_Worker, tuple[AuditedMemoryStore, Any]] = {}

    def after(self, worker: _Worker) -> tuple[AuditedMemoryStore, Any]:
        """The store after the worker's next step, and the answer."""
        if worker not in self.outcomes:
            assert worker.next is not None
            self.outcomes[worker] = self._take(worker.next)
        return self.outcomes[worker]

    def _take(self, step: Step) -> tuple[AuditedMemoryStore, Any]:
        if step.name not in (
            "commit",
            "insert_postings",
            "delete_postings",
            "put_fingerprint",
            "delete_fingerprint",
        ):
            return self.memory, _answer(self.memory, step)
        memory, arguments = clone(self.memory), step.arguments
        match step.name:
            case "insert_postings" | "delete_postings":
                getattr(memory, step.name)([arguments[0]], arguments[1])
            case "commit":
                checked = [
                    one for one in arguments[0] if self.ignored is None or type(one) is not self.ignored
                ]
                try:
                    memory.commit(checked)
                except Conflict:
                    return self.memory, CONFLICT
            case _:
                getattr(memory, step.name)(*arguments)
        return memory, None


def _answer(memory: AuditedMemoryStore, step: Step) -> Any:
    arguments = step.arguments
    match step.name:
        case "fingerprint" | "member" | "header":
            return getattr(memory, f"{step.name}s")(arguments).get(arguments[0])
        case "postings":
            found = memory.postings([arguments[0]], arguments[1])
            return tuple(sorted(found.shared_keys)), found.cut
        case "posted":
            (found_under,) = memory.posted(arguments)
            return tuple(found_under)
        case "first_name":
            return memory.first_names(arguments[0], arguments[1:]).get(arguments[1])
        case "departures":
            return tuple(sorted(memory.departures(*arguments).items()))
        case "copy":
            return memory.copy(*arguments)
        case "names" | "links" | "copies":
            return tuple(getattr(memory, step.name)(*arguments))
    raise AssertionError(step)


class _World(NamedTuple):
    store: _Store
    workers: tuple[_Worker, ...]
    faults: int
    last: int  # the worker that took the last step
    preemptions: int


class _Explorer:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._names = sorted({one.article_id for one in (*scenario.before, *scenario.messages)})
        self._alive = scenario.alive()
        self._stores: dict[Any, _Store] = {}
        self._tokens: dict[int, tuple[object, int]] = {}
        self._numbers: dict[object, int] = {}
        self._roots = tuple(_Worker(self._work(message)) for message in scenario.messages)
        self._checked: set[_Store] = set()

    def run(self) -> Explored:
        memory = AuditedMemoryStore()
        for message in self._scenario.before:
            _deliver(Clusterer(memory, pause=no_pause), message)
        start = _World(self._store(memory), self._roots, self._scenario.faults, -1, 0)
        came_from: dict[_World, tuple[_World, str] | None] = {start: None}
        rest = [start]
        while rest:
            world = rest.pop()
            if all(worker.next is None for worker in world.workers):
                self._check(world, came_from)
            for label, following in self._following(world):
                if following not in came_from:
                    came_from[following] = (world, label)
                    rest.append(following)
        return Explored(len(came_from), len(self._checked))

    def _following(self, world: _World) -> Iterator[tuple[str, _World]]:
        store, workers, faults, last, preemptions = world
        limit = self._scenario.preemptions
        for number, worker in enumerate(workers):
            bounded = limit is not None
            forced = last < 0 or number == last or workers[last].next is None
            spent = preemptions + (bounded and not forced)
            if bounded and limit is not None and spent > limit:
                continue
            now = number if bounded else -1
            name = self._scenario.messages[number].article_id
            if worker.next is not None:
                memory, answer = store.after(worker)
                after = self._store(memory)
                moved = _replaced(workers, number, worker.given(answer))
                note = " -> conflict" if answer == CONFLICT else ""
                yield f"{name}: {worker.next}{note}", _World(after, moved, faults, now, spent)
                if faults and _lone_write(worker.next) and answer is None:
                    deceived = _replaced(workers, number, worker.given(CONFLICT))
                    yield (
                        f"{name}: {worker.next} -> answer lost",
                        _World(after, deceived, faults - 1, now, spent),
                    )
            if faults and worker is not self._roots[number]:
                again = _replaced(workers, number, self._roots[number])
                yield (
                    f"{name}: dies, and its message comes again",
                    _World(store, again, faults - 1, -1, spent),
                )

    def _check(self, world: _World, came_from: Mapping[_World, tuple[_World, str] | None]) -> None:
        for worker in world.workers:
            if worker.error is not None:
                raise Counterexample(f"{worker.error!r}\n{_schedule(world, came_from)}") from worker.error
        if world.store in self._checked:
            return
        self._checked.add(world.store)
        try:
            memory = clone(world.store.memory)
            self._verify_the_rest(memory)
            found = stored_partition(memory, self._names)
            links = stored_links(memory, self._names)
        except (AssertionError, Conflict) as error:
            raise Counterexample(f"{error!r}\n{_schedule(world, came_from)}") from error
        verdicts = verdicts_of(world.store.memory.members(self._names).values(), USUAL)
        expected = expected_partition(self._alive, verdicts)
        if found != expected:
            raise Counterexample(f"{found} is not {expected}\n{_schedule(world, came_from)}")
        linked, wanted = links, expected_links(self._alive, expected)
        if linked != wanted:
            raise Counterexample(f"{linked} are not {wanted}\n{_schedule(world, came_from)}")

    def _verify_the_rest(self, memory: AuditedMemoryStore) -> None:
        """What arrivals could not see, they have marked."""
        verifier = Verifier(memory, pause=no_pause)
        cut = set(verifier.cut_articles())
        if cut:
            assert verifier.verify(sorted(cut)).keys() == cut

    def _work(self, message: Message) -> Callable[[ClusterStore], None]:
        return lambda store: _deliver(self._scenario.clusterer(store, pause=no_pause), message)

    def _store(self, memory: AuditedMemoryStore) -> _Store:
        key = (
            frozenset((key, tuple(refs)) for key, refs in memory._postings.items() if refs),
            frozenset(memory._fingerprints),
            frozenset(map(self._number, memory._members.values())),
            frozenset(map(self._number, memory._headers.values())),
            frozenset(
                (name, self._number(one)) for name, held in memory._copies.items() for one in held.values()
            ),
            frozenset((name, *entries) for name, entries in memory._names.items() if entries),
            frozenset(self._number(link) for held in memory._links.values() for link in held.values()),
            frozenset((name, *mark) for name, marks in memory._marks.items() for mark in marks.items()),
        )
        if key not in self._stores:
            self._stores[key] = _Store(memory, self._scenario.ignored)
        return self._stores[key]

    def _number(self, record: object) -> int:
        # Equal records have equal numbers; hashing a record each time would be most of the work.
        known = self._tokens.get(id(record))
        if known is None:
            known = record, self._numbers.setdefault(record, len(self._numbers))
            self._tokens[id(record)] = known
        return known[1]


def clone(memory: Memory) -> Memory:
    """A store with the same records, which are immutable, in dictionaries of its own."""
    copied = type(memory)()
    copied._postings.update((key, list(refs)) for key, refs in memory._postings.items())
    copied._fingerprints.update(memory._fingerprints)
    copied._members.update(memory._members)
    copied._headers.update(memory._headers)
    copied._copies.update((name, dict(held)) for name, held in memory._copies.items())
    copied._marks.update((name, dict(held)) for name, held in memory._marks.items())
    copied._links.update((name, dict(held)) for name, held in memory._links.items())
    copied._names.update((name, list(entries)) for name, entries in memory._names.items())
    return copied


def _deliver(clusterer: Clusterer, message: Message) -> None:
    try:
        if message.verifies:
            Comparing(clusterer._store, pause=no_pause).verify(message.verifies, unhurried)  # type: ignore[arg-type]
        elif message.decides is not None:
            Decider(clusterer._store, pause=no_pause).decide(message.article_id, *message.decides)
        elif message.stories is None:
            clusterer.remove(message.article_id, message.generation)
        else:
            clusterer.add(message.copy(), fingerprint(message.stories), in_place=message.in_place)
    except Superseded:
        pass


def _replaced(workers: tuple[_Worker, ...], number: int, worker: _Worker) -> tuple[_Worker, ...]:
    return (*workers[:number], worker, *workers[number + 1 :])


def _lone_write(step: Step) -> bool:
    return step.name == "commit" and len(step.arguments[0]) == 1


def _schedule(end: _World, came_from: Mapping[_World, tuple[_World, str] | None]) -> str:
    lines = []
    at = came_from[end]
    while at is not None:
        before, label = at
        lines.append(label)
        at = came_from[before]
    return "\n".join(reversed(lines))


def _brief(argument: object) -> str:
    if isinstance(argument, tuple) and not isinstance(argument, ArticleRef):
        return "[" + ", ".join(map(_brief_write, argument)) + "]"
    if isinstance(argument, ArticleRef):
        return f"{argument.article_id}@{argument.generation}"
    return "" if isinstance(argument, Fingerprint) else str(argument)[:8]


def _brief_write(write: Any) -> str:
    kind = type(write).__name__
    for name in ("header", "member"):
        if hasattr(write, name):
            record = getattr(write, name)
            fields = record.model_dump(exclude_defaults=True, exclude={"canonical", "article_id"})
            return f"{kind} {_named(write)} { ({key: _short(value) for key, value in fields.items()}) }"
    return f"{kind} {_named(write)}"


def _named(write: Any) -> str:
    record = getattr(write, "header", None) or getattr(write, "member", None) or getattr(write, "copy", None)
    cluster = getattr(write, "cluster_id", "")[:6]
    name = getattr(record, "article_id", None) or getattr(record, "cluster_id", None)
    return " ".join(filter(None, (cluster, (name or getattr(write, "article_id", ""))[:8])))


def _short(value: object) -> object:
    if isinstance(value, tuple):
        return [_short(one) for one in value]
    return value[:6] if isinstance(value, str) and len(value) == 32 else value
