"""The pages that tell how to change something name files that exist, and in them what they say is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local.template import ROOT

PACKAGE = ROOT / "shared" / "copydesk"  # the row on the records names its files without it
DOCUMENTS = ("CONTRIBUTING.md", "docs/architecture.md", "docs/extraction.md")
CODE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"^[A-Z]\w+$|^[a-z]+_\w+$")


def steps(document: str) -> list[str]:
    """Each item of a list, row of a table, or paragraph."""
    text = (ROOT / document).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.split(r"\n(?=[-#|]|\d\. )|\n\n", text)


def paths(step: str) -> list[Path]:
    """The files and folders that a step names; a file may go without a folder that the step names too."""
    words = [one.split()[0].removesuffix("/") for one in CODE.findall(step)]
    named = [
        word
        for word in words
        if ("/" in word or re.search(r"\.(py|md|yaml|toml|json)$", word))
        and not word.startswith((".venv", "../", "dist"))
        and "*" not in word
    ]
    places = [
        ROOT,
        PACKAGE,
        PACKAGE / "extraction",
        ROOT / "docs",
        *(ROOT / word for word in named if (ROOT / word).is_dir()),
    ]
    return [next((at / word for at in places if (at / word).exists()), ROOT / word) for word in named]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_is_there(document: str) -> None:
    named = [path for step in steps(document) for path in paths(step)]
    assert len(named) > 10
    assert [path for path in named if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_is_in_a_file_of_its_step(document: str) -> None:
    checked = 0
    for step in steps(document):
        words = CODE.findall(step)
        texts = [path.read_text(encoding="utf-8") for path in paths(step) if path.is_file()]
        for name in words if texts else ():
            if NAME.match(name):
                checked += 1
                assert any(re.search(rf"\b{name}\b", text) for text in texts), f"{name} of: {step}"
    assert checked > 3


def test_every_target_of_make_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]+):", makefile, re.MULTILINE)) | {
        "bench-big",
        "bench-cost",
        "bench-queries",
    }
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    named = {
        (target, path.name)
        for path in documents
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named
    assert [one for one in named if one[0] not in targets] == []


def test_every_decision_has_its_day_its_status_and_what_would_reverse_it() -> None:
    _, *decisions = re.split(r"\n\n(?=\*\*)", (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8"))
    status = r"\n\n\*\d{4}-\d\d-\d\d, (accepted|replaced by \S.*)\. What would reverse it: \S.*\.\*\s*$"
    assert [one.split("**")[1] for one in decisions if not re.search(status, one, re.DOTALL)] == []


def test_github_runs_every_step_of_ci_on_every_python_that_is_promised() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    steps = " ".join(re.findall(r"^(?:first|building|beside|busy)=\((.*?)\)$", script, re.MULTILINE))
    run = {step for line in re.findall(r"run: \.ci/run (.*)", workflow) for step in line.split()}
    assert "versions" in steps
    assert run == set(steps.split()) - {"versions"}  # the matrix below has more of them
    (pythons,) = re.findall(r"python: \[(.*)\]", workflow)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"3\.\d+", pythons) == re.findall(r"Python :: (3\.\d+)\"", project)
