"""Documents of every format, and what damage, chance and malice make of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.unit.extraction.samples import (
    ENGLISH,
    FRENCH,
    JAPANESE,
    RUSSIAN,
    atom,
    dump,
    markdown,
    markup,
    page,
    rss,
    warc,
    xhtml,
)

SEEDS = Path(__file__).parents[3] / "seeds"
PDFS = Path(__file__).parent / "pdf_samples"

_ARTICLE = {
    "title": ENGLISH.title,
    "author": ENGLISH.author,
    "text": markup(),
    "date": "2024-03-14",
    "keywords": ["a"],
}

_NODE = json.dumps(
    {
        "@type": "NewsArticle",
        "headline": ENGLISH.title,
        "author": [{"name": "Orla Venn"}],
        "datePublished": "2024-03-14",
    }
)

DOCUMENTS: list[bytes] = [
    # Workbooks are read within limits of memory alone.
    *(path.read_bytes() for path in sorted(SEEDS.rglob("*.*")) if not path.match("*.xls*")),
    *(path.read_bytes() for path in sorted(PDFS.glob("justified.pdf"))),
    *(content.encode() for content in (page(), page(RUSSIAN), xhtml(JAPANESE), dump(FRENCH), markdown())),
    *(content.encode() for content in (rss(ENGLISH, RUSSIAN), atom("xhtml"), atom("html", FRENCH))),
    json.dumps(_ARTICLE, indent=1).encode(),
    "\n".join(json.dumps(_ARTICLE) for _ in range(4)).encode(),
    page().replace("</head>", f'<script type="application/ld+json">{_NODE}</script></head>').encode(),
    warc(page().encode()) + warc(page(FRENCH).encode()),
    gzip.compress(warc(page().encode())) + gzip.compress(warc(dump().encode(), content_type="text/plain")),
    page(JAPANESE, "shift_jis").encode("shift_jis"),
    dump(RUSSIAN).encode("utf-16"),
]

_PIECES: list[bytes] = [
    b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"&#xD800;", b"&#x110000;", b"<", b">", b"</", b"<!--",
    b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<table><tr><td>", b"<div>" * 300, b"</div>" * 30,
    b"<p>", b"<a href='http://[", b"<title>", b"<h1></h1>", b"<article>", b"<time datetime='99999-99-99'>",
    b'<meta name=author content="">', b"<base href='::'>",
    b'<script type="application/ld+json">{"@type":["NewsArticle",{}],"author":[[[]]],"image":{"url":[{}]}}</script>',
    b'<link rel=canonical href="//[::1">', b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"1e999", b"-1",
    b'{"text":{}}', b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"Content-Length: -1\r\n",
    b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"\x1f\x8b\x08", b"%PDF-1.4\n", b"obj", b"endobj", b"stream\n",
    b"/Length 99999", b"xref", b"<?xml version='1.0'?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<item>",
    b"<entry>", b"<rss>", b"---\n", b"title: [", b"# ", b"* ", b"> ", b"![", b"](", b"](http://[", b"```\n",
    b"By ", b"By By By ", b"(AFP) - ", b"Source: ", b"via ", b"31 February 2024", b"\n\n", b"0000-00-00T99:99",
    b"\xc2\xa0", b"\xe2\x80\xae", b"\xcc\xa3\xcc\x87" * 40, b"\xef\xbb\xbf", b"\xfe\xff", b"Published: ",
    "日本語の文章です。".encode(), b"1 2 3 4 5 6 7 8 9 ", b"https://x.example/" + b"a" * 300, b"A" * 3000, b"Region:",
    b"\x1e",
]  # fmt: skip

Mutation = Callable[[bytes, Random], bytes]


def _flip(data: bytes, chance: Random) -> bytes:
    mutable = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 30])):
        mutable[chance.randrange(len(mutable))] = chance.randrange(256)
    return bytes(mutable)


def _cut(data: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] if chance.random() < 0.7 else data[place:]


def _drop(data: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + data[place + chance.choice([1, 4, 40, 400]) :]


def _repeat(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice([1, 10, 100, 1000])]
    return data[:start] + piece * chance.choice([2, 5, 50]) + data[start:]


def _insert(data: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(_PIECES) * chance.choice([1, 1, 1, 3, 20]) + data[place:]


def _splice(data: bytes, chance: Random) -> bytes:
    other = chance.choice(DOCUMENTS)
    start = chance.randrange(len(other))
    place = chance.randrange(len(data))
    return data[:place] + other[start : start + chance.choice([20, 500, 5000])] + data[place:]


def _swap(data: bytes, chance: Random) -> bytes:
    first, second = sorted(chance.randrange(len(data)) for _ in range(2))
    size = chance.choice([5, 50, 500])
    return data[:first] + data[second : second + size] + data[first:second] + data[second + size :]


_MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _drop, _repeat, _insert, _insert, _insert, _splice, _swap)


def mutated(chance: Random) -> bytes:
    """A document, changed one to six times; a compressed one half of the time below its compression."""
    data = chance.choice(DOCUMENTS)
    packed = data.startswith(b"\x1f\x8b")
    if packed and chance.random() < 0.5:
        data, packed = gzip.decompress(data), chance.random() < 0.5
    else:
        packed = False
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(_MUTATIONS)(data or b"x", chance)[:400_000]
    return gzip.compress(data) if packed else data
