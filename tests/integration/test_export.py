"""An export has a stack's records row for row; brought up to date it is what an export of all would be.

The recipes of docs/export.md are run on what comes out.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import Article, article_id
from copydesk.cli import export as command
from copydesk.cli.app import run
from copydesk.client import lists
from copydesk.cluster import Match
from copydesk.clustering.records import ArticleRef, singleton_id
from copydesk.erasing.eraser import Eraser
from copydesk.erasing.places import ErasingNames, Places
from copydesk.erasure import Kind, Name
from copydesk.export import stack
from copydesk.export.spool import Page, Spool
from copydesk.outcome import ObjectOutcome
from copydesk.storage import articles as article_store
from copydesk.storage.items import CLUSTER, MEMBER, from_item
from local.template import ROOT
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

TABLES = ("articles", "copies", "clusters", "outcomes")
PAGE = (ROOT / "docs" / "export.md").read_text("utf-8")

# A cell that a spreadsheet takes for a formula, quotation marks and line ends, letters of many bytes.
TITLE = '=HYPERLINK("x") "é 漢", ferry'
ERASED_URL = "https://wire.example/8"
CREDITING = text_of(2) + "\n\nThe original source of this article is Meridian Wire."


def document(number: int, outlet: str, *, variant: int = 0, **fields: Any) -> str:
    given = {"title": f"Story {number}", "publisher": outlet, "published_at": "2024-05-06T23:30:00-05:00"}
    return json.dumps(given | {"text": text_of(number, variant), **fields})


def archive(*documents: str) -> str:
    return "\n".join(documents)


class Killed(BaseException):
    """Stands for a signal."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> Iterator[Pipeline]:
    """A stack that was exported, changed, and exported again."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setattr(lists, "LAG_SECONDS", -1.0)
        patch.setattr(command, "LAG_SECONDS", -1.0)
        patch.setattr(article_store, "MAX_TEXT_BYTES", 600)  # some texts lie apart
        patch.setattr(stack, "PAGE", 2)
        patch.chdir(folder)
        made = Pipeline(patch, keys=2)
        for name, value in made.desk.names.model_dump().items():
            patch.setenv(f"COPYDESK_{name.upper()}", value)
        made.run(
            made.put("one.json", document(1, "Harbour Gazette", title=TITLE, topics=["Ports", "a,b"])),
            made.put("copy.json", document(1, "Ledger", published_at="2024-05-07")),
            made.put("cut.json", document(1, "Skerry", variant=1, published_at=None)),
            made.put("alone.json", document(2, "Harbour Gazette", text=CREDITING)),
            made.put("several.jsonl", archive(*(document(3 + at, "Wire") for at in range(3)))),
            made.put("pair.jsonl", archive(document(8, "Wire", url=ERASED_URL), document(9, "Wire"))),
            made.put("empty.txt", ""),
        )
        for form in ("parquet", "jsonl", "csv"):
            exported(f"--{form}", "monday" if form == "parquet" else f"first-{form}")
        exported("--sqlite", "news.db")
        killed_and_gone_on(patch, "--jsonl", "killed")
        check_equal_to_tables(made, folder / "first-jsonl")
        change(made)
        exported("--parquet", "tuesday", "--since", "monday")
        killed_and_gone_on(patch, "--jsonl", "delta", "--since", "first-jsonl")
        killed_and_gone_on(patch, "--sqlite", "news.db")
        exported("--jsonl", "second")
        exported("--sqlite", "anew.db")
        yield made


def exported(*arguments: str) -> None:
    assert run(["export", "--quiet", *arguments]) == 0


def killed_and_gone_on(patch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Killed after each page that is put, and before the target is moved; every time it goes on."""
    take = Spool.take
    pages: list[str] = []
    died: list[str] = []

    def take_and_die(spool: Spool, step: str, page: Page) -> None:
        take(spool, step, page)
        pages.append(step)
        if len(pages) % 3 == 0:
            died.append(step)
            raise Killed

    def die(*_: object) -> None:
        died.append("moved")
        raise Killed

    with patch.context() as dying:
        dying.setattr(Spool, "take", take_and_die)
        dying.setattr(os, "replace", die)
        while "moved" not in died:
            try:
                exported(*arguments)
            except Killed:
                continue
            break  # a database that is brought up to date is not moved
    assert len(died) > 2
    if "moved" in died:
        exported(*arguments)


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608


def contents(path: Path) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(path, table) for table in TABLES}


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text("utf-8").split("\n") if line]


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
        pipeline.put("new.json", document(6, "Harbour Gazette")),
        pipeline.delete("one.json"),
        pipeline.put("alone.json", document(7, "Harbour Gazette")),
        pipeline.put("several.jsonl", archive(document(3, "Wire"))),
        pipeline.put("empty.txt", document(8, "Harbour Gazette")),
        pipeline.put("copy.json", ""),
    )
    names = ErasingNames(**dict(pipeline.desk.names), index_table=pipeline.tables["IndexTable"])
    name = Name.of(Kind.URL, ERASED_URL, INBOX)
    Eraser(Places.of_stack(names), name, spelled=ERASED_URL, by="", with_objects=False).erase()


def test_every_record_is_a_row(pipeline: Pipeline, folder: Path) -> None:
    """What was there before the change is checked where it is made, above."""
    check_equal_to_tables(pipeline, folder / "second")
    assert TITLE in {row["title"] for row in lines(folder / "first-jsonl", "articles")}


