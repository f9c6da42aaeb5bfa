"""Who published something of their own, and who re-ran: each rule of docs/origins.md by an example of it."""

from __future__ import annotations

from itertools import permutations

import pytest

from copydesk.article import Credit
from copydesk.cluster import Copy, Link, Match, Relation
from copydesk.clustering.origins import independent_origins
from copydesk.origins import Origins
from copydesk.owners import Owners
from tests.stories import copy


def match(other: str, contained: float, other_contained: float) -> Match:
    return Match(
        article_id=other,
        relation=Relation.NEAR_IDENTICAL,
        shared_shingles=100,
        total_shingles=200,
        jaccard=0.5,
        containment=contained,
        containment_of_other=other_contained,
        method="shingle_containment",
        algorithm="test",
        threshold=0.45,
    )


def member(
    name: str,
    outlet: str | None = None,
    *matches: Match,
    credit: str | None = None,
    words: int = 400,
    **fields: object,
) -> Copy:
    first, further = (matches[0], matches[1:]) if matches else (None, ())
    return copy(
        name,
        outlet=outlet,
        credit=Credit(name=credit) if credit else None,
        word_count=words,
        match=first,
        further_matches=further,
        **fields,
    )


def same(other: str) -> Match:
    return match(other, 1.0, 1.0)


def named(origins: Origins) -> dict[str | None, tuple[str, str]]:
    """Of each origin by name, its copies and those that re-ran it, as text."""
    return {one.name: (" ".join(one.published), " ".join(one.reran)) for one in origins.origins}


def counted(*copies: Copy, owners: Owners | None = None, links: tuple[Link, ...] = ()) -> Origins:
    found = {
        independent_origins(order, links, owners)
        for order in list(permutations(copies))[: 24 if copies else 1]
    }
    assert len(found) == 1
    return found.pop()


def test_nothing_has_no_origin() -> None:
    assert independent_origins([]) == Origins(independent=0, reran=0, origins=())


def test_one_copy_is_its_own_newsrooms() -> None:
    assert named(counted(member("a", "Courier"))) == {"Courier": ("a", "")}


def test_an_agency_counts_once_however_many_credit_it_and_with_those_that_hide_it() -> None:
    found = counted(
        member("a", "Courier", credit="AP"),
        member("b", "Skerry", same("a"), credit="Associated Press"),
        member("c", "Norvale", same("a")),
        member("d", None, same("b")),
    )
    assert (found.independent, found.reran) == (1, 4)
    assert named(found) == {"AP": ("", "a b c d")}


def test_the_agencys_own_copy_is_the_source() -> None:
    found = counted(member("a", "Courier", same("w"), credit="AP"), member("w", "Associated Press"))
    assert (found.independent, found.reran) == (1, 1)
    assert named(found) == {"Associated Press": ("w", "a")}


def test_a_chain_of_credits_ends_with_its_last() -> None:
    found = counted(
        member("a", "Courier", same("b"), credit="Skerry"),
        member("b", "Skerry", same("c"), credit="Norvale"),
        member("c", "Norvale"),
    )
    assert named(found) == {"Norvale": ("c", "a b")}
    outside = counted(
        member("a", "Courier", same("b"), credit="Skerry"), member("b", "Skerry", credit="Norvale")
    )
    assert named(outside) == {"Norvale": ("", "a b")}


def test_a_chain_is_followed_past_one_who_hides_it() -> None:
    found = counted(
        member("a", "Courier", same("b"), credit="Skerry"),
        member("b", "Skerry"),
        member("c", "Norvale", same("b"), credit="AP"),
    )
    assert named(found) == {"AP": ("", "a b c")}


def test_of_a_circle_of_credits_the_first_is_the_origin() -> None:
    found = counted(
        member("a", "Courier", same("b"), credit="Skerry", published_at="2024-05-06T10:00Z"),
        member("b", "Skerry", credit="Courier", published_at="2024-05-06T09:00Z"),
    )
    assert found.independent == 1
    apart = counted(
        member("a", "Courier", match("b", 0.6, 0.6), credit="Skerry", published_at="2024-05-06T10:00Z"),
        member("b", "Skerry", credit="Courier", published_at="2024-05-06T09:00Z"),
    )
    assert named(apart) == {"Skerry": ("b", "a")}


def test_two_sources_of_one_text_are_two_origins() -> None:
    found = counted(
        member("a", "Courier", credit="AP"),
        member("b", "Skerry", same("a"), credit="Reuters"),
        member("c", "Norvale", same("a"), credit="Reuters"),
    )
    assert named(found) == {"Reuters": ("", "a b c"), "AP": ("", "")}


