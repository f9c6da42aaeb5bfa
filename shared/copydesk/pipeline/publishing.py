"""From what a table's stream says of a change to the event that is published of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from copydesk.cluster import Relation
from copydesk.clustering.records import Header, Member, State
from copydesk.events import (
    ArticleIndexed,
    ArticleMoved,
    ArticleRemoved,
    ClusterChanged,
    ClusterMerged,
    CopyFound,
    Event,
    RemovalReason,
    StoryCarried,
)
from copydesk.storage.items import (
    CLUSTER,
    FOUND,
    LINKS_PREFIX,
    MEMBER,
    Item,
    copy_of,
    header_of,
    link_of,
    member_of,
    parse_ref,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One record of a stream, and the event that it amounts to; most records amount to none."""

    sequence_number: str
    at: datetime
    event: Event | None


def change_of(record: Mapping[str, Any]) -> Change:
    """What a stream record of the articles or the clusters table amounts to.

    Every record is of one item, so it amounts to one event at most. Its id is the event's: DynamoDB gives it
    once to each change. A hash of the content would not do, for a match can be lost and found again.

    Args:
        record: as Lambda passes it on, with both images.

    Raises:
        pydantic.ValidationError, KeyError: the item is none of copydesk's.
    """
    change = record["dynamodb"]
    old, new = change.get("OldImage"), change.get("NewImage")
    return Change(
        change["SequenceNumber"],
        datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), UTC),
        None if new is None else _event(record["eventID"], old, new),
    )


def _event(event_id: str, old: Item | None, new: Item) -> Event | None:
    if new.get("part") == {"S": MEMBER}:
        return _of_membership(event_id, old, new)
    if new.get("entry") == {"S": CLUSTER}:
        return _of_header(event_id, old, new)
    if FOUND in new:
        return _of_match(event_id, new)
    if new.get("cluster_id", {}).get("S", "").startswith(LINKS_PREFIX):
        return _of_link(event_id, old, new)
    return None


def _of_membership(event_id: str, old: Item | None, new: Item) -> Event | None:
    after, before = member_of(new), member_of(old) if old else None
    name: dict[str, Any] = {
        "event_id": event_id,
        "article_id": after.article_id,
        "generation": after.generation,
        "version": after.version,
    }
    if not after.alive:
        # A tombstone where nothing was indexed is no news, nor is a second one.
        gone = after.removed and before is not None and not before.removed
        return ArticleRemoved(**name, reason=_reason(after)) if gone else None
    if before is None or not before.alive or before.generation != after.generation:
        return ArticleIndexed(**name, cluster_id=after.cluster_id)
    if before.cluster_id != after.cluster_id:
        return ArticleMoved(**name, cluster_id=after.cluster_id, from_cluster_id=before.cluster_id)
    return None


def _reason(tombstone: Member) -> RemovalReason:
    if tombstone.erased:
        return RemovalReason.ERASED
    return RemovalReason.PUT_ASIDE if tombstone.put_aside else RemovalReason.GONE


def _of_header(event_id: str, old: Item | None, new: Item) -> Event | None:
    after, before = header_of(new), header_of(old) if old else None
    name: dict[str, Any] = {
        "event_id": event_id,
        "cluster_id": after.cluster_id,
        "version": after.version,
    }
    counts, is_as_before = _counts(after), before is not None and before.state is after.state
    match after.state:
        case State.MERGED:
            return None if is_as_before else ClusterMerged(**name, merged_into=str(after.redirect_to))
        case State.ENDED:
            return None if is_as_before else ClusterChanged(**name, **counts)
        case State.OPEN if max(after.size, before.size if before else 0) > 1:
            return None if before and counts == _counts(before) else ClusterChanged(**name, **counts)
        case _:  # while it falls into parts, or of one article, of which an event of its own tells
            return None


def _counts(header: Header) -> dict[str, Any]:
    return {
        "size": header.size,
        "origins": header.origins,
        "origins_at_least": header.origins_at_least,
        "canonical": header.canonical and header.canonical.article_id,
    }


def _of_match(event_id: str, new: Item) -> Event:
    copy, found = copy_of(new), parse_ref(new[FOUND]["S"])
    matches = {match.article_id: match for match in (copy.match, *copy.further_matches) if match}
    return CopyFound(
        event_id=event_id,
        article_id=copy.article_id,
        generation=copy.generation,
        cluster_id=new["cluster_id"]["S"],
        match=matches[found.article_id],
        match_generation=found.generation,
    )


def _of_link(event_id: str, old: Item | None, new: Item) -> Event | None:
    link = link_of(new)
    # It lies with both articles; that of the round-up is told. Put again it is the same link.
    if old is not None or link.match.relation is not Relation.CARRIES:
        return None
    return StoryCarried(
        event_id=event_id,
        article_id=link.article_id,
        generation=link.generation,
        match=link.match,
        match_generation=link.match_generation,
    )
