"""What whoever runs copydesk may set of the rule by which articles match."""

from __future__ import annotations

from functools import cached_property

import xxhash
from pydantic import Field

from copydesk.article import Record

CONTAINMENT = 0.45  # of the smaller text's shingles
MAX_DAYS = 4  # between two copies; an unknown date is not held against them
MIN_WORDS = 30  # words; a shorter text is a copy only of an identical one under its title or at its address

# How far below the threshold pairs lie that people may want to look at: most copies that were missed share as much.
BAND = 0.15


class MatchSettings(Record):
    """How alike copies have to be. Clusters of one stack are made under one of these: docs/operations.md."""

    threshold: float = Field(
        default=CONTAINMENT, ge=0.2, le=1, description="share of the shorter text that lies in the longer one"
    )
    days: int = Field(
        default=MAX_DAYS,
        ge=0,
        le=3650,
        description="between two copies, beyond which they have to be much more alike",
    )
    least_words: int = Field(
        default=MIN_WORDS, ge=15, le=1000, description="of a text that may be a copy of one with other words"
    )

    @cached_property
    def hash(self) -> str:
        """Eight hexadecimal digits, different for different settings: part of the algorithm version of matches."""
        named = f"{self.threshold:.6f} {self.days} {self.least_words}"
        return xxhash.xxh3_64_hexdigest(named.encode())[:8]


USUAL = MatchSettings()
