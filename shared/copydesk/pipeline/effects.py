"""What a message came to in the dedupe stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What a message came to."""

    INDEXED = "indexed"
    REMOVED = "removed"
    SUPERSEDED = "superseded"  # a later generation of the key has begun
    REPEATED = "repeated"  # the message was dealt with before
    UNCHANGED = "unchanged"  # it was read again, and says what is stored
    REFUSED = "refused"  # the article comes under what was erased
    PUT_ASIDE = "put_aside"  # another version stands for its agency's item, or that was taken back


@dataclass(frozen=True, slots=True)
class Deduped:
    """What a message came to, and what it did to the clusters."""

    effect: Effect
    matches: int = 0
    merges: int = 0  # of clusters
    candidates_cut: bool = False
