"""Origins of stories that were planted: 500 of them, each put through the real matching in an order of chance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from copydesk.clustering.coverage import is_plain
from copydesk.clustering.origins import independent_origins, origins_at_least
from copydesk.owners import Owners
from tests.planted import MOST_ORIGINS, copies_of_story, planted_story
from tests.thorough import only_thorough

STORIES = 500
SAMPLE = range(20)  # of them, in every run of the tests
EXACT = 0.95  # of the stories
EXACT_WITH_OWNERS = 0.93
TAKEN_FOR_ORIGINS = 0.011  # of the reprints: those that stand for an undated origin whom nobody credits


class Tried(NamedTuple):
    exact: float
    exact_with_owners: float
    taken_for_origins: float


def tried(numbers: Iterable[int]) -> Tried:
    exact = owned = reprints = taken = count = 0
    for number in numbers:
        story = planted_story(number)
        copies, headers = copies_of_story(story)
        found = independent_origins(copies)
        with_owners = independent_origins(copies, owners=Owners(story.owners))
        count += 1
        exact += found.independent == len(story.origins)
        owned += with_owners.independent == story.owned_origins
        published = {name for origin in found.origins for name in origin.published}
        reprints += sum(not one.is_own for one in story.articles)
        taken += sum(not one.is_own and one.id in published for one in story.articles)
        for header, members in headers:
            whole = independent_origins(members).independent
            assert header.origins == origins_at_least(header.credited, header.credited_here)
            assert header.origins <= whole
            assert header.origins_at_least or header.origins == whole
            are_plain = all(
                is_plain(one) for copy in members for one in (copy.match, *copy.further_matches) if one
            )
            assert header.origins_at_least is not are_plain
    return Tried(exact / count, owned / count, taken / reprints)


def test_stories_are_of_every_size() -> None:
    stories = [planted_story(number) for number in SAMPLE]
    assert {len(story.origins) for story in stories} >= {1, MOST_ORIGINS}
    assert max(len(story.articles) for story in stories) > 50


def test_a_sample_of_planted_stories() -> None:
    found = tried(SAMPLE)
    assert min(found.exact, found.exact_with_owners) >= 0.9


@only_thorough
def test_all_planted_stories() -> None:
    found = tried(range(STORIES))
    assert found.exact >= EXACT
    assert found.exact_with_owners >= EXACT_WITH_OWNERS
    assert found.taken_for_origins <= TAKEN_FOR_ORIGINS
