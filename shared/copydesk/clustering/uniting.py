"""What the header of two clusters that become one says of their members, without reading them all.

Which copy stands for a cluster depends on whom its members credit, all of them; and merging only adds to that.
So each side's best copy is its best still, or one published under a name that the other side alone credits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set

from copydesk.cluster import Copy, Similarity
from copydesk.clustering.canonical import (
    Role,
    canonical,
    credited_sources,
    entry_article,
    name_prefix,
    publisher_names,
)
from copydesk.clustering.coverage import is_plain
from copydesk.clustering.evidence import without_matches
from copydesk.clustering.moving import copies_of, credits_described, described, only
from copydesk.clustering.records import Header
from copydesk.clustering.store import ClusterStore
from copydesk.retrying import Conflict


def members_united(
    store: ClusterStore, winner: Header, loser: Header, similarity: Similarity
) -> dict[str, object]:
    """The fields of the winner's header that say what the members of both are: as `described` has them.

    Both are settled. Reads no copy where both headers list the same credited sources. Otherwise the copies of a
    cluster that keeps no names, which is small; those of a loser that credits more than its header lists, which
    are about to be moved; and of a cluster that keeps names those alone that the other side's credits concern.
    """
    winner, loser = _known(store, winner), _known(store, loser)
    joining = _sources(store, loser)
    kept = winner.sources if winner.named else _sources(store, winner)
    if kept is None:
        return _united_with_many(store, winner, loser, joining, similarity)
    credited = kept | joining
    candidates = [
        *_candidates(store, winner, credited - kept),
        *_candidates(store, loser, credited - joining),
    ]
    here = {*winner.credited_here, *loser.credited_here}
    return _members(winner, loser, candidates, credited, len(credited), here, similarity)


def _united_with_many(
    store: ClusterStore, winner: Header, loser: Header, joining: frozenset[str], similarity: Similarity
) -> dict[str, object]:
    """The same where the winner credits more sources than its header lists: it is asked for those that matter."""
    moving = copies_of(store, loser)
    concerned = joining.union(*map(publisher_names, [*moving, only(winner)]))
    kept = _under(store, winner, Role.CREDITS, concerned).keys()
    candidates = [*_candidates(store, winner, joining - kept), *moving]
    count = (winner.credited_count or 0) + len(joining - kept)
    return _members(winner, loser, candidates, joining | kept, count, set(winner.credited_here), similarity)


def _members(
    winner: Header,
    loser: Header,
    candidates: Collection[Copy],
    credited: frozenset[str],
    count: int,
    here: Set[str],
    similarity: Similarity,
) -> dict[str, object]:
    are_plain = is_plain(similarity) and not any(_may_have_own_text(side) for side in (winner, loser))
    named = credits_described(credited.union(winner.credited), count, candidates, here, are_plain=are_plain)
    return {
        "size": winner.size + loser.size,
        "canonical": without_matches(canonical(candidates, credited)),
        **named,
    }


def _may_have_own_text(header: Header) -> bool:
    """Whether a copy of a cluster may have text of its own beside another one."""
    return header.size > 1 and header.origins_at_least is not False


def _known(store: ClusterStore, header: Header) -> Header:
    """The header as copydesk 0.2 says it: one of 0.1 says too little, so its copies are read."""
    if header.credited_count is not None or header.size == 1:
        return header
    return described(header, copies_of(store, header))


def _sources(store: ClusterStore, header: Header) -> frozenset[str]:
    """Every source that a cluster's copies credit."""
    if header.sources is not None:
        return header.sources
    return frozenset(credited_sources(copies_of(store, header)))


def _candidates(store: ClusterStore, header: Header, others: Iterable[str]) -> list[Copy]:
    """The copies of a cluster among which its best is, once these sources are credited too."""
    if not header.named:
        known = header.sources is not None and not others
        return [only(header)] if known else copies_of(store, header)
    best = _under(store, header, Role.PUBLISHES, others).values()
    found = [store.copy(header.cluster_id, article_id) for article_id in best]
    if None in found:
        raise Conflict(header.cluster_id)
    return [only(header), *filter(None, found)]


def _under(store: ClusterStore, header: Header, role: Role, names: Iterable[str]) -> dict[str, str]:
    """Those names that a copy of the cluster has in this role, each with the first of these copies."""
    prefixes = {name_prefix(role, name): name for name in names}
    found = store.first_names(header.cluster_id, prefixes)
    return {prefixes[prefix]: entry_article(entry) for prefix, entry in found.items()}