def test_a_cluster_is_in_the_order_of_changes_once_anything_has_changed_it(pipeline: Pipeline) -> None:
    headers = [one for one in items(pipeline, "ClustersTable") if one["entry"] == CLUSTER]
    founding = {
        singleton_id(ArticleRef(one["article_id"], one["generation"]))
        for one in items(pipeline, "ArticlesTable")
        if one["part"] == MEMBER
    }
    for header in headers:
        as_founded = header["version"] == 1 and header["cluster_id"] in founding
        assert ("changed_at" in header) != as_founded
    assert len({header["version"] == 1 for header in headers}) == 2


def test_a_run_that_was_killed_comes_to_the_rows_of_one_run(pipeline: Pipeline, folder: Path) -> None:
    for table in TABLES:
        name = f"{table}.jsonl"
        assert (folder / "killed" / name).read_bytes() == (folder / "first-jsonl" / name).read_bytes()
    assert list(folder.glob("*.partial*")) == []


def test_a_database_that_is_brought_up_to_date_is_one_made_anew(pipeline: Pipeline, folder: Path) -> None:
    check_whole(folder / "news.db")
    assert contents(folder / "news.db") == contents(folder / "anew.db")
    told = dict(sqlite3.connect(folder / "news.db").execute("SELECT name, value FROM export"))
    assert told["until"] > told["since"]


def test_a_database_that_is_up_to_date_loses_nothing(
    pipeline: Pipeline, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stack names again what changed in the last minutes, so also what the database has lost already."""
    shutil.copy(folder / "news.db", folder / "quiet.db")
    exported("--sqlite", "quiet.db")
    assert "0 removed" in capsys.readouterr().out
    assert contents(folder / "quiet.db") == contents(folder / "news.db")


def test_what_is_gone_is_told(pipeline: Pipeline, folder: Path) -> None:
    gone = {row["id"]: row for row in lines(folder / "delta", "removed")}
    removed = [article_id(INBOX, "one.json"), article_id(INBOX, "copy.json")]
    removed += [article_id(INBOX, "several.jsonl", at) for at in (1, 2)]
    removed.append(article_id(INBOX, "pair.jsonl", own_id=ERASED_URL))  # erased
    assert {name for name, row in gone.items() if row["kind"] == "article"} == set(removed)
    before, after = (
        {row["cluster_id"] for row in lines(folder / name, "clusters")} for name in ("first-jsonl", "second")
    )
    ended = {name for name, row in gone.items() if row["kind"] == "cluster"}
    assert before - after <= ended
    assert not ended & after
    assert {row["merged_into"] for row in gone.values()} & after


def test_every_format_has_the_same_rows(pipeline: Pipeline, folder: Path) -> None:
    from pyarrow import parquet

    for table in TABLES:
        wanted = lines(folder / "first-jsonl", table)
        with (folder / "first-csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert [{name: word(value) for name, value in row.items()} for row in wanted] == read
        typed = parquet.read_table(folder / "monday" / f"{table}.parquet").to_pylist()
        for row, other in zip(typed, wanted, strict=True):
            assert {name: cell(value, other[name]) for name, value in row.items()} == other


def word(value: Any) -> str:
    """A value of JSON as CSV has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def cell(value: Any, wanted: Any) -> Any:
    """A value of Parquet as JSON lines have it, once its type is what it has to be."""
    if isinstance(value, datetime):
        assert value.tzinfo is not None
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return json.loads(value) if isinstance(wanted, (dict, list)) and isinstance(value, str) else value


BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```", PAGE, re.M | re.S)


@pytest.mark.parametrize("code", [code for language, code in BLOCKS if language == "python"])
def test_recipes_run(pipeline: Pipeline, folder: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "docs/export.md", "exec"), {})  # noqa: S102
    shown = capsys.readouterr().out
    assert "Harbour Gazette" in shown or "Meridian Wire" in shown or "2024-05-07 04:30" in shown


def test_the_commands_of_the_page_are_those_that_ran(folder: Path) -> None:
    commands = [
        shlex.split(line, comments=True)
        for language, code in BLOCKS
        if language == "sh"
        for line in code.splitlines()
    ]
    assert [line[1:] for line in commands if line[0] == "copydesk"] == [
        ["export", "--parquet", "monday"],
        ["export", "--parquet", "tuesday", "--since", "monday"],
        ["export", "--sqlite", "news.db"],
        ["export", "--csv", "tables", "articles.jsonl", "groups.jsonl"],  # tests/unit/test_export_files.py
    ]
    assert [line[:2] for line in commands if line[0] == "datasette"] == [["datasette", "news.db"]] * 2


def test_datasette_finds_articles_and_their_copies(pipeline: Pipeline, folder: Path) -> None:
    (ask,) = re.findall(r"^datasette (news.db --get .*?) +#", PAGE, re.M)
    database, option, path = shlex.split(ask)
    program = str(Path(sys.executable).with_name("datasette"))

    def answer(address: str) -> list[dict[str, Any]]:
        asked = [program, database, option, address]
        told = subprocess.run(asked, capture_output=True, text=True, cwd=folder, check=True)
        return list(json.loads(told.stdout))

    (found,) = answer(path.replace("ferry", "both"))
    assert found["article_id"] == article_id(INBOX, "bridge.json")
    copies = answer("/news/copies.json?_labels=on&_shape=array")
    assert {"value": article_id(INBOX, "cut.json"), "label": "Story 1"} in [
        one["article_id"] for one in copies
    ]
