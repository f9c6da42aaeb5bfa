"""The index of a whole collection names the candidates that a store would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.clustering.records import ArticleRef
from copydesk.clustering.shared_keys import PARTS, SharedKeys
from copydesk.storage.memory import MemoryStore

# Some that share a part, and some that do not.
KEYS = [0, 1, PARTS, PARTS + 1, 5 * PARTS, (1 << 64) - 1]
key_sets = st.lists(st.sets(st.sampled_from(KEYS)).map(sorted), max_size=12)


@given(keys=key_sets, limit=st.integers(1, 5))
def test_candidates_are_those_that_a_store_has_at_that_time(keys: list[list[int]], limit: int) -> None:
    shared = SharedKeys(keys)
    store = MemoryStore()
    for place, own in enumerate(keys):
        ref = ArticleRef(chr(ord("a") + place), 1)
        store.insert_postings(own, ref)
        counts = store.postings(own, limit).shared_keys
        counts.pop(ref, None)
        expected = sorted(counts, key=lambda other: (-counts[other], other))
        assert shared.candidates(place, limit) == [ord(other.article_id) - ord("a") for other in expected]
        assert shared.sharing(place, limit) == set(shared.candidates(place, limit))
