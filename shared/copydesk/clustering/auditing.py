"""What verifying asks of a store beside what clustering does: to be gone through from end to end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.clustering.store import ClusterStore

Record = TypeVar("Record")

# The key of a table's item, behind which going through the table goes on.
Position = dict[str, str]


class Page(NamedTuple, Generic[Record]):
    """Some of what a table holds, maybe nothing."""

    items: list[Record]
    position: Position | None
    """Where to go on after these; None after the last."""


class AuditedStore(ClusterStore, Protocol):
    """A store that can be gone through from end to end, at a cost that grows with what it holds."""

    def marked_members(self, after: Position | None = None) -> Iterator[Page[Member]]:
        """The memberships that say `candidates_cut`, or that somebody decided on: of the living and of others."""

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        """Every article under each of some index keys, in the order of the refs."""

    def clusters(self, after: Position | None = None) -> Iterator[Page[tuple[Header, list[Copy]]]]:
        """Every header with the COPY items of its cluster, each as it was when it was come to."""

    def every_link(self, after: Position | None = None) -> Iterator[Page[Link]]:
        """Every link, of either side, each as it was when it was come to."""


def items_of(pages: Iterable[Page[Record]]) -> Iterator[Record]:
    """All that pages hold, one by one."""
    return (item for page in pages for item in page.items)
