"""Many things in as few calls as their limits permit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`; what `itertools.batched` does from Python 3.12 on."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
