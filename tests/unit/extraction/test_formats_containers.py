"""Archives and feeds: every document is a position of its own, and a bad record costs that record."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable

import pytest

from copydesk.extraction import Extracted, extract
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import (
    DAY,
    ENGLISH,
    PUBLISHER,
    RUSSIAN,
    URL,
    atom,
    dump,
    page,
    pdf,
    rdf,
    rss,
    warc,
    warc_record,
)

TITLES = [f"{ENGLISH.title}: part {part}" for part in ("one", "two", "three")]
RECORDS = [warc(page(ENGLISH.titled(title)).encode()) for title in TITLES]
INFO = warc_record(b"software: test\r\n", "warcinfo", "application/warc-fields")
PICTURE = warc(b"\x89PNG\r\n\x1a\n", content_type="image/png")


def titles(results: Iterable[Extracted]) -> list[str | None]:
    return [result.draft.title if result.draft else str(result.reason) for result in results]


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_an_archive_as_one_stream(wrap: type[bytes]) -> None:
    results = list(extract(wrap(INFO + b"".join(RECORDS) + PICTURE)))
    assert titles(results) == TITLES
    assert [result.position for result in results] == [0, 1, 2]
    assert all(result.draft and result.draft.url == URL for result in results)


def test_an_archive_of_compressed_records() -> None:
    assert titles(extract(b"".join(map(gzip.compress, [INFO, *RECORDS, PICTURE])))) == TITLES


def damaged(record: bytes) -> bytes:
    packed = bytearray(gzip.compress(record))
    packed[60:80] = b"\xff" * 20
    return bytes(packed)


@pytest.mark.parametrize(
    "archive",
    [
        RECORDS[0] + RECORDS[1].replace(b"Content-Length: ", b"Content-Length: 9999") + RECORDS[2],
        RECORDS[0] + RECORDS[1].replace(b"Content-Length: ", b"Content-Length: -") + RECORDS[2],
        RECORDS[0] + RECORDS[1].replace(b"Content-Length: ", b"Length: ") + RECORDS[2],
        RECORDS[0] + b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * 200_000 + b"\r\n\r\n" + RECORDS[2],
        gzip.compress(RECORDS[0]) + damaged(RECORDS[1]) + gzip.compress(RECORDS[2]),
    ],
    ids=["length too large", "length negative", "no length", "endless header", "damaged member"],
)
def test_a_bad_record_costs_one_record(archive: bytes) -> None:
    assert titles(extract(archive)) == [TITLES[0], "undecodable", TITLES[2]]


def test_an_archive_that_is_cut_keeps_its_whole_records() -> None:
    packed = gzip.compress(RECORDS[0]) + gzip.compress(RECORDS[1])
    assert titles(extract(packed[:-30])) == [TITLES[0], "undecodable"]


def test_what_a_server_did_to_a_page_is_undone() -> None:
    body = page().encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    for record in (
        warc(gzip.compress(body), headers="Content-Encoding: gzip\r\n"),
        warc(chunked, headers="Transfer-Encoding: chunked\r\n"),
        warc(body, headers="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
    ):
        assert titles(extract(record)) == [ENGLISH.title]


def test_the_charset_that_a_server_named_counts() -> None:
    record = warc(page(RUSSIAN, None).encode("koi8-r"), content_type="text/html; charset=koi8-r")
    (result,) = extract(record)
    assert result.draft is not None
    assert result.draft.text == RUSSIAN.text


def test_only_documents_are_positions() -> None:
    others = [
        warc(b"body { color: red }", content_type="text/css"),
        warc(b"<html>Not found</html>", status="404 Not Found"),
        warc(b"", status="302 Found", headers="Location: /x\r\n"),
        warc_record(b"GET / HTTP/1.1\r\n\r\n", "request", "application/http; msgtype=request"),
    ]
    assert titles(extract(b"".join([*others, RECORDS[0]]))) == [TITLES[0]]
    assert titles(extract(INFO)) == ["no_article"]


def test_an_archive_of_texts() -> None:
    (result,) = extract(warc_record(dump().encode(), "conversion", "text/plain"))
    assert result.draft is not None
    assert result.draft.text == ENGLISH.text
    assert result.draft.url == URL


@pytest.mark.parametrize(
    "feed",
    [rss(ENGLISH), rdf(), atom("html"), atom("xhtml"), atom("text")],
    ids=["rss", "rdf", "html", "xhtml", "text"],
)
@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_a_feed_with_content(feed: str, wrap: type[bytes]) -> None:
    (result,) = extract(wrap(feed.encode()))
    draft = result.draft
    assert draft is not None
    assert (draft.title, draft.authors, draft.url) == (ENGLISH.title, (ENGLISH.author,), URL)
    assert draft.text == ENGLISH.text
    assert draft.published_at == f"{DAY}T09:00:00Z" or draft.published_at == f"{DAY}T09:00:00+00:00"
    assert draft.publisher is not None
    assert draft.publisher.name == PUBLISHER


def test_every_item_is_a_position() -> None:
    short = ENGLISH.titled("A short one")
    feed = rss(ENGLISH, RUSSIAN).replace("</channel>", "<item><title>A short one</title></item></channel>")
    assert titles(extract(feed.encode())) == [ENGLISH.title, RUSSIAN.title, "too_short"]
    assert short.title == "A short one"


def test_a_feed_that_is_no_well_formed_xml_is_read_all_the_same() -> None:
    feed = rss(ENGLISH).replace("<channel>", "<channel><description>Fish & chips &nbsp; <b></description>")
    assert ENGLISH.title in titles(extract(feed.encode()))


def test_a_feed_opens_no_file_and_no_entity() -> None:
    feed = rss(ENGLISH).replace(
        '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    )
    (result,) = extract(feed.replace("Teaser.", "&x;").encode())
    assert result.draft is not None
    assert result.draft.text == ENGLISH.text


def _flate(data: bytes) -> bytes:
    return pdf(data, more=b"/Filter/FlateDecode")


PAGE = page().encode()
OPERATORS = b"BT /F1 12 Tf 50 700 Td (" + " ".join(ENGLISH.paragraphs).encode("ascii", "replace") + b") Tj ET"
COMPRESSED = {
    "a page": (gzip.compress(PAGE), bytes),
    "gzip within gzip": (gzip.compress(PAGE), gzip.compress),
    "JSON lines": (gzip.compress(json.dumps({"title": ENGLISH.title, "text": ENGLISH.text}).encode()), bytes),
    "a feed": (gzip.compress(rss(ENGLISH).encode()), bytes),
    "a dump": (gzip.compress(dump().encode()), bytes),
    "a member of an archive": (gzip.compress(warc(PAGE)), bytes),
    "a page in an archive": (
        gzip.compress(PAGE),
        lambda data: warc(data, headers="Content-Encoding: gzip\r\n"),
    ),
    "deflate in an archive": (
        zlib.compress(PAGE),
        lambda data: warc(data, headers="Content-Encoding: deflate\r\n"),
    ),
    "a stream of a PDF": (zlib.compress(OPERATORS), _flate),
}


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_cut_compressed_stream_is_not_taken_for_one_of_nothing(name: str) -> None:
    whole, wrap = COMPRESSED[name]
    found = {}
    for share in (1, 2, 5, 10, 20, 30, 60, 100):
        size = max(2, len(whole) * share // 100)
        found[share] = [result.reason for result in extract(wrap(whole[:size]))]
        assert set(found[share]) <= {None, RejectionReason.UNDECODABLE}, share
    assert found[1] == [RejectionReason.UNDECODABLE]
    assert found[100] == [None]
