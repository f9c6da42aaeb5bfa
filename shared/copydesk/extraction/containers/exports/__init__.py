"""What databases of newspapers export as text: several documents in one file, each with a header of its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from copydesk.extraction.containers.exports import factiva, nexis, proquest, ris
from copydesk.extraction.containers.item import Item

# Characters of a file in which the marks of an export are looked for; one that begins otherwise is none.
MAX_MARK = 100_000

_DATABASES: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[Item]]], ...] = (
    (ris.MARK, ris.items),
    (proquest.MARK, proquest.items),  # before Nexis, which numbers documents likewise in other languages
    (nexis.MARK, nexis.items),
    (factiva.MARK, factiva.items),
)


def export_items(text: str) -> Iterator[Item] | None:
    """The documents of an export in order; None where the text is none that is known."""
    for mark, items in _DATABASES:
        if mark.search(text, 0, MAX_MARK):
            return items(text)
    return None
