"""Clusters of thousands, clusters that part and join again, and a key that is everybody's."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from copydesk.article import Credit
from copydesk.chunks import chunks
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY, Clusterer
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import (
    COMMIT_LIMIT,
    ClusterStore,
    PutCopy,
    PutHeader,
    PutMember,
    Write,
)
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import Conflict, no_pause
from copydesk.storage.memory import MemoryStore
from testing.tables import client, cluster_store, create_tables
from tests.clusters import expected_partition, stored_partition
from tests.interleavings import clone
from tests.stories import copy, print_of, story, text_of, with_keys
from tests.thorough import THOROUGH, only_thorough

WORDS = 60  # of one story here


def text(*stories: int) -> str:
    return " ".join(" ".join(story(number, WORDS)) for number in stories)


def crowd(name: str, number_of_story: int, size: int) -> dict[str, Fingerprint]:
    """Many copies of one story, each with a word of its own at the end."""
    return {f"{name}-{one:04d}": print_of(f"{text(number_of_story)} ending{one}") for one in range(size)}


def few_keys(articles: dict[str, Fingerprint]) -> dict[str, Fingerprint]:
    return {name: with_keys(print_, *print_.keys[:3]) for name, print_ in articles.items()}


def add(store: ClusterStore, articles: dict[str, Fingerprint]) -> Clusterer:
    """Each is another outlet's, and every third credits one of them."""
    clusterer = Clusterer(store, pause=no_pause)
    names = list(articles)
    for at, (name, fingerprint) in enumerate(articles.items()):
        source = Credit(name=names[at * 7 % len(names)]) if at % 3 == 0 else None
        clusterer.add(copy(name, outlet=name, credit=source), fingerprint)
    return clusterer


def carry_over(memory: MemoryStore, store: ClusterStore, articles: dict[str, Fingerprint]) -> None:
    """Write what one store holds into another, which is quicker than its coming about there."""
    members = memory.members(articles)
    headers = memory.headers(member.cluster_id or "" for member in members.values())
    writes: list[Write] = [PutMember(member, None) for member in members.values()]
    for header in headers.values():
        writes += [
            PutHeader(header.model_copy(update={"named": False}), None)
        ]  # names are put in order again
        writes += [PutCopy(header.cluster_id, one) for one in memory.copies(header.cluster_id)]
    for chunk in chunks(writes, COMMIT_LIMIT):
        store.commit(chunk)
    for name, print_ in articles.items():
        store.put_fingerprint(members[name].ref, print_)
        store.insert_postings(print_.keys, members[name].ref)


def sizes(store: ClusterStore, names: Iterable[str]) -> list[int]:
    return sorted(len(part) for part in stored_partition(store, names))


def test_thousands_of_copies() -> None:
    store = MemoryStore()
    size = 5000 if THOROUGH else 1000
    articles = crowd("copy", 1, size)
    clusterer = add(store, articles)
    assert sizes(store, articles) == [size]
    clusterer.remove("copy-0000", 2)
    clusterer.remove(f"copy-{size // 2:04d}", 2)
    assert sizes(store, articles) == [size - 2]
    clusterer.add(copy("copy-0000", 3), articles["copy-0000"])
    assert sizes(store, articles) == [size - 1]


def test_two_crowds_bridged_parted_and_bridged_again() -> None:
    store = MemoryStore()
    size = 500 if THOROUGH else 200
    left, right = crowd("left", 1, size), crowd("right", 2, size)
    clusterer = add(store, left | right)
    everybody = [*left, *right, "bridge"]
    for generation in (1, 3, 5):
        clusterer.add(copy("bridge", generation), print_of(text(1, 2)))
        assert sizes(store, everybody) == [2 * size + 1]
        clusterer.remove("bridge", generation + 1)
        assert stored_partition(store, everybody) == {frozenset(left), frozenset(right)}


class Dying(MemoryStore):
    """A store whose worker dies at one of its commits."""

    commits_left: int | None = None

    def commit(self, writes: list[Write]) -> None:  # type: ignore[override]
        if self.commits_left is not None:
            self.commits_left -= 1
            if self.commits_left < 0:
                raise InterruptedError
        super().commit(writes)


