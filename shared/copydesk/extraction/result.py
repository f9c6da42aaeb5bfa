"""What extraction answers for each position of an object."""

from __future__ import annotations

from copydesk.article import Draft, Record
from copydesk.outcome import RejectionReason


class Extracted(Record):
    """One position of an object: a draft, or the reason why there is none. Exactly one of the two is set."""

    position: int
    draft: Draft | None = None
    reason: RejectionReason | None = None
