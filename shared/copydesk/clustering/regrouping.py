"""A cluster loses members: what is left is grouped anew, and parts that nothing holds together separate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.chunks import chunks
from copydesk.cluster import Copy
from copydesk.clustering.canonical import canonical, credited_sources
from copydesk.clustering.carrying import keep_links_across
from copydesk.clustering.components import components
from copydesk.clustering.evidence import matched, refreshed, renewed
from copydesk.clustering.moving import (
    LEAVES,
    changed,
    copies_of,
    described,
    finish_moving,
    moves,
    named_among,
    new_header,
    without_items,
)
from copydesk.clustering.records import ArticleRef, Header, Member, State, leaving_id, part_id
from copydesk.clustering.store import (
    COMMIT_LIMIT,
    CheckHeader,
    ClusterStore,
    PutCopy,
    PutHeader,
    Write,
)
from copydesk.clustering.verdicts import verdicts_of
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import Conflict


def regroup(store: ClusterStore, header: Header, *, anew: bool = False) -> None:
    """Take the dead members out of a cluster and give every part that is left a cluster of its own.

    The part with the canonical copy keeps the id. A change that fits one commit is one. A larger one
    freezes the cluster, marks each copy with where it belongs, and only then moves any: until the marks
    are complete, whoever meets the frozen cluster can start again from its whole membership.

    A copy without a match, among others, took the place of an earlier generation: it gets one, and what others
    have as their match with it is compared anew.

    Args:
        store: where the cluster is kept.
        header: of the cluster: open and settled, or frozen by an earlier call.
        anew: whether to group it where nobody is dead too, as people decided on its members, or one was read again.

    Raises:
        Conflict: something changed since it was read. What was written so far is safe to go on from.
    """
    copies = copies_of(store, header)
    members = store.members(copy.article_id for copy in copies)
    if header.state is State.OPEN and not anew and all(_is_living(copy, members) for copy in copies):
        return
    plan = _plan(store, header, copies, members)
    if header.state is State.OPEN and plan.changes_nothing:
        return
    # Arrivals pass over pairs that are in one cluster, so who parts them looks at which of them carries the other.
    keep_links_across(store, [list(map(_ref, part)) for part in plan.parts.values()], plan.fingerprints)
    if header.state is State.OPEN:
        writes = _at_once(header, plan, members)
        if len(writes) <= COMMIT_LIMIT:
            store.commit(writes)
            return
    header = _frozen(store, header, plan)
    _mark(store, header, plan)
    parts = tuple(part for part in plan.parts if part != header.cluster_id)
    separating = described(header, plan.parts[header.cluster_id], leaving=None, moving=True, parts=parts)
    store.commit([PutHeader(separating, header.version)])
    finish_moving(store, separating)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where every copy of a cluster belongs: the same for all who find the same articles dead and the same decided.

    The cluster's own part is always there.
    """

    leaving_id: str
    parts: dict[str, list[Copy]]
    leaving: list[Copy]
    changed: set[str]  # articles whose copy shows another match than before
    read_again: dict[str, ArticleRef]  # those without a match: they took the place of an earlier generation
    found: dict[str, ArticleRef]  # of those whose match is new, the other article
    fingerprints: dict[ArticleRef, Fingerprint]  # of those that live

    @property
    def changes_nothing(self) -> bool:
        """Whether the cluster is as it has to be."""
        return len(self.parts) == 1 and not self.leaving and not self.changed


def _plan(
    store: ClusterStore,
    header: Header,
    copies: list[Copy],
    members: dict[str, Member],
) -> _Plan:
    living = {_ref(copy): copy for copy in copies if _is_living(copy, members)}
    leaving = [copy for copy in copies if _ref(copy) not in living]
    fingerprints = store.fingerprints(living)
    if living.keys() != fingerprints.keys():
        raise Conflict(f"fingerprints of {header.cluster_id} are gone: its membership changed")
    verdicts = verdicts_of(members.values(), store.settings)
    leaving_name = leaving_id(map(_ref, leaving), living, members.values())
    keeper = _keeper(header, list(living.values()))
    parts: dict[str, list[Copy]] = {header.cluster_id: []}
    read_again = {
        ref.article_id: ref for ref, copy in living.items() if copy.match is None and len(copies) > 1
    }
    changed: set[str] = set()
    found: dict[str, ArticleRef] = {}
    for part in components(fingerprints, verdicts):
        name = header.cluster_id if keeper in part else part_id(header.cluster_id, leaving_name, part[0])
        parts[name] = []
        for ref in part:
            current, other = renewed(living[ref], read_again, fingerprints, verdicts)
            copy = refreshed(current, part, fingerprints, verdicts)
            if copy.match is not None and copy.match.article_id not in matched(current):
                other = _named(copy.match.article_id, part)
            if other is not None and other.article_id in matched(copy):
                found[ref.article_id] = other
            if copy != living[ref] or ref.article_id in found:
                changed.add(ref.article_id)
            parts[name].append(copy)
    return _Plan(leaving_name, parts, leaving, changed, read_again, found, fingerprints)


