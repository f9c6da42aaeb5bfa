"""Add and remove articles, in any order and from any number of workers: the partition comes out the same.

What makes it right is the order of writes in `add`: fingerprint, membership with a cluster of one, index keys,
then the look-up. Of two copies that arrive together, whichever inserts its keys later sees the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from copydesk.chunks import chunks
from copydesk.cluster import Copy
from copydesk.clustering.canonical import name_entries
from copydesk.clustering.carrying import carrying, drop_links, keep_link
from copydesk.clustering.evidence import strength, without_matches
from copydesk.clustering.merging import Side, merge
from copydesk.clustering.moving import copies_of, described, new_header
from copydesk.clustering.records import ArticleRef, Header, Member, singleton_id
from copydesk.clustering.regrouping import regroup
from copydesk.clustering.settling import settled_home
from copydesk.clustering.store import (
    ClusterStore,
    DeleteName,
    PutCopy,
    PutHeader,
    PutMember,
    PutName,
    Write,
)
from copydesk.clustering.verdicts import verdicts_of
from copydesk.decision import pair_key
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import MatchSettings
from copydesk.retrying import Conflict, Pause, retrying, sleep_with_jitter

# Articles read under one key. More than this share a key only in very large clusters, where any member
# leads to the rest, and in boilerplate; the article's membership then says `candidates_cut`.
CANDIDATES_PER_KEY = 100

# Candidates compared before looking which of the rest have become members of the same cluster by that.
CANDIDATES_AT_ONCE = 25


class Superseded(Exception):
    """A later generation of the article, or its removal, has made this one void."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding an article came to."""

    matches: int
    merges: int  # of clusters, by this call
    candidates_cut: bool


