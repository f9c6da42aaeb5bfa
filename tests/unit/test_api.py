"""The package as a library: what `copydesk` offers, and that each part comes when it is used."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
import tomllib

import pytest

import copydesk
from copydesk import client
from copydesk.article import Article
from copydesk.outcome import RejectionReason
from local import api_page
from local.template import ROOT
from tests.stories import text_of

PAGE = """<html><head><meta charset="iso-8859-1"><title>Fähre fällt aus</title></head>
<body><article><h1>Fähre fällt aus</h1>{}</article></body></html>"""


def loaded_by(code: str) -> set[str]:
    """The packages that a fresh Python has loaded after some code."""
    code += "; import json, sys; print(json.dumps(sorted({one.partition('.')[0] for one in sys.modules})))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(json.loads(answer.stdout))


def test_the_package_alone_loads_nothing() -> None:
    loaded = loaded_by("import copydesk; copydesk.__version__; dir(copydesk)")
    assert not loaded & {"boto3", "pydantic", "lxml", "rich", "typer"}
    assert {*copydesk.__all__} <= {*dir(copydesk)}
    with pytest.raises(AttributeError, match="nonesuch"):
        _ = copydesk.nonesuch  # type: ignore[attr-defined]


def test_what_runs_without_aws_loads_no_boto3() -> None:
    assert "boto3" not in loaded_by("from copydesk import extract, group")


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert (ROOT / project["tool"]["hatch"]["version"]["path"]).samefile(copydesk.__file__)


def test_extract_takes_bytes_and_text() -> None:
    page = PAGE.format("".join(f"<p>{one}</p>" for one in text_of(1).split("\n\n")))
    for data in (page, page.replace("iso-8859-1", "utf-8").encode()):
        (found,) = copydesk.extract(data)
        assert found.draft is not None
        assert found.draft.title == "Fähre fällt aus"
    (nothing,) = copydesk.extract(b"")
    assert (nothing.draft, nothing.reason) == (None, RejectionReason.EMPTY)


def test_group_takes_mappings_and_records() -> None:
    rows = [
        {"id": name, "text": text_of(story), "unknown": 1} for name, story in (("a", 1), ("b", 2), ("c", 1))
    ]
    found = {one.id: one for one in copydesk.group(rows)}
    assert [*found] == ["a", "b", "c"]
    assert found["a"].cluster_id == found["c"].cluster_id != found["b"].cluster_id
    assert found["b"].match is None
    ref = {"bucket": "b", "key": "k", "etag": "e", "size": 1, "uploaded_at": "2024-05-06T00:00:00Z"}
    records = [
        Article.model_validate({"article_id": one["id"], "text": one["text"], "word_count": 1, "object": ref})
        for one in rows
    ]
    assert copydesk.group(records) == copydesk.group(rows)
    with pytest.raises(ValueError, match="id"):
        copydesk.group([{"text": "without an id"}])


def test_the_page_is_what_the_docstrings_give() -> None:
    wanted = api_page.page()
    assert api_page.PAGE.read_text(encoding="utf-8") == wanted, "run `make api` and commit what it changes"
    for offered in {*copydesk.__all__, *client.__all__} - {"__version__", "DEFAULT_STACK"}:
        assert f"{offered}`" in wanted


def test_every_argument_is_described() -> None:
    for function in (
        copydesk.extract,
        copydesk.group,
        copydesk.Desk,
        copydesk.Desk.articles,
        copydesk.Desk.feed,
    ):
        described = set(re.findall(r"^    (\w+): ", inspect.getdoc(function) or "", flags=re.MULTILINE))
        assert described >= {*inspect.signature(function).parameters} - {"self"}