def _keeper(header: Header, living: list[Copy]) -> ArticleRef | None:
    if not living:
        return None
    old = header.canonical
    if old is not None and any(_ref(copy) == _ref(old) for copy in living):
        return _ref(old)
    return _ref(canonical(living, credited_sources(living)))


def _at_once(header: Header, plan: _Plan, members: dict[str, Member]) -> list[Write]:
    own = header.cluster_id
    have_items = header.size > 1
    kept = plan.parts[own]
    named = header.named and len(kept) > 1
    writes: list[Write] = [PutHeader(described(header, kept, named=named), header.version)]
    if len(kept) == 1 and have_items:
        writes += without_items(header, kept[0])
    elif len(kept) > 1:
        writes += [_put(own, copy, plan) for copy in kept if copy.article_id in plan.changed]
    targets = {copy.article_id: LEAVES for copy in plan.leaving}
    departing = list(plan.leaving)
    for part, others in plan.parts.items():
        if part != own:
            writes.append(PutHeader(described(new_header(part), others), None))
            targets |= {copy.article_id: part for copy in others}
            departing += others
    leave = moves(
        own,
        departing,
        targets,
        members,
        have_items=have_items,
        named=named_among([header]),
        found=plan.found,
    )
    alone = {others[0].article_id for others in plan.parts.values() if len(others) == 1}
    return writes + [
        write for write in leave if not (isinstance(write, PutCopy) and write.copy.article_id in alone)
    ]


def _frozen(store: ClusterStore, header: Header, plan: _Plan) -> Header:
    """The header that holds the cluster for this plan, and that nobody who has another can hold.

    Who reads a frozen header, and then who is dead, finds at least those dead for whom it was frozen. So a
    plan gives way to a later one alone, and there are no more of them than articles that die meanwhile.
    """
    if header.leaving == plan.leaving_id:
        return header
    frozen = changed(header, state=State.REGROUPING, leaving=plan.leaving_id)
    store.commit([PutHeader(frozen, header.version)])
    return frozen


def _mark(store: ClusterStore, frozen: Header, plan: _Plan) -> None:
    own = frozen.cluster_id
    stale = store.departures(own).keys() | plan.changed  # marked by a worker that did not come to the end
    marks = [PutCopy(own, copy, move_to=LEAVES) for copy in plan.leaving]
    for part, others in plan.parts.items():
        if part == own:
            marks += [_put(own, copy, plan) for copy in others if copy.article_id in stale]
        else:
            marks += [_put(own, copy, plan, move_to=part) for copy in others]
    # Until it has its match, whoever goes on compares those of others with it.
    marks.sort(key=lambda mark: mark.copy.article_id in plan.read_again)
    hold = CheckHeader(own, frozen.version)
    for chunk in chunks(marks, COMMIT_LIMIT - 1):
        store.commit([hold, *chunk])


def _put(cluster_id: str, copy: Copy, plan: _Plan, move_to: str | None = None) -> PutCopy:
    return PutCopy(cluster_id, copy, move_to, found=plan.found.get(copy.article_id))


def _named(article_id: str, part: Sequence[ArticleRef]) -> ArticleRef:
    return next(ref for ref in part if ref.article_id == article_id)


def _is_living(copy: Copy, members: dict[str, Member]) -> bool:
    member = members.get(copy.article_id)
    if member is None:
        raise Conflict(copy.article_id)
    return member.alive and member.generation == copy.generation


def _ref(copy: Copy) -> ArticleRef:
    return ArticleRef(copy.article_id, copy.generation)
