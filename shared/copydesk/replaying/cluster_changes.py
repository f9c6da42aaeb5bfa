"""Which clusters would exchange members: the memberships as they would be beside those that a stack has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from copydesk.clustering.moving import copies_of
from copydesk.clustering.records import Member
from copydesk.clustering.store import ClusterStore
from copydesk.replaying.overlay import Item, Overlay
from copydesk.replaying.plan import ClusterPlan
from copydesk.storage.items import MEMBER, member_of

# The cluster that an article is in before and after; None where it is in none.
Homes = tuple[str | None, str | None]


def cluster_changes(
    overlay: Overlay, articles_table: str, stored: ClusterStore, planned: ClusterStore
) -> Iterator[ClusterPlan]:
    """Every set of clusters that exchange members, gain some or lose some, in the order of their first articles.

    Args:
        overlay: what would be written.
        articles_table: its name.
        stored: the clusters as they are.
        planned: as they would be.
    """
    homes: dict[str, Homes] = {}
    for one in overlay.with_sort(articles_table, MEMBER.encode()):
        before, after = _home(one.before), _home(one.after)
        if before != after:
            homes[one.key.partition.decode()] = before, after
    moved = list(homes.values())
    # Who stays where others leave, or come, tells a cluster that parts from one that goes whole.
    for name in _members(stored, {before for before, _ in moved}):
        homes.setdefault(*_staying(planned, name))
    for name in _members(planned, {after for _, after in moved}):
        homes.setdefault(*_staying(planned, name))
    for names in _together(homes):
        yield ClusterPlan(before=_clusters(names, homes, 0), after=_clusters(names, homes, 1))


def _home(item: Item | None) -> str | None:
    member: Member | None = None if item is None else member_of(item)
    return member.cluster_id if member is not None and member.alive else None


def _members(store: ClusterStore, cluster_ids: Iterable[str | None]) -> Iterator[str]:
    for header in store.headers(filter(None, cluster_ids)).values():
        if header.size:
            yield from (copy.article_id for copy in copies_of(store, header))


def _staying(store: ClusterStore, name: str) -> tuple[str, Homes]:
    member = store.members([name])[name]
    return name, (member.cluster_id, member.cluster_id)


def _together(homes: dict[str, Homes]) -> list[list[str]]:
    """The articles by the sets of clusters that share any of them."""
    neighbours: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name, pair in sorted(homes.items()):
        for side, home in enumerate(pair):
            if home is not None:
                neighbours[side, home].append(name)
    found, seen = [], set[str]()
    for first in sorted(homes):
        if first in seen:
            continue
        names = [first]
        seen.add(first)
        for name in names:  # which grows
            for place in enumerate(homes[name]):
                for other in neighbours.pop(place, ()):  # type: ignore[arg-type]
                    if other not in seen:
                        seen.add(other)
                        names.append(other)
        found.append(sorted(names))
    return found


def _clusters(names: Iterable[str], homes: dict[str, Homes], side: int) -> dict[str, tuple[str, ...]]:
    clusters: dict[str, list[str]] = defaultdict(list)
    for name in names:
        home = homes[name][side]
        if home is not None:
            clusters[home].append(name)
    return {cluster_id: tuple(found) for cluster_id, found in sorted(clusters.items())}
