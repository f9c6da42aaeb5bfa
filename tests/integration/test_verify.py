"""What a cut look-up missed is found again, on every store, whatever happens meanwhile."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

import pytest
import xxhash
from moto import mock_aws

from copydesk.article import Credit
from copydesk.cli.app import run
from copydesk.cluster import Copy
from copydesk.clustering import clusterer, comparing
from copydesk.clustering.auditing import AuditedStore, items_of
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.evidence import without_matches
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.clustering.store import DeleteLink, DeleteName, PutHeader, PutLink, PutName
from copydesk.clustering.verifying import Verifier
from copydesk.matching import shingles
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.pipeline import verify_stage
from copydesk.pipeline.verify_run import Verified
from copydesk.pipeline.verify_stage import VerifyStage
from copydesk.retrying import no_pause
from copydesk.storage.auditing import AuditedDynamoStore, AuditedMemoryStore
from testing.tables import client, create_tables, stack_environment
from tests.clusters import expected_partition, stored_links, stored_partition
from tests.limits import small_limits
from tests.stories import copy, print_of, text_of
from tests.unit.matching.test_cohesion import STORIES

T = TypeVar("T", list[Any], dict[Any, Any])


def dynamo(dynamodb: object) -> AuditedDynamoStore:
    tables = create_tables(dynamodb)
    return AuditedDynamoStore(
        dynamodb,  # type: ignore[arg-type]
        articles_table=tables["ArticlesTable"],
        clusters_table=tables["ClustersTable"],
        index_table=tables["IndexTable"],
    )


@pytest.fixture(params=["memory", "moto", "dynamodb_local"])
def store(request: pytest.FixtureRequest) -> Iterator[AuditedStore]:
    if request.param == "memory":
        yield AuditedMemoryStore()
    elif request.param == "moto":
        with mock_aws():
            yield dynamo(client("dynamodb"))
    else:
        yield dynamo(client("dynamodb", request.getfixturevalue("dynamodb_local")))


@pytest.fixture(autouse=True)
def one_key_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every article has the notice's key for its only one, and four articles are read under a key."""
    monkeypatch.setattr(shingles, "KEYS", 1)
    monkeypatch.setattr(shingles, "SHINGLES_PER_KEY", 10_000)
    monkeypatch.setattr(clusterer, "CANDIDATES_PER_KEY", 4)


