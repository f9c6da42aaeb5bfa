"""The verify function does what the command does, bit by bit, one run at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from copydesk.clustering import clusterer, comparing
from copydesk.clustering.auditing import items_of
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.deciding import Decider
from copydesk.clustering.store import PutHeader, Write
from copydesk.clustering.verdicts import verdicts_of
from copydesk.clustering.verifying import Verifier
from copydesk.decision import Says
from copydesk.matching import shingles
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import USUAL
from copydesk.pipeline.verify_run import Verified, VerifyRun
from copydesk.pipeline.verify_stage import LEAST_SECONDS, Left, VerifyStage
from copydesk.retrying import Conflict, no_pause
from copydesk.storage.auditing import AuditedDynamoStore, AuditedMemoryStore
from copydesk.storage.consumption import Consumption
from copydesk.storage.pacing import Pace
from copydesk.storage.verifying import ProgressStore
from testing.tables import client, create_tables
from tests.clusters import expected_partition, stored_partition
from tests.pipelines import Pipeline, load_function, sample
from tests.stories import copy, print_of, text_of

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
STORIES, COPIES = 3, 3
WATCHES_CLIENTS = True  # each test counts the calls of its own


@pytest.fixture(autouse=True)
def one_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Under each key the first article hides the others, and so a copy that comes first there finds nobody."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(clusterer, "CANDIDATES_PER_KEY", 1)
    monkeypatch.setattr(shingles, "KEYS", 2)
    with mock_aws():
        yield


class Stack:
    """Tables, and runs over them that have so many requests' time."""

    def __init__(self, page: int | None = None) -> None:
        self.dynamodb = client("dynamodb")
        self.tables = create_tables(self.dynamodb)
        self.store = AuditedDynamoStore(
            self.dynamodb,
            articles_table=self.tables["ArticlesTable"],
            clusters_table=self.tables["ClustersTable"],
            index_table=self.tables["IndexTable"],
        )
        self.progress = ProgressStore(self.dynamodb, self.tables["OutcomesTable"])
        self.left = 0.0
        events = self.dynamodb.meta.events
        events.register("before-call.dynamodb", self._second)
        if page:
            events.register(
                "before-parameter-build.dynamodb.Scan", lambda params, **_: params.update(Limit=page)
            )

    def _second(self, **_: Any) -> None:
        self.left -= 1

    def run(self, seconds: float = 10_000.0, at: datetime = NOW) -> Verified:
        self.left = seconds + LEAST_SECONDS
        consumption = Consumption(self.dynamodb)
        verifier = Verifier(self.store, pause=no_pause)
        return VerifyRun(verifier, self.progress, consumption, clock=lambda: at).run(lambda: self.left)


