"""What a plan of a backfill promises: minutes and dollars, by figures that the documents have too."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from copydesk.pipeline import backfill_tally
from copydesk.pipeline.backfill_tally import Tally
from copydesk.prices import READ_UNITS, S3_GETS, S3_PUTS, SQS_REQUESTS
from local.template import ROOT, load


def tallied(**outcomes: int) -> Tally:
    counts = Counter({name.replace("_", ":", 1): count for name, count in outcomes.items()})
    return Tally(counts.total(), 0, Counter(), counts, [])


def test_what_has_its_outcome_is_not_read_again() -> None:
    assert tallied(unread=1, pending=2, failed=4, removed=8, rejected_archived=16).to_read == 31
    assert tallied(indexed=5, rejected_too_short=5).to_read == 0


def test_minutes_are_those_of_the_slower_function() -> None:
    defaults = {name: one["Default"] for name, one in load()["Parameters"].items()}
    comparing, reading = (defaults[f"{one}MaximumConcurrency"] for one in ("Dedupe", "Backfill"))
    # As many as read a little less than is compared: a message for the dedupe function finds its queue short.
    one = tallied(unread=60_000)
    assert one.minutes(reading, comparing) == pytest.approx(17.0)
    assert one.minutes(reading + 1, comparing) == one.minutes(20, comparing) == pytest.approx(14.8)
    assert one.minutes(20, 2 * comparing) == pytest.approx(7.4)


def test_dollars_are_those_of_the_readme_without_putting_the_objects() -> None:
    (million,) = re.findall(
        r"a million articles of 500 words, on demand \| ([\d.]+)", (ROOT / "README.md").read_text("utf-8")
    )
    assert pytest.approx(float(million) - S3_PUTS, abs=0.05) == backfill_tally.DOLLARS_A_MILLION
    assert pytest.approx(0.5) == backfill_tally.MAP_DOLLARS_A_MILLION
    # A message, received with four others and deleted; HeadObject; a strongly consistent read; 34 ms of a function.
    look = SQS_REQUESTS * (1 + 2 / 5) + S3_GETS + READ_UNITS
    assert look < backfill_tally.LOOK_DOLLARS_A_MILLION < look + 1
    assert tallied(unread=1_000_000, indexed=1_000_000).dollars == pytest.approx(26.51 + 1.5 + 2 * 0.5)
