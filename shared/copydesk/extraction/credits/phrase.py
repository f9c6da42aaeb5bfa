"""Phrases that may name the origin of a text, as the rules of credits find them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from copydesk.extraction.document import Link


class Kind(StrEnum):
    """What a phrase is, the surest first."""

    NOTE = "note"
    LABEL = "label"
    VIA = "via"
    BYLINE = "byline"
    DATELINE = "dateline"
    AUTHOR = "author"
    """Among the authors that metadata gives."""
    END = "end"
    COPYRIGHT = "copyright"
    HELPER = "helper"
    """Whose material a newsroom used."""


class Names(StrEnum):
    """What may be the source, by how clearly the phrase says that it is one."""

    ANY = "any"
    OUTLET = "outlet"
    """An agency, or what is written as outlets are: "Ledger", "OneWorld", a domain."""
    LABELLED = "labelled"
    """As `ANY`, but for who holds data or rules."""
    AGENCY = "agency"


METHODS = {
    Kind.NOTE: "credit_line",
    Kind.LABEL: "credit_line",
    Kind.VIA: "via",
    Kind.BYLINE: "byline",
    Kind.DATELINE: "dateline",
    Kind.AUTHOR: "byline",
    Kind.END: "end_line",
    Kind.COPYRIGHT: "copyright",
    Kind.HELPER: "byline",
}
"""What the provenance of a credit says of each kind."""


class Phrase(NamedTuple):
    """A phrase that may name the origin, and where it was read."""

    name: str
    """The rest of the phrase from the name on."""
    raw: str
    kind: Kind
    accepts: Names
    number: int = 0
    """Of its line."""
    links: tuple[Link, ...] = ()
    """Of its line."""
    before: str = ""
    """What stands before the name, as far as it tells whether the name is one."""
    alone: bool = False
    """Whether its line holds nothing else."""
