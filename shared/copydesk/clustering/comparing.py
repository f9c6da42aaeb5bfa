"""Marked articles compared with all that share an index key with them, each of which is read once for all of them.

Who is in one cluster with a marked article already is passed over; that it is, is proved at the end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from copydesk.chunks import chunks
from copydesk.cluster import Similarity
from copydesk.clustering.auditing import AuditedStore
from copydesk.clustering.carrying import carrying, keep_link
from copydesk.clustering.clusterer import Added, Clusterer, Superseded
from copydesk.clustering.evidence import strength
from copydesk.clustering.links import is_living
from copydesk.clustering.marked import Block, Marked
from copydesk.clustering.records import ArticleRef, Member
from copydesk.clustering.settling import settled_home
from copydesk.clustering.verdicts import verdicts_of
from copydesk.decision import Says
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.outline import outline_of
from copydesk.matching.sketch_index import SketchIndex
from copydesk.retrying import Contended, Pause, retrying, sleep_with_jitter

# Marked articles that are compared together, at some ten kilobytes each. If more share a key, all under it are read
# once for each so many.
BLOCK = 10_000

# Articles read at once, to be added to the block or compared with it: ten batches.
READ_AT_ONCE = 1_000

# Of the time that there is: what reading marked articles may take, and what is kept for taking their marks off.
GATHERING, NOTING = 0.25, 0.25

# How often those are proved to be in one cluster that were taken to be, while others change it.
PROOFS = 3

A_DAY = 86_400.0  # seconds


def unhurried() -> float:
    """The time left where nothing ends it, in seconds: the same whenever it is asked for."""
    return A_DAY


class _Other(NamedTuple):
    """A living article that marked ones are compared with."""

    ref: ArticleRef
    home: str
    """The id of the cluster it was in."""
    fingerprint: Fingerprint


class Comparing(Clusterer):
    """Compares marked articles with all others under their keys."""

    def __init__(self, store: AuditedStore, *, pause: Pause = sleep_with_jitter) -> None:
        super().__init__(store, pause=pause)
        self._audited = store

    def verify(self, article_ids: Sequence[str], seconds_left: Callable[[], float]) -> dict[str, Added]:
        """Compare articles with all that share an index key with them, and take the marks off their memberships.

        Reads the fingerprint of each that shares a key with any of them once, and its membership once or three times.
        An article that comes meanwhile under the same keys is marked itself. Safe to stop and to call again, beside any
        number of arrivals.

        Args:
            article_ids: of articles that may be marked; of more than `BLOCK` the first ones are taken.
            seconds_left: asked again and again. The less there are, the fewer articles are verified.

        Returns:
            What it came to, by the articles that were verified. Of the others, some are gone or have no mark; for
            some there was no time, or their clusters were too busy: these are marked still.

        Raises:
            Contended: the tables were too busy.
        """
        whole = seconds_left()
        # Only now that memberships were seen marked are their keys looked under. So whoever is not found there put its
        # keys later, looked under them after that, and saw the article or is marked itself.
        members = self._members(*article_ids[:BLOCK]).values()
        marked = [one for one in members if one.alive and one.candidates_cut]
        block, keys, others = Block(), set[int](), set[ArticleRef]()
        for some in chunks(marked, READ_AT_ONCE):
            new = self._gathered(block, some) - keys
            others.update(ref for posted in self._audited.posted(new) for ref in posted)
            keys |= new
            if seconds_left() < (1 - GATHERING) * whole:
                break
        ordered = list(chunks(sorted(others), READ_AT_ONCE))
        for number, refs in enumerate(ordered):
            left = seconds_left()
            until = left - (left - NOTING * whole) / (len(ordered) - number)
            self._compare(block, refs, partial(_is_under, seconds_left, until))
        return self._noted(block)

    def _gathered(self, block: Block, members: Sequence[Member]) -> set[int]:
        """Take marked articles into the block; their index keys."""
        prints = self._store.fingerprints(one.ref for one in members)
        keys = set[int]()
        for one in members:
            if one.ref in prints:
                block.add(one, prints[one.ref])
                decided = verdicts_of([one], self.settings).keys(one.article_id)
                keys.update(prints[one.ref].keys, decided)
        return keys

    def _compare(self, block: Block, refs: Sequence[ArticleRef], is_late: Callable[[], bool]) -> None:
        """Compare each article of the block with those of others that share a key with it; join and link them.

        Articles of the block for which it is too late by then are left for another time.
        """
        members = self._members(*(ref.article_id for ref in refs))
        prints = self._store.fingerprints([ref for ref in refs if is_living(ref, members)])
        others = [
            _Other(ref, members[ref.article_id].cluster_id or "", prints[ref]) for ref in sorted(prints)
        ]
        limits = [one.outline.limit for one in block.articles.values()]
        outlines = [outline_of(other.fingerprint) for other in others]
        index = SketchIndex(outlines, self.settings, least_limit=min(limits, default=None))
        clusters = {block.cluster(other.home) for other in others}
        # Of two marked articles the later one compares them, when it comes to the earlier one: so if that is left for
        # another time later on, or this one now, the pair is not forgotten.
        for number, ref in enumerate(sorted(block.articles, reverse=True)):
            one = block.articles.get(ref)
            if one is None or clusters == {block.cluster_of(ref)}:
                continue
            # Of the first one all is done however long it takes, so that every call comes on.
            if number and is_late():
                block.drop([other for other in block.articles if other <= ref])
                break

            def passes_over(place: int, ref: ArticleRef = ref) -> bool:
                other = others[place]
                later = other.ref >= ref and other.ref in block.articles
                return later or block.cluster(other.home) == block.cluster_of(ref)

            places = {*index.likely(one.outline, passes_over), *_decided_copies(one, others)}
            likely = [others[place] for place in sorted(places)]
            try:
                if self._join_and_link(block, one, likely):
                    clusters = {block.cluster(other.home) for other in others}
            except Superseded:
                block.drop([ref])
            except Contended:
                block.drop([ref, *(other.ref for other in likely)])
        block.pass_over((other.ref, other.home) for other in others)

    def _join_and_link(self, block: Block, one: Marked, others: Sequence[_Other]) -> bool:
        """Join an article's cluster with those of its copies among the others; whether it has become one with any."""
        verdicts = verdicts_of([one.member], self.settings)
        keys = frozenset(one.fingerprint.keys)
        copies: list[tuple[_Other, Similarity]] = []
        for other in others:
            decided = verdicts.decided(one.ref.article_id, other.ref.article_id) is Says.COPY
            if not decided and keys.isdisjoint(other.fingerprint.keys):
                continue
            carried = carrying(one.fingerprint, other.fingerprint, self.settings)
            if carried is not None:
                retrying(self._pause, partial(keep_link, self._store, one.ref, other.ref, carried))
            similarity = verdicts.similarity(
                one.ref.article_id, other.ref.article_id, one.fingerprint, other.fingerprint
            )
            if similarity is not None:
                copies.append((other, similarity))
        united = False
        for other, _ in sorted(copies, key=lambda copy: strength(copy[1]), reverse=True):
            if block.cluster(other.home) != block.cluster_of(one.ref) and self._joined(one, other):
                block.unite(block.cluster_of(one.ref), other.home)
                united = True
        return united

    def _joined(self, one: Marked, other: _Other) -> bool:
        """Whether an article is in one cluster with a copy now, for all that is known."""
        prints = one.fingerprint, other.fingerprint
        one.matches += 1
        if retrying(self._pause, partial(self._join, one.ref, other.ref, prints)):
            one.merges += 1
            return True
        members = self._members(one.ref.article_id, other.ref.article_id)
        living = all(is_living(ref, members) for ref in (one.ref, other.ref))
        return living and len({member.cluster_id for member in members.values()}) == 1

    def _noted(self, block: Block) -> dict[str, Added]:
        """Take the marks off the articles for which it is proved that nobody was passed over who should not be."""
        found: dict[str, Added] = {}
        for _ in range(PROOFS):
            groups = list(block.by_cluster())
            places = self._places({ref for _, together in groups if len(together) > 1 for ref in together})
            for marked, together in groups:
                homes = {places[ref] for ref in together if ref in places}
                if len(together) == 1 or (len(homes) == 1 and None not in homes):
                    noted = filter(self._take_mark_off, marked)
                    found |= {ref.article_id: block.articles[ref].outcome for ref in noted}
                    block.drop(marked)
                else:
                    self._settle_all(filter(None, homes))
            if not block.articles:
                break
        return found

    def _places(self, refs: Collection[ArticleRef]) -> dict[ArticleRef, str | None]:
        """The clusters that living articles were in, all at one moment; None of those that may have moved then.

        A membership that is the same in two readings was so in between, and so at the moment when the first reading of
        all had ended and the second had not begun.
        """
        names = sorted(ref.article_id for ref in refs)
        before, after = self._members(*names), self._members(*names)
        living = [ref for ref in refs if is_living(ref, after)]
        return {
            ref: after[ref.article_id].cluster_id
            if before.get(ref.article_id) == after[ref.article_id]
            else None
            for ref in living
        }

    def _take_mark_off(self, ref: ArticleRef) -> bool:
        """Whether the article is there still, and has no mark any more."""
        try:
            retrying(self._pause, lambda: self._replace(self._membership(ref), candidates_cut=False))
        except (Superseded, Contended):
            return False
        return True

    def _settle_all(self, cluster_ids: Iterable[str]) -> None:
        """Finish what is half-done in clusters, so that those who are in one are."""
        for cluster_id in cluster_ids:
            with contextlib.suppress(Contended):
                retrying(self._pause, partial(settled_home, self._store, cluster_id))


def _is_under(seconds_left: Callable[[], float], seconds: float) -> bool:
    return seconds_left() < seconds


def _decided_copies(one: Marked, others: Sequence[_Other]) -> Iterator[int]:
    """The places of those that somebody decided are copies of an article, whatever their texts are like."""
    decided = {other.article_id for other in one.member.decisions if other.says is Says.COPY}
    return (place for place, other in enumerate(others) if other.ref.article_id in decided)
