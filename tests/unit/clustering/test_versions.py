"""Clusters of fingerprints of two versions: one deterministic partition, by the rule of the older of each pair."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from copydesk.clustering.clusterer import Clusterer
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.clusters import expected_partition, stored_partition
from tests.stories import bridge_text, copy, old, print_of, text_of

TEXTS = [text_of(story, variant) for story in range(3) for variant in range(3)]
TEXTS += [bridge_text(0, 1), "Seven words that are in no story"]
PRINTS = st.builds(
    lambda text, is_old: old(print_of(text)) if is_old else print_of(text),
    st.sampled_from(TEXTS),
    st.booleans(),
)


@given(st.lists(PRINTS, min_size=2, max_size=9), st.randoms(use_true_random=False), st.integers(0, 4))
def test_old_and_new_join_retire_and_regroup_in_any_order(
    prints: list[Fingerprint], source: random.Random, leaving: int
) -> None:
    named = {f"article-{number}": print_ for number, print_ in enumerate(prints)}
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    for name in source.sample(sorted(named), len(named)):
        clusterer.add(copy(name), named[name])
    assert stored_partition(store, named) == expected_partition(named)
    for name in source.sample(sorted(named), min(leaving, len(named))):
        clusterer.remove(name, 2)
        gone = named.pop(name)
        assert not any(ref.article_id == name for ref in store.postings(gone.keys, 100).shared_keys)
        assert stored_partition(store, [*named, name]) == expected_partition(named)


def test_an_article_read_anew_leaves_no_key_of_its_old_version() -> None:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    clusterer.add(copy("one"), old(print_of(text_of(0))))
    clusterer.add(copy("two"), print_of(text_of(0, 1)))
    clusterer.add(copy("one", 2), print_of(text_of(1)))
    posted = store.postings(print_of(text_of(0)).keys, 100).shared_keys
    assert {ref.article_id for ref in posted} == {"two"}
    assert stored_partition(store, ["one", "two"]) == {frozenset({"one"}), frozenset({"two"})}
