"""An export has a stack's records row for row; brought up to date it is what an export of all would be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import Article, article_id
from copydesk.cli import export as command
from copydesk.cli.app import run
from copydesk.client import lists
from copydesk.cluster import Match
from copydesk.outcome import ObjectOutcome
from copydesk.storage import articles as article_store
from copydesk.storage.items import MEMBER, from_item
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

TABLES = ("articles", "copies", "clusters", "outcomes")

# A cell that a spreadsheet takes for a formula, quotation marks and line ends, letters of many bytes.
TITLE = '=HYPERLINK("x") "é\u2028漢",\r\nLine'


def document(number: int, outlet: str, *, variant: int = 0, **fields: Any) -> str:
    given = {"title": f"Story {number}", "publisher": outlet, "published_at": "2024-05-06T23:30:00-05:00"}
    return json.dumps(given | {"text": text_of(number, variant), **fields})


def archive(*documents: str) -> str:
    return "\n".join(documents)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setattr(lists, "LAG_SECONDS", -1.0)
    monkeypatch.setattr(command, "LAG_SECONDS", -1.0)
    monkeypatch.setattr(article_store, "MAX_TEXT_BYTES", 600)  # some texts lie apart
    with mock_aws():
        made = Pipeline(monkeypatch, keys=2)
        for name, value in made.desk.names.model_dump().items():
            monkeypatch.setenv(f"COPYDESK_{name.upper()}", value)
        made.run(
            made.put("one.json", document(1, "Courier", title=TITLE, topics=["Ports", "a,b"])),
            made.put("copy.json", document(1, "Ledger", published_at="2024-05-07")),
            made.put("cut.json", document(1, "Skerry", variant=1, published_at=None)),
            made.put("alone.json", document(2, "Courier")),
            made.put("several.jsonl", archive(*(document(3 + at, "Wire") for at in range(3)))),
            made.put("empty.txt", ""),
        )
        yield made


def exported(*arguments: str | Path) -> None:
    assert run(["export", "--quiet", *map(str, arguments)]) == 0


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608


def contents(path: Path) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(path, table) for table in TABLES}


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text("utf-8").splitlines()]


def check_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def items(pipeline: Pipeline, table: str) -> list[dict[str, Any]]:
    pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables[table])
    return [from_item(item) for page in pages for item in page["Items"]]


def check_equal_to_tables(pipeline: Pipeline, folder: Path) -> None:
    """Every record of the tables is a row, from which it can be made again; and there are no other rows."""
    found = items(pipeline, "ArticlesTable")
    living = {
        one["article_id"]: one["generation"]
        for one in found
        if one["part"] == "article" and "removed" not in one
    }
    articles = {row["article_id"]: row for row in lines(folder, "articles")}
    assert articles.keys() == living.keys()
    for name, row in articles.items():
        assert row["generation"] == living[name]
        publisher, credit = (
            {key: row[f"{field}_{key}"] for key in keys}
            for field, keys in (("publisher", ("name", "domain")), ("credit", ("name", "url")))
        )
        reference = {key: row[key] for key in ("bucket", "key", "version_id", "etag", "size", "uploaded_at")}
        named = {key: value for key, value in row.items() if key in Article.model_fields}
        known = named | {
            "publisher": publisher if any(publisher.values()) else None,
            "credit": credit if credit["name"] else None,
            "object": reference,
        }
        assert Article.model_validate(known) == pipeline.desk.article(name)
    copies, clusters = lines(folder, "copies"), {row["cluster_id"]: row for row in lines(folder, "clusters")}
    members = {
        one["article_id"]: one.get("cluster_id") for one in found if one["part"] == MEMBER and one["alive"]
    }
    assert {row["article_id"]: row["cluster_id"] for row in copies} == members
    assert clusters.keys() == set(members.values())
    for name, row in clusters.items():
        cluster = pipeline.desk.cluster(name)
        assert (row["size"], row["version"]) == (cluster.size, cluster.version)
        assert (row["canonical_article_id"], row["first_seen_article_id"]) == (
            cluster.canonical.article_id,
            cluster.first_seen,
        )
        assert tuple(row["credited"]) == cluster.credited
        for copy in cluster.copies:
            (told,) = (one for one in copies if one["article_id"] == copy.article_id)
            match = {
                key.removeprefix("match_"): value for key, value in told.items() if key.startswith("match_")
            }
            assert copy.match == (Match(**match) if match["article_id"] else None)
            assert told["further_matches"] == [one.model_dump(mode="json") for one in copy.further_matches]
            assert told["is_canonical"] == (copy.article_id == cluster.canonical.article_id)
    outcomes = {
        one["object"]: ObjectOutcome.model_validate(one, extra="ignore")
        for one in items(pipeline, "OutcomesTable")
        if one["entry"] == "object"
    }
    assert outcomes == {row["object"]: ObjectOutcome(**row) for row in lines(folder, "outcomes")}


def change(pipeline: Pipeline) -> None:
    """Merge two clusters, split one, replace, remove, shorten, reject, decide."""
    pipeline.run(
        pipeline.put("bridge.json", json.dumps({"title": "Both", "text": text_of(2) + " " + text_of(6)})),
        pipeline.put("new.json", document(6, "Courier")),
        pipeline.delete("one.json"),
        pipeline.put("alone.json", document(7, "Courier")),
        pipeline.put("several.jsonl", archive(document(3, "Wire"))),
        pipeline.put("empty.txt", document(8, "Courier")),
        pipeline.put("copy.json", ""),
    )


def test_every_record_is_a_row_and_a_later_run_brings_what_changed(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    first, database = tmp_path / "first", tmp_path / "news.db"
    exported("--jsonl", first)
    exported("--sqlite", database)
    check_equal_to_tables(pipeline, first)
    check_whole(database)
    change(pipeline)
    exported("--jsonl", tmp_path / "delta", "--since", first)
    exported("--sqlite", database)
    exported("--jsonl", tmp_path / "second")
    exported("--sqlite", tmp_path / "anew.db")
    check_equal_to_tables(pipeline, tmp_path / "second")
    check_whole(database)
    assert contents(database) == contents(tmp_path / "anew.db")
    gone = {row["id"]: row["kind"] for row in lines(tmp_path / "delta", "removed")}
    removed = [article_id(INBOX, "one.json"), article_id(INBOX, "copy.json")]
    removed += [article_id(INBOX, "several.jsonl", at) for at in (1, 2)]
    assert {name for name, kind in gone.items() if kind == "article"} == set(removed)
    clusters = {row["cluster_id"] for row in lines(first, "clusters")}
    assert {name for name, kind in gone.items() if kind == "cluster"} >= clusters - {
        row["cluster_id"] for row in lines(tmp_path / "second", "clusters")
    }
