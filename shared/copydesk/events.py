"""The events that copydesk sends: what became of articles and clusters, for whoever listens to its bus.

Each says what a record came to at one version of it. An event may come twice, and two events in either order:
`event_id` tells a repetition, `version` which of two about one article or cluster is the later.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from copydesk.article import Record
from copydesk.cluster import Match

# EventBridge's `source` of every event; its `detail-type` is the name of the event's class.
SOURCE = "copydesk"

EXAMPLE_ARTICLE = "8f14e45fceea167a5a36dedd4bea2543"
EXAMPLE_CLUSTER = "45c48cce2e2d7fbdea1afc51c7c6ad26"
EXAMPLE_OTHER_CLUSTER = "d3d9446802a44259755d38e6d163e820"


class Event(Record):
    """What every event has. Later versions may have more fields."""

    schema_version: Literal[1] = Field(
        default=1, description="rises when a field changes its meaning or type, or goes"
    )
    event_id: str = Field(
        description="the same whenever this event is sent again, and of no other event",
        examples=["7de3041dd709b024af6f29e4fa13d34c"],
    )


class ArticleIndexed(Event):
    """An article is there, or there anew with changed content: it can be read, and is in a cluster of its own."""

    article_id: str = Field(description="the article", examples=[EXAMPLE_ARTICLE])
    generation: int = Field(ge=1, description="which reading of its key this is", examples=[1])
    cluster_id: str = Field(description="the cluster of one that it starts in", examples=[EXAMPLE_CLUSTER])
    version: int = Field(
        ge=1, description="of events of one article, the highest says where it is", examples=[1]
    )


class ArticleMoved(Event):
    """An article is in another cluster now: its old one merged into that, or fell into parts."""

    article_id: str = Field(description="the article", examples=[EXAMPLE_ARTICLE])
    generation: int = Field(ge=1, description="which reading of its key this is", examples=[1])
    cluster_id: str = Field(description="the cluster it is in now", examples=[EXAMPLE_OTHER_CLUSTER])
    from_cluster_id: str = Field(description="the cluster it was in", examples=[EXAMPLE_CLUSTER])
    version: int = Field(
        ge=1, description="of events of one article, the highest says where it is", examples=[2]
    )


class RemovalReason(StrEnum):
    """Why an article is gone. A closed list."""

    GONE = "gone"  # its object was deleted, or overwritten with what is no article
    ERASED = "erased"
    PUT_ASIDE = "put_aside"  # another version stands for its agency's item, or that was taken back


class ArticleRemoved(Event):
    """An article is gone from copydesk: its object was deleted, or overwritten with what is no article, or it was
    erased, or another version of its agency's item stands for it.
    """

    article_id: str = Field(description="the article", examples=[EXAMPLE_ARTICLE])
    generation: int = Field(ge=1, description="the reading of its key that found it gone", examples=[2])
    version: int = Field(
        ge=1, description="of events of one article, the highest says where it is", examples=[5]
    )
    reason: RemovalReason = Field(
        default=RemovalReason.GONE,
        description="why: `erased` where somebody erased it; `put_aside` where another version of its agency's item "
        "stands for it, or that was taken back: it may come again",
        examples=["gone"],
    )


class CopyFound(Event):
    """An article is a copy of another one. Sent once for each match; not again when its cluster changes."""

    article_id: str = Field(description="the article", examples=[EXAMPLE_ARTICLE])
    generation: int = Field(ge=1, description="of the article, when it was compared", examples=[1])
    cluster_id: str = Field(
        description="the cluster of both when it was found", examples=[EXAMPLE_OTHER_CLUSTER]
    )
    match: Match = Field(description="the other article, and why this one is a copy of it")
    match_generation: int = Field(
        ge=1, description="of the other article, when it was compared", examples=[1]
    )


class StoryCarried(Event):
    """An article carries another one among other stories: a round-up, which joins none of them to another.

    Sent once for each two generations.
    """

    article_id: str = Field(description="the round-up", examples=[EXAMPLE_ARTICLE])
    generation: int = Field(ge=1, description="of it, when they were compared", examples=[1])
    match: Match = Field(description="the story, which this article `carries`")
    match_generation: int = Field(ge=1, description="of the story, when they were compared", examples=[1])


class ClusterMerged(Event):
    """A cluster has become part of another one, whose id its own now leads to. Its articles move there."""

    cluster_id: str = Field(description="the cluster that is gone", examples=[EXAMPLE_CLUSTER])
    merged_into: str = Field(
        description="the cluster that it became part of", examples=[EXAMPLE_OTHER_CLUSTER]
    )
    version: int = Field(ge=1, description="of the cluster that is gone", examples=[2])


class ClusterChanged(Event):
    """A cluster has other copies, origins or another canonical copy than before, or came to an end: its size is 0.

    Of one that an article founds alone none is sent. Its copies are read by its id.
    """

    cluster_id: str = Field(description="the cluster", examples=[EXAMPLE_CLUSTER])
    size: int = Field(ge=0, description="copies, the canonical one included", examples=[7])
    origins: int | None = Field(
        default=None,
        ge=1,
        description="newsrooms that published something of their own (docs/origins.md); null without copies",
        examples=[2],
    )
    origins_at_least: bool | None = Field(
        default=None, description="whether there may be more of them: only all copies with their matches tell"
    )
    canonical: str | None = Field(
        default=None, description="the article that stands for all", examples=[EXAMPLE_ARTICLE]
    )
    version: int = Field(
        ge=1, description="of events of one cluster, the highest says what it is", examples=[3]
    )


EVENTS: tuple[type[Event], ...] = (
    ArticleIndexed,
    ArticleMoved,
    ArticleRemoved,
    CopyFound,
    StoryCarried,
    ClusterMerged,
    ClusterChanged,
)


def read_event(delivered: Mapping[str, Any]) -> Event:
    """The event in what EventBridge delivers to a rule's target.

    Args:
        delivered: with `source`, `detail-type` and `detail`: an SQS body parsed, a function's event.

    Raises:
        ValueError: it is no event that this version of copydesk knows.
    """
    for kind in EVENTS:
        if (delivered.get("source"), delivered.get("detail-type")) == (SOURCE, kind.__name__):
            return kind.model_validate(delivered["detail"], extra="ignore")
    raise ValueError(f"not an event of {SOURCE}: {delivered.get('source')} {delivered.get('detail-type')}")
