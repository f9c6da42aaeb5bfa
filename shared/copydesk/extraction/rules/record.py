"""What a rule is: a test of a line, with the reason for it, and examples that hold it to what it is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from copydesk.extraction.document import Document

Test: TypeAlias = Callable[[Document, int], bool]
Find: TypeAlias = Callable[[Document, int], "re.Match[str] | None"]

# In an example of several lines, which is written as a dump is, what stands before the line that is meant; without it
# that is the last.
MARK = "▸"


class Place(StrEnum):
    """Where in a document a line stands."""

    ABOVE = "above"
    """Above the story, up to its first lines."""
    WITHIN = "within"
    BELOW = "below"
    """Below the story, from its last lines on."""
    EDGE = "edge"
    """Above or below; of rules alone, as a line stands at one of the others."""

    def covers(self, place: Place) -> bool:
        """Whether a rule of this place holds at another."""
        return self is place or (self is Place.EDGE and place is not Place.WITHIN)


@dataclass(frozen=True, slots=True)
class Rule:
    """A test of one line of a document.

    Attributes:
        id: unique over all purposes.
        purpose: the set it belongs to; for rules of data, their file's name.
        reason: why it holds.
        test: asked of a document and a line's number; places and languages are looked at before.
        fires: an example of which it must hold: a line, or several with the one that is meant behind a `MARK`.
        spares: one of which it must not.
        language: the only language in which it holds; any where there is none.
        place: the only place at which it holds; any where there is none.
        weight: what it adds, where sums decide.
        effect: what the line is, where the set tells several kinds apart.
        find: for rules of patterns, what they found in the line, with their named groups.
    """

    id: str
    purpose: str
    reason: str
    test: Test
    fires: str
    spares: str
    language: str | None = None
    place: Place | None = None
    weight: float = 1.0
    effect: str = ""
    find: Find | None = None

    def holds(self, document: Document, number: int, place: Place | None = None) -> bool:
        """Whether the rule says something of a line that stands at a place (None: anywhere)."""
        if self.language and document.language not in {None, self.language}:
            return False
        if self.place and place and not self.place.covers(place):
            return False
        return self.test(document, number)
