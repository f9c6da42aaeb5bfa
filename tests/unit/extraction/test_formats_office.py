"""What word processors, spreadsheets and web recorders store, and databases export through them."""

from __future__ import annotations

import gzip
import html
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.extraction.child import Task
from copydesk.extraction.parts import parts
from copydesk.extraction.pool import Pool
from copydesk.extraction.readings import Part
from copydesk.extraction.unpack import MAX_UNPACKED
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH, FRENCH, PUBLISHER, Story, page, warc
from tests.unit.extraction.test_formats_exports import factiva, nexis_new, nexis_old, proquest, whole

STORIES = (ENGLISH, FRENCH)
SAMPLES = Path(__file__).parent / "office_samples"
ZIP_BOMB = b"0" * (MAX_UNPACKED + 1)


def drafts(data: bytes) -> list[Draft]:
    found = [one.draft or one.reason for one in extract(data)]
    assert all(isinstance(one, Draft) for one in found), found
    return [one for one in found if isinstance(one, Draft)]


def word(text: str) -> bytes:
    document = docx.Document()
    for row in text.split("\n"):
        document.add_paragraph(row)
    return saved(document)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def rich_text(text: str) -> bytes:
    """As Word writes it: fonts, a picture, letters by their code page or their number, a paragraph for each row."""
    rows = "\n".join(f"\\pard\\plain\\f0 {''.join(map(escaped, row))}\\par" for row in text.split("\n"))
    picture = f"{{\\pict\\pngblip {'89504e470d0a1a0a' * 400}}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}{picture}\n{rows}}}".encode("ascii")


def escaped(letter: str) -> str:
    if letter in "\\{}":
        return f"\\{letter}"
    if ord(letter) < 128:
        return letter
    code = letter.encode("cp1252", "ignore")
    return f"\\'{code.hex()}" if code else f"\\u{ord(letter)}?"


def markup(text: str) -> bytes:
    rows = "".join(f"<div><p>{html.escape(row)}</p></div>\n" for row in text.split("\n") if row.strip())
    return f"<html><head><title>export</title><style>p{{}}</style></head><body>{rows}</body></html>".encode()


