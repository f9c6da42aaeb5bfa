"""A file in parts has the articles of the whole file, at the same places, and little of it is held at once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from random import Random

import pytest

from copydesk.extraction import extract, json_stream
from copydesk.extraction import parts as module
from copydesk.extraction.child import Task
from copydesk.extraction.extract import result_of
from copydesk.extraction.identity import Ordinals
from copydesk.extraction.json_stream import json_values
from copydesk.extraction.parts import parts
from copydesk.extraction.readings import part_readings
from copydesk.extraction.result import Extracted
from copydesk.extraction.window import Window
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH, atom, dump, page, pdf, rss, warc, warc_record
from tests.unit.extraction.test_foreign_files import zipped

PAGE = page().encode()
RECORDS = [warc(page(ENGLISH.titled(f"{ENGLISH.title}, part {number}")).encode()) for number in range(5)]
LINES = [json.dumps({"title": f"Story {number}", "text": ENGLISH.text}).encode() for number in range(40)]


HEADER = b"nr,title,text\n"


def mailbox(count: int) -> bytes:
    """So many messages, one of them without fields."""
    head = "From news@courier.example Thu Mar 14 18:05:00 2024\n"
    told = "From: a@b.example\nSubject: Story {}\nMessage-ID: <{}@b.example>\n\n"
    return "\n".join(
        f"{head}{told.format(one, one) if one != 2 else ''}{ENGLISH.text}\n" for one in range(count)
    ).encode()


def table(count: int) -> bytes:
    """So many rows, whose texts have line ends and quotation marks."""
    text = ENGLISH.text.replace("sound", '""sound""')
    return HEADER + "".join(f'{one},Story {one},"{text}"\n' for one in range(count)).encode()


def pieces(data: bytes, size: int = 1000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def read(data: bytes) -> list[Extracted]:
    """The results of all parts, as the command numbers them."""
    found: list[Extracted] = []
    ordinals = Ordinals()
    for part in parts(pieces(data)):
        if isinstance(part, RejectionReason):
            found.append(Extracted(position=len(found), reason=part))
        else:
            for reading in part_readings(part.data, part.part, whole=part.whole):
                result = result_of(len(found), reading)
                found.append(result.model_copy(update={"ordinal": ordinals.of(result.own_id)}))
    return found or [Extracted(position=0, reason=RejectionReason.NO_ARTICLE)]


def damaged(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[len(packed) // 2] ^= 0xFF
    return bytes(packed)


FILES = {
    "mailbox": mailbox(40),
    "mailbox, old line ends": mailbox(3).replace(b"\n", b"\r\n"),
    "table": table(300),
    "table in UTF-16": table(20).decode().encode("utf-16"),
    "table with bad rows": table(3) + b"only one field\n" * 3000 + table(3)[len(HEADER) :],
    "table with a field that is not closed": table(3) + b'1,"Title,' + b"x" * 70_000,
    "page": PAGE,
    "text": dump().encode(),
    "feed": rss(ENGLISH, ENGLISH.titled("Another")).encode(),
    "atom": atom("html").encode(),
    "pdf": pdf(),
    "empty": b"",
    "blank": b" \n" * 10,
    "binary": Random(1).randbytes(20_000),
    "packed": gzip.compress(PAGE),
    "packed twice": gzip.compress(gzip.compress(PAGE)),
    "packed thrice": gzip.compress(gzip.compress(gzip.compress(PAGE))),
    "packed and cut": gzip.compress(PAGE)[:300],
    "packed, cut at once": gzip.compress(PAGE)[:5],
    "packed lines": gzip.compress(b"\n".join(LINES)),
    "archive": b"".join(RECORDS),
    "archive of one member": gzip.compress(b"".join(RECORDS)),
    "archive of members": b"".join(map(gzip.compress, RECORDS)),
    "archive of members in gzip": gzip.compress(b"".join(map(gzip.compress, RECORDS))),
    "archive with damage": gzip.compress(RECORDS[0]) + damaged(RECORDS[1]) + gzip.compress(RECORDS[2]),
    "archives in ZIP behind a long list": zipped(
        ("pages/pages.jsonl", b"{}\n" * 30_000), ("archive/a.warc", b"".join(RECORDS)), packed=False
    ),
    "archive cut": b"".join(map(gzip.compress, RECORDS))[:-30],
    "archive with requests": warc_record(b"GET /", "request", "application/http") + RECORDS[0],
    "archive without documents": warc_record(b"x", "warcinfo", "text/plain"),
    "archive of lines": warc(b"\n".join(LINES[:3]), content_type="application/json") + RECORDS[0],
    "lines": b"\n".join(LINES),
    "lines with a byte order mark": b"\xef\xbb\xbf" + b"\r\n".join(LINES),
    "lines in UTF-16": "\n".join(line.decode() for line in LINES).encode("utf-16"),
    "lines in another encoding": b"\n".join(line.replace(b"weir", b"w\xe9ir") for line in LINES),
    "lines, one broken": b"\n\n".join([*LINES[:3], b'{"title": ', b'{"a": 1}', *LINES[3:5]]),
    "one line": LINES[0],
    "array": b"[" + b",\n".join(LINES) + b"]",
    "array, an element a line": b"[\n" + b",\n".join([*LINES[:3], b'{"a": 1}']) + b"\n]",
    "document": json.dumps({"response": {"docs": [json.loads(line) for line in LINES]}}, indent=1).encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_parts_have_the_articles_of_the_whole(name: str) -> None:
    assert read(FILES[name]) == list(extract(FILES[name]))


@pytest.mark.parametrize(("data", "kind"), [(mailbox(200), "messages"), (table(200), "rows")])
def test_mailboxes_and_tables_are_divided_whatever_their_size(data: bytes, kind: str) -> None:
    found = [part for part in parts(pieces(data)) if isinstance(part, Task)]
    assert {str(part.part) for part in found} == {kind}
    assert len(found) > 2
    assert max(len(part.data) for part in found) < 2 * module.BATCH_BYTES


def test_lines_are_divided_whatever_the_size_of_the_file() -> None:
    assert len(list(parts(pieces(b"\n".join(LINES * 4))))) > 1


@pytest.mark.parametrize("packed", [False, True])
def test_no_more_than_a_record_of_an_archive_is_held(packed: bool) -> None:
    """Of a stream that never ends, records come."""
    member = gzip.compress(RECORDS[0]) if packed else RECORDS[0]
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += len(member)
            yield member

    source = parts(endless())
    for _ in range(3):
        assert isinstance(next(source), Task)
    assert given < 4 << 20


def test_a_record_that_is_too_large_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk.extraction.containers.warc.MAX_UNPACKED", 100_000)
    large = warc(b"<html>" + b"x" * 3_000_000)
    wrong = RECORDS[1].replace(b"Content-Length: ", b"Content-Length: 99999999")
    for archive in (
        [RECORDS[0], large, wrong, RECORDS[2]],
        [gzip.compress(one) for one in (RECORDS[0], large, wrong, RECORDS[2])],
        [gzip.compress(RECORDS[0] + large + wrong + RECORDS[2])],
    ):
        found = [part if isinstance(part, RejectionReason) else None for part in parts(iter(archive))]
        assert found == [None, "too_large", "undecodable", None]


def test_records_before_a_damaged_place_of_one_member_are_kept() -> None:
    random = Random(1)
    records = [one + warc_record(random.randbytes(2000), "metadata", "text/plain") for one in RECORDS]
    cut = gzip.compress(b"".join(records))[:-200]
    *kept, last = parts(iter([cut]))
    assert [part.data for part in kept if isinstance(part, Task)] == [one.strip() for one in RECORDS[:5]]
    assert last is RejectionReason.UNDECODABLE


def test_a_record_may_go_on_in_the_next_member() -> None:
    """Some programs compress in blocks, wherever records end."""
    data = b"".join(RECORDS)
    blocks = b"".join(gzip.compress(data[at : at + 700]) for at in range(0, len(data), 700))
    assert read(blocks) == list(extract(data))


@pytest.mark.parametrize("wrap", ["[%s]", '{"status": "ok [{", "response": {"docs": [%s], "n": [1]}}', "%s"])
def test_json_too_large_to_be_read_at_once_is_divided(wrap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED", 20_000)
    monkeypatch.setattr(json_stream, "MAX_VALUE", 20_000)
    monkeypatch.setattr(json_stream, "_STEP", 500)
    data = (wrap % b",".join(LINES).decode()).encode()
    assert len(data) > 40_000
    assert read(data) == list(extract(b"\n".join(LINES)))


def test_json_that_ends_within_a_value_says_so() -> None:
    assert list(json_values(Window(iter([b'{"a": 1} {"b": [1, 2'])))) == [b'{"a": 1}', "undecodable"]
    assert list(json_values(Window(iter([b'{"a": "\\"}'])))) == ["undecodable"]


def test_json_nested_beyond_reason_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_VALUE", 1000)
    assert list(json_values(Window(iter([b"[" * 100_000])))) == ["too_large"]


def test_a_line_that_is_too_long_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_UNPACKED", 5000)
    monkeypatch.setattr(json_stream, "_STEP", 500)
    long = b'{"text": "' + b"x" * 100_000 + b'"}'
    found = read(b"\n".join([LINES[0], LINES[1], long, LINES[2]]))
    assert [str(one.reason or "") for one in found] == ["", "", "too_large", ""]


def test_a_large_feed_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [ENGLISH.titled(f"Story {number}") for number in range(30)]
    data = rss(*stories).encode()
    whole = list(extract(data))
    monkeypatch.setattr(module, "MAX_UNPACKED", 10_000)
    monkeypatch.setattr(module, "BATCH_BYTES", 5000)
    assert len(list(parts(iter([data])))) > 5
    assert read(data) == whole
