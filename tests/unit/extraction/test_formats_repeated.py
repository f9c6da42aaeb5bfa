"""Warm and cold give the same answer: nothing that one object leaves behind changes what another one gives."""

from __future__ import annotations

from random import Random

from copydesk.extraction import Extracted, extract
from tests.thorough import THOROUGH
from tests.unit.extraction.mutations import DOCUMENTS
from tests.unit.extraction.samples import ENGLISH, FRENCH, dump, page, rss

TIMES = 100 if THOROUGH else 33
WATCHED = DOCUMENTS if THOROUGH else [page().encode(), dump(FRENCH).encode(), rss(ENGLISH, FRENCH).encode()]


def test_many_readings_in_any_order_are_equal() -> None:
    first: dict[int, list[Extracted]] = {}
    chance = Random(7)
    turns = [number for number in range(len(WATCHED)) for _ in range(TIMES)]
    chance.shuffle(turns)
    for turn, number in enumerate(turns):
        found = list(extract(WATCHED[number]))
        assert first.setdefault(number, found) == found
        if turn % 10 == 0:
            list(extract(chance.choice(DOCUMENTS)))
    assert THOROUGH or all(results[0].draft for results in first.values())
