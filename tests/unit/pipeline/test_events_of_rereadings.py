"""An article that is read again keeps its place in its cluster, and who listens knows of it what the tables hold."""

from __future__ import annotations

import contextlib

import pytest

from copydesk.article import Publisher
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.deciding import Decider
from copydesk.decision import Says
from copydesk.retrying import no_pause
from tests.clusters import stored_partition
from tests.limits import small_limits
from tests.stories import bridge_text, copy, print_of, text_of
from tests.streams import events_of, matches_published
from tests.unit.clustering.test_properties import Killed
from tests.unit.pipeline.test_events_of_histories import ToldStore, check

STEPS = range(24)  # more than any of these rereadings takes


class Desk:
    """A store, and a worker that may be killed before one of its changes."""

    def __init__(self, **texts: str) -> None:
        self.store = ToldStore()
        self.clusterer = Clusterer(self.store, pause=no_pause)
        for name, text in texts.items():
            self.clusterer.add(copy(name), print_of(text))

    def read_again(self, name: str, generation: int, text: str, *, killed_at: int | None = None) -> None:
        self.store.changes_left = killed_at
        with contextlib.suppress(Killed):
            self.clusterer.add(copy(name, generation), print_of(text), in_place=True)
        self.store.changes_left = None

    def checked(self) -> set[frozenset[str]]:
        names = sorted(self.store._members)
        check(self.store, names)
        return stored_partition(self.store, names)


@pytest.mark.parametrize("moves", [False, True])
def test_a_bridge_that_comes_and_goes_parts_its_cluster_anew_each_time(moves: bool) -> None:
    with small_limits(moves=moves):
        desk = Desk(a=text_of(1), b=text_of(1), c=text_of(2))
        for generation in (2, 4, 6):
            desk.read_again("b", generation, bridge_text(1, 2))
            assert desk.checked() == {frozenset("abc")}
            desk.read_again("b", generation + 1, text_of(1))
            assert desk.checked() == {frozenset("ab"), frozenset("c")}


def test_its_matches_are_published_anew_from_both_sides_and_void_the_earlier_ones() -> None:
    desk = Desk(a=text_of(1), b=text_of(1), c=text_of(1))
    before = matches_published(events_of(desk.store.streams.records))
    desk.read_again("a", 2, text_of(1, 1))
    desk.checked()
    after = matches_published(events_of(desk.store.streams.records))
    assert after - before == {("a", 2, "b", 1), ("b", 1, "a", 2), ("c", 1, "a", 2)}


def test_the_same_message_again_publishes_nothing() -> None:
    desk = Desk(a=text_of(1), b=text_of(1), c=text_of(1))
    for _ in range(2):
        desk.read_again("b", 2, text_of(1, 1))
        desk.read_again("a", 2, text_of(1, 1))
    told = len(events_of(desk.store.streams.records))
    desk.read_again("b", 2, text_of(1, 1))
    assert len(events_of(desk.store.streams.records)) == told
    desk.clusterer.remove("c", 2)
    desk.checked()


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("text", [text_of(1, 1), text_of(2)])
def test_a_worker_that_dies_anywhere_and_its_message_again(moves: bool, text: str) -> None:
    with small_limits(moves=moves):
        for step in STEPS:
            desk = Desk(a=text_of(1), b=text_of(1), c=text_of(1), d=text_of(2))
            desk.read_again("a", 2, text, killed_at=step)
            desk.read_again("a", 2, text)
            assert frozenset("bc" if text == text_of(2) else "abc") in desk.checked()


def test_who_joins_it_by_decision_before_its_message_comes_again() -> None:
    for step in STEPS:
        desk = Desk(a=text_of(1), b=text_of(1), c=text_of(1), z=text_of(2))
        desk.read_again("a", 2, text_of(1, 1), killed_at=step)
        Decider(desk.store, pause=no_pause).decide("a", "z", Says.COPY)
        desk.read_again("a", 2, text_of(1, 1))
        assert desk.checked() == {frozenset("abcz")}


def test_names_that_it_keeps_are_written_once() -> None:
    with small_limits(named_above=1):
        desk = Desk(a=text_of(1), b=text_of(1))
        for generation, name in enumerate(("Echo", "Echo", "Skerry"), start=2):
            told = copy("a", generation).model_copy(update={"publisher": Publisher(name=name)})
            desk.clusterer.add(told, print_of(text_of(1)), in_place=True)
            assert desk.checked() == {frozenset("ab")}
