"""What a store holds, read back and checked: for tests of everything that writes clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations

from copydesk.cluster import Copy, Relation
from copydesk.clustering.canonical import name_entries
from copydesk.clustering.carrying import holds
from copydesk.clustering.components import components
from copydesk.clustering.evidence import without_matches
from copydesk.clustering.links import visible_links
from copydesk.clustering.moving import copies_of, described
from copydesk.clustering.records import ArticleRef, Header, State
from copydesk.clustering.settling import settled_home
from copydesk.clustering.store import ClusterStore
from copydesk.clustering.verdicts import RULE_ALONE, Verdicts, verdicts_of
from copydesk.matching.compare import compare
from copydesk.matching.fingerprint import Fingerprint

Partition = set[frozenset[str]]


def expected_partition(alive: Mapping[str, Fingerprint], verdicts: Verdicts = RULE_ALONE) -> Partition:
    """The partition that a batch computes from the articles that are left."""
    parts = components({ArticleRef(name, 1): print_ for name, print_ in alive.items()}, verdicts)
    return {frozenset(ref.article_id for ref in part) for part in parts}


def stored_partition(store: ClusterStore, article_ids: Iterable[str]) -> Partition:
    """The partition that the store holds, after every check that a quiet store must pass."""
    membership = {name: m for name, m in store.members(article_ids).items() if m.alive}
    clusters: dict[str, Header] = {}
    for name, member in membership.items():
        assert member.cluster_id is not None
        home = settled_home(store, member.cluster_id)
        assert home.cluster_id == member.cluster_id, "a quiet store has no member behind a redirect"
        assert home.state is State.OPEN
        clusters[home.cluster_id] = home
        assert name
    partition: Partition = set()
    for header in clusters.values():
        partition.add(frozenset(checked_copies(store, header)))
    assert sum(map(len, partition)) == len(membership), "an article is in two clusters"
    assert {name for part in partition for name in part} == membership.keys()
    return partition


def expected_links(alive: Mapping[str, Fingerprint], partition: Partition) -> set[tuple[str, str]]:
    """Who carries whom, of the articles that are left: round-up and story, both in different clusters."""
    homes = {name: part for part in partition for name in part}
    return {
        (left, right)
        for left, right in permutations(alive, 2)
        if homes[left] != homes[right]
        and not set(alive[left].keys).isdisjoint(alive[right].keys)
        and compare(alive[left], alive[right]).relation is Relation.CARRIES
    }


def stored_links(store: ClusterStore, article_ids: Iterable[str]) -> set[tuple[str, str]]:
    """The same as the store holds it, after every check of the links that a quiet store must pass."""
    names = list(article_ids)
    members = store.members(names)
    found: dict[Relation, set[tuple[str, str]]] = {Relation.CARRIES: set(), Relation.CARRIED: set()}
    for name in names:
        links = store.links(name)
        assert all(holds(store, link) for link in links), "a link is left over"
        for link in visible_links(links, members):
            found[link.match.relation].add((name, link.match.article_id))
    assert found[Relation.CARRIES] == {pair[::-1] for pair in found[Relation.CARRIED]}  # type: ignore[comparison-overlap]
    return found[Relation.CARRIES]


def stored_copies(store: ClusterStore, article_ids: Iterable[str]) -> dict[str, Copy]:
    """What the clusters of a quiet store hold of each living article, but for its matches."""
    standing = [member for member in store.members(article_ids).values() if member.alive]
    headers = store.headers(member.cluster_id or "" for member in standing)
    copies = [copy for header in headers.values() for copy in copies_of(store, header)]
    return {copy.article_id: without_matches(copy) for copy in copies}


def checked_copies(store: ClusterStore, header: Header) -> list[str]:
    """The members of an open cluster, after checking every field of its header, its items and its evidence."""
    copies = copies_of(store, header)
    names = [copy.article_id for copy in copies]
    assert len(names) == len(set(names))
    assert header == described(header, copies).model_copy(update={"version": header.version})
    assert header.settled
    kept = {entry for copy in copies for entry in name_entries(copy)} if header.named else set()
    assert store.names(header.cluster_id) == sorted(kept)
    if header.size == 1:
        assert not store.copies(header.cluster_id)
        return names
    verdicts = verdicts_of(store.members(names).values(), store.settings)
    for copy in copies:
        assert copy.match is not None
        for match in (copy.match, *copy.further_matches):
            assert match.article_id in set(names) - {copy.article_id}
            assert verdicts.hold(copy.article_id, match)
    assert not store.departures(header.cluster_id)
    return names
