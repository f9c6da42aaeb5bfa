"""What every command has: help, version, completion; and output that any terminal and any encoding takes."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys

import pytest

import copydesk
from copydesk.cli.app import app, run
from copydesk.cli.terminal import json_text, put, visible

HIDDEN = ("article", "cluster", "outcome")


@pytest.mark.parametrize(
    "arguments", [["-h"], ["--help"], [], ["query", "-h"], ["query", "feed", "-h"], ["drop", "-h"]]
)
def test_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(arguments) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(" ".join(["Usage: copydesk", *arguments[:-1]]))
    assert not re.search(rf"^  ({'|'.join(HIDDEN)}) ", shown, re.MULTILINE) or "query" in arguments


def test_every_question_has_the_options_of_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    (group,) = (one.typer_instance for one in app.registered_groups if one.name == "query")
    names = [one.name for one in group.registered_commands]
    assert len(names) == 13
    for name in names:
        assert run(["query", str(name), "-h"]) == 0
        shown = capsys.readouterr().out
        assert "--json" in shown
        assert "--stack" in shown
        assert ("--limit" in shown) == (
            name not in {*HIDDEN, "url", "links", "versions", "counts", "credits"}
        )
        assert ("--oldest-first" in shown) == (
            name not in {*HIDDEN, "url", "links", "versions", "counts", "credits", "since"}
        )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"copydesk {copydesk.__version__}\n"


def test_a_shell_completes_commands() -> None:
    words = {"_COPYDESK_COMPLETE": "complete_bash", "COMP_WORDS": "copydesk query a", "COMP_CWORD": "2"}
    code = "import sys; sys.argv[0] = 'copydesk'; from copydesk.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **words}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["article", "articles"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b31m \x85 \x7f", "\\x9b31m \\x85 \\x7f"),
        ("a\u202eb\u2066c\u2069\u200f\u061c", "a\\u202eb\\u2066c\\u2069\\u200f\\u061c"),
        ("one\ntwo\rthree\t\u2028", "one\\ntwo\\rthree\\t\\u2028"),
        ("\U000e0041\udc80", "\\U000e0041\\udc80"),
        ("می‌خواهم 👩‍🚀 Füße ‑ naïve", "می‌خواهم 👩‍🚀 Füße ‑ naïve"),  # joiners belong to words
    ],
)
def test_controls_are_seen_and_not_obeyed(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert json.loads(json_text({"text": text})) == {"text": text}
    assert not set(json_text(text)) & set(
        "\x1b\x9b\x85\x7f\u202e\u2066\u2069\u200f\u061c\u2028\U000e0041\udc80"
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_takes_any_text(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding, write_through=True))
    put(visible("Café 通信社 \udc80"))
    put(json_text("Café 通信社 \udc80"))
    people, programs = written.getvalue().decode(encoding).splitlines()
    assert people.encode("ascii", "backslashreplace").decode("unicode_escape") == "Café 通信社 \udc80"
    assert json.loads(programs) == "Café 通信社 \udc80"
