"""Copies go from one cluster's partition to another's, in chunks that any worker may carry on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from copydesk.chunks import chunks
from copydesk.cluster import Copy
from copydesk.clustering.canonical import (
    canonical,
    credited_sources,
    listed_sources,
    name_entries,
    published_among,
)
from copydesk.clustering.coverage import is_plain
from copydesk.clustering.evidence import without_matches
from copydesk.clustering.origins import origins_at_least
from copydesk.clustering.records import ArticleRef, Header, Member, State
from copydesk.clustering.store import (
    COMMIT_LIMIT,
    CheckHeader,
    ClusterStore,
    DeleteCopy,
    DeleteName,
    PutCopy,
    PutHeader,
    PutMember,
    PutName,
    Write,
)
from copydesk.retrying import Conflict

# Members moved in one commit: three writes each, with room for headers and checks below COMMIT_LIMIT.
MOVED_AT_ONCE = 30

# The same where their names go along: up to three more at each end.
MOVED_WITH_NAMES = 10

# The mark of a copy that leaves its cluster for none, because its article is dead.
LEAVES = ""

# What a header says of its members where it has none any more.
NOBODY: Mapping[str, object] = MappingProxyType(
    {
        "size": 0,
        "canonical": None,
        "credited": (),
        "credited_count": 0,
        "credited_here": (),
        "origins": None,
        "origins_at_least": None,
    }
)


def finish_moving(store: ClusterStore, source: Header) -> None:
    """Move what still lies in a merged or separating cluster to where it belongs, and settle both ends.

    Safe to call at any time, by any worker, any number of times.

    Raises:
        Conflict: another worker moved something meanwhile.
    """
    copies = store.copies(source.cluster_id)
    if source.redirect_to is not None:
        targets = dict.fromkeys((copy.article_id for copy in copies), source.redirect_to)
    else:
        targets = store.departures(source.cluster_id)
        _create_parts(store, source, copies, targets)
    departing = [copy for copy in copies if copy.article_id in targets]
    # Whoever waits for a dead one to be gone is done with the cluster then: nothing else may be left to move.
    departing.sort(key=lambda copy: targets[copy.article_id] == LEAVES)
    ends = source.parts if source.redirect_to is None else (source.redirect_to,)
    # Whether names are kept at an end changes only when nothing moves there any more.
    named = named_among([source, *store.headers(ends).values()])
    # Once all has moved, a copy may come back to where it was: a worker late by so much has to notice.
    hold = CheckHeader(source.cluster_id, source.version)
    for chunk in chunks(departing, MOVED_WITH_NAMES if named else MOVED_AT_ONCE):
        members = store.members(copy.article_id for copy in chunk)
        moved = moves(source.cluster_id, chunk, targets, members, have_items=True, named=named)
        store.commit([hold, *moved])
    store.commit(_settled(source, moving=False, parts=()))
    for end in store.headers(ends).values():
        release(store, end, source.cluster_id)


def release(store: ClusterStore, header: Header, source_id: str) -> None:
    """Note that nothing moves any more from the source to this cluster."""
    if source_id in header.inbound:
        inbound = tuple(cluster_id for cluster_id in header.inbound if cluster_id != source_id)
        store.commit(_settled(header, inbound=inbound))


def list_names(store: ClusterStore, header: Header) -> None:
    """Put the names of a large cluster's copies in order, where nobody kept them before.

    Safe to call at any time, by any worker, any number of times. Until it is done the cluster is unsettled, so
    that its members stay.

    Raises:
        Conflict: another worker was faster.
    """
    copies = store.copies(header.cluster_id)
    wanted = {entry for copy in copies for entry in name_entries(copy)}
    there = set(store.names(header.cluster_id))
    writes: list[Write] = [PutName(header.cluster_id, entry) for entry in sorted(wanted - there)]
    writes += [DeleteName(header.cluster_id, entry) for entry in sorted(there - wanted)]
    hold = CheckHeader(header.cluster_id, header.version)
    for chunk in chunks(writes, COMMIT_LIMIT - 1):
        store.commit([hold, *chunk])
    store.commit([PutHeader(described(header, copies, named=True), header.version)])


def moves(
    source_id: str,
    copies: Iterable[Copy],
    targets: Mapping[str, str],
    members: Mapping[str, Member],
    *,
    have_items: bool,
    named: Collection[str] = (),
    found: Mapping[str, ArticleRef] = MappingProxyType({}),
) -> list[Write]:
    """The writes that take each copy from the source to its target: at most three for each copy, and its names.

    `have_items` is false for the copy of a cluster of one, which lies in the header alone. `named` has those
    of the clusters that keep the names of their copies. `found` has the other article of each copy's new match.

    Raises:
        Conflict: a copy's article stands in another generation, so the copies were read too long ago.
    """
    writes: list[Write] = []
    for copy in copies:
        member, target = members.get(copy.article_id), targets[copy.article_id]
        if member is None or member.generation != copy.generation:
            raise Conflict(copy.article_id)
        if have_items:
            writes.append(DeleteCopy(source_id, copy.article_id))
        if source_id in named:
            writes += [DeleteName(source_id, entry) for entry in name_entries(copy)]
        if target in named:
            writes += [PutName(target, entry) for entry in name_entries(copy)]
        if target != LEAVES:
            writes.append(PutCopy(target, copy, found=found.get(copy.article_id)))
        housed = {"cluster_id": target or None, "version": member.version + 1}
        writes.append(PutMember(member.model_copy(update=housed), member.version))
    return writes


def described(header: Header, copies: list[Copy], **fields: object) -> Header:
    """The header at its next version, with all that follows from its members."""
    if not copies:
        return changed(header, state=State.ENDED, **NOBODY, **fields)
    credited = credited_sources(copies)
    matches = (match for copy in copies for match in (copy.match, *copy.further_matches) if match)
    members = {
        "size": len(copies),
        "canonical": without_matches(canonical(copies, credited)),
        **credits_described(credited, len(credited), copies, are_plain=all(map(is_plain, matches))),
    }
    return changed(header, state=State.OPEN, **members, **fields)


def credits_described(
    credited: Iterable[str], count: int, copies: Iterable[Copy], here: Iterable[str] = (), *, are_plain: bool
) -> dict[str, object]:
    """The fields of a header that say whom its members credit, and how many origins there are at least.

    Args:
        credited: the sources that they credit; of many, at least those that a header lists.
        count: how many there are.
        copies: members among which all are that are published under one of these names, but for `here`.
        here: names under which a member is known to be published.
        are_plain: whether no match of theirs leaves either copy text of its own.
    """
    listed = listed_sources(credited)
    published = tuple(sorted({*published_among(listed, copies), *frozenset(here).intersection(listed)}))
    return {
        "credited": listed,
        "credited_count": count,
        "credited_here": published,
        "origins": origins_at_least(listed, published),
        "origins_at_least": not are_plain or count > len(listed),
    }


def changed(header: Header, **fields: object) -> Header:
    """The header with some fields replaced, at its next version."""
    return header.model_copy(update={**fields, "version": header.version + 1})


def new_header(cluster_id: str) -> Header:
    """The header of a cluster that `described` is about to describe."""
    return Header(cluster_id=cluster_id, version=0, size=0)


def only(header: Header) -> Copy:
    """The one member of a cluster of one. Raises Conflict where it has none any more."""
    if header.canonical is None:
        raise Conflict(header.cluster_id)
    return header.canonical


def without_items(header: Header, copy: Copy) -> list[Write]:
    """The writes that take away the items of the last copy of a cluster, which its header holds."""
    names = name_entries(copy) if header.named else ()
    return [
        DeleteCopy(header.cluster_id, copy.article_id),
        *(DeleteName(header.cluster_id, entry) for entry in names),
    ]


def named_among(headers: Iterable[Header]) -> frozenset[str]:
    """The ids of those clusters that keep the names of their copies."""
    return frozenset(header.cluster_id for header in headers if header.named)


def copies_of(store: ClusterStore, header: Header) -> list[Copy]:
    """The members of a settled cluster, whatever its size."""
    return [only(header)] if header.size == 1 else store.copies(header.cluster_id)


def _create_parts(
    store: ClusterStore, source: Header, copies: list[Copy], targets: Mapping[str, str]
) -> None:
    # Nothing moves before every part has its header, so while one is missing all its copies are here.
    missing = set(source.parts) - store.headers(source.parts).keys()
    members = defaultdict(list)
    for copy in copies:
        members[targets.get(copy.article_id, source.cluster_id)].append(copy)
    for part in sorted(missing):
        header = described(new_header(part), members[part], inbound=(source.cluster_id,))
        store.commit([PutHeader(header, None)])


def _settled(header: Header, **fields: object) -> list[Write]:
    """The header when nothing moves any more. A settled cluster of one has no COPY item, and keeps no names."""
    named = header.named and header.size > 1
    writes: list[Write] = [PutHeader(changed(header, named=named, **fields), header.version)]
    return writes + (without_items(header, only(header)) if header.size == 1 else [])
