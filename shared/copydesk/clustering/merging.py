"""Two clusters become one: because of one verified match between a member of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copydesk.cluster import Copy, Match, Similarity
from copydesk.clustering.evidence import match_with, with_match
from copydesk.clustering.moving import (
    MOVED_AT_ONCE,
    MOVED_WITH_NAMES,
    NOBODY,
    changed,
    copies_of,
    finish_moving,
    moves,
    named_among,
    only,
)
from copydesk.clustering.records import Header, Member, State
from copydesk.clustering.regrouping import regroup
from copydesk.clustering.store import CheckMember, ClusterStore, PutCopy, PutHeader, Write
from copydesk.clustering.uniting import members_united
from copydesk.retrying import Conflict


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two articles that match, with its settled cluster."""

    member: Member
    header: Header


def merge(store: ClusterStore, arriving: Side, found: Side, similarity: Similarity) -> None:
    """Make the two sides' clusters one. The larger keeps its id; of equals, the smaller id does.

    `similarity` is from the arriving article's point of view. Both articles must still be alive in the
    generations that were compared: the commit checks it. A small loser moves within the commit. A large
    one becomes a redirect first, and its members follow in chunks that any worker may finish.

    Raises:
        Conflict: something changed since it was read. What was written so far is safe to go on from.
    """
    winner, loser = sorted(
        (arriving, found), key=lambda side: precedence(side.header.size, side.header.cluster_id)
    )
    matches = {arriving.member.article_id: match_with(found.member.article_id, similarity)}
    if found.header.size == 1:  # it has no match to show yet
        matches[found.member.article_id] = match_with(arriving.member.article_id, similarity.reversed())
    named = named_among([winner.header, loser.header])
    inline = loser.header.size <= (MOVED_WITH_NAMES if named else MOVED_AT_ONCE)
    redirect = _redirect(loser.header, winner.header.cluster_id, moving=not inline)
    inbound = () if inline else (loser.header.cluster_id,)
    united = members_united(store, winner.header, loser.header, similarity)
    grown = changed(winner.header, **united, inbound=inbound)
    writes: list[Write] = [
        PutHeader(redirect, loser.header.version),
        PutHeader(grown, winner.header.version),
        CheckMember(winner.member.article_id, winner.member.version),
        *_show_match(store, winner, loser, matches),
    ]
    if inline:
        store.commit([*writes, *_moved_at_once(store, loser, winner, matches, named)])
        return
    check = CheckMember(loser.member.article_id, loser.member.version)
    store.commit([*writes, check, *_show_match(store, loser, winner, matches)])
    finish_moving(store, redirect)


def precedence(size: int, cluster_id: str) -> tuple[int, str]:
    """Of two clusters the one for which this is less keeps its id."""
    return (-size, cluster_id)


def _redirect(loser: Header, winner_id: str, *, moving: bool) -> Header:
    gone = {"state": State.MERGED, "redirect_to": winner_id, "named": moving and loser.named}
    return changed(loser, moving=moving, **gone, **NOBODY)


def _show_match(store: ClusterStore, side: Side, other: Side, matches: Mapping[str, Match]) -> list[Write]:
    article_id, header = side.member.article_id, side.header
    if article_id not in matches and header.size > 1:
        return []
    copy = only(header) if header.size == 1 else store.copy(header.cluster_id, article_id)
    if copy is None:
        raise Conflict(article_id)
    shown = _with_match(store, header, copy, matches[article_id])
    return [PutCopy(header.cluster_id, shown, found=other.member.ref)]


def _with_match(store: ClusterStore, header: Header, copy: Copy, match: Match) -> Copy:
    if header.size > 1 and copy.match is None:
        regroup(store, header, anew=True)
        raise Conflict(f"{copy.article_id} was read again: first its cluster is grouped anew")
    return with_match(copy, match)


def _moved_at_once(
    store: ClusterStore, loser: Side, winner: Side, matches: Mapping[str, Match], named: frozenset[str]
) -> list[Write]:
    copies = copies_of(store, loser.header)
    shown = [
        _with_match(store, loser.header, copy, matches[copy.article_id])
        if copy.article_id in matches
        else copy
        for copy in copies
    ]
    members = store.members(copy.article_id for copy in copies) if len(copies) > 1 else {}
    members[loser.member.article_id] = loser.member  # the commit must hold the very membership that was read
    targets = dict.fromkeys((copy.article_id for copy in copies), winner.header.cluster_id)
    found = {name: winner.member.ref for name in matches if name == loser.member.article_id}
    have_items = len(copies) > 1
    source = loser.header.cluster_id
    return moves(source, shown, targets, members, have_items=have_items, named=named, found=found)
