"""Complete what arrivals left out, repair headers and links: an operator's work, not an arrival's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from copydesk.chunks import chunks
from copydesk.cluster import Copy, Link
from copydesk.clustering.carrying import holds, mend_link
from copydesk.clustering.clusterer import Added, Superseded
from copydesk.clustering.deciding import Decider
from copydesk.clustering.records import ArticleRef, Header, Member, State
from copydesk.clustering.repairing import in_order, repair
from copydesk.clustering.store import COMMIT_LIMIT, ClusterStore
from copydesk.clustering.verdicts import verdicts_of
from copydesk.decision import Pair
from copydesk.retrying import Pause, retrying, sleep_with_jitter

# Lists of articles under one key that are kept while many articles with the same keys are verified.
KEYS_KEPT = 256


class AuditedStore(ClusterStore, Protocol):
    """A store that can be gone through from end to end, at a cost that grows with what it holds."""

    def marked_members(self) -> Iterator[Member]:
        """The memberships that say `candidates_cut`, or that somebody decided on: of the living and of others."""

    def posted(self, key: int) -> list[ArticleRef]:
        """Every article under an index key, in the order of the refs."""

    def clusters(self) -> Iterator[tuple[Header, list[Copy]]]:
        """Every header with the COPY items of its cluster, each as it was when it was come to."""

    def every_link(self) -> Iterator[Link]:
        """Every link, of either side, each as it was when it was come to."""


class Verifier(Decider):
    """Joins what an article with common index keys may have missed.

    The promise of the index is then whole again: of two articles that share a key, whichever put it later saw
    the other, or its membership says that candidates were cut, or they have been compared here.
    """

    def __init__(self, store: AuditedStore, *, pause: Pause = sleep_with_jitter) -> None:
        super().__init__(store, pause=pause)
        self._audited = store
        self._posted = lru_cache(KEYS_KEPT)(store.posted)

    def marked_members(self) -> Iterator[Member]:
        """The memberships that there is something to do for: `follow` each of `pairs_of`, then `verify`."""
        return self._audited.marked_members()

    def cut_articles(self) -> Iterator[str]:
        """Ids of the articles that `verify` has something to do for."""
        return (one.article_id for one in self.marked_members() if one.alive and one.candidates_cut)

    def verify(self, article_id: str) -> Added | None:
        """Compare an article with all that share an index key with it, and take the mark off its membership.

        Reads the membership and fingerprint of each that is not in its cluster. An article that comes meanwhile
        under the same keys is marked itself. Safe to stop and to call again, beside any number of arrivals.

        Returns:
            What it came to; None where the article has gone, or has no mark.

        Raises:
            Contended: the clusters were too busy; call again.
        """
        member = self._members(article_id).get(article_id)
        if member is None or not member.alive or not member.candidates_cut:
            return None
        ref = member.ref
        fingerprint = self._store.fingerprints([ref]).get(ref)
        if fingerprint is None:
            return None
        try:
            keys = (*fingerprint.keys, *verdicts_of([member], self._store.settings).keys(article_id))
            others = {other for key in keys for other in self._posted(key)}
            others -= retrying(self._pause, lambda: self._together(ref)) | {ref}
            linked = [
                self._join_all(member, fingerprint, chunk) for chunk in chunks(sorted(others), COMMIT_LIMIT)
            ]
            retrying(self._pause, lambda: self._settle(ref))
            retrying(self._pause, lambda: self._note_whole(ref))
        except Superseded:
            return None
        matches, merges = (sum(counts) for counts in zip((0, 0), *linked, strict=True))
        return Added(matches, merges, candidates_cut=False)

    def headers_to_repair(self) -> Iterator[str]:
        """Ids of the clusters that `repair` has something to do for, or that were changing as they were read."""
        for header, copies in self._audited.clusters():
            if not in_order(self._store, header, copies):
                yield header.cluster_id

    def repair(self, cluster_id: str) -> bool:
        """Settle a cluster, and make its header say what its members say; False where nothing was wrong.

        Raises:
            Contended: the cluster was too busy; call again.
        """
        return retrying(self._pause, lambda: self._repair(cluster_id))

    def links_to_mend(self) -> Iterator[Link]:
        """Links that do not hold, or whose other side is missing: what no arrival leaves behind."""
        return (link for link in self._audited.every_link() if not holds(self._store, link))

    def mend(self, link: Link) -> None:
        """Take such a link away on both sides, and keep what holds of its articles instead.

        Safe to stop and to call again, beside any number of arrivals.

        Raises:
            Contended: its articles were too busy; call again.
        """
        retrying(self._pause, lambda: mend_link(self._store, link))

    def _repair(self, cluster_id: str) -> bool:
        header = self._store.headers([cluster_id]).get(cluster_id)
        ended = header is None or header.state is State.ENDED
        return not ended and repair(self._store, cluster_id)

    def _together(self, ref: ArticleRef) -> set[ArticleRef]:
        """Articles that were in one cluster with this one at one moment: their copies lay there while it did."""
        own = self._membership(ref)
        copies = self._store.copies(own.cluster_id or "")
        self._expect_unmoved(own)
        return {ArticleRef(copy.article_id, copy.generation) for copy in copies}

    def _note_whole(self, ref: ArticleRef) -> None:
        self._replace(self._membership(ref), candidates_cut=False)


def pairs_of(member: Member) -> Iterator[Pair]:
    """The pairs that were decided on of which an article is the first: who decided may have been interrupted."""
    for one in member.decisions:
        if member.article_id < one.article_id:
            yield member.article_id, one.article_id
