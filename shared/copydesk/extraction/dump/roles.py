"""What each line of a dump is: by itself, unless its neighbours tell otherwise."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from copydesk.extraction.document import Document
from copydesk.extraction.dump import neighbours, streams
from copydesk.extraction.dump.alone import DROPPED, RUNNING, Judged, Role, by_themselves, is_prose
from copydesk.extraction.rules import rules

# The sets of rules on neighbours, in order: the first rule that holds gives the role.
_AMID = (neighbours.PURPOSE, streams.PURPOSE)


def roles(document: Document, labelled: Set[int] = frozenset()) -> tuple[Judged, ...]:
    """The role of each line; `labelled` are the numbers of the lines that labels take."""
    if labelled:
        document = replace(document, labelled=frozenset(labelled))
    return tuple(_amid(document, number) or own for number, own in enumerate(by_themselves(document)))


def _amid(document: Document, number: int) -> Judged | None:
    found = next(filter(None, (rules(purpose).first(document, number) for purpose in _AMID)), None)
    return Judged(Role(found.effect), found.id) if found else None


__all__ = ["DROPPED", "RUNNING", "Judged", "Role", "is_prose", "roles"]
