"""Round-ups and their stories through the pipeline: the client, the command and the tables say who carries whom."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.client import Desk
from testing.tables import stack_environment
from tests.pipelines import INBOX, Pipeline
from tests.unit.matching.test_cohesion import STORIES

ROUND_UP, *STORY = (article_id(INBOX, f"{name}.json") for name in ("brief", "0", "1"))


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        made = Pipeline(monkeypatch, keys=24)
        for variable, named in stack_environment(made.tables).items():
            monkeypatch.setenv(variable, named)
        for name, text in (("brief", "\n\n".join(STORIES)), ("0", STORIES[0]), ("1", STORIES[1])):
            made.run(made.put(f"{name}.json", json.dumps({"title": f"Title {name}", "text": text})))
        yield made


def carried(desk: Desk, name: str) -> list[tuple[str, str]]:
    return sorted((link.match.relation, link.match.article_id) for link in desk.links(name))


def test_the_client_says_who_carries_whom(pipeline: Pipeline) -> None:
    desk = pipeline.desk
    assert carried(desk, ROUND_UP) == sorted(("carries", name) for name in STORY)
    assert carried(desk, STORY[0]) == [("carried", ROUND_UP)]
    assert len({desk.cluster_id(name) for name in (ROUND_UP, *STORY)}) == 3
    pipeline.run(pipeline.put("brief.json", json.dumps({"title": "Title 1", "text": STORIES[1]})))
    assert [carried(desk, name) for name in (ROUND_UP, *STORY, "nobody")] == [[], [], [], []]
    assert desk.cluster_id(ROUND_UP) == desk.cluster_id(STORY[1])
    pipeline.run(pipeline.put("brief.json", json.dumps({"title": "In brief", "text": "\n\n".join(STORIES)})))
    assert carried(desk, STORY[1]) == [("carried", ROUND_UP)]
    pipeline.run(pipeline.delete("1.json"))
    assert carried(desk, ROUND_UP) == [("carries", STORY[0])]


def test_the_command(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "links", STORY[0]]) == 0
    assert capsys.readouterr().out.split("\n")[-2].split("\t") == ["carried by", ROUND_UP, "100%"]
    assert run(["query", "links", ROUND_UP, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["article_id"] == ROUND_UP
    assert {(link["match"]["article_id"], link["match"]["relation"]) for link in found["links"]} == {
        (name, "carries") for name in STORY
    }
