"""`copydesk query` and `copydesk watch` against a stack: lines for people, JSON for programs."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import struct
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from moto import mock_aws
from rich.cells import cell_len

from copydesk.article import article_id
from copydesk.cli import query
from copydesk.cli.app import run
from copydesk.client import Desk, lists
from testing.tables import client
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

ONE = article_id(INBOX, "one.json")
SOURCE, COPY, CUT = (article_id(INBOX, f"{name}.json") for name in ("source", "copy", "cut"))

# A title that reddens what follows, names the window, and turns the line round; a key that clears the screen.
TITLE = "Harbour \x1b[31m\x1b]0;yours\x07 \x9b7m \u202eseirref\u2066 " + "and many more words " * 4
KEY = "clear\x1b[2J\u202e.txt"
LONG_KEY = "a folder/with  two spaces/" + "and a long name " * 4 + ".txt"
HOSTILE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# Of one moment each, later from line to line, though not as text.
MOMENTS = ("2024-05-07T01:00:00+09:00", "2024-05-06T18:30:00+02:00", "2024-05-06T10:00:00-07:00")


def document(story: int, published: str, publisher: str, source: str = "", **fields: Any) -> str:
    credit = f"\n\nThe original source of this article is {source}." if source else ""
    named = {"title": f"[bold]Story {story}", "published_at": published, "publisher": publisher}
    return json.dumps({**named, "text": text_of(story) + credit, **fields})


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        pipeline = Pipeline(patch)
        for number, name in enumerate(("one", "two"), start=1):
            url = f"https://courier.example/{number}"
            body = document(number, "2024-05-05", "Café Courier", url=url)
            pipeline.run(pipeline.put(f"{name}.json", body))
        # The source comes last, and so was compared with one that copied it.
        for name, moment, outlet in (
            ("cut", MOMENTS[2], "通信社 Lantern"),
            ("copy", MOMENTS[1], "Skerry \x9b1m"),
        ):
            pipeline.run(
                pipeline.put(f"{name}.json", document(3, moment, outlet, "Meridian Wire", title=TITLE))
            )
        pipeline.run(pipeline.put("source.json", document(3, MOMENTS[0], "Meridian Wire", title=TITLE)))
        pipeline.run(*(pipeline.put(key, b"") for key in ("empty.txt", KEY, LONG_KEY)))
        yield {f"COPYDESK_{name.upper()}": value for name, value in pipeline.desk.names.model_dump().items()}


@pytest.fixture(autouse=True)
def stack(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LAG_SECONDS", -1.0)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(["query", *arguments]) == 0
    return capsys.readouterr().out


def ask_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ask(capsys, *arguments, "--json"))
    return answer


def on_terminal(columns: int, *arguments: str) -> list[str]:
    """The lines that a terminal of so many columns gets."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    got: list[bytes] = []

    def read() -> None:
        while chunk := os.read(master, 1 << 16):
            got.append(chunk)
            if chunk.endswith(b"\0"):
                return

    reader = Thread(target=read)
    reader.start()
    with pytest.MonkeyPatch.context() as patch, open(slave, "w", encoding="utf-8") as terminal:
        patch.delenv("COLUMNS", raising=False)
        patch.setattr(sys, "stdout", terminal)
        assert run([*arguments]) == 0
        terminal.write("\0")
        terminal.flush()
        reader.join()
    os.close(master)
    return b"".join(got).decode().rstrip("\0").replace("\r\n", "\n").splitlines()


def cluster_id(capsys: pytest.CaptureFixture[str]) -> str:
    (entry,) = ask_json(capsys, "feed", "2024-05-06")["items"]
    return str(entry["cluster_id"])


