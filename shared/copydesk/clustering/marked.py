"""Marked articles that are compared together with all that share index keys with them, and what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from copydesk.clustering.clusterer import Added
from copydesk.clustering.records import ArticleRef, Member
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.outline import Outline, outline_of


@dataclass(slots=True)
class Marked:
    """An article whose membership says that candidates were cut."""

    member: Member
    fingerprint: Fingerprint
    outline: Outline
    matches: int = 0
    merges: int = 0

    @property
    def outcome(self) -> Added:
        """What comparing it came to."""
        return Added(self.matches, self.merges, candidates_cut=False)

    @property
    def ref(self) -> ArticleRef:
        """The generation that was marked."""
        return self.member.ref


@dataclass(slots=True)
class Block:
    """Marked articles, and which clusters are one by all that was read: that has to be proved in the end."""

    articles: dict[ArticleRef, Marked] = field(default_factory=dict)
    passed_over: dict[ArticleRef, str] = field(default_factory=dict)
    """Articles that were taken to be in one cluster with marked ones, and the cluster they were in."""
    _one_with: dict[str, str] = field(default_factory=dict)

    def add(self, member: Member, fingerprint: Fingerprint) -> None:
        """Take an article in."""
        self.articles[member.ref] = Marked(member, fingerprint, outline_of(fingerprint))

    def drop(self, refs: Iterable[ArticleRef]) -> None:
        """Leave articles for another time; their marks stay."""
        for ref in refs:
            self.articles.pop(ref, None)

    def cluster(self, cluster_id: str) -> str:
        """The cluster that stands for this one and those that are one with it."""
        while cluster_id in self._one_with:
            cluster_id = self._one_with[cluster_id]
        return cluster_id

    def unite(self, one: str, other: str) -> None:
        """Take two clusters for one from now on."""
        one, other = self.cluster(one), self.cluster(other)
        if one != other:
            self._one_with[other] = one

    def cluster_of(self, ref: ArticleRef) -> str:
        """The cluster that a marked article is taken to be in."""
        return self.cluster(self.articles[ref].member.cluster_id or "")

    def pass_over(self, homes: Iterable[tuple[ArticleRef, str]]) -> None:
        """Note those that are in one cluster with a marked article, by all that is known."""
        taken = {self.cluster_of(ref) for ref in self.articles}
        self.passed_over.update((ref, home) for ref, home in homes if self.cluster(home) in taken)

    def by_cluster(self) -> Iterator[tuple[list[ArticleRef], set[ArticleRef]]]:
        """The marked articles of each cluster; and they with those that were passed over for being in it too."""
        marked: dict[str, list[ArticleRef]] = defaultdict(list)
        together: dict[str, set[ArticleRef]] = defaultdict(set)
        for ref in self.articles:
            marked[self.cluster_of(ref)].append(ref)
            together[self.cluster_of(ref)].add(ref)
        for ref, home in self.passed_over.items():
            together[self.cluster(home)].add(ref)
        return ((refs, together[cluster]) for cluster, refs in marked.items())
