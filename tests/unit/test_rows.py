"""Rows of JSON lines: whatever is in a file, a bad row costs itself, is named, and the others come out."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.cli import lines
from copydesk.cli.app import run
from copydesk.cli.files import BadInput
from copydesk.cli.rows import MAX_FRUITLESS, Rows
from copydesk.pipeline.grouping import GroupArticle
from tests.stories import text_of
from tests.thorough import THOROUGH

GOOD = {"id": "good", "text": text_of(1)}


def line(**fields: object) -> str:
    return json.dumps({**GOOD, **fields})


def read(path: Path, content: str | bytes) -> tuple[list[GroupArticle], int]:
    """The articles of a file, and how much of it was lost."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with closing(Rows([path])) as rows:
        articles = list(rows)
        assert list(rows) == articles  # gone through again
        return articles, rows.lost


BAD: dict[str, tuple[str, str]] = {
    "no JSON": ("{", "no JSON"),
    "nested too deep": ("[" * 100_000, "nested too deep"),
    "nested too deep in a field": ('{"id": "x", "more": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    "a list": ("[1, 2]", "a list, no object"),
    "null": ("null", "null, no object"),
    "no id": (json.dumps({"text": "a"}), "no id"),
    "an id that is none": (line(id=True), "its id is true or false"),
    "an id without a value": (line(id=float("nan")), "its id is no finite number"),
    "a text that is a list": (line(id="x", text=["a"]), "its text is a list"),
    "an extracted article that is none": (json.dumps({"outcome": "indexed", "article": []}), "its article is a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_costs_itself_and_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, why = BAD[name]
    articles, lost = read(tmp_path / "a.jsonl", f"{line(id=1)}\n{content}\n{line(id=2)}")
    assert [one.id for one in articles] == ["1", "2"]
    assert lost == 1
    (message,) = capsys.readouterr().err.splitlines()
    assert message.startswith(f"copydesk: {tmp_path / 'a.jsonl'}, line 2: ")
    assert why in message


KEPT: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "a huge number": ({"id": int("9" * 400)}, {"id": "9" * 400}),
    "half of a surrogate pair": ({"id": "a\ud800", "text": "b\udfff"}, {"id": "a\ufffd", "text": "b\ufffd"}),
    "no text": ({"text": None}, {"text": ""}),
    "a number as text": ({"text": 5}, {"text": "5"}),
    "a date with a space": ({"published": "2024-05-06 10:00"}, {"published": "2024-05-06T10:00:00"}),
    "a date as a number": ({"published": 20240506}, {"published": "2024-05-06"}),
    "an impossible date": ({"published": "2024-02-30"}, {"published": None}),
    "a date in other digits": ({"published": "২০২৪-০৫-০৬"}, {"published": None}),
    "the first moment": ({"published": "0001-01-01T00:00+14:00"}, {"published": "0001-01-01T00:00:00+14:00"}),
    "an offset with seconds": ({"published": "1880-01-01T00:00+00:09:21"}, {"published": None}),
    "a publisher as an object": ({"publisher": {"name": None, "domain": "a.example"}}, {"publisher": "a.example"}),
    "a title that is none": ({"title": ["a"]}, {"title": None}),
    "an address that is none": ({"url": {}}, {"url": None}),
    "a credit that is none": ({"credit": [1]}, {"credit": None}),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_bad_value_costs_its_field(name: str, tmp_path: Path) -> None:
    given_, expected = KEPT[name]
    ((article,), lost) = read(tmp_path / "a.jsonl", line(**given_))
    assert lost == 0
    assert {field: getattr(article, field) for field in expected} == expected


def test_a_field_that_is_left_out_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path / "a.jsonl", line(title=[1], credit="Reuters", publisher=3))
    assert (
        capsys.readouterr().err
        == f"copydesk: {tmp_path}/a.jsonl, line 1: its title is a list, and is left out\n"
    )


TWO = f"{line(id='a')}\n\n  \n{line(id='ü')}\n"


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode(), TWO.rstrip().encode(), b"\xef\xbb\xbf" + TWO.encode(), TWO.replace("\n", "\r\n").encode(),
        TWO.replace("\n", "\r").encode(), TWO.encode("utf-16"), TWO.encode("utf-32"), gzip.compress(TWO.encode()),
        gzip.compress(TWO[:50].encode()) + gzip.compress(TWO[50:].encode()),
    ],
)  # fmt: skip
def test_lines_of_every_system(content: bytes, tmp_path: Path) -> None:
    articles, lost = read(tmp_path / "a", content)
    assert ([one.id for one in articles], lost) == (["a", "ü"], 0)


