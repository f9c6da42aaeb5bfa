"""Columns of tables that people name: by a mapping, an option, a stack's parameter."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import copydesk
from copydesk.article import Draft
from copydesk.cli.app import app
from copydesk.extraction import extract
from copydesk.extraction.column_names import UnknownField, columns_in, columns_of, columns_stated
from copydesk.extraction.parts import parts
from copydesk.pipeline.settings import ExtractSettings
from tests.unit.extraction.test_formats_exports import STORIES, table, whole

NAMES = ["x", "Spalte A", "Spalte B", "Spalte C", "Spalte  D", "Spalte E"]
NAMED = {
    "title": "Spalte A", "authors": "spalte b", "published_at": "Spalte C", "publisher": ["Medium", "Spalte D"],
    "text": "Spalte E",
}  # fmt: skip
FILE = "\n".join(f"{field} = {name!r}" for field, name in NAMED.items())
STATED = [
    f"{field}={one}" for field, name in NAMED.items() for one in ([name] if isinstance(name, str) else name)
]


def of(data: bytes) -> list[Draft]:
    return [one.draft for one in extract(data, columns=columns_of(NAMED)) if one.draft is not None]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Export"])
    sheet.append(NAMES)
    for number, story in enumerate(STORIES):
        publisher = "The Drennach Courier"
        sheet.append([number, story.title, story.author, "2024-03-14", publisher, story.text])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [*(table(NAMES, one).encode() for one in ",;\t|"), workbook()])
def test_columns_are_read_as_people_say(data: bytes) -> None:
    whole(of(data))
    assert not any(one.draft for one in extract(data)) or data.startswith(b"x")


def test_what_people_say_goes_before_what_names_tell() -> None:
    data = table(["id", "Title", "Author", "Date", "Text", "Spalte E"]).encode()
    assert [one.text for one in of(data)] == [story.text for story in STORIES]


def test_a_table_with_none_of_these_columns_is_read_by_its_own_names() -> None:
    whole(of(table(["id", "Title", "Author", "Date", "Publisher", "Text"]).encode()))


def test_a_file_and_options_say_the_same() -> None:
    assert columns_in(FILE) == columns_stated(STATED) == columns_of(NAMED)


@pytest.mark.parametrize(
    "wrong", ["title", "headline = 'A'", "title = 3", "title = ['']", "title = []", "title = "]
)
def test_a_mapping_that_says_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownField):
        columns_in(wrong)


def test_the_functions_and_the_library_take_them() -> None:
    settings = ExtractSettings.model_validate(
        {
            "OUTCOMES_TABLE": "o", "ARTICLES_TABLE": "a",
            "OVERFLOW_BUCKET": "b", "MAX_RECEIVE_COUNT": 3, "DEDUPE_QUEUE_URL": "d",
            "EXTRACT_QUEUE_URL": "e", "TABLE_COLUMNS": ";".join(STATED),
        }
    )  # fmt: skip
    assert settings.named_columns == columns_of(NAMED)
    data = table(NAMES).encode()
    whole([one.draft for one in copydesk.extract(data, columns=NAMED) if one.draft])
    assert len(list(parts(iter([data]), settings.named_columns))) == 1


def test_the_command_reads_a_mapping_file_and_refuses_a_wrong_one(tmp_path: Path) -> None:
    mapping, rows, out = (tmp_path / name for name in ("columns.toml", "rows.csv", "out.jsonl"))
    mapping.write_text(FILE)
    rows.write_text(table(NAMES))
    found = CliRunner().invoke(app, ["extract", str(rows), "--columns", str(mapping), "--output", str(out)])
    assert found.exit_code == 0, found.output
    assert out.read_text().count('"outcome": "indexed"') == len(STORIES)
    refused = CliRunner().invoke(app, ["extract", str(rows), "--column", "headline=A"])
    assert refused.exit_code == 2
