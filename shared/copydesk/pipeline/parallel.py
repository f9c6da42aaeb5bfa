"""Work shared among processes, in order, with little of it under way at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TypeVar

from copydesk.chunks import chunks

# Items handed to another process at once: some 15 ms of work, against less than one to hand them over.
CHUNK = 64

# Chunks under way: enough for the processes of a large machine, and some megabytes of text.
UNDER_WAY = 64

Kept = TypeVar("Kept")
Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    executor: Executor | None, function: Callable[[Item], Result], items: Iterable[tuple[Kept, Item]]
) -> Iterator[tuple[Kept, Result]]:
    """The results in the order of the items, each with what was kept in this process meanwhile.

    Without an executor, all is done in this process. Items are taken as they are needed, and let go.
    """
    if executor is None:
        for kept, item in items:
            yield kept, function(item)
        return
    under_way: deque[tuple[list[Kept], Future[list[Result]]]] = deque()
    for chunk in chunks(items, CHUNK):
        future = executor.submit(_all, function, [item for _, item in chunk])
        under_way.append(([kept for kept, _ in chunk], future))
        if len(under_way) == UNDER_WAY:
            yield from _done(*under_way.popleft())
    while under_way:
        yield from _done(*under_way.popleft())


def _all(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [function(item) for item in items]


def _done(kept: list[Kept], future: Future[list[Result]]) -> Iterator[tuple[Kept, Result]]:
    return zip(kept, future.result(), strict=True)