@pytest.mark.parametrize("generation", [1, 2])
def test_a_worker_dies_anywhere_while_hundreds_move(generation: int) -> None:
    left, right = crowd("left", 1, 140), crowd("right", 2, 130)
    everybody = [*left, *right, "bridge"]
    bridge = print_of(text(1, 2))
    before = Dying()
    clusterer = add(before, left | right)
    if generation == 2:
        clusterer.add(copy("bridge"), bridge)
    for commits in range(40):
        store = clone(before)
        clusterer = Clusterer(store, pause=no_pause)
        store.commits_left = commits
        for _ in range(2):
            try:
                if generation == 1:
                    clusterer.add(copy("bridge"), bridge)
                else:
                    clusterer.remove("bridge", 2)
            except InterruptedError:
                store.commits_left = None
        finished, store.commits_left = store.commits_left is not None, None
        assert sizes(store, everybody) == ([271] if generation == 1 else [130, 140])
        if finished:
            return
    pytest.fail("more commits than so few articles need")


@only_thorough
def test_a_crowd_in_dynamodb(dynamodb_local: str) -> None:
    dynamodb = client("dynamodb", dynamodb_local)
    store = cluster_store(dynamodb, create_tables(dynamodb))
    left, right = few_keys(crowd("left", 1, 130)), few_keys(crowd("right", 2, 120))
    memory = MemoryStore()
    add(memory, left | right)
    carry_over(memory, store, left | right)
    clusterer = Clusterer(store, pause=no_pause)
    everybody = [*left, *right, "bridge"]
    clusterer.add(copy("bridge"), print_of(text(1, 2)))
    assert sizes(store, everybody) == [251]
    clusterer.remove("bridge", 2)
    assert stored_partition(store, everybody) == {frozenset(left), frozenset(right)}


def test_a_key_that_is_everybodys() -> None:
    """Three hundred unrelated articles end in the same words, and share a key by them."""
    store = MemoryStore()
    number = 3 * CANDIDATES_PER_KEY
    notice = text(999)
    common = print_of(notice).keys[0]
    plain = {f"article-{one:03d}": print_of(text_of(one)) for one in range(1000, 1000 + number)}
    articles = {name: with_keys(print_, common, *print_.keys[1:]) for name, print_ in plain.items()}
    clusterer = add(store, articles)
    last = f"article-{1000 + number - 1}"
    assert store.members([last])[last].candidates_cut
    assert not store.members(["article-1000"])["article-1000"].candidates_cut
    for name in ("article-1000", last):
        twin = f"twin-of-{name}"
        articles[twin] = articles[name]
        clusterer.add(copy(twin), articles[twin])
    assert stored_partition(store, articles) == expected_partition(articles)
    assert sizes(store, articles).count(2) == 2
    for name in list(articles)[: number // 2]:
        clusterer.remove(name, 2)
        del articles[name]
    assert stored_partition(store, articles) == expected_partition(articles)
    assert len(store.postings([common], number).shared_keys) == len(articles)


@only_thorough
def test_nobody_is_refused_for_a_shared_key(dynamodb_local: str) -> None:
    """Articles that share a key and match nothing write no item in common: there is no conflict at all."""
    dynamodb = client("dynamodb", dynamodb_local)
    store = cluster_store(dynamodb, create_tables(dynamodb))

    def refuse(attempt: int) -> None:
        raise Conflict(f"attempt {attempt}")

    clusterer = Clusterer(store, pause=refuse)
    for one in range(CANDIDATES_PER_KEY + 5):
        print_ = print_of(text_of(2000 + one))
        clusterer.add(copy(f"article-{one:03d}"), with_keys(print_, 7, *print_.keys[:1]))
    assert store.postings([7], 200).shared_keys.keys() >= {ArticleRef("article-000", 1)}
    assert len(store.postings([7], 200).shared_keys) == CANDIDATES_PER_KEY + 5
