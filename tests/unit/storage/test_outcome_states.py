"""The outcome of one object through every history of two uploads: no order of writes makes it say what is not so."""

from __future__ import annotations

import pytest

from copydesk.outcome import Status
from copydesk.storage.outcome_states import VERDICT_AT, VERDICT_DAY
from tests.outcome_histories import BEGINNING, WAITING, Step, every_step

DONE = {Status.INDEXED, Status.REJECTED, Status.REMOVED}


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return every_step()


def test_the_histories_reach_every_status_of_both_generations(steps: list[Step]) -> None:
    reached = {(one.after.fields["generation"], one.after.fields["status"]) for one in steps}
    assert reached == {(1, "pending"), (1, "failed"), (1, "indexed")} | {(2, status) for status in Status}
    assert len(steps) > 300


def test_only_a_claim_begins_a_generation_and_takes_away_all_of_the_one_before(steps: list[Step]) -> None:
    for before, change, after in steps:
        begun = after.fields.get("generation", 0) - before.fields.get("generation", 0)
        assert begun == change.adds.get("generation", 0)
        if begun:
            assert not {"reason", "waiting", "verdict", "counts"} & after.fields.keys()


def test_a_worker_of_an_earlier_generation_changes_nothing(steps: list[Step]) -> None:
    late = [one for one in steps if one.change.generation == 1 and one.before.fields["generation"] == 2]
    assert late
    assert all(one.before.item == one.after.item for one in late)


def test_an_outcome_stays_until_the_next_claim(steps: list[Step]) -> None:
    for before, change, after in steps:
        if before.fields.get("status") in DONE and "generation" not in change.adds and change.generation == 1:
            assert after.fields["status"] == before.fields["status"]


def test_failed_is_said_of_what_has_no_outcome_and_gives_way_to_one(steps: list[Step]) -> None:
    marks = [one for one in steps if one.change.sets.get("status") == Status.FAILED and one.change.generation]
    assert {one.after.fields["status"] for one in marks if one.before.fields["status"] == Status.PENDING} >= {
        "failed"
    }
    assert all(one.before.item == one.after.item for one in marks if one.before.fields["status"] in DONE)
    recovered = {
        one.after.fields["status"] for one in steps if one.before.fields.get("status") == Status.FAILED
    }
    assert recovered >= DONE


def test_several_articles_are_done_when_none_is_waited_for_and_each_is_counted_once(
    steps: list[Step],
) -> None:
    for _, _, after in steps:
        fields = after.fields
        if "waiting" not in fields:
            continue
        assert fields["waiting"] == WAITING - len(after.entries) >= 0
        assert sum(fields["counts"].values()) == 1 + len(after.entries)
        if fields["status"] == Status.INDEXED:
            assert fields["waiting"] == 0


def test_what_is_done_is_listed_but_for_lone_articles(steps: list[Step]) -> None:
    for _, _, after in steps:
        listed = {VERDICT_DAY, VERDICT_AT} & after.fields.keys()
        is_lone = after.fields["status"] == Status.INDEXED and "waiting" not in after.fields
        is_listed = after.fields["status"] != Status.PENDING and not is_lone
        assert len(listed) == (2 if is_listed else 0)
        if is_listed:
            assert after.fields[VERDICT_DAY].startswith(after.fields["status"])
            is_rejected = after.fields["status"] == Status.REJECTED
            reason = after.fields.get("reason", "") if is_rejected else ""
            assert after.fields[VERDICT_AT].split("#")[0] == reason


def test_every_history_can_still_end_well(steps: list[Step]) -> None:
    """From wherever a worker died, deliveries again lead to an outcome."""
    followers: dict[object, set[object]] = {}
    ends = set()
    for before, _, after in steps:
        followers.setdefault(after, set()).add(before)
        if after.fields["status"] in DONE:
            ends.add(after)
    reachable, waiting = set(ends), list(ends)
    while waiting:
        for before in followers.get(waiting.pop(), set()) - reachable:
            reachable.add(before)
            waiting.append(before)
    assert reachable >= {one.before for one in steps}
    assert BEGINNING in reachable
