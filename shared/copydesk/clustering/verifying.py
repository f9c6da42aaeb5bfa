"""Complete what arrivals left out, repair headers and links: an operator's work, not an arrival's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from copydesk.cluster import Link
from copydesk.clustering.auditing import AuditedStore, Page, Position, items_of
from copydesk.clustering.carrying import holds, mend_link
from copydesk.clustering.clusterer import Added
from copydesk.clustering.comparing import Comparing, unhurried
from copydesk.clustering.deciding import Decider
from copydesk.clustering.records import Member, State
from copydesk.clustering.repairing import in_order, repair
from copydesk.decision import Pair
from copydesk.retrying import Pause, retrying, sleep_with_jitter


class Verifier(Decider):
    """Joins what articles with common index keys may have missed.

    The promise of the index is then whole again: of two articles that share a key, whichever put it later saw
    the other, or its membership says that candidates were cut, or they have been compared here.
    """

    def __init__(self, store: AuditedStore, *, pause: Pause = sleep_with_jitter) -> None:
        super().__init__(store, pause=pause)
        self._audited = store

    def marked_members(self, after: Position | None = None) -> Iterator[Page[Member]]:
        """The memberships that there is something to do for: `verify`, and `follow` each of `pairs_of`."""
        return self._audited.marked_members(after)

    def cut_articles(self) -> Iterator[str]:
        """Ids of the articles that `verify` has something to do for."""
        return (one.article_id for one in items_of(self.marked_members()) if is_cut(one))

    def still_cut(self, article_ids: Sequence[str]) -> list[str]:
        """Those of the articles that there is still something to do for."""
        return [one.article_id for one in self._members(*article_ids).values() if is_cut(one)]

    def verify(
        self, article_ids: Sequence[str], *, seconds_left: Callable[[], float] = unhurried
    ) -> dict[str, Added]:
        """See `Comparing.verify`."""
        return Comparing(self._audited, pause=self._pause).verify(article_ids, seconds_left)

    def headers_to_repair(self, after: Position | None = None) -> Iterator[Page[str]]:
        """Ids of the clusters that `repair` has something to do for, or that were changing as they were read."""
        for page in self._audited.clusters(after):
            wrong = [one.cluster_id for one, copies in page.items if not in_order(self._store, one, copies)]
            yield Page(wrong, page.position)

    def repair(self, cluster_id: str) -> bool:
        """Settle a cluster, and make its header say what its members say; False where nothing was wrong.

        Raises:
            Contended: the cluster was too busy; call again.
        """
        return retrying(self._pause, lambda: self._repair(cluster_id))

    def links_to_mend(self, after: Position | None = None) -> Iterator[Page[Link]]:
        """Links that do not hold, or whose other side is missing: what no arrival leaves behind."""
        for page in self._audited.every_link(after):
            yield Page([link for link in page.items if not holds(self._store, link)], page.position)

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


def is_cut(member: Member) -> bool:
    """Whether a membership asks for `Verifier.verify`."""
    return member.alive and member.candidates_cut


def pairs_of(member: Member) -> Iterator[Pair]:
    """The pairs that were decided on of which an article is the first: who decided may have been interrupted."""
    for one in member.decisions:
        if member.article_id < one.article_id:
            yield member.article_id, one.article_id