def test_who_credits_itself_is_the_origin() -> None:
    assert named(counted(member("a", "Courier", credit="Courier"))) == {"Courier": ("a", "")}


def test_of_one_text_that_credits_nobody_the_first_is_the_origin() -> None:
    found = counted(
        member("a", "Courier", same("b"), published_at="2024-05-06T12:00+02:00"),
        member("b", "Skerry", published_at="2024-05-06T10:30Z"),
        member("c", "Norvale", same("b")),
    )
    assert named(found) == {"Courier": ("a", "b c")}


def test_the_credited_newsroom_is_the_origin_though_another_was_first() -> None:
    found = counted(
        member("a", "Courier", same("b"), published_at="2024-05-05"),
        member("b", "Skerry", published_at="2024-05-06"),
        member("c", "Norvale", same("a"), credit="Skerry"),
    )
    assert named(found) == {"Skerry": ("b", "a c")}


@pytest.mark.parametrize(
    ("words", "contained", "origins"),
    [(100, 0.4, 2), (98, 0.4, 1), (400, 0.7, 2), (400, 0.71, 1)],
)
def test_own_text_beside_a_common_part(words: int, contained: float, origins: int) -> None:
    """60 words, and 30 % of the copy."""
    found = counted(
        member("a", "Courier", match("b", contained, contained), words=words),
        member("b", "Skerry", words=words),
    )
    assert found.independent == origins


@pytest.mark.parametrize(
    ("words", "contained", "other_words", "other_contained", "origins"),
    [
        (500, 0.79, 395, 1.0, 2),
        (500, 0.81, 405, 1.0, 1),
        (240, 0.75, 180, 1.0, 2),
        (238, 0.75, 179, 1.0, 1),
        (500, 0.8, 490, 0.8, 1),  # changed words, not added ones
    ],
)
def test_own_text_that_was_added(
    words: int, contained: float, other_words: int, other_contained: float, origins: int
) -> None:
    """60 words, and 20 % of the copy, where the other one was first."""
    found = counted(
        member(
            "a", "Courier", match("b", contained, other_contained), words=words, published_at="2024-05-07"
        ),
        member("b", "Skerry", words=other_words, published_at="2024-05-06"),
    )
    assert found.independent == origins


def test_an_excerpt_is_no_origin_unless_it_was_surely_there_before() -> None:
    def pair(day: str | None, other_day: str | None) -> dict[str | None, tuple[str, str]]:
        whole = member("a", "Courier", words=600, published_at=day)
        return named(
            counted(whole, member("b", "Skerry", match("a", 1.0, 0.4), words=240, published_at=other_day))
        )

    cut = {"Courier": ("a", "b")}
    both = {"Courier": ("a", ""), "Skerry": ("b", "")}
    assert pair("2024-05-06", "2024-05-07") == cut
    assert pair("2024-05-06", "2024-05-06") == cut
    assert pair("2024-05-06", "2024-05-06T01:00Z") == cut
    assert pair(None, "2024-05-05") == cut
    assert pair("2024-05-06", None) == cut
    assert pair("2024-05-06", "2024-05-05") == both
    assert pair("2024-05-06T10:00Z", "2024-05-06T09:59Z") == both


def test_an_excerpt_of_what_credits_an_agency_is_the_agencys_whenever_it_was_there() -> None:
    found = counted(
        member("a", "Courier", words=600, credit="AP", published_at="2024-05-06"),
        member("b", "Skerry", match("a", 1.0, 0.4), words=240, published_at="2024-05-05"),
    )
    assert named(found) == {"AP": ("", "a b")}


def test_a_newsroom_that_adds_to_what_the_source_wrote_is_an_origin_beside_it() -> None:
    adds = member("a", "Courier", match("w", 0.6, 1.0), words=600, credit="AP")
    from_wire = counted(adds, member("w", "AP", words=360))
    assert named(from_wire) == {"AP": ("w", ""), "Courier": ("a", "")}
    other_report = member("w", "AP", words=541)
    assert named(counted(adds, other_report)) == {"AP": ("w", "a")}


def test_what_others_that_credit_it_have_is_all_of_a_source_that_has_no_copy() -> None:
    attested = counted(
        member("a", "Courier", match("w", 0.6, 1.0), words=600),
        member("w", "Skerry", words=360, credit="AP"),
        member("x", "Norvale", same("w"), words=360),
    )
    assert named(attested) == {"AP": ("", "w x"), "Courier": ("a", "")}


def test_a_longer_copy_is_more_of_the_source_where_one_newsroom_alone_has_the_shorter() -> None:
    shorter = member("w", "Skerry", words=360, credit="AP")
    for credit in ("AP", None):
        longer = member("a", "Courier", match("w", 0.6, 1.0), words=600, credit=credit)
        assert named(counted(longer, shorter)) == {"AP": ("", "a w")}


