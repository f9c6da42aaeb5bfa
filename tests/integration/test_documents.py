"""README and docs/ are true to what they name: links lead somewhere, and commands and snippets run.

Every block of a shell or of Python is run here, or has its place in `ELSEWHERE` with who runs it instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from copydesk.article import article_id
from copydesk.cli.app import app
from copydesk.client import Desk, StackNames
from copydesk.outcome import RejectionReason, Status
from local import up
from local.stack import LocalStack
from local.template import ROOT
from tests.stories import text_of
from tests.thorough import only_thorough

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("evaluation/*.md")]
BIN = Path(sys.executable).parent
AWS_CLI = ROOT / ".venv-awscli" / "bin"
SECONDS = 120

# Blocks that are not run here, by the words they begin with: who runs them.
ELSEWHERE = {
    "make demo": "every CI run",
    "make test": "every CI run",
    "sam build\n.venv": "`make sam` does the same",
    "sam build &&": "`make deploy-local` does the same on an emulator; AWS itself costs money",
    "sam deploy --parameter-overrides": "it updates a stack on AWS, which costs money",
    "aws s3api get-bucket-notification": "it changes a bucket of the reader's own",
    "copydesk intake": "tests/integration/test_intake.py",
    "copydesk backfill": "tests/integration/test_intake.py",
    "copydesk erase": "tests/integration/test_erasing.py",
    "copydesk failed": "tests/integration/test_local_dead_letters.py",
    "copydesk reread": "tests/integration/test_reread.py",
    "copydesk replay": "tests/integration/test_replay_command.py",
    "copydesk boilerplate": "tests/integration/test_learning.py",
    "copydesk report CLUSTER_ID": "tests/integration/test_report.py",
}
# Documents whose blocks have a test of their own.
TESTED = {
    "docs/export.md": "tests/integration/test_export.py",
    "docs/queries.md": "tests/integration/test_queries_snippets.py",
}


class Block(NamedTuple):
    document: str
    language: str
    code: str


def blocks() -> Iterator[Block]:
    for path in DOCUMENTS:
        name = str(path.relative_to(ROOT))
        if name not in TESTED:
            for language, code in re.findall(
                r"^```(sh|python)\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S
            ):
                yield Block(name, language, code)


def block_of(document: str, beginning: str) -> str:
    """The block of a document that begins so."""
    (found,) = [one.code for one in blocks() if one.document == document and one.code.startswith(beginning)]
    return found


HERE = ("source .cache/local/PORT/environment", "copydesk extract", "copydesk decide", "import sys")


def test_every_block_is_run_here_or_elsewhere() -> None:
    known = (*ELSEWHERE, *HERE)
    assert [one for one in blocks() if not one.code.startswith(known)] == []
    assert [begin for begin in known if not any(one.code.startswith(begin) for one in blocks())] == []
    assert all((ROOT / test).is_file() for test in TESTED.values())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, (
                target
            )


def test_the_readme_leads_to_every_document() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        path.name
        for path in DOCUMENTS
        if path.name != "README.md" and f"{path.relative_to(ROOT)})" not in readme
    ] == []


def test_operations_say_what_to_do_about_every_outcome() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Redrive")[0]
    rows = set(re.findall(r"^\| `([a-z:_]+)` \|", page, re.M))
    assert rows == {*Status, *(f"rejected:{reason}" for reason in RejectionReason)} - {Status.REJECTED}


def commands_in(text: str) -> Iterator[list[str]]:
    """The words behind `copydesk` in each code span and each line of a block, remarks left out."""
    code = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
    for line in (*spans, *(line for block in code for line in block.splitlines())):
        if found := re.match(r"(?:\.venv/bin/)?copydesk\s+(\w.*|--.*)", line.partition(" #")[0], re.S):
            yield found[1].split()


@cache
def whole_command() -> Any:
    return get_command(app)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_their_options_exist(path: Path) -> None:
    for words in commands_in(path.read_text(encoding="utf-8")):
        command = whole_command()
        for word in words:
            inner = getattr(command, "commands", {})
            if word.startswith("--"):
                takers = (command, *inner.values())
                assert any(word in taken.opts for one in takers for taken in one.params), words
            elif inner:
                assert word in inner, words
                command = inner[word]


def run(command: str, folder: Path, environment: dict[str, str], *arguments: str) -> str:
    """What a command of bash prints; it must succeed, and say nothing of an error."""
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command, "bash", *arguments],
        cwd=folder,
        env={"PATH": f"{BIN}:{AWS_CLI}:{os.environ['PATH']}", "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@only_thorough
def test_without_aws(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "pages")
    for line in block_of("README.md", "copydesk extract").splitlines():
        run(line, tmp_path, {})
    assert '"relation"' in (tmp_path / "groups.jsonl").read_text(encoding="utf-8")
    assert "Battery ferries" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with LocalStack() as running:
        yield running


@only_thorough
def test_thirty_seconds_to_a_query(stack: LocalStack, tmp_path: Path) -> None:
    """The block of the README line by line; what comes of a line is there before the next."""
    sourced = up._write_coordinates(stack)
    (tmp_path / "story.html").write_text(story("Courier"), encoding="utf-8")
    (tmp_path / "other.html").write_text(story("Digest"), encoding="utf-8")
    inbox = stack.outputs["InboxBucketName"]
    run(f"source {sourced} && copydesk drop other.html", tmp_path, {})
    stack.wait_idle()
    ids = {"OTHER_ID": article_id(inbox, "other.html"), "ARTICLE_ID": article_id(inbox, "story.html")}
    source, drop, *questions = block_of("README.md", "source .cache/local/PORT/environment").splitlines()
    assert source.replace("PORT", "(.+)")
    first, _, other = drop.partition("# or: ")
    for command in [other, *([first] if AWS_CLI.is_dir() else [])]:
        run(f"source {sourced} && {here(command)}", tmp_path, {})
        stack.wait_idle()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in stack.environment_variables().items():
            patch.setenv(name, value)
        ids["CLUSTER_ID"] = Desk(StackNames.from_stack()).cluster_id(ids["ARTICLE_ID"])
    answers = []
    for question in questions:
        command = here(question)
        for name, value in sorted(ids.items(), key=lambda one: -len(one[0])):
            command = re.sub(rf"\b{name}\b", value, command)
        answers.append(run(f"source {sourced} && {command}", tmp_path, {}))
    assert "indexed" in answers[0]
    assert "Courier" in answers[1]
    assert "Digest" in answers[2]
    assert answers[3]


@only_thorough
def test_decisions_on_two_articles(stack: LocalStack, tmp_path: Path) -> None:
    sourced = up._write_coordinates(stack)
    inbox = stack.outputs["InboxBucketName"]
    for name in ("left", "right"):
        (tmp_path / f"{name}.html").write_text(story(name), encoding="utf-8")
        run(f"source {sourced} && copydesk drop {name}.html", tmp_path, {})
    stack.wait_idle()
    left, right = (article_id(inbox, f"{name}.html") for name in ("left", "right"))
    *decisions, asked = block_of("docs/operations.md", "copydesk decide").splitlines()
    for line in (*decisions, asked):
        printed = run(
            f"source {sourced} && {line.replace('ARTICLE_ID', left, 1).replace('ARTICLE_ID', right)}",
            tmp_path,
            {},
        )
    assert right in printed


@only_thorough
def test_the_snippet_of_the_readme(stack: LocalStack, tmp_path: Path) -> None:
    sourced = up._write_coordinates(stack)
    (tmp_path / "snippet.py").write_text(block_of("README.md", "import sys"), encoding="utf-8")
    run(f"source {sourced} && copydesk drop '{ROOT / 'seeds'}'", tmp_path, {})
    stack.wait_idle()
    days = re.findall(
        r"\d{4}-\d\d-\d\d", (ROOT / "tests" / "seeds_expected.json").read_text(encoding="utf-8")
    )
    printed = [
        run(f"source {sourced} && python snippet.py {day}", tmp_path, {}) for day in dict.fromkeys(days[:3])
    ]
    assert any(": " in text and "shared" in text for text in printed)


def story(outlet: str) -> str:
    words = text_of(1).split()
    paragraphs = "".join(
        f"<p>{' '.join(words[at : at + 40]).capitalize()}.</p>" for at in range(0, len(words), 40)
    )
    return (
        f"<html lang=en><head><title>A quiet harbour</title><meta property='og:site_name' content='{outlet}'></head>"
        f"<body><article><h1>A quiet harbour</h1>{paragraphs}</article></body></html>"
    )


def here(command: str) -> str:
    """A command of this checkout as this interpreter's environment has it."""
    return command.replace(".venv/bin/", f"{BIN}/")
