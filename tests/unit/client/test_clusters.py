"""What a cluster says of its copies: which match leads where, and in what order they were published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.cluster import Cluster, Copy, Match, Relation
from copydesk.moments import published_key
from copydesk.origins import Origins

MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 12, 31),  # noqa: DTZ001
    timezones=st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


def match(
    other: str, relation: Relation = Relation.IDENTICAL, *, own: float = 1.0, others: float = 1.0
) -> Match:
    return Match(
        article_id=other,
        relation=relation,
        shared_shingles=1,
        total_shingles=1,
        jaccard=1,
        containment=own,
        containment_of_other=others,
        method="full",
        algorithm="test",
        threshold=0.5,
    )


def cluster(canonical: str, *copies: Copy) -> Cluster:
    (first,) = (copy for copy in copies if copy.article_id == canonical)
    return Cluster(
        cluster_id="c",
        canonical=first,
        copies=copies,
        first_seen=canonical,
        credited=(),
        size=len(copies),
        origins=Origins(independent=1, reran=0, origins=()),
        version=1,
    )


def copy(name: str, *matches: Match) -> Copy:
    first = matches[0] if matches else None
    return Copy(article_id=name, generation=1, match=first, further_matches=matches[1:])


def test_a_source_is_no_copy_of_what_copied_it() -> None:
    """The source came last and holds the excerpt; its match is turned round, and so are its figures."""
    source = copy("source", match("brief", Relation.EXTENDED, own=0.2, others=0.9))
    found = cluster("source", copy("brief"), source).matches_to_canonical()
    assert [*found] == ["brief"]
    turned = found["brief"]
    assert (turned.article_id, turned.relation) == ("source", Relation.EXCERPT)
    assert (turned.containment, turned.containment_of_other) == (0.9, 0.2)
    assert turned.relation.words == "excerpt of"


def test_every_match_leads_to_the_canonical_copy_by_the_fewest_steps() -> None:
    copies = (
        copy("a", match("b")),
        copy("b", match("c")),
        copy("c", match("b"), match("d")),
        copy("d", match("e")),
        copy("e", match("gone")),
        copy("moving", match("gone")),
    )
    for order in permutations(copies):
        found = cluster("c", *order).matches_to_canonical()
        assert {name: one.article_id for name, one in found.items()} == {
            "a": "b",
            "b": "c",
            "d": "c",
            "e": "d",
        }
    assert cluster("a", copy("a")).matches_to_canonical() == {}


@given(MOMENTS, MOMENTS)
def test_publications_sort_by_time_whatever_their_offsets(first: datetime, second: datetime) -> None:
    keys = [published_key(one.isoformat()) for one in (first, second)]
    earlier, later = (one.astimezone(UTC).replace(microsecond=0) for one in (first, second))
    assert (keys[0] < keys[1]) == (earlier < later)
    assert max(keys) < published_key(None)


def test_a_day_comes_before_its_times() -> None:
    dates = [
        "2024-05-06T23:00:00-05:00",
        "2024-05-07",
        "2024-05-07T00:30:00+02:00",
        "2024-05-07T06:00:00",
        None,
    ]
    copies = [Copy(article_id="a", generation=1, published_at=one) for one in dates]
    found = [one.published_at for one in sorted(copies, key=lambda one: one.published_key)]
    assert found == [dates[2], dates[1], dates[0], dates[3], None]
