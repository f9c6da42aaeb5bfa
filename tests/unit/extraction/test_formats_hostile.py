"""Files of users that ask for more than they hold: each has a reason, or its articles, within the limits."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from copydesk.extraction import extract
from copydesk.extraction.child import MEMORY_BYTES
from copydesk.extraction.containers import cells
from copydesk.extraction.readings import readings
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH, warc


def reasons(data: bytes) -> list[RejectionReason | None]:
    return [one.reason for one in extract(data)]


def far_cell() -> bytes:
    """A workbook of two cells, which its library holds as a table of seventeen thousand million."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "title", "x"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


NESTED_MAIL = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(1000)
)
ENTITIES = '<!DOCTYPE nitf [<!ENTITY a "ha ha ha">' + "".join(
    f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(10)
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (far_cell(), RejectionReason.TOO_LARGE),
        (zipped("word/document.xml", bytes(80_000_000)), RejectionReason.TOO_LARGE),
        (b"{\\rtf1" + b"{\\b " * 3000 + b"x" + b"}" * 3000, RejectionReason.TOO_SHORT),
        (NESTED_MAIL, RejectionReason.UNDECODABLE),
        (
            f"{ENTITIES}]><nitf><body><body.content><p>&k;</p></body.content></body></nitf>".encode(),
            RejectionReason.NO_ARTICLE,
        ),
    ],
    ids=["a cell far away", "a large part", "groups in groups", "mail in mail", "entities"],
)
def test_what_asks_for_more_than_it_holds_has_a_reason(data: bytes, reason: RejectionReason) -> None:
    assert reasons(data) == [reason]


def test_a_table_has_no_more_positions_than_an_object_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk.extraction.readings.MAX_POSITIONS", 20)
    assert sum(1 for _ in readings(("title,text\n" + "A,b\n" * 30).encode())) == 21


def test_cells_have_the_memory_of_a_child() -> None:
    assert cells.MEMORY_BYTES == MEMORY_BYTES


@pytest.mark.parametrize("blank", [b"\n" * 60_000, b" \n" * 60_000])
def test_blank_lines_cost_no_time_in_an_export(blank: bytes) -> None:
    # A pattern that begins at each of them, and goes on to the last, would take minutes.
    data = (
        b"1 of 1 DOCUMENTS\n"
        + blank
        + b"Courier\n\nMarch 14, 2024\n\nA wheel\n\nLENGTH: 9\n\n"
        + ENGLISH.text.encode()
    )
    (found,) = extract(data)
    assert found.draft is not None


LIBRARIES = ("mammoth", "striprtf", "python_calamine", "pypdf", "email.parser", "plistlib", "fastwarc")


def test_no_library_of_a_format_is_imported_before_a_file_needs_it() -> None:
    program = (
        "import sys, copydesk.extraction.bounded, copydesk.extraction.parts, copydesk.extraction.dump.extract\n"
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_archive_within_a_zip_file_that_lies_about_its_size_is_no_more_than_it_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("copydesk.extraction.containers.warc.MAX_TOTAL", 100_000)
    assert reasons(zipped("archive/rec.warc", warc(bytes(2_000_000))))[-1] is RejectionReason.TOO_LARGE
