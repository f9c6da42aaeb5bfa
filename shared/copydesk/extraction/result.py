"""What extraction answers for each position of an object."""

from __future__ import annotations

from copydesk.article import Draft, NewsItem, Record
from copydesk.outcome import RejectionReason


class Extracted(Record):
    """One position of an object: a draft, or the reason why there is none. Exactly one of the two is set."""

    position: int
    draft: Draft | None = None
    reason: RejectionReason | None = None
    file_kind: str | None = None
    """What the file is, where it is of no format that is read, or a PDF that cannot be opened: "ZIP archive"."""
    own_id: str = ""
    """What the file itself calls the item: a feed's guid, an address, a number. Empty where it has no name for it."""
    ordinal: int = 0
    """How many items of the same `own_id` stand before it."""
    is_document: bool = False
    """Whether the item is all that the file is, as a page is, so that the file's name does for it."""
    canceled: NewsItem | None = None
    """The item of an agency that it takes back, where it says that."""
