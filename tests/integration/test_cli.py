"""The copydesk command as people run it: what it prints, and how it fails."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from copydesk.cli.app import run
from copydesk.cli.collection import BYTES_WORTH_PROCESSES
from local.template import ROOT
from tests.stories import text_of

SEEDS = ROOT / "seeds"


def copydesk(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as a shell starts it."""
    command = [sys.executable, "-c", "from copydesk.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def in_this_process(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The same without a start of Python, which takes longer than most commands."""
    command = [str(one) for one in arguments]
    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = run(command)
    return subprocess.CompletedProcess(command, code, output.getvalue(), errors.getvalue())


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def write_articles(path: Path, articles: list[dict[str, Any]]) -> Path:
    lines = "\n".join(json.dumps(article) for article in articles)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def article(name: str, story: int, variant: int = 0, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": text_of(story, variant),
        "publisher": f"Outlet {name}",
        "title": name,
        **fields,
    }


def test_help_names_every_command() -> None:
    answer = copydesk("--help")
    assert answer.returncode == 0
    for command in ("extract", "group", "drop", "query", "watch", "explain", "verify", "boilerplate"):
        assert command in answer.stdout
        assert in_this_process(command, "--help").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["extract"], 2),
        (["extract", "no-such-file"], 2),
        (["nonsense"], 2),
        (["extract", "--nonsense", str(SEEDS)], 2),
        (["group", str(SEEDS / "pixel.png")], 1),
        (["extract", str(SEEDS), "--output", "/no/such/folder/x"], 1),
    ],
)
def test_a_failure_is_one_line(arguments: list[str], code: int) -> None:
    answer = in_this_process(*arguments)
    assert answer.returncode == code
    assert answer.stderr.startswith("copydesk: ")
    assert answer.stderr.count("\n") == 1


def test_a_shell_sees_the_same_failure() -> None:
    answer = copydesk("nonsense")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("copydesk: ")
    assert answer.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a shell gets from the seeds."""
    output = tmp_path_factory.mktemp("extracted") / "rows.jsonl"
    answer = copydesk("extract", SEEDS, "--output", output)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert re.match(r"copydesk: \d+ files, \d+ rows: \d+ indexed, ", answer.stderr)
    return output


def test_extract_answers_for_every_file(extracted: Path) -> None:
    found = rows(extracted.read_text(encoding="utf-8"))
    assert {row["key"] for row in found} == {
        path.relative_to(SEEDS).as_posix() for path in SEEDS.rglob("*") if path.is_file()
    }
    for row in found:
        assert (row["outcome"] == "indexed") == (row["article"] is not None)
        assert row["outcome"] == "indexed" or row["outcome"].startswith("rejected:")
        assert row.get("file_kind") == ("PNG image" if row["key"].endswith(".png") else None)


def test_group_takes_what_extract_prints(extracted: Path) -> None:
    indexed = {row["article"]["article_id"] for row in rows(extracted.read_text()) if row["article"]}
    answer = copydesk("group", extracted)
    assert answer.returncode == 0
    grouped = rows(answer.stdout)
    assert {row["id"] for row in grouped} == indexed
    assert len({row["cluster_id"] for row in grouped}) < len(grouped)


def test_group_explains_and_depends_neither_on_order_nor_on_processes(tmp_path: Path) -> None:
    unknown = "x" * BYTES_WORTH_PROCESSES
    articles = [article("a", 1), article("b", 1, 2), article("c", 2), article("d", 1, 1, unknown=unknown)]
    plain = write_articles(tmp_path / "plain.jsonl", articles)  # large enough for several processes
    packed = write_articles(tmp_path / "packed.jsonl.gz", articles[::-1])
    assert packed.stat().st_size < BYTES_WORTH_PROCESSES
    # Processes of their own, for each hashes text in its own way.
    answers = [rows(copydesk("group", path).stdout) for path in (plain, packed)]
    assert [row["id"] for row in answers[0]] == ["a", "b", "c", "d"]
    assert sorted(answers[0], key=lambda row: row["id"]) == sorted(answers[1], key=lambda row: row["id"])
    by_id = {row["id"]: row for row in answers[0]}
    assert by_id["a"]["cluster_id"] == by_id["b"]["cluster_id"] == by_id["d"]["cluster_id"]
    assert by_id["c"] == {"id": "c", "cluster_id": by_id["c"]["cluster_id"], "canonical": True, "match": None}
    assert sum(row["canonical"] for row in answers[0]) == 2
    assert by_id["b"]["match"]["article_id"] in {"a", "d"}
    assert by_id["b"]["match"]["shared_shingles"] > 0


def test_learned_boilerplate_is_the_same_every_time_and_is_ignored(tmp_path: Path) -> None:
    notice = text_of(99) + "\n\n"
    articles = [article(f"{number}", number, publisher="Harbour Post") for number in range(6)]
    for one in articles:
        one["text"] = notice + one["text"]
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    path = write_articles(tmp_path / "a.jsonl", articles)
    backwards = write_articles(tmp_path / "b.jsonl", articles[::-1])
    versions = [
        copydesk("boilerplate", "learn", *pair).stdout
        for pair in ((path, "--output", first), (backwards, "--output", second))
    ]
    assert versions[0] == versions[1]
    assert first.read_bytes() == second.read_bytes()
    learned = rows(in_this_process("group", path, "--boilerplate", first).stdout)
    assert len({row["cluster_id"] for row in learned}) == len(articles)
    assert learned == rows(in_this_process("group", path).stdout)
    unlearned = rows(in_this_process("group", path, "--no-learn").stdout)
    assert len({row["cluster_id"] for row in unlearned}) == 1
