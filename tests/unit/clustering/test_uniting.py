"""The header of two merged clusters equals what all their copies say, whatever was read for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy, Match, Relation
from copydesk.clustering.canonical import MOST_CREDITED, credited_sources, listed_sources, name_entries
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.moving import described, new_header
from copydesk.clustering.records import NAMED_ABOVE, Header
from copydesk.clustering.store import PutCopy, PutHeader, PutName, Write
from copydesk.clustering.uniting import members_united
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.clusters import expected_partition, stored_partition
from tests.limits import small_limits
from tests.stories import copy, print_of, text_of

OUTLETS = ["Harbour Post", "harbour-post", "Valley Wire", "VALLEY WIRE", "Skerry", "Ostmar", "Absent"]
MEMBERS = st.lists(
    st.builds(
        lambda outlet, credit, day, words: {
            "publisher": outlet and Publisher(name=outlet),
            "credit": credit and Credit(name=credit),
            "published_at": day,
            "word_count": words,
        },
        st.sampled_from([None, *OUTLETS[:-1]]),
        st.sampled_from([None, *OUTLETS]),
        st.sampled_from([None, "2024-05-06", "2024-05-06T12:00:00Z", "2024-05-07"]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=10,
)


def cluster(store: MemoryStore, cluster_id: str, copies: Sequence[Copy]) -> Header:
    """A settled cluster, as the protocol leaves it."""
    header = described(new_header(cluster_id), list(copies))
    writes: list[Write] = []
    if len(copies) > 1:
        writes += [PutCopy(cluster_id, one) for one in copies]
    if header.lacks_names:
        header = header.model_copy(update={"named": True})
        writes += [PutName(cluster_id, entry) for one in copies for entry in name_entries(one)]
    store.commit([PutHeader(header, None), *writes])
    return header


def matched(other: str, *, is_plain: bool) -> Match:
    """A match with another article that does, or does not, leave either of them text of its own."""
    share = 0.9 if is_plain else 0.5
    return Match(
        article_id=other,
        relation=Relation.NEAR_IDENTICAL,
        shared_shingles=1,
        total_shingles=1,
        jaccard=share,
        containment=share,
        containment_of_other=share,
        method="shingle_containment",
        algorithm="test",
        threshold=0.45,
    )


@settings(max_examples=300)
@given(MEMBERS, MEMBERS, st.integers(1, 9), st.integers(1, 3), st.integers(0, 15))
def test_it_equals_what_all_copies_say(
    left: list[dict[str, object]],
    right: list[dict[str, object]],
    named_above: int,
    credited: int,
    with_own_text: int,
) -> None:
    """`with_own_text` says which matches leave a copy text of its own."""
    with small_limits(named_above=named_above, credited=credited):
        store = MemoryStore()
        ours = [copy(f"a{at}").model_copy(update=fields) for at, fields in enumerate(left)]
        theirs = [copy(f"b{at}").model_copy(update=fields) for at, fields in enumerate(right)]
        for bit, copies in ((1, ours), (2, theirs)):
            for at in range(1, len(copies)):
                found = matched("x", is_plain=not with_own_text & bit or at > 1)
                copies[at] = copies[at].model_copy(update={"match": found})
        one, other = sorted(
            (cluster(store, "left", ours), cluster(store, "right", theirs)), key=lambda one: -one.size
        )
        between = matched("x", is_plain=not with_own_text & 4)
        theirs[0] = theirs[0].model_copy(update={"further_matches": (between,)})
        whole = described(one, [*ours, *theirs])
        united = members_united(store, one, other, between)
        assert united == {name: getattr(whole, name) for name in united}
        assert {"size", "canonical", "credited", "credited_count", "credited_here", "origins"} < united.keys()


@given(st.lists(st.sets(st.sampled_from(OUTLETS)), max_size=6))
def test_lists_of_sources_unite_in_any_order(sets: list[set[str]]) -> None:
    with small_limits(credited=3):
        united: tuple[str, ...] = ()
        for names in sets:
            united = listed_sources({*united, *listed_sources(names)})
        everything = set().union(*sets)
        assert united == listed_sources(everything)
        assert len(united) == min(3, len(everything))


class Counting(MemoryStore):
    """A store that notes how many copies it gives out at once."""

    most = 0

    def copies(self, cluster_id: str) -> list[Copy]:
        found = super().copies(cluster_id)
        self.most = max(self.most, len(found))
        return found


def source(number: int) -> str:
    """The name of an outlet, of 195 bytes."""
    return f"Outlet {number} ".ljust(195, "x")


def arrive(store: MemoryStore, members: Iterable[Copy]) -> None:
    clusterer = Clusterer(store, pause=no_pause)
    for one in members:
        clusterer.add(one, print_of(text_of(1)))


def test_more_sources_than_an_item_holds() -> None:
    """Each of hundreds credits another source; the last to come is one that an early one credits."""
    store = Counting()
    size = 4 * MOST_CREDITED
    members = [
        copy(f"copy-{number:04d}", outlet=f"Paper {number}", credit=Credit(name=source(number)))
        for number in range(size)
    ]
    arrive(store, members)
    assert store.most == NAMED_ABOVE + 1  # once, to put their names in order
    members += [copy("zz", outlet=source(7), published_at="2030-01-01")]
    arrive(store, members[-1:])
    assert store.most == NAMED_ABOVE + 1
    names = [one.article_id for one in members]
    assert stored_partition(store, names) == expected_partition(dict.fromkeys(names, print_of(text_of(1))))
    home = store.members(["zz"])["zz"].cluster_id or ""
    header = store.headers([home])[home]
    assert header.canonical is not None
    assert header.canonical.article_id == "zz"
    assert header.credited_count == size
    assert header.credited == listed_sources(credited_sources(members))
    assert len(header.credited) == MOST_CREDITED
    assert len(header.model_dump_json()) < 16_000  # bytes; an item holds 409,600
