"""Streams: files of which the newest version has what is new, and earlier ones what is there too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from copydesk.article import ObjectRef
from copydesk.storage.buckets import Version

# In the counts of an outcome: versions since the last one read that could not be read any more; 1 where all that
# is known is that the last one read itself has expired, so that some after it may have.
EXPIRED = "expired"


class Unread(NamedTuple):
    """What of a key has to be read."""

    ids: list[str]
    """Versions, newest first; none where the key is gone."""
    keeps: bool
    """Whether what they do not have stays: the key was not deleted since."""
    has_gap: bool
    """Whether the last version that was read has expired, and others after it may have."""


class Stream(NamedTuple):
    """How a reading of a stream differs from that of one version."""

    refs: Mapping[int, ObjectRef]
    """The version that has the item of each position."""
    keeps: bool
    expired: int
    whole: bool = False
    """Whether every version was read that is there."""


def unread_versions(versions: Sequence[Version], through: str | None) -> Unread:
    """The versions to read, of all that are there.

    Args:
        versions: of the key, newest first, with the marks of its deletion.
        through: the last of which all is done; None where there is none.
    """
    ids: list[str] = []
    for one in versions:
        if one.marks_deletion:
            return Unread(ids, keeps=False, has_gap=False)
        if one.version_id == through:
            return Unread(ids or [one.version_id], keeps=True, has_gap=False)
        ids.append(one.version_id)
    return Unread(ids, keeps=bool(ids), has_gap=through is not None and bool(ids))
