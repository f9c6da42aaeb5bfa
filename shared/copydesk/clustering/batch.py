"""The clusters of a whole collection at once, in little memory: those that `Clusterer` comes to.

That is, where the articles arrive in the order of their ids: then each field is a function of the set. In any
other order partition and canonical copies are the same; a cluster's id, and which match a copy shows, may be others.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from copydesk.chunks import chunks
from copydesk.clustering.clusterer import CANDIDATES_AT_ONCE, CANDIDATES_PER_KEY
from copydesk.clustering.evidence import strength
from copydesk.clustering.merging import precedence
from copydesk.clustering.records import ArticleRef, singleton_id
from copydesk.clustering.shared_keys import SharedKeys
from copydesk.clustering.verdicts import RULE_ALONE, Verdicts
from copydesk.decision import Says
from copydesk.matching.compare import compare
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.outline import Outline, Sieve


class Clusters(NamedTuple):
    """The clusters of a collection, by the places of its articles in the order of their ids."""

    founders: array[int]
    """Of each article the one whose cluster of one became its cluster: the cluster's id is from it."""
    matched: array[int]
    """Of each article the other one of the match that it shows; the article itself where it has none."""


def first_id(article_id: str) -> str:
    """The id of the cluster that an article of a collection founds."""
    return singleton_id(ArticleRef(article_id, 1))


def likely_parts(
    ids: Sequence[str],
    outline_of: Callable[[int], Outline],
    shared: SharedKeys,
    verdicts: Verdicts = RULE_ALONE,
    *,
    short_of: float = 0.0,
) -> array[int]:
    """A coarser partition: articles that outlines tell apart are in different parts, unless others join those.

    Args:
        ids: of the articles, sorted and all different; the place of each in them stands for it.
        outline_of: by place; asked for again and again.
        shared: the index of their keys, those of decided copies among them.
        verdicts: what people decided, and the settings of the rule.
        short_of: how much less than is asked for articles may share that are in one part.

    Returns:
        For each place the first one of its part.
    """
    forest = _Forest(len(ids))
    root_of = forest.root
    for place, name in enumerate(ids):
        root, sieve = root_of(place), None
        for other in shared.sharing(place, CANDIDATES_PER_KEY):
            other_root = root_of(other)
            if root == other_root:
                continue
            says = verdicts.decided(name, ids[other])
            if says is None:
                sieve = sieve or Sieve(outline_of(place), verdicts.settings, short_of=short_of)
                likely = sieve.lets_through(outline_of(other))
            else:
                likely = says is Says.COPY
            if likely:
                root, other_root = sorted((root, other_root))
                forest.join(other_root, root)
    return forest.roots()


def clustered(
    ids: Sequence[str],
    parts: Sequence[int],
    fingerprint_of: Callable[[int], Fingerprint],
    shared: SharedKeys,
    verdicts: Verdicts = RULE_ALONE,
) -> Clusters:
    """The clusters of the articles with these ids, which are sorted and all different.

    Args:
        ids: of the articles; the place of each in them stands for it.
        parts: by place, as of `likely_parts`.
        fingerprint_of: by place, of articles that are not alone in their part; asked for again and again.
        shared: the index of their keys, those of decided copies among them.
        verdicts: which of them match.
    """
    clusters = _Clusters(ids)
    judge = _Judge(ids, fingerprint_of, verdicts)
    for place in accompanied(parts):
        for others in chunks(shared.candidates(place, CANDIDATES_PER_KEY), CANDIDATES_AT_ONCE):
            likely = [other for other in others if parts[other] == parts[place]]
            for other in judge.copies(place, clusters.apart(place, likely)):
                if clusters.apart(place, [other]):
                    clusters.link(place, other)
    return clusters.answer()


def accompanied(parts: Sequence[int]) -> Iterator[int]:
    """The places that are not alone in their part."""
    others = {part for place, part in enumerate(parts) if part != place}
    return (place for place, part in enumerate(parts) if part in others)


class _Judge(NamedTuple):
    """Which articles match, by their places."""

    ids: Sequence[str]
    fingerprint_of: Callable[[int], Fingerprint]
    verdicts: Verdicts

    def copies(self, place: int, others: Sequence[int]) -> Sequence[int]:
        """The copies of an article among the others, the best match first."""
        if not others:
            return []
        own, name = self.fingerprint_of(place), self.ids[place]
        copies = [
            other
            for other in others
            if self.verdicts.match(name, self.ids[other], own, self.fingerprint_of(other))
        ]
        if len(copies) < 2:
            return copies
        return sorted(
            copies, key=lambda other: strength(compare(own, self.fingerprint_of(other))), reverse=True
        )


class _Forest:
    """Disjoint sets of places, each with a root (union-find with path halving)."""

    def __init__(self, count: int) -> None:
        self._parent = array("I", range(count))

    def root(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def roots(self) -> array[int]:
        return array("I", map(self.root, range(len(self._parent))))

    def join(self, root: int, new_root: int) -> None:
        self._parent[root] = new_root


class _Clusters:
    """Clusters while they are made; each is known by its founder."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._forest = _Forest(len(ids))
        self._size = array("I", [1]) * len(ids)
        self._matched = array("I", range(len(ids)))

    def apart(self, place: int, others: Sequence[int]) -> list[int]:
        """Those of the others that are in another cluster."""
        own = self._forest.root(place)
        return [other for other in others if self._forest.root(other) != own]

    def link(self, arriving: int, found: int) -> None:
        """Make the clusters of two articles that match one; see `merging.merge`."""
        founders = self._forest.root(arriving), self._forest.root(found)
        if self._matched[arriving] == arriving:
            self._matched[arriving] = found
        if self._size[founders[1]] == 1:
            self._matched[found] = arriving
        winner, loser = sorted(founders, key=self._precedence)
        self._forest.join(loser, winner)
        self._size[winner] += self._size[loser]

    def answer(self) -> Clusters:
        return Clusters(self._forest.roots(), self._matched)

    def _precedence(self, founder: int) -> tuple[int, str]:
        return precedence(self._size[founder], first_id(self._ids[founder]))
