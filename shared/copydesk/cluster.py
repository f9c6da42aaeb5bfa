"""The cluster record: articles that are near-identical copies of one text, each with its evidence."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Self

from pydantic import Field

from copydesk.article import Credit, IsoDate, Publisher, Record, VersionedRecord
from copydesk.moments import Published
from copydesk.origins import Origins


class Relation(StrEnum):
    """How an article relates to the other one of a match. A closed list."""

    IDENTICAL = "identical"
    NEAR_IDENTICAL = "near_identical"
    EXCERPT = "excerpt"  # this article is the shorter: it lies within the other
    EXTENDED = "extended"  # this article is the longer: it holds the other
    REVISION = "revision"  # same publisher and title or URL, text edited
    CARRIED = "carried"  # the other has this article among other stories: they are in no cluster for that
    CARRIES = "carries"  # this article has the other among other stories

    @property
    def words(self) -> str:
        """As it reads before the other article: `excerpt of`."""
        return _WORDS[self]


_WORDS = {
    Relation.IDENTICAL: "identical to",
    Relation.NEAR_IDENTICAL: "nearly identical to",
    Relation.EXCERPT: "excerpt of",
    Relation.EXTENDED: "extension of",
    Relation.REVISION: "revision of",
    Relation.CARRIED: "carried by",
    Relation.CARRIES: "carries",
}
REVERSED_RELATION = {
    Relation.EXCERPT: Relation.EXTENDED,
    Relation.EXTENDED: Relation.EXCERPT,
    Relation.CARRIED: Relation.CARRIES,
    Relation.CARRIES: Relation.CARRIED,
}

# Relations of articles that are found to share a story and are joined in no cluster for that.
CARRYING = frozenset({Relation.CARRIED, Relation.CARRIES})


class Similarity(Record):
    """Two texts compared, from the first one's point of view. A pure function of the two fingerprints."""

    relation: Relation | None = Field(description="null where they are not copies")
    shared_shingles: int = Field(ge=0, description="in the sample or sets compared")
    total_shingles: int = Field(ge=0, description="in the union of what was compared")
    jaccard: float = Field(ge=0, le=1, description="shared of total")
    containment: float = Field(ge=0, le=1, description="share of this article's shingles that the other has")
    containment_of_other: float = Field(ge=0, le=1, description="share of the other's that this one has")
    method: str = Field(description="what was compared")
    algorithm: str = Field(description="name and version of the rule that decided")
    threshold: float = Field(description="containment that the rule asked for")

    def reversed(self) -> Self:
        """The same comparison from the other article's point of view."""
        relation = None if self.relation is None else REVERSED_RELATION.get(self.relation, self.relation)
        return self.model_copy(
            update={
                "relation": relation,
                "containment": self.containment_of_other,
                "containment_of_other": self.containment,
            }
        )


class Match(Similarity):
    """The evidence that an article is a copy of another one."""

    article_id: str = Field(description="the other article")
    relation: Relation = Field(description="how this article relates to the other")


class Link(VersionedRecord):
    """That one article carries another one among other stories, as it is kept with either of them."""

    article_id: str = Field(description="the article that it is kept with")
    generation: int = Field(ge=1, description="which reading of its key this is")
    match: Match = Field(description="the other article: `carried` by it, or `carries` it")
    match_generation: int = Field(ge=1, description="which reading of the other article's key")

    def mirrored(self) -> Self:
        """The same as it is kept with the other article."""
        match = self.match.reversed().model_copy(update={"article_id": self.article_id})
        return self.model_copy(
            update={
                "article_id": self.match.article_id,
                "generation": self.match_generation,
                "match": match,
                "match_generation": self.generation,
            }
        )


class Copy(Published, VersionedRecord):
    """A member of a cluster: enough of its article to show and to rank it, and why it is here."""

    article_id: str = Field(description="of the article, which is one GetItem away")
    generation: int = Field(ge=1, description="which reading of its key this is")
    title: str | None = Field(default=None, description="the article's")
    url: str | None = Field(default=None, description="the article's")
    publisher: Publisher | None = Field(default=None, description="who published it")
    credit: Credit | None = Field(default=None, description="the source it names as its origin")
    authors: tuple[str, ...] = Field(default=(), description="the article's")
    published_at: IsoDate | None = Field(default=None, description="ISO 8601 day or time")
    ingested_at: datetime | None = Field(default=None, description="when its object was read")
    language: str | None = Field(default=None, description="ISO 639-1 code")
    word_count: int = Field(default=0, description="words of its text")
    match: Match | None = Field(default=None, description="null only where the cluster has one member")
    further_matches: tuple[Match, ...] = Field(
        default=(), description="other matches of this copy that brought whole clusters together"
    )


class Cluster(VersionedRecord):
    """A cluster as it is read: the canonical article and every copy, canonical included."""

    cluster_id: str = Field(description="that it has now: another than asked for, where it was merged")
    canonical: Copy = Field(description="the copy that stands for all: not necessarily the first")
    copies: tuple[Copy, ...] = Field(description="canonical included, in the order of article ids")
    first_seen: str = Field(description="the copy that was ingested first; that does not make it the origin")
    credited: tuple[str, ...] = Field(description="sources that copies name as their origin, as spelled")
    size: int = Field(ge=1, description="copies, the canonical one included")
    origins: Origins = Field(
        description="newsrooms that published something of their own, and who re-ran them"
    )
    version: int = Field(ge=1, description="rises by one with every change")

    def matches_to_canonical(self) -> dict[str, Match]:
        """How each other copy comes by its place: the match that leads from it towards the canonical copy.

        A copy's own `match` names the article that it happened to be compared with, which may be one that copied
        it. Here every match is turned so that its `article_id` is the canonical copy, or one that leads there.
        By the id of the copy. The canonical one has none; nor has, for a moment, a copy that is moving here.
        """
        # By the article that a match leads to, then by whose it is.
        towards: dict[str, dict[str, Match]] = {copy.article_id: {} for copy in self.copies}
        for copy in self.copies:
            for match in filter(None, (*copy.further_matches, copy.match)):
                if match.article_id in towards:
                    turned = match.reversed().model_copy(update={"article_id": copy.article_id})
                    towards[copy.article_id].setdefault(match.article_id, turned)
                    towards[match.article_id][copy.article_id] = match
        canonical = self.canonical.article_id
        found: dict[str, Match] = {}
        reached = [canonical]
        for place in reached:  # breadth first: every copy by the fewest steps
            for name, match in sorted(towards[place].items(), key=itemgetter(0)):
                if name != canonical and name not in found:
                    found[name] = match
                    reached.append(name)
        return found