@pytest.mark.parametrize("columns", [60, 80, 250])
def test_no_id_date_or_relation_is_cut_or_folded_at_any_width(
    capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    shared = cluster_id(capsys)
    wanted = {
        ("cluster", shared): [shared, SOURCE, COPY, CUT, *MOMENTS, "identical", "credits"],
        ("feed", "2024-05-06"): [shared, MOMENTS[0]],
        ("outcomes", "rejected"): ["rejected:empty", "empty.txt", LONG_KEY],
    }
    narrow = {
        ("articles", "--credit", "meridian wire"): [COPY, CUT, *MOMENTS[1:]],
        ("republications", "Meridian Wire"): [COPY, CUT, "Meridian Wire"],
        ("since",): [ONE, SOURCE, COPY, CUT],
        ("article", SOURCE): [shared, SOURCE, MOMENTS[0]],
        ("url", "courier.example/1"): [ONE],
        ("outcome", "source.json"): [SOURCE, "indexed"],
        ("outcome", LONG_KEY): [LONG_KEY],
    }
    for arguments, words in (wanted | narrow if columns == 60 else wanted).items():
        lines = on_terminal(columns, "query", *arguments)
        assert max(cell_len(line) for line in lines if LONG_KEY not in line) <= columns
        assert not HOSTILE.search("\n".join(lines))
        for word in words:
            assert any(word in line for line in lines), (arguments, word)


def test_explanations_fit_the_terminal() -> None:
    lines = on_terminal(60, "explain", ONE, SOURCE)
    assert max(map(cell_len, lines)) <= 60
    assert {line.split(",")[0] for line in lines} >= {"Only in the first", "Only in the second"}
    assert not HOSTILE.search("\n".join(lines))


def test_a_cluster_says_who_copied_whom(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ask(capsys, "cluster", cluster_id(capsys)).splitlines()
    source, copy, cut = (line.split("\t") for line in lines if "\t" in line)
    assert [row[0] for row in (source, copy, cut)] == [*MOMENTS]
    assert source[3:] == [
        SOURCE,
        "-",
        "-",
        "-",
        "-",
    ]  # it copied nobody, though it was compared with one that did
    assert copy[3:5] == [COPY, "identical"]
    for row in (copy, cut):
        assert row[5].split(maxsplit=1)[0] in {SOURCE, COPY, CUT} - {row[3]}
        assert row[6:] == ["100%", "Meridian Wire"]
    assert SOURCE in {row[5].split(maxsplit=1)[0] for row in (copy, cut)}


def test_json_is_exact_and_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    shown = ask(capsys, "article", SOURCE, "--json")
    assert not HOSTILE.search(shown)
    assert json.loads(shown)["title"] == Desk().article(SOURCE).title
    shown = ask(capsys, "outcome", KEY, "--json")
    assert not HOSTILE.search(shown)
    assert "\\u202e.txt" in shown
    assert json.loads(shown)["key"] == KEY


def test_failures_command_no_terminal_either(capsys: pytest.CaptureFixture[str]) -> None:
    odd = "caf\udce9"  # as a name comes from the shell that is not UTF-8
    questions = [
        ["outcome", odd],
        ["article", odd],
        ["cluster", odd],
        ["url", odd],
        ["outcome", KEY + "x"],
        ["feed", KEY],
    ]
    for arguments in (*(["query", *one] for one in questions), [KEY]):
        assert run(arguments) > 0
        assert not HOSTILE.search(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"schema_version": {"N": "2"}}, "Article has format 2, and this release of copydesk reads 1"),
        ({"text_at": {"S": "s3://test-overflow/nowhere.txt"}}, "is gone from s3://test-overflow/nowhere.txt"),
    ],
)
def test_a_record_that_cannot_be_read_is_one_line(
    capsys: pytest.CaptureFixture[str], environment: dict[str, str], attributes: dict[str, Any], said: str
) -> None:
    item = {"article_id": {"S": "odd"}, "part": {"S": "article"}, **attributes}
    client("dynamodb").put_item(TableName=environment["COPYDESK_ARTICLES_TABLE"], Item=item)
    assert run(["query", "article", "odd"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("name", ["article", "cluster", "outcome"])
def test_what_stood_beside_a_question_still_answers(capsys: pytest.CaptureFixture[str], name: str) -> None:
    about = {"article": ONE, "outcome": "one.json", "cluster": cluster_id(capsys)}[name]
    assert run([name, about]) == 0
    shown = capsys.readouterr()
    assert f"copydesk query {name} --json" in shown.err
    assert "0.3" in shown.err
    assert shown.err.count("\n") == 1
    assert json.loads(shown.out) == ask_json(capsys, name, about)


@pytest.mark.parametrize(
    "arguments",
    [
        ("articles", "--publisher", "cafe courier"),
        ("articles", "--publisher", "cafe courier", "--start", "2024-05", "--end", "2024-05-05"),
        ("feed", "2024-05-05"),
        ("since",),
        ("article", ONE),
        ("url", "courier.example/1"),
    ],
)
def test_titles_are_shown_as_they_are(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert "[bold]Story 1" in ask(capsys, *arguments)


def test_programs_page_through_by_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    first = ask_json(capsys, "articles", "--publisher", "Café Courier", "--limit", "1")
    second = ask_json(capsys, "articles", "--publisher", "Café Courier", "--cursor", first["cursor"])
    found = [one["article_id"] for one in first["items"] + second["items"]]
    assert sorted(found) == sorted({ONE, article_id(INBOX, "two.json")})


def test_clusters_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    (entry, *_) = ask_json(capsys, "feed", "2024-05-05")["items"]
    assert ask_json(capsys, "cluster", entry["cluster_id"])["size"] == 1
    assert entry["canonical"]["article_id"] in ask(capsys, "cluster", entry["cluster_id"])
    found = ask_json(capsys, "outcome", "one.json")
    assert (found["outcome"], found["articles"][0]["article_id"]) == ("indexed", ONE)
    assert ask_json(capsys, "article", ONE)["cluster_id"]
    assert "empty.txt" in ask(capsys, "outcomes", "rejected")
    assert ask_json(capsys, "republications", "Nobody")["items"] == []
    assert ask(capsys, "feed", "undated") == ask(capsys, "feed", "--undated") == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("articles",), 2),
        (("articles", "--limit", "3"), 2),
        (("articles", "--publisher", "a", "--start", "someday"), 2),
        (("feed", "someday"), 2),
        (("since", "garbage"), 2),
        (("outcomes", "indexed"), 2),
        (("article", "nonesuch"), 1),
        (("url", "courier.example/none"), 1),
    ],
)
def test_failures_are_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    assert run(["query", *arguments]) == code
    error = capsys.readouterr().err
    assert error.startswith("copydesk: ")
    assert error.count("\n") == 1


