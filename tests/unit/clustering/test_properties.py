"""Clusters do not depend on order: random histories end in the partition that a batch computes."""

from __future__ import annotations

import contextlib
import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.clustering.store import Write
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.clusters import expected_partition, stored_partition
from tests.stories import bridge_text, copy, print_of, text_of

STORIES = 4
ARTICLES = [f"article-{number}" for number in range(9)]
TEXTS = [text_of(story, variant) for story in range(STORIES) for variant in range(4)]
BRIDGES = [bridge_text(left, right) for left in range(STORIES) for right in range(left)]
OUTLETS = ["Harbour Post", "Valley Wire", None]


class Killed(Exception):
    """The worker was killed between two calls."""


class MortalStore(MemoryStore):
    """A store whose worker can be killed just before or just after any change it makes."""

    def __init__(self) -> None:
        super().__init__()
        self.changes_left: int | None = None
        self.after = False

    def _tick(self) -> bool:
        if self.changes_left is None:
            return False
        self.changes_left -= 1
        if self.changes_left >= 0:
            return False
        if not self.after:
            raise Killed
        return True

    def commit(self, writes: list[Write]) -> None:  # type: ignore[override]
        dies = self._tick()
        super().commit(writes)
        if dies:
            raise Killed

    def insert_postings(self, keys, ref):  # type: ignore[no-untyped-def]
        dies = self._tick()
        super().insert_postings(keys[: len(keys) // 2] if dies else keys, ref)
        if dies:
            raise Killed

    def delete_postings(self, keys, ref):  # type: ignore[no-untyped-def]
        dies = self._tick()
        super().delete_postings(keys[: len(keys) // 2] if dies else keys, ref)
        if dies:
            raise Killed


Message = tuple[str, int, str | None, str | None]


class History(RuleBasedStateMachine):
    """Arrivals, overwrites, deletions, in and out of order, once and again, and workers that die half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MortalStore()
        self.clusterer = Clusterer(self.store, pause=no_pause)
        self.generation = dict.fromkeys(ARTICLES, 0)
        self.delivered = dict.fromkeys(ARTICLES, 0)  # the latest generation that has come
        self.alive: dict[str, Fingerprint] = {}
        self.messages: list[Message] = []

    def deliver(self, message: Message) -> None:
        name, generation, text, outlet = message
        if generation >= self.delivered[name]:
            self.delivered[name] = generation
            self.alive.pop(name, None)
            if text is not None:
                self.alive[name] = print_of(text)
        try:
            if text is None:
                self.clusterer.remove(name, generation)
            else:
                self.clusterer.add(copy(name, generation, outlet), print_of(text))
        except Superseded:
            assert generation < self.delivered[name]

    @rule(
        name=st.sampled_from(ARTICLES),
        text=st.one_of(st.sampled_from(TEXTS), st.sampled_from(BRIDGES), st.none()),
        outlet=st.sampled_from(OUTLETS),
        late=st.booleans(),
        dies_at=st.one_of(st.none(), st.integers(0, 12)),
        after=st.booleans(),
    )
    def change(
        self, name: str, text: str | None, outlet: str | None, late: bool, dies_at: int | None, after: bool
    ) -> None:
        """A key is written or deleted.

        Its message may be late, and be overtaken by those of later versions. The first worker to get it may be
        killed, and it comes again.
        """
        self.generation[name] += 1
        message = (name, self.generation[name], text, outlet)
        self.messages.append(message)
        if late:
            return
        if dies_at is not None:
            self.store.changes_left, self.store.after = dies_at, after
            with contextlib.suppress(Killed):
                self.deliver(message)
            self.store.changes_left = None
        self.deliver(message)

    @rule(data=st.data())
    def redeliver(self, data: st.DataObject) -> None:
        """Any message so far comes, for the first time or again, whatever has happened to its key since."""
        if self.messages:
            self.deliver(data.draw(st.sampled_from(self.messages)))

    @rule(source=st.randoms(use_true_random=False))
    def replay(self, source: random.Random) -> None:
        """Every message so far comes again, in some order."""
        for message in source.sample(self.messages, len(self.messages)):
            self.deliver(message)

    @invariant()
    def equals_the_batch(self) -> None:
        assert stored_partition(self.store, ARTICLES) == expected_partition(self.alive)


History.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestHistory = History.TestCase
