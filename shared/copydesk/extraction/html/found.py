"""Values of a field as several sources give them, and the choice among them."""

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
class Found(Generic[T]):
    """A value, the method that found it, and the text it was read from."""

    value: T
    method: str
    raw: str


class Chosen(NamedTuple, Generic[T]):
    """The value of a field, and where it came from; neither where the page has none."""

    value: T | None
    origin: Provenance | None


def choose(
    candidates: Iterable[Found[T]], *, same: Callable[[T], Hashable] = lambda value: value
) -> Chosen[T]:
    """The first candidate, with its provenance; `same` tells which values count as equal."""
    found = list(candidates)
    if not found:
        return Chosen(None, None)
    best = found[0]
    others: dict[Hashable, str] = {}
    for other in found[1:]:
        if same(other.value) != same(best.value):
            others.setdefault(same(other.value), f"{other.method}: {_written(other.value)}"[:MAX_RAW])
    listed = tuple(others.values())[:MAX_OTHERS]
    return Chosen(best.value, Provenance(method=best.method, raw=best.raw[:MAX_RAW], others=listed))


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
