"""Clusters do not depend on order: random histories end in the partition that a batch computes."""

from __future__ import annotations

import contextlib
import random
from contextlib import ExitStack
from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy
from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.clustering.deciding import Decider
from copydesk.clustering.store import Write
from copydesk.clustering.verdicts import Verdicts
from copydesk.decision import Pair, Says, pair_of
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.clusters import (
    expected_links,
    expected_partition,
    stored_copies,
    stored_links,
    stored_partition,
)
from tests.limits import small_limits
from tests.stories import bridge_text, copy, print_of, text_of

STORIES = 4
ARTICLES = [f"article-{number}" for number in range(9)]
TEXTS = [text_of(story, variant) for story in range(STORIES) for variant in range(4)]
BRIDGES = [bridge_text(left, right) for left in range(STORIES) for right in range(left)]
# Three stories, told as separate ones: what becomes of whole ones and of pairs of them differs.
ROUND_UPS = [" ".join(map(text_of, stories)) for stories in combinations(range(STORIES), 3)]
# Outlets, and the sources that others credit: some are the same when folded, one is known by its domain alone.
NAMES = ["Harbour Post", "harbour-post", "Välley Wire", "Valley Wire", "Skerry", "Absent Agency"]
PUBLISHERS = [
    None,
    Publisher(domain="news.harbourpost.co.uk"),
    *(Publisher(name=name) for name in NAMES[:-1]),
]
CREDITS = [None, *(Credit(name=name) for name in NAMES)]
DATES = [None, "2024-05-06", "2024-05-06T03:00:00+05:00", "2024-05-07T00:00:00Z"]


def fingerprint(text: str) -> Fingerprint:
    """Of a text of these. Random words do not say whether they are one story."""
    found = print_of(text)
    return replace(found, round_up=True) if text in ROUND_UPS else found


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


class Message(NamedTuple):
    """What is told of a key: the article that it holds now and its text, or (None) that it is gone."""

    copy: Copy
    text: str | None
    in_place: bool = False
    """Whether the key is read again, rather than overwritten."""


