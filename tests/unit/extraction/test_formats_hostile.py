"""Files of users that ask for more than they hold: each has a reason, or its articles, within the limits."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import docx
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


def laughing(root: str) -> str:
    """A declaration of entities that unfold to thirty thousand million letters."""
    return f"{ENTITIES}]>".replace("DOCTYPE nitf", f"DOCTYPE {root}")


def word(body: str, prolog: str = "") -> bytes:
    """A Word document of which the words are given as XML."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    inside = f'{prolog}<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(buffer) as plain:
        parts = {entry: plain.read(entry) for entry in plain.namelist()} | {
            "word/document.xml": inside.encode()
        }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)
    return buffer.getvalue()


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELL = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
LETTER = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
PLIST = '<?xml version="1.0"?>{}<plist version="1.0"><dict><key>WebMainResource</key>{}</dict></plist>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (word("<w:p><w:r><w:t>&k;</w:t></w:r></w:p>", laughing("w:document")), RejectionReason.UNDECODABLE),
        (word(CELL[0] * 3000 + CELL[1] * 3000), RejectionReason.UNDECODABLE),
        (f"{laughing('rss')}<rss><channel><item><title>&k;</title></item></channel></rss>".encode(),
         RejectionReason.NO_ARTICLE),
        (PLIST.format(laughing("plist"), "<string>&k;</string>").encode(), RejectionReason.UNDECODABLE),
        (PLIST.format("", "<array>" * 20_000 + "</array>" * 20_000).encode(), RejectionReason.UNDECODABLE),
        (b"bplist00\x5f\x10\x0fWebMainResource" + bytes(6) + b"\x08\x08" + bytes(7) + b"\xff" * 17,
         RejectionReason.UNDECODABLE),
        (b"[" * 200_000, RejectionReason.UNDECODABLE),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, RejectionReason.UNDECODABLE),
        (LETTER + b"Content-Type: message/rfc822\n\n" * 3000, RejectionReason.UNDECODABLE),
        (LETTER + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000,
         RejectionReason.TOO_SHORT),
        (b'title,text\nA,"' + b"word " * 1_200_000, RejectionReason.TOO_LARGE),
        (b"--\n" * 100_000 + b"DROP", RejectionReason.TOO_SHORT),
    ],
    ids=["entities in Word", "tables in tables", "entities in a feed", "entities in properties", "lists in lists",
         "a list of more than it holds", "arrays in arrays", "objects in objects", "letters in letters", "many parts",
         "a cell without an end", "remarks without an end"],
)  # fmt: skip
def test_what_is_deep_or_endless_has_a_reason(data: bytes, reason: RejectionReason) -> None:
    assert reasons(data) == [reason]


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