class Clusterer:
    """The clusters of one store."""

    def __init__(self, store: ClusterStore, *, pause: Pause = sleep_with_jitter) -> None:
        self._store = store
        self._pause = pause

    @property
    def settings(self) -> MatchSettings:
        """Those under which all clusters of the store are made."""
        return self._store.settings

    def add(self, copy: Copy, fingerprint: Fingerprint, *, in_place: bool = False) -> Added:
        """Put one generation of an article into the index and into the cluster of its copies.

        Doing it again, whole or from any point where it stopped, changes nothing more.

        Args:
            copy: what the cluster shows of the article; its `match` is found here.
            fingerprint: of the article's text.
            in_place: whether it takes the place of its earlier generation in its cluster, rather than leave it and
                come back: so that keeps its id unless its members are others.

        Raises:
            Superseded: a later generation, or the article's removal, has made this one void.
            Contended: the clusters were too busy; call again.
        """
        ref, bare = ArticleRef(copy.article_id, copy.generation), without_matches(copy)
        if in_place:
            retrying(self._pause, lambda: self._take_over(ref, bare, fingerprint))
        member, new = retrying(self._pause, lambda: self._enter(ref, bare, fingerprint))
        if in_place and not new:
            retrying(self._pause, lambda: self._group_anew(ref))
        keys = (*fingerprint.keys, *verdicts_of([member], self._store.settings).keys(ref.article_id))
        self._store.insert_postings(keys, ref)
        found = self._store.postings(keys, CANDIDATES_PER_KEY)
        others = [other for other in found.shared_keys if other.article_id != ref.article_id]
        others.sort(key=lambda other: (-found.shared_keys[other], other))
        try:
            if found.cut:
                retrying(self._pause, lambda: self._note_cut(ref))
            linked = [
                self._join_all(member, fingerprint, chunk) for chunk in chunks(others, CANDIDATES_AT_ONCE)
            ]
            matches, merges = (sum(counts) for counts in zip((0, 0), *linked, strict=True))
            if matches or not new:  # a merge may be half-done: another worker's, or this one's that died
                retrying(self._pause, lambda: self._settle(ref))
        except Superseded:
            self._unlist(ref, keys)
            raise
        return Added(matches, merges, found.cut)

    def remove(
        self, article_id: str, generation: int, *, erased: bool = False, put_aside: bool = False
    ) -> None:
        """Take an article out of its cluster and out of the index, as of a generation of its key.

        Of one that is erased, what people decided on it goes too. One that is put aside may come back as a later one.

        Raises:
            Superseded: a later generation has made this one void.
            Contended: the clusters were too busy; call again.
        """

        def entomb() -> None:
            member = self._members(article_id).get(article_id)
            if member is not None and member.generation > generation:
                raise Superseded(article_id)
            if member is not None:
                member = self._retire(member)
            if member is None or member.generation < generation or not _is_gone(member, erased=erased):
                self._write_membership(
                    ArticleRef(article_id, generation), member, home=None, erased=erased, put_aside=put_aside
                )

        retrying(self._pause, entomb)

    def _enter(self, ref: ArticleRef, copy: Copy, fingerprint: Fingerprint) -> tuple[Member, bool]:
        """Make the article a member of a cluster of one, unless an earlier try has; and whether that was new."""
        member = self._members(ref.article_id).get(ref.article_id)
        if member is not None and member.generation >= ref.generation:
            if member.ref != ref or not member.alive:
                self._store.delete_fingerprint(ref)  # an earlier try may have come so far
                raise Superseded(ref.article_id)
            return member, False
        if member is not None:
            member = self._retire(member)
        self._store.put_fingerprint(ref, fingerprint)
        home = described(new_header(singleton_id(ref)), [copy])
        return self._write_membership(ref, member, home), True

    def _take_over(self, ref: ArticleRef, copy: Copy, fingerprint: Fingerprint) -> None:
        """Put a generation in the place of an earlier one that lives, in one commit, without a match.

        Its cluster has to be grouped anew after that: whoever does it sees by the lack of a match that it is owed.
        An arrival that looks up meanwhile sees neither generation's keys, and is seen by the later look-up.
        """
        member = self._members(ref.article_id).get(ref.article_id)
        if member is None or not member.alive or member.generation >= ref.generation:
            return
        home = settled_home(self._store, member.cluster_id or "")
        copies = copies_of(self._store, home)
        old = next((one for one in copies if ArticleRef(one.article_id, one.generation) == member.ref), None)
        if old is None:
            raise Conflict("its membership has changed: read it again and go on")
        self._forget_keys(member)
        self._store.put_fingerprint(ref, fingerprint)
        swapped = [copy if one is old else one for one in copies]
        replaced = member.model_copy(
            update={"generation": ref.generation, "version": member.version + 1, "candidates_cut": False}
        )
        items: list[Write] = [PutCopy(home.cluster_id, copy)] if home.size > 1 else []
        if home.named:
            before, after = set(name_entries(old)), set(name_entries(copy))
            items += [DeleteName(home.cluster_id, entry) for entry in sorted(before - after)]
            items += [PutName(home.cluster_id, entry) for entry in sorted(after - before)]
        header = PutHeader(described(home, swapped), home.version)
        self._store.commit([header, PutMember(replaced, member.version), *items])
        self._store.delete_fingerprint(member.ref)

    def _group_anew(self, ref: ArticleRef) -> None:
        """Group an article's cluster by its fingerprint of now, and forget whom its earlier generations carried."""
        links = self._store.links(ref.article_id)
        drop_links(self._store, [link for link in links if link.generation != ref.generation])
        home = settled_home(self._store, self._membership(ref).cluster_id or "")
        regroup(self._store, home, anew=True)

    def _write_membership(
        self,
        ref: ArticleRef,
        previous: Member | None,
        home: Header | None,
        *,
        erased: bool = False,
        put_aside: bool = False,
    ) -> Member:
        """Write an article's membership: alive, together with its cluster of one, or dead in none."""
        expected = None if previous is None else previous.version
        membership = Member(
            article_id=ref.article_id,
            generation=ref.generation,
            alive=home is not None,
            cluster_id=None if home is None else home.cluster_id,
            version=(expected or 0) + 1,
            removed=home is None,
            erased=erased,
            put_aside=put_aside,
            decisions=() if previous is None or erased else previous.decisions,
        )
        cluster = [] if home is None else [PutHeader(home, None)]
        self._store.commit([*cluster, PutMember(membership, expected)])
        return membership

    def _retire(self, member: Member) -> Member:
        """Make a generation void. Its membership stays, so that nothing brings it back."""
        if member.alive:
            member = self._replace(member, alive=False)
        self._forget_keys(member)
        drop_links(self._store, self._store.links(member.article_id))
        if member.cluster_id is not None:
            regroup(self._store, settled_home(self._store, member.cluster_id))
            raise Conflict("its membership has changed: read it again and go on")
        self._store.delete_fingerprint(member.ref)
        return member

    def _forget_keys(self, member: Member) -> None:
        fingerprint = self._store.fingerprints([member.ref]).get(member.ref)
        if fingerprint is not None:
            decided = (pair_key(member.article_id, one.article_id) for one in member.decisions)
            self._store.delete_postings((*fingerprint.keys, *decided), member.ref)

    def _join_all(
        self, member: Member, fingerprint: Fingerprint, others: Sequence[ArticleRef]
    ) -> tuple[int, int]:
        """Merge an article's cluster with that of each of the others that it matches; matches and merges.

        Those that it carries, or that carry it, are linked.
        """
        ref, verdicts = member.ref, verdicts_of([member], self._store.settings)
        apart = retrying(self._pause, lambda: self._apart(ref, others))
        fingerprints = self._store.fingerprints(apart)
        apart = [other for other in apart if other in fingerprints]
        for other in apart:
            carried = carrying(fingerprint, fingerprints[other], self._store.settings)
            if carried is not None:
                retrying(self._pause, partial(keep_link, self._store, ref, other, carried))
        found = (
            (other, verdicts.similarity(ref.article_id, other.article_id, fingerprint, fingerprints[other]))
            for other in apart
        )
        similarities = {other: similarity for other, similarity in found if similarity is not None}
        rest = sorted(similarities, key=lambda other: strength(similarities[other]), reverse=True)
        merges = 0
        while rest:
            first, *rest = rest
            prints = fingerprint, fingerprints[first]
            merges += retrying(self._pause, partial(self._join, ref, first, prints))
            rest = retrying(self._pause, partial(self._apart, ref, rest))
        return len(similarities), merges

    def _join(self, ref: ArticleRef, other: ArticleRef, prints: tuple[Fingerprint, Fingerprint]) -> bool:
        """Merge the clusters of two articles that match; False where they are one already, or the other is gone."""
        arriving = self._membership(ref)
        found = _alive(self._members(other.article_id), other)
        if found is None:
            return False
        if arriving.cluster_id == found.cluster_id:
            self._expect_unmoved(arriving)
            return False
        # Judged by what is decided in the very memberships that the merge is to find unchanged.
        verdicts = verdicts_of([arriving, found], self._store.settings)
        similarity = verdicts.similarity(ref.article_id, other.article_id, *prints)
        if similarity is None:
            return False
        homes = [settled_home(self._store, member.cluster_id or "") for member in (arriving, found)]
        if homes[0].cluster_id == homes[1].cluster_id:
            raise Conflict("one cluster now; whether both are still in it, only their memberships say")
        merge(self._store, Side(arriving, homes[0]), Side(found, homes[1]), similarity)
        return True

    def _settle(self, ref: ArticleRef) -> None:
        settled_home(self._store, self._membership(ref).cluster_id or "")

    def _apart(self, ref: ArticleRef, others: Sequence[ArticleRef]) -> list[ArticleRef]:
        """Those of the others that are alive in another cluster than the article, in their order."""
        if not others:
            return []
        own = self._membership(ref)
        members = self._members(*(other.article_id for other in others))
        homes = {other: member.cluster_id for other in others if (member := _alive(members, other))}
        apart = [other for other in homes if homes[other] != own.cluster_id]
        if len(apart) < len(homes):
            self._expect_unmoved(own)
        return apart

    def _membership(self, ref: ArticleRef) -> Member:
        membership = _alive(self._members(ref.article_id), ref)
        if membership is None:
            raise Superseded(ref.article_id)
        return membership

    def _expect_unmoved(self, own: Member) -> None:
        # Reads of several items are of several moments. Only if the article stayed where it is for all that
        # time was each of the others, when it was read, in one cluster with it.
        if self._membership(own.ref) != own:
            raise Conflict("it has moved while the others were read")

    def _note_cut(self, ref: ArticleRef) -> None:
        member = _alive(self._members(ref.article_id), ref)
        if member is not None and not member.candidates_cut:
            self._replace(member, candidates_cut=True)

    def _unlist(self, ref: ArticleRef, keys: Sequence[int]) -> None:
        # The worker that made this generation void may have looked for its keys before they were there.
        self._store.delete_postings(keys, ref)
        self._store.delete_fingerprint(ref)

    def _replace(self, member: Member, **fields: object) -> Member:
        replaced = member.model_copy(update={**fields, "version": member.version + 1})
        self._store.commit([PutMember(replaced, member.version)])
        return replaced

    def _members(self, *article_ids: str) -> dict[str, Member]:
        return self._store.members(article_ids)


def _is_gone(member: Member, *, erased: bool) -> bool:
    """Whether a membership is the tombstone that is wanted."""
    return member.removed and (not erased or (member.erased and not member.decisions))


def _alive(members: dict[str, Member], ref: ArticleRef) -> Member | None:
    member = members.get(ref.article_id)
    return member if member is not None and member.alive and member.ref == ref else None