def table(names: list[str]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Clippings of the winter"])
    sheet.append([])
    sheet.append(names)
    for number, story in enumerate(STORIES):
        sheet.append([number, story.title, story.author, date(2024, 3, 14), PUBLISHER, story.text])
    workbook.create_sheet("sums").append(["year", "tonnes"])
    return saved(workbook)


@pytest.mark.parametrize("stored", [word, rich_text, markup])
@pytest.mark.parametrize("write", [nexis_old, nexis_new, factiva, proquest])
def test_an_export_holds_the_same_articles_in_whatever_it_is_stored(
    write: Callable[[Story, int], str], stored: Callable[[str], bytes]
) -> None:
    whole(drafts(stored("".join(write(story, number) for number, story in enumerate(STORIES, 1)))))


def test_a_word_document_is_read_with_its_headings_links_and_tables() -> None:
    document = docx.Document()
    document.add_heading(ENGLISH.title, 1)
    document.add_paragraph(f"By {ENGLISH.author}")
    document.add_paragraph("14 March 2024")
    for paragraph in ENGLISH.paragraphs:
        document.add_paragraph(paragraph)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = (
        "The gates that the board wants to mend first",
        "are the second and the seventh.",
    )
    (found,) = drafts(saved(document))
    assert (found.title, found.authors) == (ENGLISH.title, (ENGLISH.author,))
    assert (found.published_at or "")[:10] == "2024-03-14"
    assert found.text.startswith(ENGLISH.text)
    assert "the second and the seventh." in found.text


@pytest.mark.parametrize("stored", [word, rich_text])
def test_one_story_typed_into_a_word_processor_is_an_article(stored: Callable[[str], bytes]) -> None:
    (found,) = drafts(stored(f"{ENGLISH.title}\n\nBy {ENGLISH.author}\n\n14 March 2024\n\n{ENGLISH.text}"))
    assert (found.title, found.authors, found.text) == (ENGLISH.title, (ENGLISH.author,), ENGLISH.text)


@pytest.mark.parametrize(
    "names",
    [
        ["id", "Title", "Author", "Date", "Publisher", "Text"],
        ["nr", "Titel", "Autor", "Datum", "Zeitung", "Volltext"],
        ["id", "titre", "auteur", "date", "journal", "texte"],
    ],
)
def test_each_row_of_a_workbook_is_an_article_wherever_its_names_stand(names: list[str]) -> None:
    whole(drafts(table(names)))


@pytest.mark.parametrize("name", ["articles.xls", "articles.ods"])
def test_workbooks_of_other_programs_are_read_too(name: str) -> None:
    whole(drafts((SAMPLES / name).read_bytes()))


def wacz() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n', zipfile.ZIP_DEFLATED)
        for number, story in enumerate(STORIES):
            archive.writestr(f"archive/rec-{number}.warc.gz", gzip.compress(warc(page(story).encode())))
        archive.writestr("datapackage.json", '{"profile": "data-package"}', zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_each_stored_page_of_wacz_is_an_article() -> None:
    assert [one.title for one in drafts(wacz())] == [story.title for story in STORIES]


class _Pipe(io.BytesIO):
    """What cannot go back, so that sizes stand behind the data."""

    def tell(self) -> int:
        raise OSError


@pytest.mark.parametrize(
    ("packing", "buffer"),
    [(zipfile.ZIP_STORED, io.BytesIO), (zipfile.ZIP_DEFLATED, io.BytesIO), (zipfile.ZIP_DEFLATED, _Pipe)],
)
@pytest.mark.parametrize("name", ["archive/rec.warc", "archive/rec.warc.gz"])
def test_archives_of_wacz_are_read_however_they_are_packed(
    packing: int, buffer: type[io.BytesIO], name: str
) -> None:
    content = b"".join(warc(page(story).encode()) for story in STORIES)
    file = buffer()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("indexes/index.cdx", "com,example)/ 20240314")
        archive.writestr(name, gzip.compress(content) if name.endswith(".gz") else content)
    assert [one.title for one in drafts(file.getvalue())] == [story.title for story in STORIES]
    assert len(list(parts(iter([file.getvalue()])))) == len(STORIES)


def test_an_archive_in_wacz_that_unpacks_to_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk.extraction.containers.warc.MAX_TOTAL", 300_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/rec.warc", warc(page(STORIES[0]).encode()) + warc(bytes(3_000_000)))
    found = [one.draft or one.reason for one in extract(buffer.getvalue())]
    assert isinstance(found[0], Draft)
    assert found[1:][-1] is RejectionReason.TOO_LARGE


def test_wacz_is_read_record_by_record_where_it_is_divided() -> None:
    assert not any(isinstance(one, RejectionReason) for one in parts(iter([wacz()])))
    assert len(list(parts(iter([wacz()])))) == len(STORIES)


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["word__document_xml", "xl__workbook_xml"])
def test_what_unpacks_to_more_than_a_document_may_is_too_large(name: str) -> None:
    assert [one.reason for one in extract(zipped(**{name: ZIP_BOMB}))] == [RejectionReason.TOO_LARGE]


@pytest.fixture(scope="module")
def child() -> Iterator[Pool]:
    """A child that reads for all tests here: most of what `extract_bounded` takes is the start of one."""
    with Pool(1, 60.0, None) as pool:
        yield pool


@pytest.mark.parametrize("data", [word(ENGLISH.text), table(["Title", "Text"]), wacz()])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_file_that_was_cut_has_a_reason(child: Pool, data: bytes, share: float) -> None:
    found = child.submit(Task(data[: int(len(data) * share)], Part.OBJECT)).result()
    reasons = [one.reason for one in found if one.reason]
    assert set(reasons) <= {
        RejectionReason.UNDECODABLE,
        RejectionReason.UNSUPPORTED_FORMAT,
        RejectionReason.NO_ARTICLE,
    }


@pytest.mark.parametrize(
    "data",
    [
        zipped(word__document_xml=b"<w:document"),
        zipped(xl__workbook_xml=b"<workbook>"),
        zipped(readme_txt=b"a folder of files"),
        b"\xd0\xcf\x11\xe0" + bytes(600),
        b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le") * 90,
        b"{\\rtf1" + b"{" * 100_000,
        b"{\\rtf1" + b"\\u55357?" * 1000 + b"}",
        zipped(word__document_xml=b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>'),
    ],
)
def test_what_is_damaged_or_hostile_has_a_reason(child: Pool, data: bytes) -> None:
    (found,) = child.submit(Task(data, Part.OBJECT)).result()
    assert found.reason is not None
