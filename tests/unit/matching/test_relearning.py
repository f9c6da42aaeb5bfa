"""Learning again and again: nothing is forgotten that was not looked for, and nothing changes without a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.cutting import passages
from copydesk.matching.learning import PublishedText
from copydesk.matching.relearning import SampledText, renewed, share_stripped
from tests.stories import text_of

KEEP_DAYS = 60
FIRST = date(2024, 5, 6)
NOTICES = {
    "Skerry Dispatch": "Subscribers of the Dispatch read every harbour story without a limit.",
    "Fenn Ledger": "The Ledger is free for schools and for the crews of the lightships.",
}


def sampled(
    number: int, *, publisher: str = "Skerry Dispatch", day: int = 0, notice: bool = True
) -> SampledText:
    came_in = FIRST + timedelta(days=day)
    paragraphs = [text_of(number), *([NOTICES[publisher]] if notice else [])]
    title = f"{text_of(number).split()[0]} {number}"
    text = PublishedText("\n\n".join(paragraphs), title, came_in.isoformat(), publisher)
    return SampledText(text, passages(text.text), came_in)


def strips(known: Boilerplate, publisher: str = "Skerry Dispatch") -> bool:
    text = f"{text_of(99)}\n\n{NOTICES[publisher]}"
    return known.repeated_paragraphs(text, publisher) == [1]


SAMPLE = [sampled(number, day=number) for number in range(4)]


def test_ten_runs_over_one_sample_give_one_version() -> None:
    known = Boilerplate()
    versions = set()
    for _ in range(10):
        known = renewed(known, SAMPLE, KEEP_DAYS)
        versions.add(known.version)
    assert strips(known)
    assert len(versions) == 1


def test_a_sample_too_small_to_learn_from_forgets_nothing() -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    assert strips(renewed(known, SAMPLE[:1], KEEP_DAYS))
    assert renewed(known, [], KEEP_DAYS) == known


@pytest.mark.parametrize("days", [KEEP_DAYS, KEEP_DAYS + 1])
def test_a_passage_leaves_when_it_was_looked_for_and_long_not_there(days: int) -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    seen_last = max(one.came_in for one in SAMPLE)
    later = sampled(10, day=(seen_last - FIRST).days + days, notice=False)
    assert strips(renewed(known, [later], KEEP_DAYS)) is (days <= KEEP_DAYS)


def test_a_passage_that_is_still_there_stays_however_few_have_it() -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    later = [sampled(10, day=200), sampled(11, day=201, notice=False)]
    known = renewed(known, later, KEEP_DAYS)
    assert strips(known)
    assert strips(renewed(known, [sampled(12, day=250, notice=False)], KEEP_DAYS))
    assert not strips(renewed(known, [sampled(12, day=261, notice=False)], KEEP_DAYS))


def test_of_other_publishers_nothing_is_known() -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    other = [sampled(number, publisher="Fenn Ledger", day=400 + number) for number in range(4)]
    known = renewed(known, other, KEEP_DAYS)
    assert strips(known)
    assert strips(known, "Fenn Ledger")


def test_what_0_1_learned_stays_until_it_is_learned_anew() -> None:
    now = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    old = Boilerplate({key: use._replace(owner=None, seen=None) for key, use in now.uses.items()})
    later = sampled(10, day=900, notice=False)
    assert strips(renewed(old, [later], KEEP_DAYS))
    assert not strips(renewed(renewed(old, SAMPLE, KEEP_DAYS), [later], KEEP_DAYS))


def test_the_share_that_would_be_stripped() -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    share = share_stripped(known, SAMPLE)
    notice, whole = len(NOTICES["Skerry Dispatch"]), sum(len(one.article.text) for one in SAMPLE)
    assert share == pytest.approx(4 * notice / whole, rel=0.05)
    assert share_stripped(known, []) == share_stripped(Boilerplate(), SAMPLE) == 0.0


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.sampled_from(sorted(NOTICES))), max_size=9))
def test_a_second_look_at_a_sample_changes_nothing(chosen: list[tuple[int, bool, str]]) -> None:
    known = renewed(Boilerplate(), SAMPLE, KEEP_DAYS)
    sample = [
        sampled(number, publisher=publisher, day=20 * number, notice=notice)
        for number, notice, publisher in chosen
    ]
    once = renewed(known, sample, KEEP_DAYS)
    assert renewed(once, sample, KEEP_DAYS) == once
    assert renewed(known, sample[::-1], KEEP_DAYS) == once
