"""Random histories of files with versions of agencies' items, and workers whose calls come in any order.

The dedupe stage and the filing in it are the real ones; the stores are those of `filing_world`, of which each call is
one step at one moment. A worker is a function of the answers that it was given, so to take a step it is run again from
its start and stopped at the first call that has no answer yet. Any worker may die between two steps, and its message
come again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any

from copydesk.article import NewsItem, article_id
from copydesk.clustering.clusterer import Added
from copydesk.filing import Filed, filed_under, filed_version, standing
from copydesk.message import ArticleMessage, Rereading
from copydesk.pipeline.dedupe_stage import DedupeStage
from copydesk.pipeline.filing import Filing
from copydesk.storage.articles import FiledElsewhere
from copydesk.storage.boilerplates import NOTHING_LEARNED
from tests.filing_world import BUCKET, INDEXED, REMOVED, File, World

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Waiting(BaseException):
    """A worker has come to a call that has no answer yet."""


class Worker:
    """One delivery of a message to the dedupe stage."""

    def __init__(self, message: ArticleMessage, file: File | None) -> None:
        self.message = message
        self.file = file
        self.answers: list[Any] = []

    def step(self, world: World) -> bool:
        """Make the next call. False where the work was done before that."""
        given = iter(self.answers)
        todo: list[Call] = []

        def call(name: str, *arguments: Any, **options: Any) -> Any:
            for answer in given:
                if isinstance(answer, Exception):
                    raise answer
                return answer
            todo.append((name, arguments, options))
            raise Waiting

        try:
            _stage(call, self.file).dedupe(self.message)
        except Waiting:
            ((name, arguments, options),) = todo
            try:
                self.answers.append(getattr(world, name)(*arguments, **options))
            except FiledElsewhere as raised:
                self.answers.append(raised)
            return True
        return False


def _stage(call: Callable[..., Any], file: File | None) -> DedupeStage:
    """The real stage over stores of which each call is told to `call`."""
    pure: Any = SimpleNamespace
    articles = pure(
        put=lambda article, generation, under, left: call(
            "store", article.article_id, generation, article, under, left
        ),
        remove=lambda name, generation, under, left: call("store", name, generation, None, under, left),
        read=lambda names: call("stored", names[0]),
        fingerprint=lambda name, _: call("fingerprint", name),
    )
    listings = pure(
        put=lambda article, generation: call("list_article", article.article_id, generation),
        erase=lambda name, _, last: call("unlist", name, last, void=True),
        withdraw=lambda name, generation, _: call("unlist", name, generation, void=False),
        withdraw_earlier=lambda name, generation: call("unlist", name, generation - 1, void=False),
    )
    outcomes = pure(
        get=lambda _, key: call("outcome", key),
        finish=lambda _, key, generation, verdict, *__: call("finish", key, generation, verdict, file),
    )
    filings = pure(
        put=lambda name, filed: call("file", name, filed),
        decide=lambda name, filed, decided: call("decide", name, filed, decided),
        remove=lambda name, article, generation, alone=False: call(
            "unfile", name, article, generation, alone=alone
        ),
        read=lambda name: call("read_filed", name),
    )
    clusterer = pure(add=lambda *_, **__: Added(0, 0, False), remove=lambda *_, **__: None)
    refusals = pure(salt=lambda **_: None, refused=lambda *_: frozenset())
    boilerplates = pure(get=lambda _: NOTHING_LEARNED)
    filing = Filing(filings, lambda again, _: call("call", again))
    return DedupeStage(articles, clusterer, listings, outcomes, boilerplates, pure(), refusals, filing)


@dataclass
class History:
    """Some files put, overwritten and deleted, while workers work, die, and get messages twice."""

    random: Random
    changes: int
    world: World = field(default_factory=World)
    workers: list[Worker] = field(default_factory=list)
    claimed: list[tuple[Rereading, int]] = field(default_factory=list)
    """Generations that are claimed and not sent yet."""
    log: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Do all of it, in some order, until nothing is left."""
        while any(ways := [way for way in self._ways() if way is not None]):
            self.random.choice(ways)()

    def _ways(self) -> list[Callable[[], None] | None]:
        return [
            self._change if self.changes else None,
            self._event if self.world.events else None,
            self._send if self.claimed else None,
            self._begin if self.world.messages else None,
            *[self._step] * (3 if self.workers else 0),
        ]

    def _change(self) -> None:
        self.changes -= 1
        key = self.random.choice(("a", "b", "c"))
        kind = self.random.choice(("version", "version", "version", "kill", "plain", "gone"))
        if kind == "gone":
            self.world.files.pop(key, None)
        else:
            item = NewsItem(
                provider="Weir",
                id=self.random.choice(("urn:one", "urn:one", "urn:two")),
                version=self.random.choice((None, 1, 2, 3)),
                status="canceled" if kind == "kill" else "usable",
            )
            self.world.files[key] = File(None if kind == "plain" else item, self.changes)
        self.log.append(f"{key}: {kind} {self.world.files.get(key)}")
        self.world.events.append((Rereading(bucket=BUCKET, key=key), False))

    def _event(self) -> None:
        event, repeated = self._taken(self.world.events)
        generation = self.world.claim(event, repeated=repeated)
        self.log.append(f"{event.key}: claimed {generation} after {event.after}")
        if generation:
            self.claimed.append((event, generation))

    def _send(self) -> None:
        event, generation = self._taken(self.claimed)
        if self._dies():
            self.world.events.append((event, True))
            return
        self.world.pass_on(event, generation)

    def _begin(self) -> None:
        message, file = self._taken(self.world.messages)
        if self._dies():  # or SQS delivers it twice
            self.world.messages.append((message, file))
        self.workers.append(Worker(message, file))

    def _step(self) -> None:
        worker = self.random.choice(self.workers)
        if self._dies():
            self.log.append(f"{worker.message.key}@{worker.message.generation} dies")
            self.workers.remove(worker)
            self.world.messages.append((worker.message, worker.file))
        elif not worker.step(self.world):
            self.workers.remove(worker)

    def _dies(self) -> bool:
        return self.random.random() < 0.03

    def _taken(self, queue: list[Any]) -> Any:
        return queue.pop(self.random.randrange(len(queue)))


