"""PDF: the text layer as paragraphs. The samples are the same story as two programs set it, in seven layouts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from copydesk.article import Draft
from copydesk.extraction import extract, extract_bounded
from tests.unit.extraction.samples import DAY, ENGLISH, pdf

SAMPLES = Path(__file__).parent / "pdf_samples"


def only(data: bytes) -> Draft:
    (result,) = extract(data)
    assert result.draft is not None, result.reason
    return result.draft


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_lines_are_joined_to_the_story_s_paragraphs(path: Path) -> None:
    draft = only(path.read_bytes())
    assert draft.text == ENGLISH.text
    assert draft.title == ENGLISH.title
    assert draft.authors == (ENGLISH.author,)
    assert draft.published_at == DAY


def test_a_pdf_reads_the_same_in_a_child() -> None:
    data = (SAMPLES / "columns.pdf").read_bytes()
    assert list(extract_bounded(data)) == list(extract(data))


@pytest.mark.parametrize(
    ("password", "algorithm"), [("", "RC4-128"), ("secret", "RC4-128"), ("secret", "AES-256")]
)
def test_an_encrypted_pdf_is_read_where_it_takes_no_password(password: str, algorithm: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(SAMPLES / "justified.pdf"))
    if algorithm.startswith("AES"):
        pytest.importorskip("cryptography")
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    written = BytesIO()
    writer.write(written)
    (result,) = extract(written.getvalue())
    if password:
        assert (result.reason, result.file_kind) == ("undecodable", "PDF that is encrypted")
    else:
        assert result.draft == only((SAMPLES / "justified.pdf").read_bytes())


def test_a_cipher_that_is_not_installed_is_no_fault_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf.errors import DependencyError

    def refuse(*_: object) -> None:
        raise DependencyError("cryptography is required for AES algorithm")

    monkeypatch.setattr(PdfReader, "is_encrypted", property(refuse))
    (result,) = extract((SAMPLES / "justified.pdf").read_bytes())
    assert result.reason == "undecodable"


def test_a_scanned_pdf_has_no_article() -> None:
    assert [result.reason for result in extract(pdf(b"0.5 g 0 0 595 842 re f", pages=3))] == ["no_article"]


def test_what_runs_up_the_page_is_no_text() -> None:
    lines = [f"({line}) Tj 0 -14 Td" for line in _wrapped(ENGLISH.paragraphs[0], 60)]
    story = "BT /F1 10 Tf 72 700 Td " + " ".join(lines) + " ET"
    stamp = "BT /F1 30 Tf 0 1 -1 0 30 200 Tm (PRESS COPY NOT FOR SALE) Tj ET"
    draft = only(pdf(f"{stamp} {story}".encode("cp1252")))
    assert draft.text == ENGLISH.paragraphs[0]


def test_a_pdf_without_its_end_is_undecodable() -> None:
    data = (SAMPLES / "columns.pdf").read_bytes()
    assert [result.reason for result in extract(data[: len(data) // 2])] == ["undecodable"]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
