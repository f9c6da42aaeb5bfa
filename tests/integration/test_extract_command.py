"""`copydesk extract` loses nothing: whatever the files are, however busy the machine, whatever ends the run."""

from __future__ import annotations

import fcntl
import gzip
import io
import itertools
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from copydesk.cli.app import run
from copydesk.cli.extracted import Done, Terms, line_of
from copydesk.cli.files import BadInput
from copydesk.cli.resume import resumed
from copydesk.cli.sources import listed_in, sources
from tests.stories import text_of
from tests.thorough import THOROUGH
from tests.unit.extraction.samples import ENGLISH, dump, page, warc

COMMAND = [sys.executable, "-c", "from copydesk.cli import main; main()", "extract"]
TERMS = Terms(copydesk="1", seconds=9.0, boilerplate=None)


def extract(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The command as a shell starts it."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, check=False, timeout=120, **options
    )


def rows(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def outcomes(output: bytes) -> dict[str, str]:
    return {row["key"]: row["outcome"] for row in rows(output)}


def test_one_bad_file_costs_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    good = folder / "good.html"
    good.write_text(page())
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.html")).write_text(page())
    (folder / "two\nlines.txt").write_text(dump())
    (folder / "sub" / "again.html").write_text(page())
    (folder / "sub" / "up").symlink_to("..")
    (folder / "above").symlink_to("..")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    (folder / "cut.gz").write_bytes(gzip.compress(page().encode())[:100])
    with (folder / "large.html").open("wb") as large:
        large.truncate(3 << 30)
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(folder)  # addresses of sockets are short
        listening.bind("socket")
        environment = {**os.environ, "LANG": "C", "PYTHONIOENCODING": "ascii"}
        answer = extract(folder, folder / "pipe", good, "no-such-file", env=environment)
    assert outcomes(answer.stdout) == {
        "good.html": "indexed",
        "caf\\xe9.html": "indexed",
        "two\nlines.txt": "indexed",
        "sub/again.html": "indexed",
        "dangling": "unreadable",
        "loop": "unreadable",
        "zero": "unreadable",
        "pipe": "unreadable",
        "socket": "unreadable",
        "no-such-file": "unreadable",
        "cut.gz": "rejected:undecodable",
        "large.html": "rejected:too_large",
    }
    assert len(rows(answer.stdout)) == 12
    assert answer.returncode == 1
    summary = (
        "copydesk: 12 files, 12 rows: 6 unreadable, 4 indexed, 1 rejected:undecodable, 1 rejected:too_large"
    )
    assert answer.stderr.decode() == summary + "\n"


def test_files_of_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (b"a", b"b", b"c\xe9"):
        folder = Path(os.fsdecode(name))
        folder.mkdir()
        (folder / "x.txt").write_text("x")
    a, b, c = (Path(os.fsdecode(name)) for name in (b"a", b"b", b"c\xe9"))
    found = sources([a, b, c, a / "x.txt"], [Path("a/x.txt"), Path("nowhere")], set())
    assert [one.key for one in found] == ["a/x.txt", "b/x.txt", "c\\xe9/x.txt", "nowhere"]
    status = (a / "x.txt").stat()
    assert [one.key for one in sources([a, b], [], {(status.st_dev, status.st_ino)})] == ["b/x.txt"]
    assert [one.key for one in sources([a], [b / "x.txt"], set())] == ["x.txt", "b/x.txt"]


def test_files_may_come_on_standard_input_and_be_listed(tmp_path: Path) -> None:
    packed = gzip.compress(page().encode())
    (row,) = rows(extract("-", input=packed).stdout)
    assert (row["key"], row["outcome"], row["article"]["object"]["size"]) == ("-", "indexed", len(packed))
    (tmp_path / "two\nlines.txt").write_text("Too short.")
    answer = extract("--files-from", "-", input=b"two\nlines.txt\0nowhere.txt\0", cwd=tmp_path)
    assert outcomes(answer.stdout) == {"two\nlines.txt": "rejected:too_short", "nowhere.txt": "unreadable"}
    (tmp_path / "list").write_text("a.txt\nb c.txt\n")
    assert listed_in(tmp_path / "list") == [Path("a.txt"), Path("b c.txt")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--files-from"),
        (["-", "--files-from", "-"], "either"),
        (["-", "--resume", "--output", "x"], "standard input"),
        ([".", "--resume"], "--output"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments: list[str], told: str) -> None:
    errors = io.StringIO()
    with redirect_stderr(errors), redirect_stdout(io.StringIO()):
        assert run(["extract", *arguments]) == 2
    assert told in errors.getvalue()
    assert errors.getvalue().count("\n") == 1


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(dump())
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as seen:
        process = subprocess.Popen(
            [*COMMAND, str(tmp_path)],
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += (piece := seen.read(4096))
            except OSError:  # how a terminal ends
                break
            if not piece:
                break
        assert process.wait(60) == 0
    assert b"0/1 files" in shown
    assert shown.endswith(b"copydesk: 1 file, 1 row: 1 indexed\r\n")


# Going on with an output.


def output_rows(folder: Path, counts: dict[str, int]) -> list[bytes]:
    """Rows of files that are there: so many of each."""
    lines = []
    for key, count in counts.items():
        path = folder / key
        path.write_text(key)
        status = path.stat()
        done = Done(size=status.st_size, modified_ns=status.st_mtime_ns, terms=TERMS, rows=count).model_dump()
        for number in range(count):
            row = {"key": key, "outcome": "rejected:too_short", "article": None, "number": number}
            lines.append(line_of(row | ({"done": done} if number == count - 1 else {})))
    return lines


def paths(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in folder.iterdir()}


def test_an_output_cut_anywhere_keeps_whole_files_only(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    output = tmp_path / "rows.jsonl"
    counts = {"a": 1, "b": 3, "c": 2}
    lines = output_rows(folder, counts)
    whole = b"".join(lines)
    ends = {"a": len(lines[0]), "b": sum(map(len, lines[:4])), "c": len(whole)}
    lengths = {end + more for end in itertools.accumulate(map(len, lines)) for more in (-1, 0, 1)}
    for length in sorted({*range(0, len(whole), 20), *lengths, len(whole)} - {len(whole) + 1}):
        output.write_bytes(whole[:length])
        expected = [key for key, end in ends.items() if end <= length]
        assert list(resumed(output, paths(folder), TERMS)) == expected
        assert output.read_bytes() == whole[: ends[expected[-1]] if expected else 0]


def test_what_changed_or_could_not_be_read_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    output = tmp_path / "rows.jsonl"
    lines = output_rows(folder, {"a": 1, "b": 2, "c": 1, "d": 1})
    unreadable = line_of({"key": "e", "outcome": "unreadable", "article": None, "done": None})
    output.write_bytes(
        b"".join([*lines[:2], lines[0].replace(b'"a"', b'"u"')[:-1] + b" \n", *lines[2:], unreadable])
    )
    output.chmod(0o640)
    (folder / "a").write_text("longer")
    os.utime(folder / "c", (1, 1))
    (folder / "d").unlink()
    kept = resumed(output, paths(folder) | {"e": folder / "e"}, TERMS)
    assert list(kept) == ["u", "d"]  # rows of files that are no more stay
    assert output.stat().st_mode & 0o777 == 0o640
    assert [row["key"] for row in rows(output.read_bytes())] == ["u", "d"]
    assert not list(tmp_path.glob("tmp*"))


def test_an_output_of_other_terms_or_of_something_else_stays_as_it_is(tmp_path: Path) -> None:
    output = tmp_path / "rows.jsonl"
    (line,) = output_rows(tmp_path, {"a": 1})
    for content, told in (
        (line.replace(b'"seconds": 9.0', b'"seconds": 5.0'), "seconds 5.0, not 9.0"),
        (line.replace(b'"copydesk": "1"', b'"copydesk": "0"'), "copydesk 0, not 1"),
        (b"My thesis\n", "not written by"),
    ):
        output.write_bytes(content)
        with pytest.raises(BadInput, match=told):
            resumed(output, {}, TERMS)
        assert output.read_bytes() == content


def test_nobody_writes_where_another_writes(tmp_path: Path) -> None:
    output = tmp_path / "rows.jsonl"
    output.write_text("theirs")
    errors = io.StringIO()
    with output.open() as held, redirect_stderr(errors):
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(["extract", str(output), "--output", str(output)]) == 1
    assert "another command writes to it" in errors.getvalue()
    assert output.read_text() == "theirs"


# The end.


def many(folder: Path, files: int = 60) -> Path:
    """Work for a while."""
    folder.mkdir()
    for number in range(files):
        (folder / f"{number:03}.html").write_text(page(ENGLISH.titled(f"Story {number}")))
    body = b"".join(warc(page(ENGLISH.titled(f"Record {number}")).encode()) for number in range(files))
    (folder / "many.warc.gz").write_bytes(gzip.compress(body))
    return folder


def children(parent: int) -> set[int]:
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    return {int(pid) for one in listed for pid in one.read_text().split()}


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def running(*arguments: object) -> Iterator[tuple[subprocess.Popen[bytes], set[int]]]:
    """The command once its first line is out, and its children."""
    command = [*COMMAND, "--jobs", "1", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    try:
        os.read(process.stdout.fileno(), 1)
        workers = children(process.pid)
        assert workers
        yield process, workers
    finally:
        process.kill()
        process.communicate()


ENDS = [signal.SIGTERM, signal.SIGKILL, signal.SIGPIPE]


@pytest.mark.parametrize("number", [*ENDS, signal.SIGINT, signal.SIGHUP] if THOROUGH else ENDS)
def test_whatever_ends_it_ends_its_children(tmp_path: Path, number: signal.Signals) -> None:
    with running(many(tmp_path / "files")) as (process, workers):
        if number is signal.SIGPIPE:
            assert process.stdout is not None
            process.stdout.close()
            process.stdout = None
        else:
            process.send_signal(number)
        output, errors = process.communicate(timeout=60)
        deadline = time.monotonic() + 60
        while any(map(is_alive, workers)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if number is signal.SIGKILL:
            return
        assert process.returncode == -number
        assert not output or output.endswith(b"\n")
        assert errors.count(b"\n") == (0 if number is signal.SIGPIPE else 1)
        assert b"Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_group_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    articles = tmp_path / "articles.jsonl"
    with articles.open("w") as rows_of_it:
        for story in range(4000):
            rows_of_it.write(
                json.dumps({"id": str(story), "text": text_of(story), "title": str(story)}) + "\n"
            )
    process = subprocess.Popen(
        [*COMMAND[:-1], "group", str(articles)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        while not (workers := children(process.pid)) and process.poll() is None:
            time.sleep(0.02)
        assert workers
        process.send_signal(number)
        errors = process.communicate(timeout=60)[1]
    finally:
        process.kill()
        process.communicate()
    deadline = time.monotonic() + 60
    while any(map(is_alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert process.returncode == -number
    assert errors == b""


def test_a_run_that_was_killed_and_gone_on_with_has_the_rows_of_one(tmp_path: Path) -> None:
    folder = many(tmp_path / "files", files=10)
    output = folder / "rows.jsonl"  # which is no input
    command = ["extract", str(folder), "--output", str(output), "--jobs", "1"]
    assert run(command) == 0
    whole = rows(output.read_bytes())
    output.unlink()
    for lines in (4, 7, 13) if THOROUGH else (7,):
        process = subprocess.Popen([*COMMAND, *command[1:], "--resume"], stderr=subprocess.PIPE)
        while process.poll() is None:
            if output.exists() and output.read_bytes().count(b"\n") >= lines:
                process.kill()
            time.sleep(0.02)
        process.communicate()
    errors = io.StringIO()
    with redirect_stderr(errors):
        assert run([*command, "--resume"]) == 0
    assert "done before" in errors.getvalue()
    assert rows(output.read_bytes()) == whole
