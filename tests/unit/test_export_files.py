"""`copydesk export` of what `extract` and `group` printed; what it refuses; what is left where it is stopped."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from copydesk.article import Article, article_id
from copydesk.cli.app import run
from copydesk.export import spool, sqlite
from copydesk.export.files import GROUP_ROWS, write_parquet
from copydesk.export.rows import article_row
from copydesk.export.spool import Spool
from copydesk.export.tables import ARTICLES, TABLES
from tests.thorough import THOROUGH

KILLS, ROWS = (20, 3_000) if THOROUGH else (2, 600)
MATCH: dict[str, Any] = {
    "relation": "near_identical",
    "shared_shingles": 90,
    "total_shingles": 110,
    "jaccard": 0.8,
    "containment": 0.95,
    "containment_of_other": 0.9,
    "method": "shingle_containment",
    "algorithm": "bottom-k-containment/3",
    "threshold": 0.45,
}


class Killed(BaseException):
    """Stands for a signal."""


def article(key: str, position: int = 0, **fields: Any) -> dict[str, Any]:
    reference = {"bucket": "local", "key": key, "etag": "0", "size": 9, "uploaded_at": "2024-05-06T07:08:09Z"}
    given = {"text": "Six hundred words.", "word_count": 600, "title": f"Title of {key}", **fields}
    made = Article(
        article_id=article_id("local", key, position),
        object=reference,  # type: ignore[arg-type]
        position=position,
        **given,
    )
    return {"key": key, "outcome": "indexed", "article": made.model_dump(mode="json")}


def rejected(key: str, outcome: str) -> dict[str, Any]:
    return {"key": key, "outcome": outcome, "article": None}


def grouped(key: str, cluster: str, other: str | None = None) -> dict[str, Any]:
    match = {"article_id": article_id("local", other), **MATCH} if other else None
    return {"id": article_id("local", key), "cluster_id": cluster, "canonical": other is None, "match": match}


def written(path: Path, rows: list[dict[str, Any]], *, more: str = "") -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + more, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    courier, ledger = ({"name": name, "domain": f"{name.lower()}.example"} for name in ("Courier", "Ledger"))
    rows = [
        article("a.html", publisher=courier, published_at="2024-05-06"),
        article(
            "b.html",
            publisher=ledger,
            credit={"name": "Meridian Wire"},
            published_at="0001-01-01T00:30:00+05:00",
        ),
        rejected("c.html", "rejected:no_story"),
        article("d.jsonl"),
        {**rejected("d.jsonl", "rejected:too_short"), "done": None},
        rejected("e.html", "unreadable"),
        {**rejected("g.zip", "rejected:unsupported_format"), "file_kind": "ZIP archive"},
        article("f.html", title="half \ud83d of a pair"),
    ]
    groups = [grouped("a.html", "one"), grouped("b.html", "one", "a.html"), grouped("d.jsonl", "two")]
    return [str(written(tmp_path / "articles.jsonl", rows)), str(written(tmp_path / "groups.jsonl", groups))]


def export(*arguments: str | Path) -> int:
    return run(["export", "--quiet", *map(str, arguments)])


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text("utf-8").splitlines()]


def test_articles_groups_and_outcomes_of_files_are_rows(files: list[str], tmp_path: Path) -> None:
    assert export("--jsonl", tmp_path / "out", *reversed(files)) == 0
    articles = {row["key"]: row for row in lines(tmp_path / "out", "articles")}
    assert articles.keys() == {"a.html", "b.html", "d.jsonl", "f.html"}
    assert (articles["a.html"]["published_on"], articles["a.html"]["published_at_utc"]) == (
        "2024-05-06",
        None,
    )
    assert articles["b.html"]["published_at"] == "0001-01-01T00:30:00+05:00"  # no day in UTC is before that
    assert articles["f.html"]["title"] == "half \ufffd of a pair"
    copies = {row["article_id"]: row for row in lines(tmp_path / "out", "copies")}
    copy = copies[article_id("local", "b.html")]
    assert (copy["match_relation"], copy["match_containment"], copy["is_canonical"]) == (
        "near_identical",
        0.95,
        False,
    )
    one, two = lines(tmp_path / "out", "clusters")
    assert (one["cluster_id"], one["size"], one["credited"]) == ("one", 2, ["Meridian Wire"])
    assert (one["canonical_article_id"], one["independent_origins"]) == (article_id("local", "a.html"), 1)
    assert (two["cluster_id"], two["size"]) == ("two", 1)
    outcomes = {
        row["key"]: (row["status"], row["reason"], row["positions"], *filter(None, [row["file_kind"]]))
        for row in lines(tmp_path / "out", "outcomes")
    }
    assert outcomes == {
        "a.html": ("indexed", None, 1),
        "b.html": ("indexed", None, 1),
        "c.html": ("rejected", "no_story", 1),
        "d.jsonl": ("indexed", None, 2),
        "e.html": ("unreadable", None, 1),
        "f.html": ("indexed", None, 1),
        "g.zip": ("rejected", "unsupported_format", 1, "ZIP archive"),
    }


def test_outlets_of_one_owner_count_once(files: list[str], tmp_path: Path) -> None:
    rows = [article(f"{name}.html", publisher={"name": name, "domain": f"{name}.example"}) for name in "xy"]
    two = written(tmp_path / "two.jsonl", rows)
    match = {**MATCH, "relation": "extended", "containment": 0.3, "containment_of_other": 0.3}
    groups = [grouped("x.html", "one"), {**grouped("y.html", "one", "x.html")}]
    groups[1]["match"] |= match
    owners = tmp_path / "owners.csv"
    owners.write_text("domain,owner\nx.example,Harbour Media\ny.example,Harbour Media\n", encoding="utf-8")
    found = []
    for number, more in enumerate(([], ["--owners", str(owners)])):
        target = tmp_path / f"out-{number}"
        assert export("--jsonl", target, two, written(tmp_path / "g.jsonl", groups), *more) == 0
        found.append(lines(target, "clusters")[0]["independent_origins"])
    assert found == [2, 1]


def test_what_is_no_row_costs_itself(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path / "bad.jsonl", [article("g.html")], more='{"id": 5}\nno JSON\n[1]\n')
    assert export("--jsonl", tmp_path / "out", bad) == 1
    assert len(lines(tmp_path / "out", "articles")) == 1
    told = capsys.readouterr().err
    assert [f"bad.jsonl, line {number}:" in told for number in (1, 2, 3, 4)] == [False, True, True, True]


def test_a_target_that_is_there_is_not_overwritten(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    (tmp_path / "mine.db").write_text("mine", encoding="utf-8")
    assert export("--csv", tmp_path / "full", *files) == 1
    assert export("--sqlite", tmp_path / "mine.db", *files) == 1
    assert (tmp_path / "mine.db").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments", [[], ["--csv", "a", "--jsonl", "b"], ["--csv", "a", "--since", "2024-05-06"]]
)
def test_wrong_usage_is_refused(files: list[str], arguments: list[str]) -> None:
    assert export(*arguments, *files) == 2


def test_two_runs_on_one_target_do_not_mix(
    files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (spool, sqlite):
        monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)
    first = Spool(tmp_path / "news.db.partial")
    first.note("terms", "of the other")
    assert export("--sqlite", tmp_path / "news.db", *files) == 1
    assert "another run is at work" in capsys.readouterr().err
    first.database.close()


def test_a_run_that_is_killed_leaves_nothing_but_what_it_goes_on_with(tmp_path: Path) -> None:
    """By a signal that nothing can catch, at moments spread over the run."""
    rows = [article(f"{number}.html") for number in range(ROWS)]
    groups = [grouped(f"{number}.html", f"{number}") for number in range(ROWS)]
    names = [str(written(tmp_path / "a.jsonl", rows)), str(written(tmp_path / "g.jsonl", groups))]
    assert export("--jsonl", tmp_path / "whole", *names) == 0
    program = str(Path(sys.executable).with_name("copydesk"))
    target = tmp_path / "killed"
    command = [program, "export", "--jsonl", str(target), *names]
    kills = 0
    while kills < KILLS and not target.exists():
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = tmp_path / "killed.partial" / "spool.db-wal"
        size = log.stat().st_size if log.exists() else 0
        while process.poll() is None and (not log.exists() or log.stat().st_size <= size):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    assert kills
    assert target.exists() or export("--jsonl", target, *names) == 0
    for table in TABLES:
        name = f"{table.name}.jsonl"
        assert (target / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not (tmp_path / "killed.partial").exists()


def test_a_database_that_was_whole_and_not_moved_is_moved(
    files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(os, "replace", die)
        with pytest.raises(Killed):
            export("--sqlite", tmp_path / "news.db", *files)
    assert not (tmp_path / "news.db").exists()
    capsys.readouterr()
    assert export("--sqlite", tmp_path / "news.db", *files) == 0
    assert capsys.readouterr().out == "4 articles, 3 copies, 2 clusters, 7 outcomes\n"
    with closing(sqlite3.connect(tmp_path / "news.db")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    shown = {name for name in names if not name.startswith("articles_fts")}
    assert shown == {"articles", "copies", "clusters", "outcomes", "export"}


def test_row_groups_of_parquet_are_bounded(tmp_path: Path) -> None:
    from pyarrow import parquet

    (row,) = (article_row(Article.model_validate(article("a.html")["article"])),)
    write_parquet(tmp_path / "some.parquet", ARTICLES, (row for _ in range(GROUP_ROWS + 1)))
    long = tuple(
        cell if name != "text" else "x" * 10_000_000 for name, cell in zip(ARTICLES.names, row, strict=True)
    )
    write_parquet(tmp_path / "long.parquet", ARTICLES, (long for _ in range(4)))
    found = [parquet.ParquetFile(tmp_path / f"{name}.parquet").metadata for name in ("some", "long")]
    sizes = [[one.row_group(at).num_rows for at in range(one.num_row_groups)] for one in found]
    assert sizes == [[GROUP_ROWS, 1], [2, 2]]


def test_a_search_finds_words_with_and_without_accents(files: list[str], tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", [article("é.html", title="Fähre nach Œuvre, café")])
    assert export("--sqlite", tmp_path / "news.db", one) == 0
    with closing(sqlite3.connect(tmp_path / "news.db")) as database:
        query = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
        found = {word: database.execute(query, (word,)).fetchone()[0] for word in ("fahre", "CAFÉ", "none")}
    assert found == {"fahre": 1, "CAFÉ": 1, "none": 0}
