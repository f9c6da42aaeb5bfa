"""The canonical copy is a pure function of the members, and never a claim about who was first."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy
from copydesk.clustering.canonical import canonical, credited_sources
from tests.stories import copy


def member(name: str, outlet: str | None = None, credit: str | None = None, **fields: object) -> Copy:
    credited = Credit(name=credit) if credit else None
    return copy(name, outlet=outlet, credit=credited, **fields)


def first(*copies: Copy) -> str:
    names = {canonical(order, credited_sources(order)).article_id for order in permutations(copies)}
    assert len(names) == 1
    return names.pop()


BASE = member("m", "Valley Post", "Harbour Wire", published_at="2024-05-06", word_count=100)
LADDER = [
    member("z", "Harbour Wire", "Coast News", published_at="2024-05-09", word_count=10),
    member("y", "Skerry Dispatch", published_at="2024-05-08", word_count=20),
    member("x", "Norvale Echo", "Harbour Wire", published_at="2024-05-05", word_count=30),
    member("w", "Ostmar Times", "Harbour Wire", published_at="2024-05-06", word_count=200),
    member("a", "Aldwater Post", "Harbour Wire", published_at="2024-05-06", word_count=100),
    BASE,
]


@pytest.mark.parametrize("rank", range(len(LADDER)))
def test_each_reason_goes_before_the_next(rank: int) -> None:
    """The credited source, no credit of its own, earliest published, longest, smallest id."""
    assert first(*LADDER[rank:]) == LADDER[rank].article_id


def test_a_source_is_known_by_its_domain_too() -> None:
    wire = Copy.model_validate(
        {"article_id": "z", "generation": 1, "publisher": Publisher(domain="news.harbourwire.co.uk")}
    )
    assert first(wire, BASE) == "z"


def test_an_agency_is_the_source_by_any_of_its_names() -> None:
    wire = member("z", "The Associated Press", published_at="2024-05-07")
    assert first(wire, member("b", "Valley Post", "AP", published_at="2024-05-01")) == "z"


def test_who_credits_itself_credits_nobody() -> None:
    own = member("z", "Valley Post", "Valley Post", published_at="2024-05-07")
    assert credited_sources([own]) == ()
    assert first(own, member("b", "Skerry Dispatch", "Absent Agency", published_at="2024-05-01")) == "z"


def test_an_unknown_date_comes_last() -> None:
    assert first(member("a"), member("b", published_at="2031-01-01")) == "b"
    assert (
        first(member("a", published_at="2024-05-06T12:00:00+05:00"), member("b", published_at="2024-05-06"))
        == "b"
    )


OUTLETS = st.sampled_from([None, "Harbour Wire", "Valley Post", "Skerry Dispatch"])
COPIES = st.lists(
    st.builds(
        member,
        st.sampled_from("abcdefgh"),
        OUTLETS,
        OUTLETS,
        published_at=st.sampled_from([None, "2024-05-06", "2024-05-06T12:00:00Z", "2024-05-07"]),
        word_count=st.integers(0, 3),
    ),
    min_size=1,
    unique_by=lambda one: one.article_id,
)


@given(COPIES, st.randoms(use_true_random=False))
def test_no_order_of_the_members_makes_a_difference(copies: list[Copy], source: object) -> None:
    shuffled = list(copies)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    assert credited_sources(shuffled) == credited_sources(copies)
    sources = credited_sources(copies)
    assert canonical(shuffled, sources) == canonical(copies, sources)
