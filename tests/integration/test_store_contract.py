"""One contract for every cluster store: in memory, moto, DynamoDB Local."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.cluster import Link, Match, Relation
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import ArticleRef, Header, Member, State
from copydesk.clustering.store import (
    COMMIT_LIMIT,
    CheckHeader,
    CheckMember,
    ClusterStore,
    DeleteCopy,
    DeleteLink,
    DeleteName,
    PutCopy,
    PutHeader,
    PutLink,
    PutMember,
    PutName,
)
from copydesk.retrying import Conflict, no_pause
from copydesk.storage.memory import MemoryStore
from testing.tables import client, cluster_store, create_tables
from tests.clusters import expected_partition, stored_partition
from tests.stories import bridge_text, copy, print_of, text_of


@pytest.fixture(params=["memory", "moto", "dynamodb_local"])
def store(request: pytest.FixtureRequest) -> Iterator[ClusterStore]:
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "moto":
        with mock_aws():
            dynamodb = client("dynamodb")
            yield cluster_store(dynamodb, create_tables(dynamodb))
    else:
        dynamodb = client("dynamodb", request.getfixturevalue("dynamodb_local"))
        yield cluster_store(dynamodb, create_tables(dynamodb))


ONE, TWO = ArticleRef("one", 1), ArticleRef("two", 12)
FULL_COPY = copy(
    "one",
    outlet="Harbour Post",
    title="A title, with «marks» and 漢字",
    authors=("Ada Quill",),
    published_at="2024-05-06",
    match=Match(
        article_id="two",
        relation=Relation.EXCERPT,
        shared_shingles=40,
        total_shingles=61,
        jaccard=40 / 61,
        containment=1.0,
        containment_of_other=0.1 + 0.2,
        method="m",
        algorithm="a/1",
        threshold=0.45,
    ),
)


def member(version: int, **fields: object) -> Member:
    values = {"article_id": "one", "generation": 1, "alive": True, "cluster_id": "c", "version": version}
    return Member.model_validate(values | fields)


def header(version: int, **fields: object) -> Header:
    return Header.model_validate(
        {"cluster_id": "c", "version": version, "size": 1, "canonical": FULL_COPY} | fields
    )


def test_postings_count_shared_keys_and_forget(store: ClusterStore) -> None:
    keys = [0, 1, 2**63, 2**64 - 1]
    store.insert_postings(keys, ONE)
    store.insert_postings(keys, ONE)
    store.insert_postings(keys[1:], TWO)
    assert store.postings(keys, 10) == ({ONE: 4, TWO: 3}, False)
    assert store.postings([77], 10) == ({}, False)
    store.delete_postings(keys, ONE)
    store.delete_postings(keys, ONE)
    assert store.postings(keys, 10).shared_keys == {TWO: 3}


def test_postings_are_cut_in_the_order_of_refs(store: ClusterStore) -> None:
    refs = [ArticleRef("a", 2), ArticleRef("a", 10), ArticleRef("b", 1)]
    for ref in reversed(refs):
        store.insert_postings([5], ref)
    assert store.postings([5], 3) == (dict.fromkeys(refs, 1), False)
    assert store.postings([5], 2) == (dict.fromkeys(refs[:2], 1), True)


def test_more_keys_than_one_call_takes(store: ClusterStore) -> None:
    keys = list(range(60))
    store.insert_postings(keys, ONE)
    assert store.postings(keys, 5).shared_keys == {ONE: 60}
    store.delete_postings(keys, ONE)
    assert store.postings(keys, 5).shared_keys == {}


def test_fingerprints_by_generation(store: ClusterStore) -> None:
    old, new = print_of(text_of(1)), print_of(text_of(2))
    store.put_fingerprint(ArticleRef("one", 1), old)
    store.put_fingerprint(ArticleRef("one", 2), new)
    both = [ArticleRef("one", 1), ArticleRef("one", 2)]
    assert store.fingerprints([*both, TWO]) == dict(zip(both, (old, new), strict=True))
    store.delete_fingerprint(both[0])
    store.delete_fingerprint(both[0])
    assert store.fingerprints(both) == {both[1]: new}
    assert store.fingerprints([]) == {}


def test_more_reads_than_one_call_takes(store: ClusterStore) -> None:
    names = [f"article-{number:03d}" for number in range(130)]
    for name in names:
        store.commit([PutMember(member(1, article_id=name), None)])
    assert store.members(names).keys() == set(names)


def test_records_come_back_as_they_were(store: ClusterStore) -> None:
    whole = header(1, size=3, credited=("reuters",), inbound=("x", "y"), parts=("z",), moving=True)
    store.commit(
        [PutHeader(whole, None), PutMember(member(1, cluster_id=None), None), PutCopy("c", FULL_COPY)]
    )
    assert store.headers(["c", "absent"]) == {"c": whole}
    redirect = header(2, size=0, canonical=None, state=State.MERGED, redirect_to="d")
    store.commit([PutHeader(redirect, 1)])
    assert store.headers(["c"]) == {"c": redirect}
    assert store.members(["one", "absent"]) == {"one": member(1, cluster_id=None)}
    assert store.copy("c", "one") == FULL_COPY
    assert store.copy("c", "absent") is None
    assert store.copies("c") == [FULL_COPY]
    assert store.copies("absent") == []


def test_conditions_hold_for_all_or_nothing(store: ClusterStore) -> None:
    store.commit([PutHeader(header(1), None), PutMember(member(1), None), PutCopy("c", FULL_COPY)])
    impossible = [
        PutHeader(header(2), None),
        PutHeader(header(9), 8),
        PutMember(member(2), None),
        PutMember(member(9), 8),
        CheckHeader("c", 2),
        CheckHeader("absent", 1),
        CheckMember("one", 2),
        CheckMember("absent", 1),
        DeleteCopy("c", "absent"),
    ]
    for write in impossible:
        with pytest.raises(Conflict):
            store.commit([PutCopy("c", copy("new")), write])
        assert store.copies("c") == [FULL_COPY]
    with pytest.raises(Conflict):
        store.commit([impossible[0]])
    store.commit([CheckHeader("c", 1), PutMember(member(2), 1), DeleteCopy("c", "one")])
    assert store.copies("c") == []
    assert store.members(["one"])["one"].version == 2


def test_marks_are_set_and_lifted(store: ClusterStore) -> None:
    store.commit([PutCopy("c", copy("one"), move_to="d"), PutCopy("c", copy("two"), move_to="")])
    store.commit([PutCopy("c", copy("three"))])
    assert store.departures("c") == {"one": "d", "two": ""}
    store.commit([PutCopy("c", copy("one")), DeleteCopy("c", "two")])
    assert store.departures("c") == {}
    assert [one.article_id for one in store.copies("c")] == ["one", "three"]


def test_names_are_kept_in_order_and_apart(store: ClusterStore) -> None:
    entries = [
        f"{role}#{name}#{rank}" for role in ("credits", "publishes") for name in "ab" for rank in (1, 2)
    ]
    store.commit([PutName("c", entry) for entry in reversed(entries)] + [PutCopy("c", FULL_COPY)])
    store.commit([PutName("d", "credits#a#0"), PutName("c", "".join([*entries[0]]))])  # equal, not the same
    assert store.names("c") == entries
    assert store.copies("c") == [FULL_COPY]
    prefixes = ["credits#a#", "publishes#b#", "publishes#c#", "credits"]
    first = {"credits#a#": entries[0], "publishes#b#": entries[6], "credits": entries[0]}
    assert store.first_names("c", prefixes) == first
    assert store.first_names("c", entries) == dict(zip(entries, entries, strict=True))
    store.commit([DeleteName("c", entries[0]), DeleteName("c", "credits#a#9"), DeleteCopy("c", "one")])
    assert store.names("c") == entries[1:]
    assert store.first_names("c", ["credits#a#"]) == {"credits#a#": entries[1]}
    assert store.names("e") == []
    assert store.first_names("e", prefixes) == {}


def test_links_are_kept_by_direction_and_both_generations(store: ClusterStore) -> None:
    match = FULL_COPY.match
    assert match is not None
    first = Link(
        article_id="one",
        generation=1,
        match=match.model_copy(update={"relation": Relation.CARRIES}),
        match_generation=12,
    )
    later = first.model_copy(update={"generation": 2})
    turned = first.model_copy(update={"match": first.match.model_copy(update={"relation": Relation.CARRIED})})
    store.commit([PutLink(first), PutLink(later), PutLink(turned), PutLink(first.mirrored())])
    store.commit([PutLink(first)])
    assert sorted(map(repr, store.links("one"))) == sorted(map(repr, [first, later, turned]))
    assert store.links("two") == [first.mirrored()]
    assert store.links("three") == []
    assert store.copies("one") == []
    store.commit([DeleteLink(later), DeleteLink(turned)])
    store.commit([DeleteLink(later)])
    assert store.links("one") == [first]


def test_the_largest_commit(store: ClusterStore) -> None:
    store.commit([PutCopy("c", copy(f"article-{number:03d}")) for number in range(COMMIT_LIMIT)])
    assert len(store.copies("c")) == COMMIT_LIMIT


def test_the_whole_protocol(store: ClusterStore) -> None:
    clusterer = Clusterer(store, pause=no_pause)
    texts = {f"{story}-{variant}": text_of(story, variant) for story in range(2) for variant in range(4)}
    for name, text in texts.items():
        clusterer.add(copy(name, outlet="Harbour Post"), print_of(text))
    clusterer.add(copy("bridge"), print_of(bridge_text(0, 1)))
    alive = {name: print_of(text) for name, text in texts.items()}
    everybody = [*texts, "bridge"]
    together = alive | {"bridge": print_of(bridge_text(0, 1))}
    assert stored_partition(store, everybody) == expected_partition(together)
    clusterer.remove("bridge", 2)
    assert stored_partition(store, everybody) == expected_partition(alive)
    clusterer.add(copy("0-0", 2), print_of(text_of(1)))
    alive["0-0"] = print_of(text_of(1))
    assert stored_partition(store, everybody) == expected_partition(alive)