class History(RuleBasedStateMachine):
    """Arrivals, overwrites, deletions, in and out of order, once and again, and workers that die half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MortalStore()
        self.clusterer = Clusterer(self.store, pause=no_pause)
        self.generation = dict.fromkeys(ARTICLES, 0)
        self.latest: dict[str, Message] = {}  # that has come
        self.messages: list[Message] = []
        self.decided: dict[Pair, Says] = {}
        self.limits = ExitStack()

    @initialize(
        moves=st.booleans(), named_above=st.sampled_from([1, 3, 100]), credited=st.sampled_from([1, 64])
    )
    def begin(self, moves: bool, named_above: int, credited: int) -> None:
        """Few articles take the paths of many."""
        self.limits.enter_context(small_limits(moves=moves, named_above=named_above, credited=credited))

    def teardown(self) -> None:
        self.limits.close()

    def deliver(self, message: Message) -> None:
        one = message.copy
        latest = self.latest.setdefault(one.article_id, message)
        if one.generation > latest.copy.generation:
            self.latest[one.article_id] = message
        try:
            if message.text is None:
                self.clusterer.remove(one.article_id, one.generation)
            else:
                self.clusterer.add(one, fingerprint(message.text), in_place=message.in_place)
        except Superseded:
            assert message != self.latest[one.article_id]

    @rule(
        name=st.sampled_from(ARTICLES),
        text=st.one_of(
            st.sampled_from(TEXTS), st.sampled_from(BRIDGES), st.sampled_from(ROUND_UPS), st.none()
        ),
        publisher=st.sampled_from(PUBLISHERS),
        credit=st.sampled_from(CREDITS),
        published_at=st.sampled_from(DATES),
        word_count=st.integers(0, 2),
        late=st.booleans(),
        dies_at=st.one_of(st.none(), st.integers(0, 12)),
        after=st.booleans(),
        in_place=st.booleans(),
    )
    def change(
        self,
        name: str,
        text: str | None,
        late: bool,
        dies_at: int | None,
        after: bool,
        in_place: bool,
        **fields: object,
    ) -> None:
        """A key is written, read again or deleted.

        Its message may be late, and be overtaken by those of later versions. The first worker to get it may be
        killed, and it comes again.
        """
        self.generation[name] += 1
        message = Message(copy(name, self.generation[name]).model_copy(update=fields), text, in_place)
        self.messages.append(message)
        if late:
            return
        if dies_at is not None:
            self.store.changes_left, self.store.after = dies_at, after
            with contextlib.suppress(Killed):
                self.deliver(message)
            self.store.changes_left = None
        self.deliver(message)

    @rule(
        pair=st.lists(st.sampled_from(ARTICLES), min_size=2, max_size=2, unique=True),
        says=st.sampled_from(Says),
        dies_at=st.one_of(st.none(), st.integers(0, 6)),
        after=st.booleans(),
    )
    def decide(self, pair: list[str], says: Says, dies_at: int | None, after: bool) -> None:
        """Somebody decides on two articles, whether they are there or not, and again if the first try is killed."""
        decider = Decider(self.store, pause=no_pause)
        self.decided[pair_of(*pair)] = says
        if dies_at is not None:
            self.store.changes_left, self.store.after = dies_at, after
            with contextlib.suppress(Killed):
                decider.decide(*pair, says)
            self.store.changes_left = None
        answer = decider.decide(*pair, says)
        homes = {member.cluster_id for member in self.store.members(pair).values() if member.alive}
        living = {name for name in pair if name in self.latest and self.latest[name].text is not None}
        assert set(answer.waits_for) == set(pair) - living
        assert answer.together == (len(living) == 2 and len(homes) == 1)
        if answer.through:
            chained = [pair[0], *answer.through, pair[1]]
            assert all(self.match(*two) for two in pairwise(chained))
        elif answer.together:
            assert self.match(*pair)

    def match(self, left: str, right: str) -> bool:
        prints = [fingerprint(self.latest[name].text or "") for name in (left, right)]
        return Verdicts(self.decided).match(left, right, *prints)

    @rule(
        name=st.sampled_from(ARTICLES), dies_at=st.one_of(st.none(), st.integers(0, 12)), after=st.booleans()
    )
    def erase(self, name: str, dies_at: int | None, after: bool) -> None:
        """Somebody erases an article, whether it is there or not, and again if the first try is killed."""
        self.generation[name] += 1
        message = Message(copy(name, self.generation[name]), None)
        self.messages.append(message)
        self.latest[name] = message
        self.decided = {pair: Says.RULE if name in pair else says for pair, says in self.decided.items()}
        decider = Decider(self.store, pause=no_pause)
        if dies_at is not None:
            self.store.changes_left, self.store.after = dies_at, after
            with contextlib.suppress(Killed):
                decider.erase(name, self.generation[name])
            self.store.changes_left = None
        decider.erase(name, self.generation[name])
        member = self.store.members([name])[name]
        assert (member.erased, member.decisions, member.cluster_id) == (True, (), None)

    @rule(name=st.sampled_from(ARTICLES))
    def read_again(self, name: str) -> None:
        """A key is read again and says the same: every cluster keeps its id and its members."""
        latest = self.latest.get(name)
        if latest is None or latest.text is None or latest.copy.generation < self.generation[name]:
            return
        before = {
            one.article_id: one.cluster_id for one in self.store.members(ARTICLES).values() if one.alive
        }
        self.generation[name] += 1
        again = latest.copy.model_copy(update={"generation": self.generation[name]})
        self.messages.append(Message(again, latest.text, in_place=True))
        self.deliver(self.messages[-1])
        after = {one.article_id: one.cluster_id for one in self.store.members(ARTICLES).values() if one.alive}
        assert after == before

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
        alive = {name: one for name, one in self.latest.items() if one.text is not None}
        prints = {name: fingerprint(one.text or "") for name, one in alive.items()}
        partition = expected_partition(prints, Verdicts(self.decided))
        assert stored_partition(self.store, ARTICLES) == partition
        assert stored_links(self.store, ARTICLES) == expected_links(prints, partition)
        assert stored_copies(self.store, ARTICLES) == {name: one.copy for name, one in alive.items()}


History.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestHistory = History.TestCase
