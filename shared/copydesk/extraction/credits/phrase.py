"""Phrases that may name the origin of a text, as the rules of credits find them."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import NamedTuple

from copydesk.extraction.document import Link


class Kind(Enum):
    """What a phrase is, the surest first; and what the provenance of a credit calls it.

    An author stands among those that metadata gives; a helper is whose material a newsroom used.
    """

    NOTE = "note", "credit_line"
    LABEL = "label", "credit_line"
    VIA = "via", "via"
    BYLINE = "byline", "byline"
    DATELINE = "dateline", "dateline"
    AUTHOR = "author", "byline"
    END = "end", "end_line"
    COPYRIGHT = "copyright", "copyright"
    HELPER = "helper", "byline"

    @property
    def method(self) -> str:
        """For the provenance."""
        return self.value[1]


class Names(StrEnum):
    """What may be the source, by how clearly the phrase says that it is one."""

    ANY = "any"
    OUTLET = "outlet"
    """An agency, or what is written as outlets are: "Ledger", "OneWorld", a domain."""
    LABELLED = "labelled"
    """As `ANY`, but for who holds data or rules."""
    AGENCY = "agency"


class Phrase(NamedTuple):
    """A phrase that may name the origin.

    Attributes:
        name: the rest of the phrase from the name on.
        raw: all of it.
        number: of its line.
        links: of its line.
        before: what stands before the name, as far as it tells whether the name is one.
        alone: whether its line holds nothing else.
    """

    name: str
    raw: str
    kind: Kind
    accepts: Names
    number: int = 0
    links: tuple[Link, ...] = ()
    before: str = ""
    alone: bool = False
