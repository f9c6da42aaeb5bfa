"""Units by the sizes of items, as the DynamoDB developer guide counts them."""

from __future__ import annotations

from typing import Any

import pytest

from copydesk.replaying.capacity import Index, Units, item_size, read_units, value_size, write_units

KEYS = ("cluster_id", "entry")
FEED = Index.described(
    {
        "KeySchema": [{"AttributeName": "day"}, {"AttributeName": "at"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["size"]},
    },
    KEYS,
)
ALL = Index.described(
    {"KeySchema": [{"AttributeName": "day"}], "Projection": {"ProjectionType": "ALL"}}, KEYS
)


def item(length: int, **fields: str) -> dict[str, Any]:
    """An item of so many bytes beside these fields."""
    return {"x": {"S": "a" * (length - 1)}, **{name: {"S": value} for name, value in fields.items()}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "né"}, 3),
        ({"B": b"\x00\x01"}, 2),
        ({"N": "12"}, 3),
        ({"NULL": True}, 1),
        ({"BOOL": False}, 1),
        ({"L": [{"S": "a"}, {"S": "b"}]}, 7),
        ({"M": {"k": {"S": "v"}}}, 6),
        ({"SS": ["a", "bc"]}, 3),
    ],
)
def test_values_have_their_sizes(value: dict[str, Any], size: int) -> None:
    assert value_size(value) == size
    assert item_size({"name": value}) == 4 + size


@pytest.mark.parametrize(("size", "units"), [(1, 1), (1024, 1), (1025, 2), (4096, 4)])
def test_a_write_takes_a_unit_a_kilobyte_of_the_larger_item(size: int, units: int) -> None:
    assert write_units(None, item(size)) == write_units(item(size), None) == units
    assert write_units(item(size), item(1)) == units
    assert write_units(None, None) == 1


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4096, 1), (4097, 2)])
def test_a_read_takes_a_unit_for_four_kilobytes(size: int, units: int) -> None:
    assert read_units(size) == units
    assert read_units(size, consistent=False) == units / 2


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, item(9), 0),  # has no keys of it
        (None, item(9, day="1"), 0),
        (None, item(9, day="1", at="2"), 1),
        (item(9, day="1", at="2"), item(5000, day="1", at="2"), 0),  # what changed is not in it
        (item(9, day="1", at="2", size="3"), item(9, day="1", at="2", size="4"), 1),
        (item(9, day="1", at="2"), item(9, day="1", at="3"), 2),  # taken away and put
        (item(9, day="1", at="2"), None, 1),
    ],
)
def test_an_index_takes_what_changes_in_it(before: Any, after: Any, units: int) -> None:
    assert FEED.units(before, after) == units


def test_an_index_of_all_attributes_takes_as_much_as_the_item() -> None:
    assert ALL.units(None, item(3000, day="1")) == 3
    assert Units(1, 2).plus(Units(3, 4)).minus(Units(1, 1)) == Units(3, 5)
