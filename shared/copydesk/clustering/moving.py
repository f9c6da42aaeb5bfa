"""Copies go from one cluster's partition to another's, in chunks that any worker may carry on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from copydesk.chunks import chunks
from copydesk.cluster import Copy
from copydesk.clustering.canonical import canonical, credited_sources
from copydesk.clustering.evidence import without_matches
from copydesk.clustering.records import ArticleRef, Header, Member, State
from copydesk.clustering.store import (
    CheckHeader,
    ClusterStore,
    DeleteCopy,
    PutCopy,
    PutHeader,
    PutMember,
    Write,
)
from copydesk.retrying import Conflict

# Members moved in one commit: three writes each, with room for headers and checks below COMMIT_LIMIT.
MOVED_AT_ONCE = 30

# The mark of a copy that leaves its cluster for none, because its article is dead.
LEAVES = ""


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
    # Once all has moved, a copy may come back to where it was: a worker late by so much has to notice.
    hold = CheckHeader(source.cluster_id, source.version)
    for chunk in chunks(departing, MOVED_AT_ONCE):
        members = store.members(copy.article_id for copy in chunk)
        store.commit([hold, *moves(source.cluster_id, chunk, targets, members, have_items=True)])
    done = changed(source, moving=False, parts=())
    store.commit([PutHeader(done, source.version), *_tidy(done)])
    ends = source.parts if source.redirect_to is None else (source.redirect_to,)
    for end in store.headers(ends).values():
        release(store, end, source.cluster_id)


def release(store: ClusterStore, header: Header, source_id: str) -> None:
    """Note that nothing moves any more from the source to this cluster."""
    if source_id in header.inbound:
        inbound = tuple(cluster_id for cluster_id in header.inbound if cluster_id != source_id)
        done = changed(header, inbound=inbound)
        store.commit([PutHeader(done, header.version), *_tidy(done)])


def moves(
    source_id: str,
    copies: Iterable[Copy],
    targets: Mapping[str, str],
    members: Mapping[str, Member],
    *,
    have_items: bool,
    found: Mapping[str, ArticleRef] = MappingProxyType({}),
) -> list[Write]:
    """The writes that take each copy from the source to its target: at most three for each copy.

    `have_items` is false for the copy of a cluster of one, which lies in the header alone. `found` has the
    other article of each copy's new match.

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
        if target != LEAVES:
            writes.append(PutCopy(target, copy, found=found.get(copy.article_id)))
        housed = {"cluster_id": target or None, "version": member.version + 1}
        writes.append(PutMember(member.model_copy(update=housed), member.version))
    return writes


def described(header: Header, copies: list[Copy], **fields: object) -> Header:
    """The header at its next version, with all that follows from its members."""
    if not copies:
        gone = {"state": State.ENDED, "size": 0, "canonical": None, "credited": ()}
        return changed(header, **gone, **fields)
    credited = credited_sources(copies)
    first = without_matches(canonical(copies, credited))
    return changed(header, state=State.OPEN, size=len(copies), canonical=first, credited=credited, **fields)


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


def _tidy(header: Header) -> list[Write]:
    # A settled cluster of one has no COPY item.
    return [DeleteCopy(header.cluster_id, only(header).article_id)] if header.size == 1 else []
