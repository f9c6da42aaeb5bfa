"""What the clustering protocol keeps beside the public records. Every one is small and replaced whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from copydesk.article import VersionedRecord
from copydesk.cluster import Copy
from copydesk.decision import Decision

# Copies up to which a cluster is read where its header does not say enough. A larger one keeps the names of its
# copies in order, two or three small items for each; so few clusters are larger that most never pay for them.
NAMED_ABOVE = 100


class ArticleRef(NamedTuple):
    """One generation of one article: what the index points at."""

    article_id: str
    generation: int


class Member(VersionedRecord):
    """An article's membership: which cluster it is in, alive or dead. `version` rises with every write."""

    article_id: str = Field(description="of the article")
    generation: int = Field(description="that this is the membership of")
    alive: bool = Field(description="false once the generation is void")
    cluster_id: str | None = Field(
        default=None, description="null once the article has left its last cluster"
    )
    version: int = Field(description="rises by one with every write")
    candidates_cut: bool = Field(
        default=False,
        description="whether a key had more articles than are looked at, so that a copy may be missed",
    )
    removed: bool = Field(
        default=False, description="a tombstone: the article is gone, not about to be replaced"
    )
    erased: bool = Field(default=False, description="a tombstone of an article that was erased")
    put_aside: bool = Field(
        default=False,
        description="a tombstone of a version of an agency's item that another stands for, or that was taken back",
    )
    decisions: tuple[Decision, ...] = Field(
        default=(), description="what people decided on this article and others; they outlast its generations"
    )

    @property
    def ref(self) -> ArticleRef:
        """The generation that this is the membership of."""
        return ArticleRef(self.article_id, self.generation)


class State(StrEnum):
    """Where a cluster is in its life. Only an open one that is settled may be changed by a join."""

    OPEN = "open"
    MERGED = "merged"  # a redirect to the cluster that it became part of
    REGROUPING = "regrouping"  # frozen, while each copy is marked with the part that it belongs to
    ENDED = "ended"  # its last member is gone


class Header(VersionedRecord):
    """A cluster's own item. A cluster of one has no COPY item: `canonical` is its one member."""

    cluster_id: str = Field(description="of this cluster, for ever")
    version: int = Field(description="rises by one with every change")
    state: State = Field(default=State.OPEN, description="`open`; else see `redirect_to`, or ask again")
    size: int = Field(description="copies, the canonical one included")
    canonical: Copy | None = Field(
        default=None, description="the copy that stands for all, without its match; none once merged or ended"
    )
    credited: tuple[str, ...] = Field(
        default=(),
        description="sources that copies name as their origin, folded to letters and digits; "
        "of more than 64, those of smallest hash",
    )
    credited_count: int | None = Field(
        default=None, description="how many such sources there are; null before copydesk 0.2"
    )
    credited_here: tuple[str, ...] = Field(
        default=(), description="those listed in `credited` that published one of the copies"
    )
    origins: int | None = Field(
        default=None,
        description="newsrooms that published something of their own; null before copydesk 0.2, and without copies",
    )
    origins_at_least: bool | None = Field(
        default=None, description="whether there may be more of them: only all copies with their matches tell"
    )
    named: bool = Field(
        default=False, description="whether the names of its copies are kept in order: in large clusters"
    )
    redirect_to: str | None = Field(default=None, description="the cluster that this one was merged into")
    leaving: str | None = Field(
        default=None,
        description="while regrouping: whose leaving the marks are for, as `leaving_id` names them",
    )
    moving: bool = Field(default=False, description="copies that belong elsewhere may still lie here")
    inbound: tuple[str, ...] = Field(
        default=(), description="clusters from which copies may still be moving here"
    )
    parts: tuple[str, ...] = Field(
        default=(), description="while moving: the new clusters that separate from this one"
    )

    @property
    def settled(self) -> bool:
        """Whether no step of an earlier change is left to finish."""
        unfinished = self.state is State.REGROUPING or self.inbound or self.moving
        return not unfinished and not self.lacks_names

    @property
    def lacks_names(self) -> bool:
        """Whether the cluster has become so large that the names of its copies have to be kept in order."""
        return self.state is State.OPEN and self.size > NAMED_ABOVE and not self.named

    @property
    def sources(self) -> frozenset[str] | None:
        """Every source that its copies credit; None where the header does not list them all."""
        return frozenset(self.credited) if self.credited_count == len(self.credited) else None


def singleton_id(ref: ArticleRef) -> str:
    """The id of the cluster that one generation of an article starts in: 32 hexadecimal digits."""
    return hashlib.sha256(f"cluster\0{ref.article_id}\0{ref.generation}".encode()).hexdigest()[:32]


def leaving_id(
    leaving: Iterable[ArticleRef], staying: Iterable[ArticleRef] = (), members: Iterable[Member] = ()
) -> str:
    """A name for which articles of a cluster leave it and which stay, and for what is decided on them.

    32 hexadecimal digits.
    """
    gone, kept = (
        "\0".join(f"{article_id}\0{generation}" for article_id, generation in sorted(refs))
        for refs in (leaving, staying)
    )
    decided = sorted(
        f"\0{member.article_id}\0{one.article_id}\0{one.version}"
        for member in members
        for one in member.decisions
    )
    return hashlib.sha256(f"leaving\0{gone}\0staying\0{kept}{''.join(decided)}".encode()).hexdigest()[:32]


def part_id(cluster_id: str, leaving: str, smallest: ArticleRef) -> str:
    """The id of a part that separates when a set of articles leaves, the same for every worker.

    Never given twice. Who leaves a cluster dead is never in it again, versions of decisions rise, and so does the
    generation of one that was read again; and what once fell into parts comes together through another alone.
    """
    name = f"part\0{cluster_id}\0{leaving}\0{smallest.article_id}\0{smallest.generation}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]
