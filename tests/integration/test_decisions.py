"""People's decisions on pairs of articles: on a stack, in `group`, and as they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

import copydesk
from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.clustering import deciding
from copydesk.clustering.auditing import items_of
from copydesk.clustering.deciding import Decider, TooManyDecisions
from copydesk.clustering.verdicts import METHOD_DECISION
from copydesk.clustering.verifying import Verifier, pairs_of
from copydesk.decision import PairDecision, Says, holding, pair_key
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.auditing import AuditedMemoryStore
from copydesk.storage.memory import MemoryStore
from testing.tables import stack_environment
from tests.clusters import stored_partition
from tests.pipelines import INBOX, Pipeline
from tests.stories import bridge_text, copy, print_of, text_of

Lines = pytest.CaptureFixture[str]


def of(store: MemoryStore, *names: str) -> dict[str, Fingerprint]:
    """Articles named after their stories, added: `1-a` tells story 1, `12-a` both 1 and 2."""
    texts = {
        name: text_of(int(name[0])) if name[1] == "-" else bridge_text(*map(int, name[:2])) for name in names
    }
    decider = Decider(store, pause=no_pause)
    for name, text in texts.items():
        decider.add(copy(name), print_of(text))
    return {name: print_of(text) for name, text in texts.items()}


@pytest.fixture
def store() -> AuditedMemoryStore:
    return AuditedMemoryStore()


@pytest.fixture
def decider(store: AuditedMemoryStore) -> Decider:
    return Decider(store, pause=no_pause)


def test_two_that_are_parted_are_together_through_the_others(store: MemoryStore, decider: Decider) -> None:
    articles = of(store, "1-a", "1-b", "12-c", "2-d")
    assert decider.decide("1-a", "2-d", Says.RULE).through == ("12-c",)
    answer = decider.decide("1-a", "12-c", Says.NOT_COPY)
    assert (answer.together, answer.through) == (True, ("1-b",))
    answer = decider.decide("12-c", "1-b", Says.NOT_COPY)
    assert (answer.together, answer.through) == (False, ())
    assert stored_partition(store, articles) == {frozenset({"1-a", "1-b"}), frozenset({"12-c", "2-d"})}
    answer = decider.decide("1-a", "12-c", Says.RULE)
    assert (answer.version, answer.together, answer.through) == (2, True, ())
    assert stored_partition(store, articles) == {frozenset(articles)}


def test_it_waits_for_who_is_not_there_and_outlasts_who_goes(store: MemoryStore, decider: Decider) -> None:
    assert decider.decide("1-a", "2-b", Says.COPY).waits_for == ("1-a", "2-b")
    articles = of(store, "1-a", "2-b")
    assert stored_partition(store, articles) == {frozenset(articles)}
    home = store.members(["1-a"])["1-a"].cluster_id or ""
    matches = [one.match for one in store.copies(home)]
    assert {match.method for match in matches if match} == {METHOD_DECISION}
    key = pair_key("1-a", "2-b")
    assert {ref.article_id for ref in store.postings([key], 9).shared_keys} == {"1-a", "2-b"}
    decider.remove("2-b", 2)
    assert {ref.article_id for ref in store.postings([key], 9).shared_keys} == {"1-a"}
    decider.add(copy("2-b", 3), print_of(text_of(7)))
    assert stored_partition(store, articles) == {frozenset(articles)}
    assert not decider.decide("2-b", "1-a", Says.RULE).together
    decider.remove("1-a", 2)
    decider.remove("2-b", 4)
    assert store.postings([key], 9).shared_keys == {}


def test_an_article_has_a_bounded_number_of_decisions(
    store: MemoryStore, decider: Decider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST_DECISIONS", 2)
    for other in "bcc":
        decider.decide("a", other, Says.COPY)
    with pytest.raises(TooManyDecisions):
        decider.decide("d", "a", Says.COPY)
    with pytest.raises(ValueError, match="two articles"):
        decider.decide("a", "a", Says.COPY)
    assert [one.article_id for one in store.members(["a"])["a"].decisions] == ["b", "c"]
    assert "d" not in store.members(["d"])


def test_verify_follows_what_somebody_was_interrupted_in(
    store: AuditedMemoryStore, decider: Decider, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = of(store, "1-a", "1-b", "2-c")
    with monkeypatch.context() as patch:
        patch.setattr(Decider, "follow", lambda *_: None)
        decider.decide("1-a", "1-b", Says.NOT_COPY)
        decider.decide("1-a", "2-c", Says.COPY)
    members = store.members(articles)
    assert members["1-a"].cluster_id == members["1-b"].cluster_id != members["2-c"].cluster_id
    verifier = Verifier(store, pause=no_pause)
    pairs = [pair for member in items_of(verifier.marked_members()) for pair in pairs_of(member)]
    assert sorted(pairs) == [("1-a", "1-b"), ("1-a", "2-c")]
    for pair in pairs:
        verifier.follow(*pair)
    assert stored_partition(store, articles) == {frozenset({"1-a", "2-c"}), frozenset({"1-b"})}


def test_the_later_version_holds() -> None:
    rows = [
        PairDecision(articles=("a", "b"), says=Says.COPY, version=2),
        PairDecision(articles=("b", "a"), says=Says.NOT_COPY, version=1),
        PairDecision(articles=("c", "a"), says=Says.COPY),
        PairDecision(articles=("a", "c"), says=Says.NOT_COPY),
    ]
    assert holding(rows) == {("a", "b"): Says.COPY, ("a", "c"): Says.NOT_COPY}


ROWS = [{"id": name, "text": text_of(story)} for name, story in (("a", 1), ("b", 1), ("c", 2))]
DECIDED = [
    {"articles": ["b", "a"], "says": "not_copy", "by": "Ada Quill", "why": "two statements"},
    {"articles": ["b", "c"], "says": "copy"},
]


def test_group_takes_decisions(tmp_path: Path, capsys: Lines) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n\n".join(map(json.dumps, DECIDED)))
    assert run(["group", str(tmp_path / "rows.jsonl"), "--decisions", str(file)]) == 0
    answers = {row["id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert answers["b"]["cluster_id"] == answers["c"]["cluster_id"] != answers["a"]["cluster_id"]
    assert (answers["a"]["match"], answers["c"]["match"]["method"]) == (None, METHOD_DECISION)
    grouped = copydesk.group(ROWS, decisions=DECIDED, boilerplate=Boilerplate())
    assert [json.loads(one.model_dump_json()) for one in grouped] == list(answers.values())
    for line in (
        '{"articles": ["a", "a"], "says": "copy"}',
        '{"articles": ["a", "b"], "says": "maybe"}',
        "[]",
    ):
        file.write_text(json.dumps(DECIDED[0]) + "\n" + line)
        assert run(["group", str(tmp_path / "rows.jsonl"), "--decisions", str(file)]) == 1
        assert "decisions.jsonl, line 2: no decision" in capsys.readouterr().err


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        for variable, named in stack_environment(pipeline.tables).items():
            monkeypatch.setenv(variable, named)
        yield pipeline


def test_a_stack_is_told(pipeline: Pipeline, capsys: Lines) -> None:
    one, other = (article_id(INBOX, f"{name}.json") for name in ("one", "other"))
    pipeline.run(pipeline.put("one.json", json.dumps({"title": "One", "text": text_of(1)})))
    capsys.readouterr()  # the functions log
    assert run(["decide", "not_copy", one, other, "--by", "Ada Quill", "--why", "two statements"]) == 0
    assert capsys.readouterr().out == f"version 1; it waits for {other}\n"
    pipeline.run(pipeline.put("other.json", json.dumps({"title": "Other", "text": text_of(1)})))
    assert pipeline.desk.cluster_id(one) != pipeline.desk.cluster_id(other)
    capsys.readouterr()
    assert run(["decisions", other]) == 0
    says, article, version, at, *rest = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (says, article, version, rest) == ("not_copy", one, "version 1", ["Ada Quill", "two statements"])
    assert at.endswith("+00:00")
    assert run(["decide", "rule", one, other]) == 0
    assert capsys.readouterr().out == "version 2; in one cluster\n"
    assert pipeline.desk.cluster_id(one) == pipeline.desk.cluster_id(other)
    assert [one.says for one in pipeline.desk.decisions(one)] == [Says.RULE]
    assert pipeline.desk.decisions("nobody") == ()
    assert run(["decide", "copy", one, one]) != 0
    assert "two articles" in capsys.readouterr().err
    pipeline.run(pipeline.put("third.json", json.dumps({"title": "Third", "text": text_of(1)})))
    capsys.readouterr()
    assert run(["decide", "not_copy", one, other]) == 0
    third = article_id(INBOX, "third.json")
    assert capsys.readouterr().out == f"version 3; still in one cluster through {third}\n"