def test_a_longer_text_that_several_newsrooms_credit_to_the_source_is_its() -> None:
    shorter = [member("w", "Skerry", words=360, credit="AP"), member("x", "Norvale", same("w"), words=360)]
    longer = [
        member("a", "Courier", match("w", 0.6, 1.0), words=600, credit="AP"),
        member("b", "Ostmar", same("a"), words=600, credit="AP"),
    ]
    assert named(counted(*longer, *shorter)) == {"AP": ("", "a b w x")}


def test_a_newsroom_that_adds_is_known_by_those_that_credit_it_for_that() -> None:
    found = counted(
        member("a", "Courier", match("w", 0.6, 1.0), words=600, credit="AP"),
        member("b", "Ostmar", same("a"), words=600, credit="Courier"),
        member("c", "Valley", same("a"), words=600),
        member("w", "AP", words=360),
    )
    assert named(found) == {"AP": ("w", ""), "Courier": ("a", "b c")}


def test_newsrooms_with_their_own_text_around_one_statement_are_origins_each() -> None:
    found = counted(
        member("a", "Courier"),
        member("b", "Skerry", match("a", 0.5, 0.5)),
        member("c", "Norvale", match("b", 0.5, 0.5)),
        member("d", "Ostmar", same("c")),
    )
    assert found.independent == 3


def test_an_agencys_own_copy_is_the_source_though_nobody_credits_it() -> None:
    found = counted(
        member("a", "Courier", same("b"), published_at="2024-05-06"),
        member("b", "AFP", published_at="2024-05-07"),
    )
    assert named(found) == {"AFP": ("b", "a")}


def test_who_was_first_of_one_day_is_told_by_times_where_there_are_some() -> None:
    found = counted(
        member("a", "Courier", same("b"), published_at="2024-05-06"),
        member("b", "Skerry", published_at="2024-05-06T23:00Z"),
        member("c", "Norvale", same("a")),
    )
    assert named(found) == {"Skerry": ("b", "a c")}


def test_copies_of_several_clusters_count_their_source_once() -> None:
    found = counted(
        member("a", "Courier", credit="AP"),
        member("b", "Skerry", credit="AP"),
        member("c", "Norvale"),
        member("d", "Norvale"),
    )
    assert named(found) == {"AP": ("", "a b"), "Norvale": ("c d", "")}


def test_a_round_up_of_others_has_nothing_of_its_own() -> None:
    def linked(share: float) -> Origins:
        found = match("b", share, 1.0).model_copy(update={"relation": Relation.CARRIES})
        link = Link(article_id="a", generation=1, match=found, match_generation=1)
        digest, stories = member("a", "Courier", words=700), [member("b", "Skerry"), member("c", "Norvale")]
        other = link.model_copy(update={"match": found.model_copy(update={"article_id": "c"})})
        assert counted(digest, *stories, links=(link, other)) == counted(
            digest, *stories, links=(link.mirrored(), other)
        )
        return counted(digest, *stories, links=(link, other))

    assert named(linked(0.45)) == {"Norvale": ("c", ""), "Skerry": ("b", "a")}
    assert linked(0.3).independent == 3


OWNERS = Owners({"courier.example": "Harbour Media", "skerry.example": "harbour  media", "ap.example": "AP"})


def test_outlets_of_one_owner_count_once() -> None:
    copies = [
        member("a", "Courier"),
        member("b", None, match("a", 0.5, 0.5), url="https://www.skerry.example/1"),
        member("c", "Norvale", same("a")),
        member("d", "Courier", same("b")),
    ]
    assert (counted(*copies).independent, counted(*copies).reran) == (2, 1)
    found = counted(*copies, owners=OWNERS)
    assert (found.independent, found.reran) == (1, 1)
    (only,) = found.origins
    assert (only.owner, only.published, only.reran) == ("Harbour Media", ("a", "b", "d"), ("c",))


def test_an_owners_outlets_that_re_run_count_once_and_not_beside_its_origin() -> None:
    reprints = [
        member("a", "Courier", credit="AP"),
        member("b", "Skerry", same("a"), credit="AP"),
        member("c", "Norvale", same("a"), credit="AP"),
    ]
    assert counted(*reprints, owners=OWNERS).reran == 2
    assert counted(*reprints).reran == 3
    house = [member("a", "Courier"), member("b", "Skerry", same("a"))]
    assert (counted(*house, owners=OWNERS).independent, counted(*house, owners=OWNERS).reran) == (1, 0)