def expected(files: dict[str, File]) -> tuple[dict[str, str], set[str]]:
    """The outcome of every key that holds something, and the articles that are listed: by the files alone."""
    entries: dict[str, list[Filed]] = {}
    for key, file in files.items():
        if file.item is not None and (name := filed_under(file.item)) is not None:
            version, created, canceled = filed_version(file.item)
            entries.setdefault(name, []).append(
                Filed(
                    article_id=article_id(BUCKET, key),
                    bucket=BUCKET,
                    key=key,
                    generation=1,
                    several=False,
                    version=version,
                    created=created,
                    canceled=canceled,
                )
            )
    outcomes = {
        key: str(standing(article_id(BUCKET, key), entries[name]).verdict)
        if (name := filed_under(file.item)) is not None
        else str(INDEXED)
        for key, file in files.items()
    }
    return outcomes, {article_id(BUCKET, key) for key, one in outcomes.items() if one == str(INDEXED)}


def found(world: World) -> tuple[dict[str, str], set[str]]:
    """The same, as the tables have it; of keys that hold nothing every outcome has to be `removed`."""
    outcomes = {key: str(one.verdict) for key, one in world.outcomes.items()}
    gone = {key for key in outcomes if key not in world.files}
    assert {outcomes[key] for key in gone} <= {str(REMOVED)}
    listed = {name for name, _ in world.listed}
    assert len(listed) == len(world.listed), "an article is listed twice"
    there = {name for name, (_, article, _) in world.articles.items() if article is not None}
    assert there == listed
    return {key: one for key, one in outcomes.items() if key not in gone}, listed
