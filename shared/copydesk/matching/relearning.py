"""What is known of publishers' passages, renewed from a sample of their latest articles, and forgotten slowly.

A sample is small, so what it does not show is no evidence by itself: a passage stays until it was looked for, in texts
as they were before anything was taken out of them, and was not there for long enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from copydesk.matching.boilerplate import EVERYBODY, Boilerplate, Use, folded_owner, owner_hash
from copydesk.matching.cutting import WALL, Passages
from copydesk.matching.learning import PublishedText, learn


class SampledText(NamedTuple):
    """An article of the sample."""

    article: PublishedText
    """With its whole text: as it was before anything was taken out of it."""
    passages: Passages
    """Of that text."""
    came_in: date
    """The day on which it was ingested."""


def renewed(known: Boilerplate, sample: Sequence[SampledText], keep_days: int) -> Boilerplate:
    """What is known after a look at a sample: with what it shows, without what has long not been there.

    A fixed point: the same sample again gives the same artefact, and so the same version.

    Args:
        known: what was known before.
        sample: of each publisher the latest articles.
        keep_days: days between the latest article with an owner's passage and the latest one of the owner in which
            it was looked for, beyond which the passage is forgotten.
    """
    found = learn(one.article._replace(passages=one.passages) for one in sample)
    seen: dict[int, date] = {}
    looked: dict[int, date] = {}
    for one in sample:
        for owner in _owners(one.article.publisher):
            looked[owner] = max(one.came_in, looked.get(owner, one.came_in))
            for key in {passage ^ owner for passage in one.passages.hashes if passage != WALL}:
                if key in found.uses or key in known.uses:
                    seen[key] = max(one.came_in, seen.get(key, one.came_in))
    uses = {
        key: _merged(known.uses.get(key), found.uses.get(key), seen.get(key))
        for key in known.uses.keys() | found.uses.keys()
    }
    return Boilerplate({key: use for key, use in uses.items() if not _is_stale(use, looked, keep_days)})


def share_stripped(boilerplate: Boilerplate, sample: Iterable[SampledText]) -> float:
    """Which share of a sample's characters would be taken for what publishers repeat; 0 of nothing."""
    gone = whole = 0
    for one in sample:
        repeated, characters = boilerplate.share_of(one.passages, one.article.publisher)
        gone, whole = gone + repeated, whole + characters
    return gone / whole if whole else 0.0


def _owners(publisher: str | None) -> tuple[int, ...]:
    return tuple({owner_hash(folded_owner(publisher)), owner_hash(EVERYBODY)})


def _merged(known: Use | None, found: Use | None, seen: date | None) -> Use:
    both = [use for use in (known, found) if use is not None]
    days = [use.seen for use in both] + ([] if seen is None else [seen.isoformat()])
    # The largest counts ever seen: those of two samples cannot be added, for they may share articles.
    return Use(
        articles=max(use.articles for use in both),
        stories=max(use.stories for use in both),
        first=min((use.first for use in both if use.first), default=None),
        last=max((use.last for use in both if use.last), default=None),
        owner=next((use.owner for use in reversed(both) if use.owner is not None), None),
        seen=max(filter(None, days), default=None),
    )


def _is_stale(use: Use, looked: dict[int, date], keep_days: int) -> bool:
    last = use.seen or use.last
    if use.owner is None or use.owner not in looked or last is None:
        return False
    return (looked[use.owner] - date.fromisoformat(last)).days > keep_days
