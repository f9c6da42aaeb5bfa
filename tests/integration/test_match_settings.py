"""What a stack's parameters, and options of `group`, change of matching; and what they do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

import copydesk
from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.compare import compare, joins
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.settings import BAND, USUAL, MatchSettings
from copydesk.storage.match_settings import MatchSettingsStore
from local.template import load
from testing.tables import stack_environment
from tests.pipelines import INBOX, Pipeline
from tests.stories import story

Lines = pytest.CaptureFixture[str]
STRICT = MatchSettings(threshold=0.8, days=1, least_words=90)


def of(text: str, published_at: str | None = None) -> Fingerprint:
    return fingerprint(text=text, title=None, published_at=published_at, publisher=None, url=None)


def half(share: float) -> str:
    """A text of which such a share is of the first story."""
    words = round(100 * share)
    return " ".join((*story(1)[:words], *story(2)[: 100 - words]))


WHOLE = " ".join(story(1))


def test_the_usual_settings() -> None:
    assert (USUAL.threshold, USUAL.days, USUAL.least_words, BAND) == (0.45, 4, 30, 0.15)


@pytest.mark.parametrize(
    ("parameter", "field"),
    [
        ("MatchThreshold", "threshold"),
        ("MatchDays", "days"),
        ("MatchLeastWords", "least_words"),
    ],
)
def test_the_template_has_them(parameter: str, field: str) -> None:
    declared = load()["Parameters"][parameter]
    limits = {type(one).__name__: one for one in MatchSettings.model_fields[field].metadata}
    assert float(declared["Default"]) == getattr(USUAL, field)
    assert (float(declared["MinValue"]), float(declared["MaxValue"])) == (limits["Ge"].ge, limits["Le"].le)


def test_each_setting_decides() -> None:
    assert joins(of(WHOLE), of(half(0.7)))
    assert not joins(of(WHOLE), of(half(0.7)), MatchSettings(threshold=0.8))
    week = of(WHOLE, "2024-05-01"), of(half(0.8), "2024-05-08")
    assert not joins(*week)
    assert joins(*week, MatchSettings(days=7))
    short = of(WHOLE), of(" ".join(story(1)[:40]))
    assert joins(*short)
    assert not joins(*short, MatchSettings(least_words=41))
    found = [compare(*short, settings) for settings in (USUAL, STRICT, MatchSettings(days=5))]
    assert len({one.algorithm for one in found}) == 3
    assert found[1].algorithm.endswith(f"+{STRICT.hash}")
    assert found[1].threshold == 0.8


ROWS = [{"id": "a", "text": WHOLE}, {"id": "b", "text": half(0.7)}, {"id": "c", "text": half(0.4)}]


def test_group_takes_them_and_shows_the_band_below(tmp_path: Path, capsys: Lines) -> None:
    file, near = tmp_path / "rows.jsonl", tmp_path / "near.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)))

    def clusters(*options: str) -> tuple[int, list[dict[str, Any]]]:
        assert run(["group", str(file), "--review", str(near), *options]) == 0
        homes = {json.loads(line)["cluster_id"] for line in capsys.readouterr().out.splitlines()}
        return len(homes), [json.loads(line) for line in near.read_text().splitlines()]

    count, pairs = clusters()
    assert count == 2
    assert [pair["articles"] for pair in pairs] == [["a", "c"]]
    assert USUAL.threshold - BAND <= pairs[0]["share"] < USUAL.threshold
    count, pairs = clusters("--threshold", "0.8", "--days", "1", "--least-words", "90")
    assert count == 3
    assert [pair["articles"] for pair in pairs] == [["a", "b"]]
    assert pairs[0]["algorithm"].endswith(STRICT.hash)
    assert (
        len({one.cluster_id for one in copydesk.group(ROWS, settings=STRICT, boilerplate=Boilerplate())}) == 3
    )
    assert run(["group", str(file), "--threshold", "1.5"]) == 2


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        for name, value in (("THRESHOLD", 0.8), ("DAYS", 1), ("LEAST_WORDS", 90)):
            monkeypatch.setenv(f"MATCH_{name}", str(value))
        pipeline = Pipeline(monkeypatch)
        for variable, named in stack_environment(pipeline.tables).items():
            monkeypatch.setenv(variable, named)
        yield pipeline


def kept(pipeline: Pipeline) -> MatchSettingsStore:
    return MatchSettingsStore(
        pipeline.dynamodb,
        articles_table=pipeline.tables["ArticlesTable"],
        listings_table=pipeline.tables["ListingsTable"],
    )


def put(pipeline: Pipeline) -> list[str]:
    for row in ROWS[:2]:
        pipeline.run(pipeline.put(f"{row['id']}.json", json.dumps({"title": row["id"], "text": row["text"]})))
    return [article_id(INBOX, f"{row['id']}.json") for row in ROWS[:2]]


def test_an_empty_stack_takes_its_parameters(pipeline: Pipeline, capsys: Lines) -> None:
    one, other = put(pipeline)
    assert pipeline.desk.cluster_id(one) != pipeline.desk.cluster_id(other)
    store = kept(pipeline)
    assert store.in_force(USUAL) == STRICT  # the parameters are changed, and the records are not
    assert store.in_force(USUAL) == STRICT
    capsys.readouterr()
    assert run(["verify"]) == 0
    made, asked, _ = capsys.readouterr().out.splitlines()
    assert made == f"clusters are made under threshold 0.8, 1 days, 90 words at least ({STRICT.hash})"
    assert USUAL.hash in asked
    assert run(["review", one]) == 0
    assert capsys.readouterr().out.split("\t")[:2] == [one, other]
    assert run(["review", "--day", "undated"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(["explain", one, other]) == 0
    assert "80% has to" in " ".join(capsys.readouterr().out.split())
    assert run(["decide", "copy", one, other, "--by", "Ada Quill"]) == 0
    assert run(["review", one]) == 0
    assert run(["explain", one, other]) == 0
    assert "Decided by Ada Quill: copy." in capsys.readouterr().out


def test_a_stack_with_records_goes_on_as_it_was(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:  # a version without settings kept none
        patch.setattr(MatchSettingsStore, "in_force", lambda *_: USUAL)
        one, other = put(pipeline)
    assert pipeline.desk.cluster_id(one) == pipeline.desk.cluster_id(other)
    found = kept(pipeline)
    assert found.get() is None
    assert found.in_force(STRICT) == USUAL
    settings = found.get()
    assert settings is not None
    assert (settings.in_force, settings.asked_for) == (USUAL, STRICT)