def test_watch_follows_and_says_where_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask_json(capsys, "since", "--limit", "4")
    monkeypatch.setattr(query.time, "sleep", lambda _: signal.raise_signal(signal.SIGINT))
    # A shell in the background starts its commands with the signal ignored, and `watch` would never end.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run(["watch", "--cursor", first["cursor"], "--json"]) == 0
        shown = capsys.readouterr()
        assert run(shown.err.split()[1:]) == 0
    finally:
        signal.signal(signal.SIGINT, before)
    assert [json.loads(line)["article_id"] for line in shown.out.splitlines()] == [SOURCE]
    assert not HOSTILE.search(shown.out)
    assert capsys.readouterr().out == ""


def test_outlets_of_one_owner_count_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "owners.csv"
    table.write_text("domain,owner\nmeridianwire.example,Harbour Media\n", encoding="utf-8")
    owned = ("--owners", str(table))
    (origin,) = ask_json(capsys, "cluster", cluster_id(capsys), *owned)["origins"]["origins"]
    assert origin["owner"] == "Harbour Media"
    assert ask_json(capsys, "feed", "2024-05-06", *owned)["items"][0]["origins"] == 1
    table.write_text("domain\n", encoding="utf-8")
    assert run(["query", "feed", "2024-05-06", *owned]) == 1
    assert run(["query", "article", ONE, *owned]) == 2
