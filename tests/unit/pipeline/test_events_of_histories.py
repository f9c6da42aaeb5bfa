"""Whatever happens to articles, who listens knows of them what the tables hold."""

from __future__ import annotations

import random
from collections.abc import Collection

from hypothesis import settings

from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import State
from copydesk.clustering.store import Write
from copydesk.decision import Pair
from copydesk.events import ClusterChanged, ClusterMerged, StoryCarried
from copydesk.retrying import no_pause
from tests.clusters import stored_links
from tests.stories import bridge_text, copy, print_of, text_of
from tests.streams import Streams, events_of, folded, matches_published
from tests.thorough import THOROUGH
from tests.unit.clustering.test_properties import ARTICLES, History, MortalStore


class ToldStore(MortalStore):
    """Keeps what its tables' streams would say."""

    def __init__(self) -> None:
        super().__init__()
        self.streams = Streams()

    def commit(self, writes: list[Write]) -> None:  # type: ignore[override]
        items = self.streams.items_of(writes)
        assert len(set(items)) == len(items)
        super().commit(writes)

    def _apply(self, write: Write) -> None:
        super()._apply(write)
        self.streams.add(write)


def check(store: ToldStore, names: list[str], decided: Collection[Pair] = ()) -> None:
    events = events_of(store.streams.records)
    assert len({event.event_id for event in events}) == len(events)
    twice_in_any_order = random.Random(0).sample(events * 2, 2 * len(events))
    living = {name: one for name, one in store.members(names).items() if one.alive}
    assert folded(twice_in_any_order) == {name: one.cluster_id for name, one in living.items()}
    published = matches_published(events, decided)
    copies = {one.cluster_id: store.copies(one.cluster_id or "") for one in living.values()}
    held = {
        (one.article_id, one.generation, match.article_id, living[match.article_id].generation)
        for listed in copies.values()
        for one in listed
        for match in (one.match, *one.further_matches)
        if match is not None
    }
    assert held <= published
    carried = [
        (event.article_id, event.generation, event.match.article_id, event.match_generation)
        for event in events
        if isinstance(event, StoryCarried)
    ]
    assert len(set(carried)) == len(carried)
    assert stored_links(store, names) <= {(round_up, story) for round_up, _, story, _ in carried}
    merged = [(event.cluster_id, event.merged_into) for event in events if isinstance(event, ClusterMerged)]
    redirects = {name: one.redirect_to for name, one in store._headers.items() if one.state is State.MERGED}
    assert sorted(merged) == sorted(redirects.items())
    check_counts(
        store, [one for one in twice_in_any_order if isinstance(one, ClusterChanged | ClusterMerged)]
    )


def check_counts(store: ToldStore, events: list[ClusterChanged | ClusterMerged]) -> None:
    """Who keeps the latest event of each cluster knows its copies and origins."""
    latest: dict[str, ClusterChanged | ClusterMerged] = {}
    for event in sorted(events, key=lambda one: one.version):
        latest[event.cluster_id] = event
    told = {
        name: (one.size, one.origins, one.origins_at_least, one.canonical)
        for name, one in latest.items()
        if isinstance(one, ClusterChanged)
    }
    for header in store._headers.values():
        canonical = header.canonical and header.canonical.article_id
        held = (header.size, header.origins, header.origins_at_least, canonical)
        if header.size > 1 or header.cluster_id in told:
            assert told[header.cluster_id] == held


class ToldHistory(History):
    def __init__(self) -> None:
        super().__init__()
        self.store = ToldStore()
        self.clusterer = Clusterer(self.store, pause=no_pause)

    def teardown(self) -> None:
        super().teardown()
        check(self.store, ARTICLES, self.decided)


ToldHistory.TestCase.settings = settings(
    max_examples=100 if THOROUGH else 15, stateful_step_count=25, deadline=None
)
TestToldHistory = ToldHistory.TestCase


def test_a_copy_that_loses_its_match_is_published_with_its_next() -> None:
    store = ToldStore()
    clusterer = Clusterer(store, pause=no_pause)
    for name in "abc":
        clusterer.add(copy(name), print_of(text_of(1)))
    assert matches_published(events_of(store.streams.records)) == {
        ("a", 1, "b", 1),
        ("b", 1, "a", 1),
        ("c", 1, "a", 1),
    }
    clusterer.remove("a", 2)
    after = matches_published(events_of(store.streams.records))
    lost = {("a", 1, "b", 1), ("b", 1, "a", 1), ("c", 1, "a", 1)}
    assert after == {*lost, ("b", 1, "c", 1), ("c", 1, "b", 1)}


def test_large_clusters_that_merge_and_part_are_published_like_small_ones() -> None:
    store = ToldStore()
    clusterer = Clusterer(store, pause=no_pause)
    names = [f"{story}-{number:03d}" for story in (1, 2) for number in range(70)]
    for name in names:
        clusterer.add(copy(name), print_of(text_of(int(name[0]))))
    clusterer.add(copy("bridge"), print_of(bridge_text(1, 2)))
    check(store, [*names, "bridge"])
    clusterer.remove("bridge", 2)
    check(store, [*names, "bridge"])
    assert len(set(folded(events_of(store.streams.records)).values())) == 2
