"""Files of other programs are refused, whatever prose they hold; prose that looks like them in part is not."""

from __future__ import annotations

import base64
import gzip
import io
import json
import pickle
import plistlib
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.extraction import extract
from copydesk.extraction.compound import zipped_names
from copydesk.extraction.file_kinds import kind_of_bytes, kind_of_pdf, kind_of_text
from copydesk.extraction.foreign import is_table, kind_of_rows
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH

TEXT, TITLE = ENGLISH.text, ENGLISH.title
ROWS = TEXT.replace("\n\n", "\n").split("\n")
WORDS = TEXT.split()


def zipped(*entries: tuple[str, str | bytes], packed: bool = True) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def compound(*names: str) -> bytes:
    """A file as Office kept them until 2007, with entries of these names."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in names
    ) + TEXT.encode("utf-16-le")  # fmt: skip


def tape() -> bytes:
    """A tape archive of one text so long that its header is a small part of what is looked at."""
    buffer, text = io.BytesIO(), (TEXT * 60).encode()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("story.txt")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return buffer.getvalue()


def rows(pattern: str, count: int = 40) -> str:
    """Rows of a pattern with the number of each, and some prose."""
    return "".join(pattern.format(n=n % 60, row=ROWS[n % len(ROWS)]) + "\n" for n in range(count))


def xml(beginning: str) -> str:
    """An element, which may have a declaration before it, around prose."""
    name = beginning.rpartition("<")[2].split()[0]
    return f"{beginning}><body><p>{TEXT}</p></body></{name}>"


INNER = zipped(("word/document.xml", TEXT), ("xl/workbook.xml", TEXT), packed=False)
CODED = base64.encodebytes(TEXT.encode() * 3).decode()

FOREIGN: dict[str, bytes | str] = {
    # Packages.
    "slides": zipped(("[Content_Types].xml", ""), ("ppt/presentation.xml", ""), ("ppt/embeddings/a.xlsx", INNER)),
    "a text of LibreOffice": zipped(
        ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", TEXT), packed=False
    ),
    "a book": zipped(
        ("mimetype", "application/epub+zip"), ("OEBPS/1.xhtml", f"<html><p>{TEXT}</p></html>"), packed=False
    ),
    "an archive of pages": zipped(("a.html", f"<html><p>{TEXT}</p></html>")),
    "an archive of documents, stored": zipped(("a.docx", INNER), ("b.xlsx", INNER), packed=False),
    "an archive of nothing": zipped(),
    "a tape archive": tape(),
    "an archive of ar": b"!<arch>\na.txt/          1700000000  0     0     100644  900       `\n" + TEXT.encode(),
    "an archive of cpio": "070701" + "0" * 104 + "a.txt\0" + TEXT,
    "a text of old Word": compound("Root Entry", "WordDocument"),
    "one with a table in it": compound("Root Entry", "WordDocument", "ObjectPool", "Workbook"),
    "a message of Outlook": compound("Root Entry", "__substg1.0_1000001F"),
    "a locked workbook": compound("EncryptionInfo", "EncryptedPackage", "Workbook"),
    # Records of programs.
    "pickled": pickle.dumps({"title": TITLE, "text": TEXT * 5}, 4),
    "pickled as text": pickle.dumps([{"title": TITLE, "text": TEXT}], 0),
    "MessagePack": b"\x82\xa5title\xa4Weir\xa4text\xda\x04\x00" + TEXT.encode(),
    "CBOR": b"\xa2\x65title\x64Weir\x64text\x79\x04\x00" + TEXT.encode(),
    "BSON": b"\x20\x04\0\0\x02title\0\x05\0\0\0Weir\0\x02text\0\x04\x04\0\0" + TEXT.encode() + b"\0\0",
    "protocol buffers": b"".join(b"\x0a\x7f\x01" + row.encode()[:127] for row in ROWS * 4),
    "dBase": b"\x03\x7c\x05\x06\x14\0\0\0\x61\0\x2c\x01" + bytes(20) + TEXT.encode() * 3,
    "a list of properties": plistlib.dumps({"note": TEXT, "other": [1]}, fmt=plistlib.FMT_BINARY),
    "the same as XML": plistlib.dumps({"note": TEXT}),
    "a torrent": f"d8:announce22:udp://t.example:1337/a7:comment{len(TEXT)}:{TEXT}e",
    # Text with a mark at its beginning.
    "contacts": f"\ufeffBEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:{TEXT}\r\nEND:VCARD\r\n",
    "references after a remark": f"% Encoding: UTF-8\n\n@Article{{venn,\n  abstract = {{{TEXT}}},\n}}",
    "RefWorks": f"RT Newspaper Article\nA1 Venn, Orla\nT1 {TITLE}\nAB {TEXT}\nER \n",
    "subtitles": rows("{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{row}\n"),
    "subtitles with points, of Windows": "\ufeff1\r\n00:00:01.000 --> 00:00:04.000\r\n" + TEXT,
    "subtitles of YouTube": rows("0:00:{n:02}.000,0:00:{n:02}.900\n{row}\n"),
    "a translation": '# Of the guild.\nmsgid ""\nmsgstr ""\n\n' + rows('msgid "{row}"\nmsgstr ""\n'),
    "LaTeX": f"% !TEX root = a.tex\n\\documentclass{{article}}\n\\begin{{document}}\n{TEXT}\n\\end{{document}}",
    "a manual": f".TH WEIR 1\n.SH NAME\nweir\n.SH DESCRIPTION\n{TEXT}\n",
    "a data file of Weka": "@RELATION weir\n\n@ATTRIBUTE t STRING\n\n@DATA\n" + rows("{n},'{row}'"),
    "Turtle": "@prefix dc: <http://purl.org/dc/elements/1.1/> .\n" + rows('<https://x.example/{n}> dc:t "{row}" .'),
    "a dump of a database": "-- dump\n\nCREATE TABLE story (\n  body text\n);\n" + rows("{n}\t{row}"),
    "a service's description": "openapi: 3.0.0\ninfo:\n  description: >\n    " + TEXT.replace("\n\n", "\n    "),
    "a script's object": f"{{ title: 'Weir', text: '{TEXT}' }}",
    "a wiki's page": "{{Infobox|name=Weir}}\n'''Weir''' is a [[wall]].\n\n" + TEXT,
    "coded with uuencode": "begin 644 a.bin\n" + CODED,
    "signed mail": f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{TEXT}\n",
    # Text that its rows tell.
    "settings": "services:\n  web:\n    image: a\ndata:\n  story: |\n    " + TEXT.replace("\n\n", "\n    "),
    "a log": rows("2024-05-06 09:00:{n:02},120 INFO worker: {row}"),
    "a server's log": rows('192.0.2.7 - - [06/May/2024:09:00:{n:02} +0000] "GET /{n} HTTP/1.1" 200 {n}'),
    "a chat": rows("[06/05/2024, 09:{n:02}:00] Orla Venn: {row}"),
    "bytes with their letters": rows("{n:08x}: 5468 6520 6d69 6c6c 6572 7320 6f66 2044  The millers of D"),
    "coded bytes": CODED,
    "a sequence": ">drennach\n" + ("ACGT" * 17 + "\n") * 40,
    "addresses": rows("https://courier.example.org/news/{n}/millers-vote-to-reopen-the-wheel"),
    "triples": rows('<https://x.example/{n}> <http://purl.org/dc/terms/title> "{row}" .'),
    "a program": "".join(f"let weir{n} = open({n});\n" for n in range(40)),
    "a style sheet in one row": ".weir{display:flex;padding:4px}" * 40,
    # Markup of others, with a declaration and without.
    **{
        f"XML: {beginning}": xml(beginning)
        for beginning in (
            '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"',
            '<tt xmlns="http://www.w3.org/ns/ttml"',
            '<TEI xmlns="http://www.tei-c.org/ns/1.0"',
            '<!DOCTYPE en-export SYSTEM "en-export3.dtd"><en-export',
            '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "jats.dtd"><article',
            '<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"',
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"',
            '<opml version="2.0"',
        )
    },
    "settings in XML": f"<configuration><add key='a'/><note>{TEXT}</note></configuration>",
    # JSON of others.
    "a notebook": json.dumps({"cells": [{"source": [TEXT], "outputs": [{"text": [TEXT]}]}], "nbformat": 4}),
    "a recording of traffic": json.dumps(
        {"log": {"version": "1.2", "entries": [{"response": {"content": {"text": TEXT, "title": TITLE}}}]}}
    ),
    "a map": json.dumps({"type": "FeatureCollection", "features": [{"properties": {"title": TITLE, "text": TEXT}}]}),
    "a description of data": json.dumps(
        {"$schema": "http://json-schema.org/draft-07/schema#", "title": TITLE, "text": TEXT}
    ),
}  # fmt: skip


# What each is called.
CALLED: dict[str, tuple[str, ...]] = {
    "PowerPoint presentation": ("slides",),
    "OpenDocument text": ("a text of LibreOffice",),
    "EPUB book": ("a book",),
    "ZIP archive": (
        "an archive of pages",
        "an archive of documents, stored",
        "an archive of nothing",
    ),
    "tar archive": ("a tape archive",),
    "ar archive": ("an archive of ar",),
    "cpio archive": ("an archive of cpio",),
    "Word document of before 2007": (
        "a text of old Word",
        "one with a table in it",
    ),
    "Outlook message": ("a message of Outlook",),
    "Office document that is encrypted": ("a locked workbook",),
    "Python pickle": (
        "pickled",
        "pickled as text",
    ),
    "binary data": (
        "MessagePack",
        "CBOR",
        "BSON",
        "protocol buffers",
        "dBase",
    ),
    "property list": ("a list of properties",),
    "XML, <plist>": ("the same as XML",),
    "torrent": ("a torrent",),
    "contact card": ("contacts",),
    "references": (
        "references after a remark",
        "RefWorks",
    ),
    "subtitles": (
        "subtitles",
        "subtitles with points, of Windows",
        "subtitles of YouTube",
    ),
    "translations": ("a translation",),
    "LaTeX document": ("LaTeX",),
    "manual page": ("a manual",),
    "table of Weka": ("a data file of Weka",),
    "RDF statements": (
        "Turtle",
        "triples",
    ),
    "SQL": ("a dump of a database",),
    "description of a service": ("a service's description",),
    "JavaScript object": ("a script's object",),
    "wiki page or template": ("a wiki's page",),
    "coded file": ("coded with uuencode",),
    "signed or encrypted data, or a key": ("signed mail",),
    "settings": ("settings",),
    "log or chat": (
        "a log",
        "a chat",
    ),
    "log of a web server": ("a server's log",),
    "dump of bytes": ("bytes with their letters",),
    "coded data": (
        "coded bytes",
        "a sequence",
    ),
    "list of addresses": ("addresses",),
    "program or style sheet": (
        "a program",
        "a style sheet in one row",
    ),
    "XML, <configuration>": ("settings in XML",),
    "Jupyter notebook": ("a notebook",),
    "recording of web traffic (HAR)": ("a recording of traffic",),
    "GeoJSON map": ("a map",),
    "JSON Schema": ("a description of data",),
}
KINDS = {name: kind for kind, names in CALLED.items() for name in names}


@pytest.mark.parametrize("name", FOREIGN)
def test_files_of_other_programs_are_refused_and_named(name: str) -> None:
    data = FOREIGN[name]
    (found,) = extract(data.encode() if isinstance(data, str) else data)
    assert found.reason is RejectionReason.UNSUPPORTED_FORMAT
    named = KINDS.get(name) or f"XML, <{name.rpartition('<')[2].split()[0]}>"
    assert found.file_kind == named


SIGNED: dict[str, bytes] = {
    "PNG image": b"\x89PNG\r\n\x1a\n",
    "WebP image": b"RIFF\x10\0\0\0WEBPVP8 ",
    "WAVE audio": b"RIFF\x10\0\0\0WAVEfmt ",
    "RIFF media": b"RIFF",
    "HEIC image": b"\0\0\0\x18ftypheic",
    "MP4 video": b"\0\0\0\x18ftypisom",
    "SQLite database": b"SQLite format 3\0",
    "MP3 audio": b"\xff\xfb\x90\0\0\0\1\2\3",
    "Kindle book": b"weir".ljust(60, b"\0") + b"BOOKMOBI" + bytes(range(32)),
    "data packed with gzip": gzip.compress(gzip.compress(gzip.compress(b"a"))),
    "compound file": b"\xd0\xcf\x11\xe0",
    "ZIP archive": b"PK\x03\x04",
    "EPUB book": zipped(("a", ""), ("META-INF/container.xml", "")),
    "calendar": b"BEGIN:VCALENDAR\n",
    "contact card": b"BEGIN:VCARD\n",
    "XML, <svg>": b'<svg xmlns="http://www.w3.org/2000/svg"><path d=""/></svg>',
    "binary data": bytes(range(1, 32)),
}


@pytest.mark.parametrize("kind", SIGNED)
def test_the_beginning_of_a_file_is_enough_to_name_it(kind: str) -> None:
    (found,) = extract(SIGNED[kind])
    assert (found.reason, found.file_kind) == (RejectionReason.UNSUPPORTED_FORMAT, kind)


def test_what_is_read_has_no_other_kind() -> None:
    for data in (TEXT, "Too short.", ""):
        assert [one.file_kind for one in extract(data.encode())] == [None]


@given(st.binary(max_size=300))
def test_whatever_bytes_are_has_a_short_name(data: bytes) -> None:
    text = data.decode("latin-1")
    for name in (kind_of_bytes(data), kind_of_text(text), kind_of_pdf(data)):
        assert 0 < len(name) < 80


STEP = {"@type": "HowToStep", "text": TEXT}
NO_ARTICLES: dict[str, str] = {
    "a table of people": "name,street,city,note\n" + rows('Orla Venn,Quay {n},Drennach,"{row}"'),
    "a table without names of columns that are known": "a;b;c\n" + rows("{n};{n};{row}"),
    "a recipe": json.dumps({"@type": "Recipe", "name": TITLE, "recipeInstructions": [STEP, STEP]}),
    "remarks": json.dumps([{"@type": "Comment", "text": TEXT, "name": TITLE}]),
}


@pytest.mark.parametrize("name", NO_ARTICLES)
def test_what_is_read_and_holds_no_article(name: str) -> None:
    assert [one.reason for one in extract(NO_ARTICLES[name].encode())] == [RejectionReason.NO_ARTICLE]


PROSE: dict[str, str] = {
    "a firm's name in the signs of a tag": "<Weir Millers> said it reopens.\n\n" + TEXT,
    "one word in them": "<Weir> said it reopens.\n\n" + TEXT,
    "hours in front of rows": f"{TITLE}\n\n" + "".join(f"1{n}:05 {row}\n\n" for n, row in enumerate(ROWS)),
    "labels": f"Title: {TITLE}\nAuthor: Orla Venn\nDate: 2024-03-14\nURL: https://x.example/weir\n\n{TEXT}",
    "front matter with lists in lists": (
        f"---\ntitle: {TITLE}\nmeta:\n  section: News\nseo:\n  robots: index\n---\n\n{TEXT}"
    ),
    "one damaged character at the beginning": "Th\x02e weir\n\n" + TEXT,
    "elements that a page defines": f"<news-story><p>{'</p><p>'.join(ROWS)}</p></news-story>",
    "a wrapper of a crawler's": f"<content><p>{'</p><p>'.join(ROWS)}</p></content>",
    "a page with names of other kinds": f'<html xmlns:og="http://ogp.me/ns#"><body><p>{"</p><p>".join(ROWS)}</p></body></html>',
    "part of a page with a namespace": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{"</p><p>".join(ROWS)}</p></div>',
    "JSON that a script assigns": f"window.story = {json.dumps({'title': TITLE, 'text': TEXT})};",
    "JSON that a script is called with": f"show({json.dumps({'title': TITLE, 'text': TEXT})});",
    "JSON behind a guard": ")]}'\n" + json.dumps({"title": TITLE, "text": TEXT}),
}


@pytest.mark.parametrize("name", PROSE)
def test_prose_that_looks_like_them_is_an_article(name: str) -> None:
    (found,) = extract(PROSE[name].encode())
    assert found.draft is not None, found.reason
    assert WORDS[-1] in found.draft.text


def test_from_which_share_of_its_rows_on_a_text_is_of_a_kind() -> None:
    def text(count: int, of: int, row: str) -> str:
        return "".join(f"{row}\n" if number < count else f"{ROWS[0]}\n" for number in range(of))

    names = "name,street,city\n"
    assert is_table(names + text(9, 11, "Orla,Quay,Drennach"))  # the last one may be cut
    assert not is_table(names + text(8, 11, "Orla,Quay,Drennach"))
    assert kind_of_rows(text(5, 10, "weir = open;")) == "program or style sheet"
    assert not kind_of_rows(text(4, 10, "weir = open;"))
    assert kind_of_rows(text(6, 10, "2024-03-14 10:05:01 weir opened")) == "log or chat"
    assert not kind_of_rows(text(5, 10, "2024-03-14 10:05:01 weir opened"))
    assert not kind_of_rows(text(4, 4, "2024-03-14 10:05:01 weir opened"))


def test_names_in_an_archive_are_its_own_entries() -> None:
    data = zipped(("a.txt", "a"), ("b/inner.zip", INNER), packed=False)
    names = {b"a.txt", b"b/inner.zip"}
    assert zipped_names(data) == zipped_names(b"before" + data) == names
    assert zipped_names(data[: len(data) // 2]) == names  # its end is missing
    assert zipped_names(b"PK\x03\x04") == frozenset()
