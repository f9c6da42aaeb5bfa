"""Which version of an agency's item stands for it: a rule on what is filed, whatever came first."""

from __future__ import annotations

from itertools import permutations

import pytest

from copydesk.article import NewsItem
from copydesk.filing import (
    Filed,
    Standing,
    contradicted,
    created_key,
    filed_under,
    filed_version,
    folded_provider,
    living,
    standing,
)


def filed(
    name: str, version: int = 1, created: str = "", *, canceled: bool = False, decided: Standing | None = None
) -> Filed:
    return Filed(
        article_id=name, bucket="b", key=name, generation=1, several=False, version=version, created=created,
        canceled=canceled, decided=decided,
    )  # fmt: skip


@pytest.mark.parametrize(
    "entries",
    [
        [filed("b", 10, "2024"), filed("a", 9, "2025"), filed("c", 2, "2026")],
        [filed("b", 2, "2024-03-14T09:00:00Z"), filed("a", 2, "2024-03-14T08:00:00Z"), filed("c", -1, "2025")],
        [filed("a", 2, "2024"), filed("b", 2, "2024"), filed("c", 1, "2024")],
        [filed("b", -1, "2024"), filed("a", -1, "")],
        [filed("a")],
    ],
    ids=["version", "time", "id", "nothing stated", "alone"],
)  # fmt: skip
def test_the_living_version_is_the_same_in_any_order(entries: list[Filed]) -> None:
    assert {living(order) for order in permutations(entries)} == {entries[0]}
    assert [standing(one.article_id, entries) for one in entries] == [
        Standing.LIVING,
        *[Standing.SUPERSEDED] * (len(entries) - 1),
    ]


def test_an_item_that_was_taken_back_has_none_even_of_later_versions() -> None:
    entries = [filed("a", 9), filed("kill", 2, canceled=True)]
    assert living(entries) is None
    assert standing("a", entries) is standing("kill", entries) is Standing.CANCELED
    assert living([]) is None


def test_what_was_decided_and_does_not_hold_is_told_and_nothing_that_is_being_decided() -> None:
    entries = [
        filed("a", 2, decided=Standing.SUPERSEDED),
        filed("b", 1, decided=Standing.LIVING),
        filed("c", 1, decided=Standing.SUPERSEDED),
        filed("d", 1),
    ]
    assert [one.article_id for one in contradicted(entries)] == ["a", "b"]
    kill = filed("kill", canceled=True, decided=Standing.CANCELED)
    assert [one.article_id for one in contradicted([*entries, kill])] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "spellings",
    [
        ("nprov:WNA", "wna", " WNA ", "http://cv.example/newsprovider/WNA", "prov:wna"),
        ("Agence France-Presse", "AFP", "afp.com", "https://www.afp.com/", "nprov:AFP"),
        ("Weir News Agency", "weir news  agency", "WEIR NEWS AGENCY"),
        ("weir.example", "Weir.Example"),
    ],
    ids=["code", "agency", "name", "domain"],
)
def test_a_provider_is_one_however_it_is_named(spellings: tuple[str, ...]) -> None:
    assert len({folded_provider(one) for one in spellings}) == 1
    assert len({filed_under(NewsItem(provider=one, id="x")) for one in spellings}) == 1


def test_providers_and_ids_are_told_apart() -> None:
    providers = ("weir.example", "moor.example", "Weir", "AFP", "", "Weir: Sport", "Weir: News")
    names = {
        filed_under(NewsItem(provider=one, id=id_)) for one in providers for id_ in ("urn:x:1", "urn:x:2")
    }
    assert len(names) == 2 * len(providers)
    days = {filed_under(NewsItem(provider="A", id="x", day=day)) for day in (None, "20240314", "20240315")}
    assert len(days) == 3
    one = NewsItem(provider="A", id="x", version=3)
    assert filed_under(one) == filed_under(NewsItem(provider="A", id="x", status="canceled"))


def test_a_bare_number_of_nobody_is_filed_nowhere() -> None:
    assert filed_under(NewsItem(provider="", id="17")) is None
    assert filed_under(NewsItem(provider=" ", id="tuesday: rain")) is None
    assert filed_under(NewsItem(provider="", id="tag:weir.example,2024:17")) is not None
    assert filed_under(None) is None


def test_when_a_version_was_made_sorts_by_time_in_any_zone_and_to_the_fraction() -> None:
    stated = (None, "2024-03-14", "2024-03-14T09:00:00+02:00", "2024-03-14T08:00:00", "2024-03-14T08:00:00.25Z",
              "2024-03-14T08:00:01Z")  # fmt: skip
    keys = [created_key(NewsItem(provider="A", id="x", version_created_at=one)) for one in stated]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(stated)
    assert filed_version(NewsItem(provider="A", id="x")) == (-1, "", False)
