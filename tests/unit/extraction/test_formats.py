"""Formats are told by their bytes; encodings by mark, declaration, UTF-8, then by detection."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import unicodedata
import zipfile

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract, extract_bounded
from tests.unit.extraction.samples import (
    CHINESE,
    DAY,
    ENGLISH,
    FRENCH,
    JAPANESE,
    RUSSIAN,
    URL,
    Story,
    dump,
    markdown,
    page,
    pdf,
    xhtml,
)

RANDOM = random.Random(1).randbytes


def only(data: bytes | str) -> Draft:
    """The one article of an object, the same whether extracted within limits or without."""
    raw = data.encode() if isinstance(data, str) else data
    results = list(extract(raw))
    assert results == list(extract_bounded(raw))
    (result,) = results
    assert result.draft is not None, result.reason
    return result.draft


def reasons(data: bytes | str) -> list[str | None]:
    raw = data.encode() if isinstance(data, str) else data
    return [result.reason for result in extract_bounded(raw)]


DOCUMENTS = {
    "page.html": page(),
    "page.xhtml": xhtml(),
    "story.txt": dump(),
    "story.md": markdown(),
    "upper.html": page().replace("<html", "<HTML").replace("<body", "<BODY"),
    "saved.html": "\n<!-- saved from url=(0030)https://courier.example.org/ -->\n" + page(),
    "windows.txt": dump().replace("\n", "\r\n"),
    "old-mac.txt": dump().replace("\n", "\r"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("wrap", [bytes, gzip.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_documents_plain_and_gzipped(name: str, wrap: type[bytes]) -> None:
    draft = only(wrap(DOCUMENTS[name].encode()))
    assert draft.text == ENGLISH.text
    assert draft.title == ENGLISH.title
    assert draft.authors == (ENGLISH.author,)
    assert draft.published_at is not None
    assert draft.published_at.startswith(DAY)


def test_gzip_members_are_one_document_and_what_follows_them_is_nothing() -> None:
    data = page().encode()
    members = gzip.compress(data[:500]) + gzip.compress(b"") + gzip.compress(data[500:])
    assert only(members).text == only(members + b"\0" * 512).text == ENGLISH.text


@pytest.mark.parametrize("missing", range(1, 9))
def test_a_gzip_stream_that_lacks_only_its_checks_is_whole(missing: int) -> None:
    assert only(gzip.compress(page().encode())[:-missing]).text == ENGLISH.text


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_half_a_story_in_a_cut_gzip_stream_is_none(name: str, kept: float) -> None:
    packed = gzip.compress(DOCUMENTS[name].encode())
    (result,) = extract(packed[: int(kept * len(packed))])
    assert result.reason == "undecodable"


def test_a_dump_keeps_clean_addresses_and_pictures() -> None:
    draft = only(markdown())
    assert draft.url == URL
    assert draft.images == ("https://courier.example.org/wheel.jpg",)
    assert draft.publisher is not None
    assert draft.publisher.domain == "courier.example.org"
    assert {"url", "images", "publisher"} <= draft.provenance.keys()
    assert only(markdown().replace(URL, "javascript:alert(1)//")).url is None


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("page.html", page())
    return buffer.getvalue()


REJECTED: dict[str, tuple[bytes | str, str]] = {
    "nothing": (b"", "empty"),
    "white space": (" \n\t \r\n", "empty"),
    "zeros": (bytes(3000), "empty"),
    "a mark alone": (b"\xef\xbb\xbf", "empty"),
    "gzip of nothing": (gzip.compress(b""), "empty"),
    "one byte": (b"a", "too_short"),
    "two words": ("Hello there", "too_short"),
    "a page of two words": ("<html><body><p>Hello there</p></body></html>", "no_article"),
    "no article object": ('{"a": 1, "b": [1, 2, {"c": null}]}', "no_article"),
    "empty array": ("[]", "no_article"),
    "zip and docx": (zipped(), "unsupported_format"),
    "xz": (lzma.compress(page().encode()), "unsupported_format"),
    "bzip2": (bz2.compress(page().encode()), "unsupported_format"),
    "gzip three deep": (gzip.compress(gzip.compress(gzip.compress(page().encode()))), "unsupported_format"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + RANDOM(3000), "unsupported_format"),
    "JPEG": (b"\xff\xd8\xff\xe0" + RANDOM(3000), "unsupported_format"),
    "MP4": (b"\0\0\0\x20ftypisom" + RANDOM(3000), "unsupported_format"),
    "MP3": (b"\xff\xfb\x90\x00" + RANDOM(3000), "unsupported_format"),
    "WebP": (b"RIFF\x00\x10\x00\x00WEBPVP8 " + RANDOM(3000), "unsupported_format"),
    "SQLite": (b"SQLite format 3\0" + RANDOM(3000), "unsupported_format"),
    "a program": (b"\x7fELF" + RANDOM(3000), "unsupported_format"),
    "binary": (RANDOM(20_000), "unsupported_format"),
    "binary within a page": (b"<html><body>" + RANDOM(20_000), "unsupported_format"),
    "mail without text": (b"From: a@b.example\nSubject: x\nMessage-ID: <1@b.example>\n\n", "no_article"),
    "SVG": ('<svg xmlns="http://www.w3.org/2000/svg"><text>' + ENGLISH.text + "</text></svg>", "unsupported_format"),
    "other XML": ('<?xml version="1.0"?><books><book>' + ENGLISH.text + "</book></books>", "unsupported_format"),
    "a program's text": ("function turn() {\n  var wheel = 1;\n  return wheel;\n}\n" * 50, "unsupported_format"),
    "a style sheet": ("body {\n  color: red;\n}\n" * 50, "unsupported_format"),
    "a calendar": ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:" + ENGLISH.text, "unsupported_format"),
    "EndNote": ("%0 Newspaper Article\n%T A wheel\n%X " + ENGLISH.text, "unsupported_format"),
    "BibTeX": ("@article{wheel,\n  abstract = {" + ENGLISH.text + "}\n}", "unsupported_format"),
    "subtitles": ("WEBVTT\n\n00:01.000 --> 00:04.000\n" + ENGLISH.text, "unsupported_format"),
    "broken gzip": (b"\x1f\x8b\x08" + RANDOM(500), "undecodable"),
    "broken PDF": (b"%PDF-1.7\n" + RANDOM(3000), "undecodable"),
    "PDF without text": (pdf(), "no_article"),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_everything_else_has_a_reason(name: str) -> None:
    data, reason = REJECTED[name]
    assert reasons(data) == [reason]


LEGACY = [
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "iso-8859-5"),
    (FRENCH, "windows-1252"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (CHINESE, "gb18030"),
    (CHINESE, "gbk"),
]


@pytest.mark.parametrize(("story", "encoding"), LEGACY, ids=[encoding for _, encoding in LEGACY])
@pytest.mark.parametrize("declared", ["rightly", "wrongly", "not at all", "in XML", "as text"])
def test_legacy_encodings(story: Story, encoding: str, declared: str) -> None:
    content = {
        "rightly": page(story, encoding),
        "wrongly": page(story, "utf-8"),
        "not at all": page(story, None),
        "in XML": xhtml(story, encoding),
        "as text": f"{story.title}\n\n{story.text}\n",
    }[declared]
    assert only(content.encode(encoding)).text == story.text


@pytest.mark.parametrize("encoding", ["euc-kr", "cp949"])
def test_korean_is_told_from_latin(encoding: str) -> None:
    korean = (
        "시장은 목요일에 물레방아가 다시 돌아갈 것이라고 말했다. "
        "항만 위원회와의 분쟁이 끝났으며 주민들은 환영했다."
    )
    assert korean in only(f"{korean}\n\n{korean} 소음은 석 달 동안 측정된다.\n".encode(encoding)).text
    assert (
        korean
        in only(page(Story("시장", "김", "ko", (korean, korean + "소음")), encoding).encode(encoding)).text
    )


def test_one_high_byte_among_ascii_is_a_western_letter() -> None:
    assert (
        "café"
        in only(dump().replace("’", "'").translate(dict.fromkeys(map(ord, "“”"), '"')).encode("cp1252")).text
    )


@pytest.mark.parametrize("story", [ENGLISH, RUSSIAN, JAPANESE, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_unicode_with_and_without_a_mark(story: Story, encoding: str) -> None:
    assert only(page(story, encoding).encode(encoding)).text == story.text
    assert only(f"{story.title}\n\n{story.text}\n".encode(encoding)).text == story.text


@pytest.mark.parametrize("charset", ["windows-1251", "iso-8859-1", "shift_jis", "no-such-charset"])
def test_utf8_is_utf8_whatever_is_declared_and_a_mark_comes_first(charset: str) -> None:
    data = page(FRENCH, charset)
    assert only(data).text == FRENCH.text
    assert only(b"\xef\xbb\xbf" + data.encode()).text == FRENCH.text
    assert only(b"\xff\xfe" + data.encode("utf-16-le")).text == FRENCH.text


def test_the_charset_of_an_object_decides_where_the_page_names_none() -> None:
    data = page(RUSSIAN, None).encode("koi8-r")
    (result,) = extract(data, content_type="text/html; charset=koi8-r")
    assert result.draft is not None
    assert result.draft.text == RUSSIAN.text


@pytest.mark.parametrize("story", [FRENCH, RUSSIAN])
@pytest.mark.parametrize("build", [page, dump])
def test_a_broken_byte_costs_one_character(story: Story, build: type[str]) -> None:
    data = build(story).encode()  # type: ignore[arg-type]
    inside = data.rindex(story.paragraphs[1][20:30].encode())
    text = only(data[:inside] + b"\xe9" + data[inside:]).text
    assert text.replace("\ufffd", "") == story.text
    assert text.count("\ufffd") == 1


def test_a_file_that_is_cut_within_a_character_ends_before_it() -> None:
    assert only(dump(RUSSIAN).encode().rstrip() + b"\xd0").text == RUSSIAN.text


def test_text_is_in_normal_form_c() -> None:
    for build in (page, dump):
        assert only(unicodedata.normalize("NFD", build(FRENCH))).text == unicodedata.normalize(
            "NFC", FRENCH.text
        )


def test_surrogates_reach_no_record() -> None:
    halves = dump().encode().replace(b"tidal", b"ti\xed\xa0\x80dal")
    assert "\ufffd" in only(halves).model_dump_json()
    pair = dump().encode().replace(b"barley", b"barley \xed\xa0\xbd\xed\xb8\x80")
    assert "barley \N{GRINNING FACE} " in only(pair).text
    escaped = (
        '{"title": "\\ud800 Wheel", "author": "Orla\\udc00 Venn", "keywords": ["\\udfff"], "text": "%s"}'
    )
    assert only(escaped % ("word\\ud800 " * 40)).model_dump_json().encode()


def test_marks_beyond_what_a_letter_can_have_are_dropped() -> None:
    """Putting marks into their order takes the square of their number: this would take minutes."""
    marks = "\N{COMBINING DOT BELOW}\N{COMBINING DOT ABOVE}" * 60_000
    references = "&#x323;&#775" * 40_000
    for data in (dump().replace("tidal", "tidal" + marks), page().replace("tidal", "tidal" + references)):
        draft = only(data)
        assert draft.title is not None
        assert len(ENGLISH.title) < len(draft.title) < len(ENGLISH.title) + 40
        assert len(draft.text) < len(ENGLISH.text) + 40
