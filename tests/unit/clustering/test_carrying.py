"""Who carries whom is found from either side, and only while both are there."""

from __future__ import annotations

from copydesk.clustering.carrying import carried_and_carrying
from copydesk.clustering.clusterer import Clusterer
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.stories import copy, print_of, text_of
from tests.unit.matching.test_cohesion import STORIES


def test_a_round_up_is_linked_to_its_stories_and_they_to_it() -> None:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    clusterer.add(copy("round-up"), print_of("\n\n".join(STORIES)))
    clusterer.add(copy("other"), print_of(text_of(1)))
    names = [f"story-{number}" for number in range(len(STORIES))]
    for name, text in zip(names, STORIES, strict=True):
        clusterer.add(copy(name), print_of(text))
    found = carried_and_carrying(store, "round-up")
    assert {(match.article_id, match.relation) for match in found} == {(name, "carries") for name in names}
    [one] = carried_and_carrying(store, names[0])
    assert (one.article_id, one.relation) == ("round-up", "carried")
    assert len({member.cluster_id for member in store.members([*names, "round-up"]).values()}) == 5
    assert carried_and_carrying(store, "other") == carried_and_carrying(store, "nobody") == []

    clusterer.add(copy(names[0], 2), print_of(text_of(2)))
    clusterer.remove("round-up", 2)
    assert carried_and_carrying(store, names[1]) == carried_and_carrying(store, "round-up") == []
