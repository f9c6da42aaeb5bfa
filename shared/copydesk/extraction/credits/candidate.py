"""What the finders of credits hand on."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from copydesk.article import Credit
from copydesk.extraction.credits.lines import TextLine


class FoundCredit(NamedTuple):
    """A credit, the phrase it was read from (cut to 300 characters), and the method for its provenance."""

    credit: Credit
    raw: str
    method: str


class Names(Enum):
    """What may be the source, by how clearly the phrase says that it is one."""

    ANY = "any"
    OUTLET = "outlet"
    """An agency, or what is written as outlets are: "Ledger", "OneWorld", a domain."""
    LABELLED = "labelled"
    """As `ANY`, but for who holds data or rules."""
    AGENCY = "agency"


class Candidate(NamedTuple):
    """A phrase that may name the origin: the rest of the phrase from the name on, and where it was read."""

    name: str
    raw: str
    method: str
    accepts: Names
    line: TextLine
