"""Values of a field as several rules find them, and the one decision among them, which keeps what disagreed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from copydesk.article import Provenance
from copydesk.extraction.limits import MAX_RAW

T = TypeVar("T", bound=Hashable)

# Different values of one field that a provenance lists.
MAX_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A value, the method that found it, and the text it was read from.

    `lines` are the numbers of the document's lines that say it, and that are no part of the story if it wins.
    """

    value: T
    method: str
    raw: str
    lines: frozenset[int] = frozenset()


class Resolved(NamedTuple, Generic[T]):
    """The value of a field and where it came from, or neither; and every candidate in order, the chosen one first."""

    value: T | None = None
    origin: Provenance | None = None
    candidates: tuple[Candidate[T], ...] = ()

    @property
    def lines(self) -> frozenset[int]:
        """The lines of the document that say the value."""
        return self.candidates[0].lines if self.candidates else frozenset()


def resolve(
    candidates: Iterable[Candidate[T]], *, same: Callable[[T], Hashable] = lambda value: value
) -> Resolved[T]:
    """The first candidate, with its provenance; `same` tells which values count as equal."""
    found = tuple(candidates)
    if not found:
        return Resolved()
    best = found[0]
    others: dict[Hashable, str] = {}
    for other in found[1:]:
        if same(other.value) != same(best.value):
            others.setdefault(same(other.value), f"{other.method}: {_written(other.value)}"[:MAX_RAW])
    listed = tuple(others.values())[:MAX_OTHERS]
    origin = Provenance(method=best.method, raw=best.raw[:MAX_RAW], others=listed)
    return Resolved(best.value, origin, found)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(getattr(value, "name", None) or value)
