"""The lean way to group a collection comes to what the protocol comes to, in every field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy
from copydesk.clustering import batch, clusterer
from copydesk.clustering.deciding import Decider
from copydesk.clustering.moving import copies_of
from copydesk.clustering.settling import settled_home
from copydesk.clustering.verdicts import Verdicts
from copydesk.decision import PairDecision, Says, holding
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.fingerprint import fingerprint
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.pipeline.grouping import Collection, GroupArticle, Grouped
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore
from tests.stories import bridge_text, text_of
from tests.thorough import THOROUGH

STORIES = 3
STRICT = MatchSettings(threshold=0.9, days=0, least_words=100)
OUTLETS = ["Harbour Post", "Valley Wire", "Skerry News", None]
# In seven words there is one shingle of five and three more: too short for a copy, unless the words are the same.
SHORT = "nothing new was said at noon today"

texts = st.one_of(
    st.builds(text_of, st.integers(0, STORIES - 1), st.integers(0, 5)),
    st.builds(bridge_text, st.integers(0, STORIES - 1), st.integers(0, STORIES - 1)),
    st.sampled_from([SHORT, ""]),
)
CREDITED = ["harbourpost", "Valley Wire", "Elsewhere"]
articles = st.builds(
    GroupArticle,
    id=st.text(alphabet="abé", min_size=1, max_size=3),
    text=texts,
    title=st.sampled_from(["One", "Another", None]),
    publisher=st.sampled_from(OUTLETS),
    url=st.sampled_from(["https://post.example/1", None]),
    published=st.sampled_from(["2024-05-01", "2024-05-01T08:00:00+02:00", "2024-06-20", None]),
    credit=st.one_of(st.none(), st.builds(Credit, name=st.sampled_from(CREDITED))),
)
collections = st.lists(articles, max_size=14)
pairs = st.lists(st.sampled_from(["a", "b", "é", "aa", "ab", "ba"]), min_size=2, max_size=2, unique=True)
decided = st.lists(
    st.builds(lambda pair, says: PairDecision(articles=pair, says=says), pairs, st.sampled_from(Says)),
    max_size=4,
)


class Answer(NamedTuple):
    canonical: bool
    together: frozenset[str]


def protocol(
    arriving: list[GroupArticle],
    names: list[str],
    decisions: Iterable[PairDecision] = (),
    rule: MatchSettings = USUAL,
) -> list[Grouped]:
    """What the stack answers for the names, after these decisions and then these articles have come in this order."""
    store = MemoryStore(rule)
    adding = Decider(store, pause=no_pause)
    for decision in decisions:
        adding.decide(*decision.articles, decision.says)
    for one in arriving:
        print_ = fingerprint(
            text=one.text,
            title=one.title,
            published_at=one.published,
            publisher=one.owner,
            url=one.url,
        )
        copy = Copy(
            article_id=one.id,
            generation=1,
            title=one.title,
            url=one.url,
            publisher=Publisher(name=one.publisher) if one.publisher else None,
            credit=one.credit,
            published_at=one.published,
            word_count=len(one.text.split()),
        )
        adding.add(copy, print_)
    members = store.members(names)
    answers = []
    for name in names:
        header = settled_home(store, members[name].cluster_id or "")
        own = next(copy for copy in copies_of(store, header) if copy.article_id == name)
        assert header.canonical is not None
        first = header.canonical.article_id == name
        answers.append(Grouped(id=name, cluster_id=header.cluster_id, canonical=first, match=own.match))
    return answers


def lean(
    given_: list[GroupArticle], decisions: Iterable[PairDecision] = (), rule: MatchSettings = USUAL
) -> list[Grouped]:
    return list(Collection(given_).group(Boilerplate(), Verdicts(holding(decisions), rule)))


def whatever_the_order(answers: list[Grouped]) -> dict[str, Answer]:
    """What no order of arrival changes: who is together with whom, and who stands for them."""
    clusters: dict[str, set[str]] = {}
    for one in answers:
        clusters.setdefault(one.cluster_id, set()).add(one.id)
    return {one.id: Answer(one.canonical, frozenset(clusters[one.cluster_id])) for one in answers}


@pytest.mark.parametrize("limits", [(100, 25), (3, 2)])
@settings(max_examples=500 if THOROUGH else 100, deadline=None)
@given(given_=collections, decisions=decided, rule=st.sampled_from([USUAL, STRICT]))
def test_the_answers_are_those_of_the_protocol(
    given_: list[GroupArticle], decisions: list[PairDecision], rule: MatchSettings, limits: tuple[int, int]
) -> None:
    """Every field, where articles arrive in the order of their ids; also where candidates are cut."""
    latest = {one.id: one for one in given_}
    with pytest.MonkeyPatch.context() as patch:
        for module in (batch, clusterer):
            patch.setattr(module, "CANDIDATES_PER_KEY", limits[0])
            patch.setattr(module, "CANDIDATES_AT_ONCE", limits[1])
        in_order = [latest[name] for name in sorted(latest)]
        assert lean(given_, decisions, rule) == protocol(in_order, list(latest), decisions, rule)


@settings(max_examples=500 if THOROUGH else 100, deadline=None)
@given(given_=collections, chance=st.randoms(use_true_random=False))
def test_no_order_changes_clusters_or_canonical_copies(given_: list[GroupArticle], chance: object) -> None:
    latest = {one.id: one for one in given_}
    arriving = list(latest.values())
    chance.shuffle(arriving)  # type: ignore[attr-defined]
    answers = lean(given_)
    assert lean(arriving) == [next(one for one in answers if one.id == article.id) for article in arriving]
    assert whatever_the_order(answers) == whatever_the_order(protocol(arriving, list(latest)))
