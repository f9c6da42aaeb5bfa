"""Who carries whom is kept with either, and only while both are there."""

from __future__ import annotations

from copydesk.cluster import Link
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.links import visible_links
from copydesk.clustering.store import COMMIT_LIMIT, PutMember
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.clusters import stored_links, stored_partition
from tests.stories import copy, print_of, text_of
from tests.unit.matching.test_cohesion import STORIES

ROUND_UP = print_of("\n\n".join(STORIES))
NAMES = [f"story-{number}" for number in range(len(STORIES))]


def links_of(store: MemoryStore, article_id: str) -> list[Link]:
    links = store.links(article_id)
    return visible_links(links, store.members([article_id, *(link.match.article_id for link in links)]))


def test_a_round_up_is_linked_to_its_stories_and_they_to_it() -> None:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    clusterer.add(copy("round-up"), ROUND_UP)
    clusterer.add(copy("other"), print_of(text_of(1)))
    for name, text in zip(NAMES, STORIES, strict=True):
        clusterer.add(copy(name), print_of(text))
    everybody = [*NAMES, "round-up", "other"]
    assert stored_links(store, everybody) == {("round-up", name) for name in NAMES}
    assert {link.match.relation for link in links_of(store, "round-up")} == {"carries"}
    [one] = links_of(store, NAMES[0])
    assert (one.article_id, one.match.article_id, one.match.relation) == (NAMES[0], "round-up", "carried")
    assert (one.match.containment, one.mirrored().match.containment_of_other) == (1.0, 1.0)
    assert one.mirrored() in links_of(store, "round-up")
    assert len(stored_partition(store, everybody)) == len(everybody)
    assert links_of(store, "other") == links_of(store, "nobody") == []

    clusterer.add(copy(NAMES[0], 2), print_of(text_of(2)))
    assert stored_links(store, everybody) == {("round-up", name) for name in NAMES[1:]}
    clusterer.remove("round-up", 2)
    assert not any(store.links(name) for name in everybody)


def test_a_story_that_many_round_ups_carry_leaves_none_behind() -> None:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    round_ups = [f"round-up-{number:03d}" for number in range(COMMIT_LIMIT // 2 + 2)]
    for name in round_ups:
        clusterer.add(copy(name), ROUND_UP)
    clusterer.add(copy("story"), print_of(STORIES[1]))
    assert len(store.links("story")) == len(round_ups)
    clusterer.remove("story", 2)
    assert not any(store.links(name) for name in (*round_ups, "story"))


def test_a_link_is_shown_while_both_are_alive_and_apart() -> None:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    clusterer.add(copy("round-up"), ROUND_UP)
    clusterer.add(copy("story"), print_of(STORIES[1]))
    assert len(links_of(store, "story")) == 1
    story = store.members(["story"])["story"]
    store.commit([PutMember(story.model_copy(update={"alive": False, "version": 9}), story.version)])
    assert links_of(store, "story") == links_of(store, "round-up") == []
    home = store.members(["round-up"])["round-up"].cluster_id
    store.commit([PutMember(story.model_copy(update={"cluster_id": home, "version": 10}), 9)])
    assert links_of(store, "story") == links_of(store, "round-up") == []
