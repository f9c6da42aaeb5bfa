"""A backfill through the local stack, killed on the way with processes of its functions: benchmarks/backfill.py."""

from __future__ import annotations

from benchmarks import backfill
from tests.thorough import only_thorough


@only_thorough
def test_a_backfill_that_is_killed_ends_as_one_that_is_not() -> None:
    worked = backfill.run(600, 0.1, kills=6, workers=1)
    assert worked.drivers == 7
    assert worked.functions > 0
    assert worked.outcomes == {"indexed": 60, "rejected:too_short": 540}
