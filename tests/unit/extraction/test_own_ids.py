"""What a file calls its own items: the same whatever else stands in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copydesk.extraction import extract
from copydesk.extraction.identity import MAX_OWN_ID, Ordinals, holds_lines, own_id
from tests.unit.extraction.samples import ENGLISH, FRENCH, warc_record
from tests.unit.extraction.test_formats_exports import factiva, nexis_new, proquest, ris

TEXT = ENGLISH.text
OBJECT = {"title": "The weir", "text": TEXT}


def names(data: str | bytes) -> list[str]:
    return [one.own_id for one in extract(data.encode() if isinstance(data, str) else data)]


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Vale News</title>{''.join(items)}</channel></rss>"


def item(told: str) -> str:
    return f"<item><title>The weir</title>{told}<description>{TEXT}</description></item>"


def entry(told: str) -> str:
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>The weir</title>"
        f"{told}<content>{TEXT}</content></entry></feed>"
    )


def lines(*told: dict[str, object]) -> str:
    return "".join(json.dumps({**OBJECT, **one}) + "\n" for one in told)


def mailbox(*told: str) -> str:
    head = "From news@vale.example Thu Mar 14 18:05:00 2024\nFrom: a@vale.example\nSubject: The weir\n"
    return "\n".join(f"{head}{one}\n{TEXT}\n" for one in told)


def newsml(*told: str) -> str:
    body = f"<contentSet><inlineXML><html><body><p>{TEXT}</p></body></html></inlineXML></contentSet>"
    items = "".join(
        f"<newsItem {one}><contentMeta><headline>The weir</headline></contentMeta>{body}</newsItem>"
        for one in told
    )
    return (
        f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{items}</itemSet></newsMessage>"
    )


PAGE = f"<html><body><article><h1>The weir</h1><p>{TEXT}</p></article></body></html>".encode()
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def stored(*addresses: str) -> bytes:
    record = warc_record(HTTP + PAGE, "response", "application/http; msgtype=response")
    known = record.split(b"WARC-Target-URI: ")[1].split(b"\r\n")[0]
    return b"".join(record.replace(known, one.encode()) for one in addresses)


URL = "https://vale.example/weir"

FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "a guid before a link": (rss(item(f"<guid>v-17</guid><link>{URL}</link>")), ["v-17"]),
    "a link without its tracking": (rss(item(f"<link>{URL}?utm_medium=rss</link>")), [URL]),
    "neither": (rss(item(""), item("<guid>b</guid>")), ["", "b"]),
    "an entry's id": (entry(f"<id>tag:vale.example,2024:17</id><link href='{URL}'/>"), ["tag:vale.example,2024:17"]),
    "an object's": (lines({"guid": "a", "url": URL}, {"_id": "5f1e"}), ["a", "5f1e"]),
    "an address before a number, which may be the row's": (lines({"id": 1, "url": URL}, {"id": 2}), [URL, "2"]),
    "an array's": (json.dumps([{**OBJECT, "id": "x"}]), ["x"]),
    "an envelope's": (json.dumps({"docs": [{**OBJECT, "id": "x"}, {**OBJECT, "uuid": "y"}]}), ["x", "y"]),
    "a table's column": (f'id,title,text,url\n7,The weir,"{TEXT}",\n8,The weir,"{TEXT}",{URL}\n', ["7", URL]),
    "messages'": (mailbox("Message-ID: <1@vale.example>\n", ""), ["<1@vale.example>", ""]),
    "a package's": (newsml("guid='urn:newsml:vale:1'", "guid='urn:newsml:vale:2'"),
                    ["urn:newsml:vale:1", "urn:newsml:vale:2"]),
    "stored pages'": (stored(URL, f"{URL}/2"), [URL, f"{URL}/2"]),
    "a page": (PAGE, [""]),
    "a message": (f"From: a@vale.example\nMessage-ID: <1@vale.example>\nSubject: The weir\n\n{TEXT}\n", [""]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_it_is_the_one_that_the_format_has(name: str) -> None:
    data, expected = FILES[name]
    assert names(data) == expected


@pytest.mark.parametrize("write", [factiva, proquest, ris, nexis_new])
def test_what_a_database_exports_keeps_its_number_or_address_wherever_it_stands(write) -> None:  # type: ignore[no-untyped-def]
    one, other = write(ENGLISH, 1), write(FRENCH, 2)
    alone = names(other + one)
    assert names(one + other) == alone[::-1]
    assert len(set(alone)) == 2 or write is nexis_new  # whose address is of the database's search
    assert all(alone) or write is nexis_new


def test_of_those_with_one_id_each_has_its_number() -> None:
    found = list(extract(lines({"id": "a"}, {"id": "b"}, {"id": "a"}, {}, {}).encode()))
    assert [(one.own_id, one.ordinal) for one in found] == [("a", 0), ("b", 0), ("a", 1), ("", 0), ("", 0)]
    ordinals = Ordinals()
    assert [ordinals.of(one.own_id) for one in found] == [0, 0, 1, 0, 0]


def test_what_was_rejected_has_one_too() -> None:
    (found,) = extract(json.dumps([{"id": "a", "title": "Brief", "text": "Too short."}]).encode())
    assert (found.reason, found.own_id) == ("too_short", "a")


def test_one_object_is_the_document_and_one_line_may_be() -> None:
    (found,) = extract(json.dumps({**OBJECT, "url": URL}).encode())
    assert (found.own_id, found.is_document) == (URL, True)
    assert not any(one.is_document for one in extract(lines({"id": "a"}, {"id": "b"}).encode()))
    assert [holds_lines(key) for key in ("a/b.jsonl", "B.NDJSON.gz", "a.json", "jsonl")] == [
        True,
        True,
        False,
        False,
    ]


def test_any_text_can_be_one() -> None:
    assert own_id(" a \n b ") == "a b"
    assert "\ud800" not in own_id("a\ud800")
    long = own_id("x" * 5000)
    assert len(long) == MAX_OWN_ID
    assert long != own_id("x" * 5001)


SAMPLES = Path(__file__).parents[3] / "seeds" / "formats"
# Samples whose items nothing names: they are known by their position, or by the file where it is one document.
NAMELESS = {
    "clippings.csv", "clippings.ods", "clippings.tsv", "clippings.xls", "clippings.xlsx", "manuscript.docx",
    "manuscript.rtf", "newsletter.eml", "nexis.docx", "nexis.txt", "saved-page.html", "saved-page.mht",
    "saved-page.webarchive", "several.txt", "story.newsml-g2.xml", "story.nitf.xml", "story.pdf",
}  # fmt: skip


def test_the_items_of_every_sample_have_names_of_their_own_but_of_those_that_have_none() -> None:
    named = {}
    for path in SAMPLES.iterdir():
        found = [one.own_id for one in extract(path.read_bytes())]
        assert len(set(found)) == len(found) or not any(found), path.name
        named[path.name] = all(found)
    assert {name for name, has_names in named.items() if not has_names} == NAMELESS
