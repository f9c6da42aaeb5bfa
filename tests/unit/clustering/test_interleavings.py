"""Every interleaving of workers that meet ends in the batch's partition, with crashes and lost answers too.

Scenarios under EVERY are explored whole. Of the others, every schedule in which workers are interrupted at
most PREEMPTIONS times in all, before any call to the store; a switch when a worker is done or dies is free.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from copydesk.cluster import Copy
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY, Added, Clusterer
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import CheckHeader, CheckMember, Write
from copydesk.decision import Says
from copydesk.matching.fingerprint import Fingerprint
from tests.interleavings import Counterexample, Message, Scenario, explore
from tests.limits import small_limits
from tests.thorough import THOROUGH

# Two find every mistake that is known; more are for before a release and take minutes each.
PREEMPTIONS = int(os.environ.get("COPYDESK_PREEMPTIONS", "2" if THOROUGH else "1"))

CHAIN = (
    Message("a", 1, (1,)),
    Message("b", 1, (1, 2)),
    Message("c", 1, (2,)),
    Message("d", 1, (2, 3)),
    Message("e", 1, (3,)),
)
PAIR = (Message("a", 1, (1,)), Message("b", 1, (1,)))
BRIDGED = CHAIN[:3]
APART = (Message("a", 1, (1,)), Message("c", 1, (2,)), Message("e", 1, (3,)))

ARRIVAL_AND_DELETION = Scenario(PAIR[:1], (Message("a", 2, None), PAIR[1]))
TWO_COPIES = Scenario((), PAIR)
OVERWRITE_AND_JOIN = Scenario(APART[:2], (Message("a", 2, (2,)), Message("x", 1, (1,))))
MERGE_AND_REGROUP = Scenario(BRIDGED, (Message("b", 2, None), Message("x", 1, (2,))))
PARTED_AND_BRIDGED_AGAIN = Scenario(BRIDGED, (Message("b", 2, None), Message("x", 1, (1, 2))))
TWO_BRIDGES = Scenario(APART, (Message("b", 1, (1, 2)), Message("d", 1, (2, 3))))
TWO_BRIDGES_GONE = Scenario(CHAIN, (Message("b", 2, None), Message("d", 2, None)))

EVERY = {
    "two copies, two faults": replace(TWO_COPIES, faults=2),
    "arrival and deletion, two faults": replace(ARRIVAL_AND_DELETION, faults=2),
    "two bridges": TWO_BRIDGES,
    "overwrite and join": OVERWRITE_AND_JOIN,
    "merge and regroup": MERGE_AND_REGROUP,
}

BOUNDED = {
    "three copies": Scenario((), (*PAIR, Message("c", 1, (1,)))),
    "two copies and a deletion": Scenario(PAIR[:1], (Message("a", 2, None), PAIR[1], Message("c", 1, (1,)))),
    "two generations and their neighbour": Scenario(
        (), (Message("a", 1, (1,)), Message("a", 2, (2,)), Message("x", 1, (1, 2)))
    ),
    "the same message twice, and the next": Scenario((), (*PAIR[:1], *PAIR[:1], Message("a", 2, None))),
    "parted and bridged again": PARTED_AND_BRIDGED_AGAIN,
    "two bridges gone": TWO_BRIDGES_GONE,
    # x finds f, then b is gone and f parts from c, then y brings x to c: x and f are not together yet.
    "a match moves away while its finder moves in": Scenario(
        (
            Message("c", 1, (3,)),
            Message("c2", 1, (3,)),
            Message("b", 1, (1, 3)),
            Message("f", 1, (1,)),
        ),
        (Message("x", 1, (1, 2)), Message("b", 2, None), Message("y", 1, (2, 3))),
        preemptions=1,
    ),
    # x reads where it is itself, b is gone and x parts from c, y joins c, x reads where y is: the same id.
    "a finder moves away while its match moves in": Scenario(
        (Message("c", 1, (3,)), Message("c2", 1, (3,)), Message("b", 1, (1, 3))),
        (Message("x", 1, (1, 2)), Message("b", 2, None), Message("y", 1, (2, 3))),
    ),
}

FAULTY = {
    "three copies": replace(BOUNDED["three copies"], faults=1, preemptions=1),
    "overwrite and join": replace(OVERWRITE_AND_JOIN, faults=1),
    "merge and regroup": replace(MERGE_AND_REGROUP, faults=1),
    "two bridges gone": replace(TWO_BRIDGES_GONE, faults=1, preemptions=1),
}

LARGE = {
    "two bridges": TWO_BRIDGES,
    "two bridges gone": TWO_BRIDGES_GONE,
    "merge and regroup, a fault": replace(MERGE_AND_REGROUP, faults=1, preemptions=0),
    "two bridges, a fault": replace(TWO_BRIDGES, faults=1, preemptions=0),
    # c moves first; if b dies then, its message finds c at home, and nothing of c2.
    "a bridge between clusters, a fault": Scenario(
        (
            *(Message(name, 1, (1,)) for name in ("a", "a2", "a3")),
            Message("c", 1, (2, 5)),
            Message("c2", 1, (5,)),
        ),
        (Message("b", 1, (1, 2)),),
        faults=1,
    ),
    "parted and bridged again": PARTED_AND_BRIDGED_AGAIN,
    # An interruption more makes fifteen times the schedules, which end in the same three ways.
    "overwrite and join, a fault": replace(OVERWRITE_AND_JOIN, faults=1, preemptions=1 if THOROUGH else 0),
}


# Copies that credit one another, in names that are the same when folded. Who stands for them changes with each.
LATE, EARLY = "2024-05-07", "2024-05-06T12:00:00+05:00"
ECHO = Message("a", 1, (1,), outlet="Echo", credit="Valley Wire", published_at=EARLY)
VALLEY = Message("b", 1, (1, 2), outlet="valley-wire", credit="Skerry Post", published_at=LATE)
SKERRY = Message("c", 1, (2,), outlet="Skerry Post", published_at=LATE, word_count=9)
OTHER = Message("x", 1, (2,), outlet="Norvale", credit="ECHO", published_at=EARLY)

CREDITS = {
    "a chain of credits": Scenario((ECHO,), (VALLEY, SKERRY)),
    "who credits leaves, another comes": Scenario((ECHO, VALLEY), (Message("a", 2, None), OTHER)),
    "the middle of a chain leaves": Scenario((ECHO, VALLEY, SKERRY), (Message("b", 2, None), OTHER)),
    "a chain of credits, a fault": Scenario((ECHO,), (VALLEY,), faults=1),
    "the middle leaves, a fault": Scenario((ECHO, VALLEY, SKERRY), (Message("b", 2, None),), faults=1),
}


def decides(one: str, other: str, says: Says) -> Message:
    return Message(one, 0, None, decides=(other, says))


CUT, JOIN, LIFT = Says.NOT_COPY, Says.COPY, Says.RULE
TRIPLE = (*PAIR, Message("c", 1, (1,)))

DECISIONS = {
    "a pair is cut while both arrive": Scenario((), (*PAIR, decides("a", "b", CUT))),
    "a pair is cut while one arrives again": Scenario(PAIR, (Message("b", 2, (1,)), decides("a", "b", CUT))),
    "two of three are cut, and cut from the third": Scenario(
        TRIPLE, (decides("a", "b", CUT), decides("a", "c", CUT))
    ),
    "a cut while another copy comes": Scenario(PAIR, (decides("a", "b", CUT), Message("c", 1, (1,)))),
    "a cut while its bridge goes": Scenario(TRIPLE, (decides("a", "b", CUT), Message("c", 2, None))),
    "strangers are joined while one arrives": Scenario(APART[:1], (APART[1], decides("a", "c", JOIN))),
    "strangers are joined while one is overwritten": Scenario(
        APART[:2], (Message("c", 2, (2,)), decides("a", "c", JOIN))
    ),
    "a join is lifted while a copy comes": Scenario(
        (*APART[:2], decides("a", "c", JOIN)), (decides("c", "a", LIFT), Message("x", 1, (2,)))
    ),
    "a cut is lifted while one arrives again": Scenario(
        (*PAIR, decides("a", "b", CUT)), (decides("a", "b", LIFT), Message("a", 2, (1,)))
    ),
    "two decide differently": Scenario(PAIR, (decides("a", "b", CUT), decides("b", "a", JOIN))),
    # x reads where it is, and the cluster falls apart as it was planned before the cut: x and y are elsewhere then.
    "a cut while the cluster falls apart": Scenario(
        (*BRIDGED[:2], Message("x", 1, (2,)), Message("y", 1, (2,))),
        (Message("b", 2, None), decides("x", "y", CUT)),
        preemptions=2,
    ),
    "a cut, a fault": Scenario(TRIPLE[:2], (decides("a", "b", CUT),), faults=1),
    "two cuts, a fault": Scenario(
        TRIPLE, (decides("a", "b", CUT), decides("c", "a", CUT)), faults=1, preemptions=0
    ),
    "a join, a fault": Scenario(APART[:2], (decides("a", "c", JOIN),), faults=1),
}


# A round-up carries its stories: all are linked and none is joined. m is a copy of both r and of a.
ROUND_UP = Message("r", 1, (1, 2, 3))
STORY, MIDDLE = Message("a", 1, (1,)), Message("m", 1, (1, 2))
OTHER_STORY = Message("c", 1, (3,))

CARRYING = {
    "a round-up and its stories arrive": Scenario((), (ROUND_UP, STORY, OTHER_STORY)),
    "a text becomes a round-up": Scenario(
        (STORY, Message("b", 1, (1, 3)), OTHER_STORY), (Message("b", 2, (1, 2, 3)), Message("x", 1, (1,)))
    ),
    "a round-up becomes a story": Scenario(
        (STORY, ROUND_UP, OTHER_STORY), (Message("r", 2, (1, 3)), Message("x", 1, (3,)))
    ),
    "a round-up goes while a story is overwritten": Scenario(
        (STORY, ROUND_UP), (Message("r", 2, None), Message("a", 2, (2,)))
    ),
    "two round-ups and a story": Scenario((STORY,), (ROUND_UP, Message("s", 1, (1, 4, 5)))),
    "what lies between goes while a story comes": Scenario(
        (STORY, ROUND_UP, MIDDLE), (Message("m", 2, None), Message("x", 1, (1,)))
    ),
    "what lies between comes and goes": Scenario((STORY, ROUND_UP), (MIDDLE, Message("m", 2, None))),
    # r finds a, m brings both into one cluster, so that r passes a over, and is gone.
    "what lies between comes before the round-up has looked": Scenario(
        (STORY,), (ROUND_UP, MIDDLE, Message("m", 2, None))
    ),
    "a carried story is joined by decision, and that is lifted": Scenario(
        (STORY, ROUND_UP), (decides("a", "r", JOIN), decides("r", "a", LIFT))
    ),
    "a round-up arrives, a fault": Scenario((STORY,), (ROUND_UP,), faults=1),
    "a round-up becomes a story, a fault": Scenario((STORY, ROUND_UP), (Message("r", 2, (1, 3)),), faults=1),
    "what lies between goes, a fault": Scenario(
        (STORY, ROUND_UP, MIDDLE), (Message("m", 2, None),), faults=1
    ),
}


def read_again(name: str, generation: int, *stories: int) -> Message:
    return Message(name, generation, stories, in_place=True)


READ_AGAIN = {
    "a bridge is one no more while a copy comes": Scenario(
        BRIDGED, (read_again("b", 2, 1), Message("x", 1, (2,)))
    ),
    "a text becomes a bridge while another goes": Scenario(
        (*APART[:2], Message("b", 1, (1,))), (read_again("b", 2, 1, 2), Message("a", 2, None))
    ),
    "two of a cluster at once": Scenario(BRIDGED, (read_again("b", 2, 2), read_again("a", 2, 2))),
    "twice, in any order": Scenario(BRIDGED, (read_again("b", 2, 1), read_again("b", 3, 1, 2))),
    "it is overwritten, too": Scenario(BRIDGED[:2], (read_again("b", 2, 1), Message("b", 3, (2,)))),
    "while it is joined by decision": Scenario(
        (*PAIR, APART[1]), (read_again("a", 2, 1), decides("a", "c", JOIN))
    ),
    "a round-up that is found meanwhile": Scenario(
        (ROUND_UP,), (read_again("r", 2, 1, 3), Message("x", 1, (2,)))
    ),
    "a fault": Scenario(BRIDGED, (read_again("b", 2, 2),), faults=1),
}


# The first article under the key hides all others, for one is looked at. It carries them, and is a copy of none.
HIDING = Message("0", 1, (1, 2, 3))
HIDDEN = (HIDING, *PAIR)
VERIFIES = Message("v", 0, None, verifies=("a", "b"))

VERIFIED = {
    "while another copy comes": Scenario(HIDDEN, (VERIFIES, Message("c", 1, (1,)))),
    "while one goes": Scenario(HIDDEN, (VERIFIES, Message("a", 2, None))),
    "while one is overwritten": Scenario(HIDDEN, (VERIFIES, Message("b", 2, (2,)))),
    "while one is read again": Scenario(HIDDEN, (VERIFIES, read_again("a", 2, 2))),
    "while it is cut": Scenario(HIDDEN, (VERIFIES, decides("a", "b", CUT))),
    "while one arrives": Scenario(HIDDEN[:2], (Message("b", 1, (1,)), VERIFIES)),
    "while others verify": Scenario(HIDDEN, (VERIFIES, VERIFIES)),
    "while what lies between goes": Scenario(
        (HIDING, Message("a", 1, (1, 5)), Message("b", 1, (1, 6)), Message("x", 1, (5, 6))),
        (VERIFIES, Message("x", 2, None)),
    ),
    "while one's neighbour goes": Scenario(
        (HIDING, Message("a", 1, (1, 5)), Message("b", 1, (1,)), Message("x", 1, (5,))),
        (VERIFIES, Message("x", 2, None)),
    ),
    # v reads where z is, e is gone and z parts from c, d joins c, v reads where d is: the same id.
    "while one moves away and the other one in": Scenario(
        (
            Message("0", 1, (2, 7, 8)),
            Message("c", 1, (3,)),
            Message("c2", 1, (3,)),
            Message("e", 1, (1, 3)),
            Message("z", 1, (1, 2)),
        ),
        (Message("v", 0, None, verifies=("z", "d")), Message("e", 2, None), Message("d", 1, (2, 3))),
    ),
    "a fault": Scenario(HIDDEN, (VERIFIES,), faults=1),
}


# Those in which a large cluster falls apart, and one is joined.
FEW_DECISIONS = (
    "a cut while the cluster falls apart",
    "a join is lifted while a copy comes",
    "a join, a fault",
)
# Those that take every step that any of them takes.
FEW_READ_AGAIN = (
    "a text becomes a bridge while another goes",
    "it is overwritten, too",
    "while it is joined by decision",
    "a round-up that is found meanwhile",
    "a fault",
)


@pytest.fixture
def everything_is_large() -> Iterator[None]:
    """Merges and regroupings of a few articles take the path of those of thousands, one write at a time."""
    with small_limits(moves=True):
        yield


def bounded(scenario: Scenario) -> Scenario:
    extra = max(0, PREEMPTIONS - 2)
    bound = PREEMPTIONS if scenario.preemptions is None else scenario.preemptions + extra
    return replace(scenario, preemptions=max(bound, 0))


@pytest.mark.parametrize("name", EVERY)
def test_every_interleaving(name: str) -> None:
    assert explore(EVERY[name]).states > 500


@pytest.mark.parametrize("name", BOUNDED)
def test_bounded_interleavings(name: str) -> None:
    assert explore(bounded(BOUNDED[name])).states > 100


@pytest.mark.parametrize("name", FAULTY)
def test_a_worker_that_dies_anywhere_and_its_message_again(name: str) -> None:
    assert explore(bounded(FAULTY[name])).states > 100


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.usefixtures("everything_is_large")
def test_the_path_of_large_clusters(name: str) -> None:
    assert explore(bounded(LARGE[name])).states > 100


@pytest.mark.parametrize("name", CREDITS)
def test_headers_say_what_the_copies_say(name: str) -> None:
    assert explore(bounded(CREDITS[name])).states > 30


@pytest.mark.parametrize("credited", [1, 64] if THOROUGH else [1])
@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("name", CREDITS)
def test_so_they_do_where_names_are_kept(name: str, moves: bool, credited: int) -> None:
    with small_limits(moves=moves, named_above=1, credited=credited):
        assert explore(bounded(CREDITS[name])).states > 30


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions_hold_whoever_is_at_work(name: str) -> None:
    assert explore(bounded(DECISIONS[name])).states > 20


@pytest.mark.parametrize("name", CARRYING)
def test_who_carries_whom_is_kept_whoever_is_at_work(name: str) -> None:
    assert explore(bounded(CARRYING[name])).states > 20


@pytest.mark.parametrize("name", CARRYING if THOROUGH else ["what lies between goes while a story comes"])
@pytest.mark.usefixtures("everything_is_large")
def test_so_it_is_where_clusters_fall_apart_step_by_step(name: str) -> None:
    assert explore(bounded(CARRYING[name])).states > 20


@pytest.mark.parametrize("name", DECISIONS if THOROUGH else FEW_DECISIONS)
@pytest.mark.usefixtures("everything_is_large")
def test_so_they_do_where_copies_move_one_by_one(name: str) -> None:
    scenario = bounded(DECISIONS[name])
    if not THOROUGH and scenario.preemptions:
        scenario = replace(scenario, preemptions=1)
    assert explore(scenario).states > 20


@pytest.mark.parametrize("name", READ_AGAIN)
def test_who_is_read_again_keeps_its_place_whoever_is_at_work(name: str) -> None:
    assert explore(bounded(READ_AGAIN[name])).states > 20


@pytest.mark.parametrize("name", READ_AGAIN if THOROUGH else FEW_READ_AGAIN)
@pytest.mark.usefixtures("everything_is_large")
def test_so_it_does_where_copies_move_one_by_one(name: str) -> None:
    assert explore(bounded(READ_AGAIN[name])).states > 20


@pytest.mark.parametrize("moves", [False, True] if THOROUGH else [False])
@pytest.mark.parametrize("name", VERIFIED)
def test_what_was_not_looked_at_is_found_whoever_is_at_work(name: str, moves: bool) -> None:
    with small_limits(moves=moves, candidates=1):
        assert explore(bounded(VERIFIED[name])).states > 20


class LooksUpFirst(Clusterer):
    """The order of most systems: see who is there, then say that one is there oneself."""

    def add(self, copy: Copy, fingerprint: Fingerprint, *, in_place: bool = False) -> Added:  # noqa: ARG002
        ref = ArticleRef(copy.article_id, copy.generation)
        found = self._store.postings(fingerprint.keys, CANDIDATES_PER_KEY)
        member, _ = self._enter(ref, copy, fingerprint)
        self._store.insert_postings(fingerprint.keys, ref)
        others = [other for other in found.shared_keys if other.article_id != ref.article_id]
        return Added(*self._join_all(member, fingerprint, others), found.cut)


def test_looking_up_first_is_found_out() -> None:
    with pytest.raises(Counterexample, match="postings"):
        explore(replace(TWO_COPIES, clusterer=LooksUpFirst))


@pytest.mark.parametrize("ignored", [CheckMember, CheckHeader])
def test_every_check_is_needed(ignored: type[Write]) -> None:
    large = ignored is CheckHeader
    scenario = bounded(PARTED_AND_BRIDGED_AGAIN) if large else MERGE_AND_REGROUP
    with small_limits(moves=large), pytest.raises(Counterexample):
        explore(replace(scenario, ignored=ignored))


def test_a_counterexample_is_a_schedule() -> None:
    with pytest.raises(Counterexample) as found:
        explore(replace(TWO_COPIES, clusterer=LooksUpFirst))
    lines = str(found.value).splitlines()
    assert lines[1].startswith(("a: postings", "b: postings"))
    assert any(line.startswith("b: insert_postings") for line in lines)
