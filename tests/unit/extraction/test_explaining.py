"""Explanations: they say of every line what it was, and of every field what was chosen and what lost to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copydesk.cli.explanation import explain, rendered
from copydesk.cli.terminal import USUAL
from copydesk.extraction import extract
from copydesk.extraction.explaining import ExplainedCandidate, ExplainedLine, Explanation
from copydesk.extraction.extract import explanations
from copydesk.extraction.text import clean
from evaluation import cases

DOCUMENTS = [cases.read_case(folder)[1] for folder in cases.folders()[::12]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_the_first_candidates_are_the_articles_fields_and_the_lines_that_are_kept_its_text(
    path: Path,
) -> None:
    data = path.read_bytes()
    results = list(extract(data))
    explained = list(explanations(data))
    assert [one.position for one in explained] == [result.position for result in results]
    for result, one in zip(results, explained, strict=True):
        assert one.outcome == ("indexed" if result.draft else f"rejected:{result.reason}")
        if result.draft is None:
            continue
        fields = result.draft.model_dump(mode="json", exclude_none=True)
        for name, (chosen, *_) in one.fields.items():
            assert json.loads(json.dumps(chosen.value)) == fields[name]
        if one.lines:
            kept = [clean(line.text) for line in one.lines if line.kept]
            assert set(result.draft.text.split("\n\n")) <= set(kept)
        assert all(len(row) <= USUAL for text in rendered("a" * 200, one) for row in text.split("\n"))


def test_nothing_that_an_article_says_moves_a_terminal() -> None:
    hostile = "Title\x1b[2J\u202e and more"
    one = Explanation(
        position=0,
        outcome="indexed",
        lines=(ExplainedLine(text=hostile, role="prose", kept=True),),
        fields={"title": (ExplainedCandidate(value=hostile, method="h1", raw=hostile),)},
    )
    assert not any(sign in line for line in rendered(hostile, one) for sign in "\x1b\u202e")


def test_more_candidates_than_fit_are_counted() -> None:
    found = tuple(ExplainedCandidate(value=f"Title {n}", method=f"m{n}", raw="") for n in range(7))
    lines = list(rendered("key", Explanation(position=0, outcome="indexed", fields={"title": found})))
    assert [line.strip() for line in lines[-5:-1]] == [
        "not m1: Title 1",
        "not m2: Title 2",
        "not m3: Title 3",
        "and 3 more",
    ]


def test_as_json_every_candidate_and_line_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(DOCUMENTS[0].read_bytes())
    explain(path, as_json=True)
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row["key"] == str(path)
    assert row["fields"]["title"][0].keys() == {"value", "method", "raw"}
    assert row["lines"][0].keys() == {"text", "role", "rule", "kept"}