@cache
def notice() -> str:
    """Five words whose hash is smaller than any that the stories here have."""
    texts = (f"all rights of harbour {number}" for number in itertools.count())
    return next(text for text in texts if xxhash.xxh3_64_intdigest(text.encode()) < (1 << 64) // 100_000)


def of(text: str) -> Fingerprint:
    fields = dict.fromkeys(("title", "published_at", "publisher", "url"))
    return fingerprint(text=f"{text} {notice()}", **fields)


def crowd() -> dict[str, Fingerprint]:
    """Eight unrelated articles, and four copies of one story that the first four hide from one another."""
    articles = {f"a-{number}": of(text_of(number)) for number in range(8)}
    articles |= {f"z-{number}": of(text_of(50, number)) for number in range(4)}
    assert len({one.keys for one in articles.values()}) == 1
    return articles


def filled(store: AuditedStore) -> dict[str, Fingerprint]:
    articles = crowd()
    adding = Clusterer(store, pause=no_pause)
    for name, print_ in articles.items():
        adding.add(copy(name), print_)
    return articles


def test_what_was_missed_is_joined(store: AuditedStore) -> None:
    articles = filled(store)
    assert {frozenset([name]) for name in articles} == stored_partition(store, articles)
    verifier = Verifier(store, pause=no_pause)
    marked = set(verifier.cut_articles())
    assert marked == {name for name in articles if name > "a-3"}
    found = verifier.verify(sorted(marked))
    assert found.keys() == marked
    assert stored_partition(store, articles) == expected_partition(articles)
    assert sum(one.merges for one in found.values()) == 3
    assert list(verifier.cut_articles()) == []
    assert verifier.verify(list(articles)) == {}


def test_who_comes_after_is_marked_itself(store: AuditedStore) -> None:
    articles = filled(store)
    verifier = Verifier(store, pause=no_pause)
    verifier.verify(list(verifier.cut_articles()))
    articles["zz"] = of(text_of(50, 5))
    Clusterer(store, pause=no_pause).add(copy("zz"), articles["zz"])
    assert list(verifier.cut_articles()) == ["zz"]
    verifier = Verifier(store, pause=no_pause)
    assert verifier.verify(["zz"]).keys() == {"zz"}
    assert stored_partition(store, articles) == expected_partition(articles)


def test_the_gone_are_left_alone(store: AuditedStore) -> None:
    articles = filled(store)
    adding = Clusterer(store, pause=no_pause)
    adding.remove("z-0", 2)
    adding.add(copy("z-1", 2), of(text_of(60)))
    verifier = Verifier(store, pause=no_pause)
    assert verifier.verify(["z-0", "nobody"]) == {}
    verifier.verify(list(verifier.cut_articles()))
    del articles["z-0"]
    articles["z-1"] = of(text_of(60))
    assert stored_partition(store, articles) == expected_partition(articles)


class Reads(AuditedMemoryStore):
    """Counts the items that are read of a store."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def _count(self, found: T) -> T:
        self.read += len(found)
        return found

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        return self._count(super().members(article_ids))

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        return self._count(super().headers(cluster_ids))

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        return self._count(super().fingerprints(refs))

    def copies(self, cluster_id: str) -> list[Copy]:
        return self._count(super().copies(cluster_id))

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        return map(self._count, super().posted(keys))


SHARING = {
    "unrelated": lambda number: text_of(number),
    "in one cluster": lambda number: text_of(1) + " on" * number,
    # One of them is hidden under each other article's key, so they are joined here.
    "in pairs": lambda number: text_of(number // 2, number % 2),
}


@pytest.mark.parametrize("kind", SHARING)
def test_twice_as_many_under_one_key_are_twice_as_many_reads(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "READ_AT_ONCE", 7)
    reads = []
    for count in (20, 40, 80):
        store = Reads()
        adding = Clusterer(store, pause=no_pause)
        articles = {f"article-{number:03}": of(SHARING[kind](number)) for number in range(count)}
        for name, print_ in articles.items():
            adding.add(copy(name), print_)
        verifier = Verifier(store, pause=no_pause)
        marked = list(verifier.cut_articles())
        assert len(marked) == count - 4
        store.read = 0
        assert verifier.verify(marked).keys() == set(marked)
        reads.append(store.read)
        assert stored_partition(store, articles) == expected_partition(articles)
    assert reads[2] - reads[1] == 2 * (reads[1] - reads[0])


@pytest.mark.parametrize("asks", range(1, 24))
def test_what_there_is_no_time_for_stays_marked(asks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the time is over, what was verified was verified in full; the rest follows."""
    monkeypatch.setattr(comparing, "READ_AT_ONCE", 3)
    store = AuditedMemoryStore()
    articles = filled(store)
    verifier = Verifier(store, pause=no_pause)
    marked = set(verifier.cut_articles())
    times = iter([100.0] * asks)
    found = verifier.verify(sorted(marked), seconds_left=lambda: next(times, 0.0))
    assert set(verifier.cut_articles()) == marked - found.keys()
    together = stored_partition(store, articles)
    for name in found:
        (own,) = (part for part in together if name in part)
        (expected,) = (part for part in expected_partition(articles) if name in part)
        assert own == expected
    verifier.verify(sorted(marked))
    assert list(verifier.cut_articles()) == []
    assert stored_partition(store, articles) == expected_partition(articles)


def test_more_than_fit_at_once_are_verified_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (comparing, verify_stage):
        monkeypatch.setattr(module, "BLOCK", 3)
    store = AuditedMemoryStore()
    articles = filled(store)
    steps = list(VerifyStage(Verifier(store, pause=no_pause)).steps())
    assert Verified().with_all([one for step in steps for one in step.findings]) == Verified(
        articles_verified=8, matches=3, merges=3
    )
    assert stored_partition(store, articles) == expected_partition(articles)


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        dynamodb = client("dynamodb")
        tables = create_tables(dynamodb)
        for variable, named in stack_environment(tables).items():
            monkeypatch.setenv(variable, named)
        store = AuditedDynamoStore(
            dynamodb,
            articles_table=tables["ArticlesTable"],
            clusters_table=tables["ClustersTable"],
            index_table=tables["IndexTable"],
        )
        articles = filled(store)
        assert run(["verify", "--list"]) == 0
        assert set(capsys.readouterr().out.split()) == {name for name in articles if name > "a-3"}
        assert run(["verify"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "8 articles verified, 3 merges"
        assert stored_partition(store, articles) == expected_partition(articles)
        assert run(["verify"]) == 0
        assert capsys.readouterr().out == "0 articles verified, 0 merges\n"
        broken(store)
        assert run(["verify", "--list"]) == 0
        wrong = capsys.readouterr().out.split()
        assert run(["verify"]) == 0
        *lines, summary, _ = capsys.readouterr().out.splitlines()
        assert sorted(lines) == sorted(f"{cluster_id}\theader repaired" for cluster_id in wrong)
        assert summary == "3 headers repaired"


def broken(store: AuditedStore) -> dict[str, Fingerprint]:
    """Three clusters as copydesk 0.1 left them, with and without credits, and one with a wrong canonical copy."""
    adding = Clusterer(store, pause=no_pause)
    members = {
        "p-1": ("Echo", "Valley Wire"),
        "p-2": ("valley-wire", None),
        "p-3": ("Skerry", None),
        "q-1": ("Echo", "Valley Wire"),
        "r-1": ("Echo", None),
        "s-1": ("Echo", None),
        "s-2": ("Skerry", "Echo"),
    }
    for name, (outlet, source) in members.items():
        one = copy(
            name, outlet=outlet, credit=source and Credit(name=source), published_at=f"2024-05-0{name[-1]}"
        )
        adding.add(one, print_of(text_of(ord(name[0]))))
    for home in {member.cluster_id or "" for member in store.members(members).values()}:
        header = store.headers([home])[home]
        unsaid = dict.fromkeys(("credited_count", "origins", "origins_at_least"))
        wrong: dict[str, object] = {"credited": (), **unsaid, "version": header.version + 1}
        if header.size > 1:
            wrong["canonical"] = without_matches(store.copies(home)[-1])
        store.commit([PutHeader(header.model_copy(update=wrong), header.version)])
    return {name: print_of(text_of(ord(name[0]))) for name in members}


def test_headers_are_repaired(store: AuditedStore) -> None:
    articles = broken(store)
    verifier = Verifier(store, pause=no_pause)
    wrong = list(items_of(verifier.headers_to_repair()))
    assert len(wrong) == 3  # the one copy of the fourth credits nobody
    assert [verifier.repair(cluster_id) for cluster_id in wrong] == [True] * 3
    assert list(items_of(verifier.headers_to_repair())) == []
    assert not verifier.repair(wrong[0])
    assert not verifier.repair("nobody")
    del articles["r-1"]
    assert stored_partition(store, articles) == expected_partition(articles)


def test_an_old_header_is_right_once_its_cluster_grows(store: AuditedStore) -> None:
    """Arrivals do not trust what an old header says of credits, so they need no repair first."""
    articles = broken(store)
    adding = Clusterer(store, pause=no_pause)
    for story in "pqrs":
        name = f"{story}-9"
        articles[name] = print_of(text_of(ord(story)))
        adding.add(copy(name, outlet="Norvale"), articles[name])
    assert stored_partition(store, articles) == expected_partition(articles)


def test_links_that_do_not_hold_are_mended(store: AuditedStore) -> None:
    """Nothing writes such; a stack restored from copies of its tables of two moments may have them."""
    adding = Clusterer(store, pause=no_pause)
    stories = {f"story-{number}": of(text) for number, text in enumerate(STORIES[:3])}
    adding.add(copy("round-up"), of("\n\n".join(STORIES)))
    for name, print_ in stories.items():
        adding.add(copy(name), print_)
    names = [*stories, "round-up"]
    verifier = Verifier(store, pause=no_pause)
    assert list(items_of(verifier.links_to_mend())) == []
    linked = stored_links(store, names)
    assert len(linked) == len(stories)
    first, second, third = (store.links(name)[0] for name in stories)
    untrue = third.match.model_copy(update={"containment": 0.1})
    store.commit(
        [
            DeleteLink(first),
            PutLink(second.model_copy(update={"generation": 7})),
            PutLink(third.model_copy(update={"match": untrue})),
        ]
    )
    wrong = list(items_of(verifier.links_to_mend()))
    assert len(wrong) == 4  # one has lost its other side, and two of one link say different things
    for link in wrong:
        verifier.mend(link)
    assert list(items_of(verifier.links_to_mend())) == []
    assert stored_links(store, names) == linked


def test_large_clusters_of_old_get_their_names(store: AuditedStore) -> None:
    articles = broken(store)
    with small_limits(named_above=1, credited=1):
        verifier = Verifier(store, pause=no_pause)
        for cluster_id in list(items_of(verifier.headers_to_repair())):
            assert verifier.repair(cluster_id)
        home = store.members(["p-1"])["p-1"].cluster_id or ""
        entry, *others = store.names(home)
        assert len(others) == 3
        store.commit([DeleteName(home, entry), PutName(home, f"{entry}-of-nobody")])
        assert list(items_of(verifier.headers_to_repair())) == [home]
        assert verifier.repair(home)
        assert store.names(home) == [entry, *others]
        assert list(items_of(verifier.headers_to_repair())) == []
        del articles["r-1"]
        assert stored_partition(store, articles) == expected_partition(articles)
