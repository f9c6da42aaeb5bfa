"""The index rules out no copy, whatever many texts have in common."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.matching import sketch_index
from copydesk.matching.compare import is_copy
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.outline import outline_of
from copydesk.matching.sketch_index import SketchIndex
from tests.stories import bridge_text, print_of, story, text_of

NOTICE = " ".join(story(99, 30))
LONG = " ".join(word for number in range(5) for word in story(number, 3000))  # its sketch is a sample
PRINTS = [
    print_of(text)
    for text in (
        *(text_of(number, variant) for number, variant in product(range(3), range(2))),
        *(f"{text_of(number)} {NOTICE}" for number in range(3)),
        *(f"{' '.join(story(number, 20))} {NOTICE}" for number in range(3)),
        bridge_text(0, 1),
        NOTICE,
        "no no no no no no no no no no no no no no no no",
        LONG,
        LONG[:9_000],
        LONG[40_000:41_000],
    )
]


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch_index, "RARE", 1)


def found(index: SketchIndex, prints: list[Fingerprint], one: Fingerprint) -> list[Fingerprint]:
    return [prints[place] for place in index.likely(outline_of(one))]


@settings(max_examples=100)
@given(prints=st.lists(st.sampled_from(PRINTS), max_size=12), one=st.sampled_from(PRINTS))
def test_no_copy_is_ruled_out(prints: list[Fingerprint], one: Fingerprint) -> None:
    limit = outline_of(one).limit
    index = SketchIndex([outline_of(other) for other in prints], least_limit=limit)
    likely = found(index, prints, one)
    assert all(other in likely for other in prints if is_copy(one, other))


def test_what_most_have_in_common_is_not_looked_at() -> None:
    prints = [print_of(f"{text_of(number)} {NOTICE}") for number in range(6)]
    index = SketchIndex([outline_of(one) for one in prints])
    assert found(index, prints, prints[2]) == [prints[2]]
    asked: list[int] = []
    list(index.likely(outline_of(prints[2]), lambda place: bool(asked.append(place))))
    assert asked == [2]


def test_who_is_passed_over_is_not_found() -> None:
    prints = [print_of(text_of(1, variant)) for variant in range(6)]
    index = SketchIndex([outline_of(one) for one in prints])
    assert sorted(index.likely(outline_of(prints[0]), lambda place: place < 4)) == [4, 5]
