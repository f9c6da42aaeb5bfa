"""A document with the edges of its story, as the body was found: notes and signatures stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from copydesk.extraction.document import Document, Line
from copydesk.extraction.rules import Place

# Share of a story's lines, and the fewest, that are its first or last ones: a lead or a note on the author may stand
# between the story's edge and a note.
EDGE_SHARE = 0.2
EDGE_LINES = 2
# Lines above and below a story in which whoever made it signs; what is farther off belongs to other stories.
NEAR_LINES = 14


@dataclass(frozen=True)
class Article:
    """A document, and the numbers of the lines that are its story, in order."""

    document: Document
    story: tuple[int, ...]

    @classmethod
    def of(
        cls, lines: Iterable[Line], story: Iterable[int] | None = None, language: str | None = None
    ) -> Article:
        """The article of some lines; all of them are its story where none are named."""
        document = Document.of(lines).in_language(language)
        return cls(document, tuple(range(len(document.lines)) if story is None else story))

    def place(self, number: int) -> Place | None:
        """Where a line stands; None in a story so short that its first lines are its last."""
        if not self.story:
            return Place.WITHIN
        opens, closes = number <= self._edges[0], number >= self._edges[1]
        if opens and closes:
            return None
        return Place.ABOVE if opens else Place.BELOW if closes else Place.WITHIN

    @cached_property
    def _edges(self) -> tuple[int, int]:
        """The last of the story's first lines, and the first of its last."""
        size = max(EDGE_LINES, ceil(EDGE_SHARE * len(self.story)))
        return self.story[:size][-1], self.story[-size:][0]

    def is_near(self, number: int) -> bool:
        """Whether a line is the story's or stands close to it."""
        return bool(self.story) and self.story[0] - NEAR_LINES <= number <= self.story[-1] + NEAR_LINES
