"""Estimates from samples: their intervals hold what is true about as often as they say."""

from __future__ import annotations

import random

import pytest

from copydesk.replaying.estimates import Interval, counted, summed, wilson

POPULATION, SAMPLE, DRAWN = 2_000, 150, 300


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [  # as published tables and R's prop.test(correct = FALSE) have them
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(found: int, of: int, low: float, high: float) -> None:
    interval = wilson(found, of)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_what_is_counted_whole_is_exact() -> None:
    assert counted(3, 7, 7) == Interval.exact(3)
    assert summed([1.0, 2.0, 0.0], 3) == Interval.exact(3)
    assert not counted(3, 7, 8).is_exact


def test_there_is_at_least_what_the_sample_has() -> None:
    assert counted(9, 10, 11).low >= 9
    assert summed([5.0] * 10, 11).low >= 50
    assert summed([0.0] * 10, 1000, unseen=7.0).low == 0.0
    assert summed([0.0] * 10, 1000, unseen=7.0).high == pytest.approx(7 * 277.5, rel=0.01)
    assert summed([4.0], 10).high > summed([4.0], 10).value


@pytest.mark.parametrize("share", [0.05, 0.4])
def test_nineteen_of_twenty_intervals_hold_what_is_true(share: float) -> None:
    chance = random.Random(1)
    everyone = [chance.lognormvariate(3, 0.7) if chance.random() < share else 0.0 for _ in range(POPULATION)]
    sums = counts = 0
    for _ in range(DRAWN):
        drawn = chance.sample(everyone, SAMPLE)
        whole = summed(drawn, POPULATION)
        sums += whole.low <= sum(everyone) <= whole.high
        some = counted(sum(map(bool, drawn)), SAMPLE, POPULATION)
        counts += some.low <= sum(map(bool, everyone)) <= some.high
    assert min(sums, counts) >= 0.93 * DRAWN


def test_intervals_add_and_multiply() -> None:
    one = Interval(low=1, value=2, high=3)
    assert one.plus(one).times(2) == Interval(low=4, value=8, high=12)