def test_a_byte_that_is_wrong_costs_one_character(tmp_path: Path) -> None:
    ((article,), lost) = read(tmp_path / "a", b'{"id": "caf\xe9", "text": "a"}')
    assert (article.id, lost) == ("caf\ufffd", 0)


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-400], lambda data: data[:-9], lambda data: data + b"more"]
)
def test_a_damaged_file_gives_what_stands_before_the_damage(
    spoil: Callable[[bytes], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "\n".join(line(id=number, text=Random(number).randbytes(50).hex()) for number in range(100))
    articles, lost = read(tmp_path / "a.gz", spoil(gzip.compress(content.encode())))
    assert [one.id for one in articles] == [str(number) for number in range(len(articles))]
    assert len(articles) >= 80
    assert lost == 1
    assert f"{tmp_path / 'a.gz'}, line " in capsys.readouterr().err


def test_a_file_without_articles_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path / "a", json.dumps([GOOD], indent=1))
    assert capsys.readouterr().err.endswith("nor is another of its first 6 lines an article\n")
    articles, lost = read(tmp_path / "b", "x\n" * MAX_FRUITLESS + line())  # is not read to its end
    assert (articles, lost) == ([], 1)
    assert capsys.readouterr().err.count("\n") == 1


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    articles, lost = read(tmp_path / "a", f"{line(id=1)}\n{line(id=2, text='a' * 5000)}\n{line(id=3)}\n")
    assert ([one.id for one in articles], lost) == (["1", "3"], 1)


def test_a_number_and_its_digits_are_one_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a"
    path.write_text(f"{line(id=5)}\n{line(id='5', text='other')}\n{line(id=5, text='other')}\n")
    assert run(["group", str(path)]) == 1
    shown = capsys.readouterr()
    assert [json.loads(row)["id"] for row in shown.out.splitlines()] == ["5"]
    assert "line 2: the id '5' came before with another article; this one stands" in shown.err
    assert "rows that repeat an earlier one: 1" in shown.err
    path.write_text(f"{line()}\n{line()}\n")
    assert run(["group", str(path)]) == 0


def test_the_rest_of_the_work_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, learned = tmp_path / "good", tmp_path / "bad", tmp_path / "learned"
    good.write_text(line())
    bad.write_text("{}\n" + line(id="other"))
    assert run(["group", str(bad), str(good)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run(["boilerplate", "learn", str(bad), str(good), "--output", str(learned)]) == 1
    assert learned.is_file()
    assert run(["group", str(tmp_path / "none")]) == 2


def test_a_pipe_is_read_once_and_gone_through_twice(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_text(line()))
    writer.start()
    with closing(Rows([path])) as rows:
        assert [one.id for one in rows] == [one.id for one in rows] == ["good"]
    writer.join()


@pytest.mark.parametrize("later", [f"{line()}\n", f"{line()}\n{line(id=2)}\n{line(id=3)}\n"])
def test_a_file_that_changes_meanwhile_is_said_to(tmp_path: Path, later: str) -> None:
    path = tmp_path / "a"
    path.write_text(f"{line()}\n{line(id=2)}\n")
    with closing(Rows([path])) as rows:
        assert len(list(rows)) == 2
        path.write_text(later)
        with pytest.raises(BadInput):
            list(rows)


@settings(max_examples=5000 if THOROUGH else 150, deadline=None, derandomize=not THOROUGH)
@given(seed=st.integers(min_value=0), junk=st.binary(max_size=40))
def test_any_damage_costs_only_what_it_hit(
    seed: int, junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = Random(seed)
    content = [line(id=number).encode() for number in range(6)]
    hit = chance.randrange(len(content))
    where = chance.randrange(len(content[hit]) + 1)
    content[hit] = content[hit][:where] + junk + content[hit][where + chance.randrange(4) :]
    path = tmp_path_factory.getbasetemp() / "damaged"
    articles, _ = read(path, b"\n".join(content))
    assert {str(number) for number in range(6) if number != hit} <= {one.id for one in articles}
