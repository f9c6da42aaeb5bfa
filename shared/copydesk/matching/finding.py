"""What a comparison comes to."""

from __future__ import annotations

from enum import StrEnum


class Finding(StrEnum):
    """Why two articles are copies, or are not. A closed list."""

    SAME_WORDS = "same_words"
    CONTAINED = "contained"
    CARRIED = "carried"  # by a text that has it among other stories: found, and linked, but not joined
    TOO_SHORT = "too_short"
    TOO_LITTLE_SHARED = "too_little_shared"
    TOO_LITTLE_CONTAINED = "too_little_contained"
    OTHER_NUMBERS = "other_numbers"
    OTHER_NAMES = "other_names"
    OTHER_WORDS = "other_words"


JOINED = frozenset({Finding.SAME_WORDS, Finding.CONTAINED})
FOUND = JOINED | {Finding.CARRIED}
