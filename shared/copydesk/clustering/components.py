"""The partition itself: connected components of verified matches, computed in memory from fingerprints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from copydesk.clustering.records import ArticleRef
from copydesk.clustering.verdicts import RULE_ALONE, Verdicts
from copydesk.matching.fingerprint import Fingerprint


def components(
    fingerprints: Mapping[ArticleRef, Fingerprint], verdicts: Verdicts = RULE_ALONE
) -> list[list[ArticleRef]]:
    """The parts of a set of articles that matches hold together: each sorted, in order of their first.

    Two articles are candidates where they share an index key, and matched where the verdicts say so. Pairs that
    are known to be together are not compared, so a cluster of thousands costs little more than its size.
    """
    forest = _Forest(fingerprints)
    # Under each key, the articles seen so far, by the component they belong to.
    filed: dict[int, dict[ArticleRef, list[ArticleRef]]] = defaultdict(dict)
    for ref in sorted(fingerprints):
        own = fingerprints[ref]
        keys = (*own.keys, *verdicts.keys(ref.article_id))
        compared: set[ArticleRef] = set()
        for key in keys:
            filed[key] = forest.by_root(filed[key])
            for root, others in filed[key].items():
                if forest.root(root) == forest.root(ref):
                    continue
                for other in others:
                    if other not in compared:
                        compared.add(other)
                        if verdicts.match(ref.article_id, other.article_id, own, fingerprints[other]):
                            forest.join(ref, other)
                            break
        for key in keys:
            filed[key].setdefault(forest.root(ref), []).append(ref)
    return list(forest.by_root({ref: [ref] for ref in sorted(fingerprints)}).values())


class _Forest:
    """Disjoint sets of articles (union-find with path halving)."""

    def __init__(self, refs: Iterable[ArticleRef]) -> None:
        self._parent = {ref: ref for ref in refs}

    def root(self, ref: ArticleRef) -> ArticleRef:
        parent = self._parent
        while parent[ref] != ref:
            parent[ref] = parent[parent[ref]]
            ref = parent[ref]
        return ref

    def join(self, left: ArticleRef, right: ArticleRef) -> None:
        self._parent[self.root(right)] = self.root(left)

    def by_root(self, groups: Mapping[ArticleRef, list[ArticleRef]]) -> dict[ArticleRef, list[ArticleRef]]:
        """The same articles under the roots of today; groups that have since been joined become one."""
        found: dict[ArticleRef, list[ArticleRef]] = {}
        for ref, members in groups.items():
            found.setdefault(self.root(ref), []).extend(members)
        return found
