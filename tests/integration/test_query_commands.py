"""`copydesk query` and `copydesk watch` against a stack: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli import query
from copydesk.cli.app import run
from copydesk.client import lists
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

ONE = article_id(INBOX, "one.json")


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        pipeline = Pipeline(patch)
        for number, name in enumerate(("one", "two"), start=1):
            fields = {"title": f"[bold]Story {number}", "text": text_of(number), "published_at": "2024-05-06"}
            fields |= {"publisher": "Café Courier", "url": f"https://courier.example/{number}"}
            pipeline.run(pipeline.put(f"{name}.json", json.dumps(fields)))
        pipeline.run(pipeline.put("empty.txt", b""))
        yield {f"COPYDESK_{name.upper()}": value for name, value in pipeline.desk.names.model_dump().items()}


@pytest.fixture(autouse=True)
def stack(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LAG_SECONDS", -1.0)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(["query", *arguments]) == 0
    return capsys.readouterr().out


def ask_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ask(capsys, *arguments, "--json"))
    return answer


@pytest.mark.parametrize(
    "arguments",
    [
        ("articles", "--publisher", "cafe courier"),
        ("articles", "--publisher", "cafe courier", "--start", "2024-05", "--end", "2024-05-06"),
        ("feed", "2024-05-06"),
        ("since",),
        ("article", ONE),
        ("url", "courier.example/1"),
    ],
)
def test_tables_show_titles_as_they_are(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert "[bold]Story 1" in ask(capsys, *arguments)


def test_programs_page_through_by_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    first = ask_json(capsys, "articles", "--publisher", "Café Courier", "--limit", "1")
    second = ask_json(capsys, "articles", "--publisher", "Café Courier", "--cursor", first["cursor"])
    found = [one["article_id"] for one in first["items"] + second["items"]]
    assert sorted(found) == sorted({ONE, article_id(INBOX, "two.json")})


def test_clusters_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    (entry, *_) = ask_json(capsys, "feed", "2024-05-06")["items"]
    assert ask_json(capsys, "cluster", entry["cluster_id"])["size"] == 1
    assert entry["canonical"]["article_id"] in ask(capsys, "cluster", entry["cluster_id"])
    assert ask_json(capsys, "outcome", "one.json")["status"] == "indexed"
    assert "empty.txt" in ask(capsys, "outcomes", "rejected")
    assert ask_json(capsys, "republications", "Nobody")["items"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("articles",), 2),
        (("articles", "--publisher", "a", "--author", "b"), 2),
        (("articles", "--publisher", "a", "--start", "someday"), 2),
        (("feed", "someday"), 2),
        (("since", "garbage"), 2),
        (("outcomes", "indexed"), 2),
        (("article", "nonesuch"), 1),
        (("url", "courier.example/none"), 1),
    ],
)
def test_failures_are_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    assert run(["query", *arguments]) == code
    error = capsys.readouterr().err
    assert error.startswith("copydesk: ")
    assert error.count("\n") == 1


def test_watch_follows_and_says_where_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    first = ask_json(capsys, "since", "--limit", "1")
    monkeypatch.setattr(query.time, "sleep", interrupt)
    assert run(["watch", "--cursor", first["cursor"], "--json"]) == 0
    shown = capsys.readouterr()
    assert [json.loads(line)["title"] for line in shown.out.splitlines()] == ["[bold]Story 2"]
    assert run(shown.err.split()[1:]) == 0
    assert capsys.readouterr().out == ""
