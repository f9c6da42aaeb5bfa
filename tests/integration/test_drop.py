"""`copydesk drop`: whatever a folder holds, what can be uploaded is, and the rest is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from copydesk.cli.app import run
from copydesk.client import StackNames
from testing.tables import client

BUCKET = "inbox"


@pytest.fixture(autouse=True)
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in StackNames.model_fields:
        monkeypatch.setenv(f"COPYDESK_{name.upper()}", BUCKET if name == "inbox_bucket" else "unused")
    for name, value in (
        ("ACCESS_KEY_ID", "test"),
        ("SECRET_ACCESS_KEY", "test"),
        ("DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield


def uploaded() -> dict[str, bytes]:
    s3 = client("s3")
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}


def test_one_bad_file_costs_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = tmp_path.joinpath("deep", *(["d" * 200] * 6))
    deep.mkdir(parents=True)
    (deep / "story.txt").write_bytes(b"too deep")
    (tmp_path / "a.txt").write_bytes(b"first")
    (tmp_path / "z.txt").write_bytes(b"last")
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / os.fsdecode(b"caf\xe9\x1b[2J.txt")).write_bytes(b"latin")
    assert run(["drop", str(tmp_path), str(tmp_path / "pipe.txt"), "--prefix", "in/"]) == 1
    assert uploaded() == {"in/a.txt": b"first", "in/z.txt": b"last", "in/caf\\xe9\x1b[2J.txt": b"latin"}
    shown = capsys.readouterr()
    assert sorted(shown.out.splitlines()) == ["in/a.txt", "in/caf\\xe9\\x1b[2J.txt", "in/z.txt"]
    *named, summary = shown.err.splitlines()
    assert summary == "copydesk: 3 files uploaded, 3 not"
    assert sorted(line.split(": ")[2] for line in named) == [
        "No such file or directory",
        "a named pipe",
        "its key has over 1024 bytes",
    ]


def test_files_of_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    for folder in ("monday", "tuesday"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "story.txt").write_text(folder, encoding="utf-8")
    assert run(["drop", str(tmp_path / "monday"), str(tmp_path / "tuesday")]) == 0
    assert sorted(uploaded().values()) == [b"monday", b"tuesday"]


def test_without_its_bucket_it_ends_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client("s3").delete_bucket(Bucket=BUCKET)
    for name in "ab":
        (tmp_path / name).write_bytes(b"text")
    assert run(["drop", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "COPYDESK_STACK" in error
    assert error.count("\n") == 1