def fill(store: AuditedDynamoStore | AuditedMemoryStore) -> dict[str, Fingerprint]:
    """Copies, of which each that comes is the first under its keys; a wrong header, and a decision nobody followed."""
    articles = {}
    adding = Clusterer(store, pause=no_pause)
    for number in range(STORIES * COPIES):
        name = f"article-{STORIES * COPIES - number}"
        articles[name] = print_of(text_of(number % STORIES, number // STORIES))
        adding.add(copy(name), articles[name])
    home = store.members(["article-1"])["article-1"].cluster_id or ""
    header = store.headers([home])[home]
    wrong = header.model_copy(update={"credited": ("nobody",), "version": header.version + 1})
    store.commit([PutHeader(wrong, header.version)])
    return articles


def decide_and_die(store: AuditedDynamoStore, one: str, other: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Decider, "follow", lambda *_: None)
        Decider(store, pause=no_pause).decide(one, other, Says.COPY)


def test_a_run_does_everything() -> None:
    stack = Stack()
    articles = fill(stack.store)
    expected = expected_partition(articles)
    homes = {one.cluster_id for one in stack.store.members(articles).values()}
    assert len(homes) > len(expected)
    marked = list(Verifier(stack.store).cut_articles())
    verified = stack.run()
    assert (verified.headers_repaired, verified.left, verified.finished) == (1, 0, True)
    assert verified.articles_verified == len(marked)
    assert verified.merges > 0
    assert verified.units > 0
    assert stored_partition(stack.store, articles) == expected
    again = stack.run()
    assert again._replace(units=0) == Verified(finished=True)


@pytest.mark.parametrize("seconds", [50, 90])
def test_runs_go_on_where_the_last_one_stopped(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "READ_AT_ONCE", 2)
    stack = Stack(page=3)
    articles = fill(stack.store)
    decide_and_die(stack.store, "article-1", "article-2")
    runs = []
    while not (runs and runs[-1].finished):
        runs.append(stack.run(seconds))
        assert len(runs) < 60
    assert len(runs) > 1
    assert sum(run.headers_repaired for run in runs) == 1
    assert list(Verifier(stack.store).cut_articles()) == []
    decided = verdicts_of(stack.store.members(articles).values(), USUAL)
    assert stored_partition(stack.store, articles) == expected_partition(articles, decided)


def test_one_run_at_a_time_and_a_dead_one_is_not_waited_for() -> None:
    stack = Stack()
    fill(stack.store)
    mine = stack.progress.take(NOW, seconds=900)
    assert mine is not None
    assert stack.run(at=NOW + timedelta(seconds=899)) == Verified(busy=True)
    assert stack.run(at=NOW + timedelta(seconds=900)).finished
    # Who was taken for dead does not write over what came after.
    assert stack.progress.put(mine) is None
    kept = stack.progress.get()
    assert (kept.busy_until, kept.finished_at) == (None, NOW + timedelta(seconds=900))


def test_pages_end_anywhere_and_are_gone_on_from() -> None:
    def pages(stack: Stack) -> list[tuple[Callable[..., Any], list[Any]]]:
        store = stack.store
        read = (store.clusters, store.marked_members, store.every_link)
        return [(one, list(one())) for one in read]

    stack = Stack(page=2)
    articles = fill(stack.store)
    stack.run()
    decide_and_die(stack.store, "article-1", "article-2")
    for read, found in pages(stack):
        everything = list(items_of(found))
        assert found[-1].position is None
        seen = 0
        for page in found[:-1]:
            seen += len(page.items)
            assert list(items_of(read(page.position))) == everything[seen:]
    (_, clusters), (_, members), _ = pages(stack)
    sizes = sorted(map(len, expected_partition(articles)))
    assert sorted(len(copies) for _, copies in items_of(clusters) if copies) == [
        size for size in sizes if size > 1
    ]
    assert {one.article_id for one in items_of(members)} == {"article-1", "article-2"}


class BusyStore(AuditedMemoryStore):
    """A store in which others were faster every time, once it is busy."""

    busy = False

    def commit(self, writes: Sequence[Write]) -> None:
        if self.busy:
            raise Conflict("others were faster")
        super().commit(writes)


def test_what_others_are_at_all_the_time_is_left_and_the_rest_is_done() -> None:
    store = BusyStore()
    fill(store)
    verifier = Verifier(store, pause=no_pause)
    marked = set(verifier.cut_articles())
    (wrong,) = items_of(verifier.headers_to_repair())
    store.busy = True
    findings = [one for step in VerifyStage(verifier).steps() for one in step.findings]
    assert sorted(findings) == sorted(Left(name) for name in (wrong, *marked))
    assert set(verifier.cut_articles()) == marked
    store.busy = False
    findings = [one for step in VerifyStage(verifier).steps() for one in step.findings]
    assert not any(isinstance(one, Left) for one in findings)
    assert list(verifier.cut_articles()) == []


def test_requests_keep_the_pace() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    dynamodb = client("dynamodb")
    stack = Stack()
    pace = Pace(dynamodb, 2.0, monotonic=lambda: now[0], sleep=sleep)
    for _ in range(5):
        ProgressStore(dynamodb, stack.tables["OutcomesTable"]).get()
    units = pace.units / 5
    assert slept == [units / 2.0] * 4
    now[0] += 100.0  # what was not used is no credit
    for _ in range(2):
        ProgressStore(dynamodb, stack.tables["OutcomesTable"]).get()
    assert slept == [units / 2.0] * 5


def test_the_function(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = Pipeline(monkeypatch, keys=2)
    for number in range(4):
        pipeline.run(
            pipeline.put(f"{number}.json", json.dumps({"title": "Ferry", "text": text_of(1, number)}))
        )
    tables = {
        name: pipeline.tables[f"{name.capitalize()}Table"] for name in ("articles", "clusters", "index")
    }
    store = AuditedDynamoStore(pipeline.dynamodb, **{f"{name}_table": one for name, one in tables.items()})
    marked = list(Verifier(store).cut_articles())
    capsys.readouterr()
    function = load_function("verify")
    answer = pipeline.invoke(function, sample("verify-schedule.json"))
    assert answer["finished"]
    assert answer["articles_verified"] == len(marked) > 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "verify:finished" in line]
    counted = json.loads(line)
    names = ("headers_repaired", "links_mended", "articles_verified", "merges", "left")
    assert {name: counted[f"verify:{name}"] for name in names} == {name: [answer[name]] for name in names}
    assert pipeline.invoke(function, {})["articles_verified"] == 0
