"""`copydesk report` of files; what is wrong is said in one line. Of a stack: test_browse.py."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from copydesk.article import Provenance
from copydesk.cli.app import run
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


def test_a_row_with_a_little_more_than_group_reads_keeps_its_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [{**row, "word_count": 3, "provenance": {}} for row in rows()[:3]]
    document = said(capsys, "report", written(tmp_path / "a.jsonl", named), "--output", "-")
    assert "dated from 1 May 2024 to 3 May 2024" in document


def test_owners_count_once(articles: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "owners.csv"
    table.write_text("domain,owner\nmeridianwire.example,Harbour Media\n")
    assert "Harbour Media" in said(capsys, "report", articles, "--owners", str(table), "--output", "-")
    table.write_text("domain\n")
    assert "owner is missing" in said(capsys, "report", articles, "--owners", str(table), status=1)


@pytest.mark.parametrize("command", [["report", "x"], ["browse"]])
def test_what_to_install_is_said(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (
        "copydesk.report.page",
        "copydesk.browse.server",
        "copydesk.browse.routes",
        "copydesk.browse.pages",
    ):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert said(capsys, *command, status=1) == (
        "copydesk: this needs jinja2: pip install 'copydesk[report]'\n"
    )
