"""Work shared among processes comes back in order, and little of it is taken at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from copydesk.pipeline.parallel import CHUNK, UNDER_WAY, each


def halved(number: int) -> float:
    return number / 2


def half_inverse(number: int) -> float:
    return 1 / number / 2


def test_results_are_in_order_with_what_was_kept() -> None:
    items = [(f"kept {number}", number) for number in range(3 * CHUNK + 1)]
    expected = [(kept, number / 2) for kept, number in items]
    assert list(each(None, halved, items)) == expected
    with ProcessPoolExecutor(2) as executor:
        assert list(each(executor, halved, items)) == expected
        assert list(each(executor, halved, [])) == []


@pytest.mark.parametrize("alone", [True, False])
def test_items_are_taken_as_they_are_needed(alone: bool) -> None:
    taken = 0

    def endless() -> Iterator[tuple[None, int]]:
        nonlocal taken
        for taken in itertools.count(1):
            yield None, taken

    with ThreadPoolExecutor(1) as executor:
        results = each(None if alone else executor, halved, endless())
        assert [result for _, result in itertools.islice(results, CHUNK)] == [
            at / 2 for at in range(1, CHUNK + 1)
        ]
    assert taken == CHUNK if alone else taken <= CHUNK * (UNDER_WAY + 1)


def test_what_fails_fails_here() -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(ZeroDivisionError):
        list(each(executor, half_inverse, [(None, 0)]))
