"""`copydesk report`: a page of files, of clusters, of a day; what is wrong is said in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import Provenance
from copydesk.cli.app import run
from tests.pipelines import Pipeline
from tests.stories import text_of
from tests.unit.report.stories import draft

WIRE, COURIER, QUAY = "Meridian Wire", "Café Courier", "Quay Post"


def rows() -> list[dict[str, Any]]:
    """Articles as `group` takes them: two stories of several copies, and one of one."""
    return [
        {
            "id": f"{story}-{number}",
            "title": f"Story {story}",
            "publisher": publisher,
            "text": text_of(story),
            **more,
        }
        for story, publishers in ((1, (WIRE, COURIER, QUAY)), (2, (COURIER, QUAY)), (3, (WIRE,)))
        for number, (publisher, more) in enumerate(
            (name, {"published": f"2024-05-0{at}", "credit": WIRE if name != WIRE else None})
            for at, name in enumerate(publishers, start=1)
        )
    ]


def written(path: Path, lines: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == status
    found = capsys.readouterr()
    return found.err if status else found.out


def headings(document: str) -> list[str]:
    return re.findall(r"<h[12]><bdi[^>]*>(.*?)</bdi></h[12]>", document)


@pytest.fixture
def articles(tmp_path: Path) -> str:
    return written(tmp_path / "articles.jsonl", rows())


def test_a_page_of_what_group_printed(
    articles: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grouped, page = str(tmp_path / "groups.jsonl"), tmp_path / "page.html"
    assert run(["group", articles, "--output", grouped]) == 0
    assert said(capsys, "report", grouped, articles, "--output", str(page)) == f"{page}: 2 stories\n"
    document = page.read_text(encoding="utf-8")
    assert headings(document) == ["Story 1", "Story 2"]
    assert "3 publishers ran this text in 3 copies, dated from 1 May 2024 to 3 May 2024" in document
    assert "2 credit Meridian Wire and 1 credits nobody" in document


def test_articles_alone_are_grouped_first(articles: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert headings(said(capsys, "report", articles, "--output", "-")) == ["Story 1", "Story 2"]


def test_what_extract_prints_keeps_its_provenance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def row(number: int) -> dict[str, Any]:
        name = f"{number:032x}"
        origin = Provenance(method="json_ld", raw=f"Harbour | Outlet {number}")
        found = draft(
            text_of(7), title="Harbour", publisher={"name": f"Outlet {number}"}, provenance={"title": origin}
        )
        article = {"article_id": name, **found.model_dump(mode="json")}
        return {"key": f"{number}.html", "outcome": "indexed", "article": article}

    nothing = {"key": "empty.txt", "outcome": "rejected:empty", "article": None}
    extracted = written(tmp_path / "extracted.jsonl", [row(1), nothing, row(2)])
    (data,) = re.findall(r'class="data">(.*?)</script>', said(capsys, "report", extracted, "--output", "-"))
    assert {"json_ld", "Harbour | Outlet 1", "Harbour | Outlet 2"} <= set(json.loads(data)["strings"])


def test_groups_without_articles_are_refused(
    articles: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grouped = str(tmp_path / "groups.jsonl")
    assert run(["group", articles, "--output", grouped]) == 0
    assert "name the file of the articles, too" in said(capsys, "report", grouped, status=1)


def test_wrong_usage_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "name clusters or files, or a --day" in said(capsys, "report", status=2)
    missing = str(tmp_path / "missing.jsonl")
    assert "does not exist" in said(capsys, "report", missing, status=2)


@pytest.fixture(scope="module")
def stack() -> Iterator[Pipeline]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        pipeline = Pipeline(patch)
        for row in rows()[:3]:
            fields = {**row, "published_at": row["published"]}
            pipeline.run(pipeline.put(f"{row['id']}.json", json.dumps(fields)))
        for name, value in pipeline.desk.names.model_dump().items():
            patch.setenv(f"COPYDESK_{name.upper()}", value)
        yield pipeline


def test_a_page_of_clusters(stack: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    entry = next(one for one in stack.desk.feed("2024-05-01") if one.size == 3)
    document = said(capsys, "report", entry.cluster_id, "--output", "-")
    assert headings(document) == ["Story 1"]
    assert "The file that was read first" in document
    assert "2 credit Meridian Wire" in document


def test_a_page_of_a_day(stack: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    document = said(capsys, "report", "--day", "2024-05-01", "--output", "-")
    assert headings(document) == ["Story 1"]
    assert "0 stories" in said(capsys, "report", "--day", "2020-01-01", "--output", "-")
    assert "isoformat" in said(capsys, "report", "--day", "someday", status=2)


def test_a_cluster_that_is_not_there_is_said(stack: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no cluster" in said(capsys, "report", "0" * 32, status=1)
