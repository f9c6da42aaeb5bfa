"""Hostile objects end within ten seconds and 512 MB, each with an outcome; none ends the process that reads them."""

from __future__ import annotations

import gzip
import json
import logging
import resource
import signal
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from copydesk.article import Draft
from copydesk.extraction import Extracted, ExtractionFailed, Limits, extract, extract_bounded
from copydesk.extraction.child import MEMORY_BYTES
from copydesk.extraction.documents import Reading
from copydesk.extraction.extract import result_of
from copydesk.extraction.html.parsing import MAX_PARSED
from copydesk.outcome import RejectionReason
from tests.pace import enough
from tests.thorough import THOROUGH, only_thorough
from tests.unit.extraction.samples import ENGLISH, dump, markdown, page, pdf, warc, warc_record

MB = 1 << 20


def within(before: str = "", after: str = "", at_end: str = "") -> str:
    """The page with something before and after its story, which must come out all the same."""
    whole = page().replace("<article>", f"{before}<article>").replace("</article>", f"</article>{after}")
    return whole + at_end


def head(content: str) -> str:
    return page().replace("<head>", f"<head>{content}")


def bomb(size: int, first: bytes = b"") -> bytes:
    """Gzip that unpacks to `size` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(first), *(packer.compress(bytes(4 * MB)) for _ in range(size // (4 * MB)))]
    return b"".join(parts) + packer.flush()


def laughs(root: str) -> str:
    """Entities of ten times ten times ... ten bytes: ten gigabytes."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
        f"<{root}><channel><item><title>&e9;</title><description>&e9;</description></item></channel></{root}>"
    )


# Tests run side by side with others, which slows them; asked for all, they keep to the limits of production.
PATIENT = Limits() if THOROUGH else Limits(article_seconds=60.0, object_seconds=120.0)


def bounded(data: bytes | str, limits: Limits = PATIENT) -> list[Extracted]:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return list(extract_bounded(raw, limits=limits))


def json_ld(content: str) -> str:
    return head(f'<script type="application/ld+json">{content}</script>')


# What must still give the story.
READ: dict[str, Callable[[], bytes | str]] = {
    "50,000 nested divs": lambda: within("<div>" * 50_000),
    "50,000 nested tags, closed": lambda: within("<div><b>" * 25_000, "</b></div>" * 25_000),
    "500 nested tables": lambda: within("<table><tr><td>" * 500, "</td></tr></table>" * 500),
    "100,000 links": lambda: within(after="".join(f"<a href='/{n}'>Link {n}</a> " for n in range(100_000))),
    "5 MB of JSON-LD": lambda: json_ld(json.dumps({"@type": "NewsArticle", "articleBody": "word " * MB})),
    "5 MB of JSON-LD, nested": lambda: json_ld('{"a":' * MB + "1" + "}" * MB),
    "10 blocks of 1 MB of JSON-LD": lambda: json_ld(f"[{'{},' * 300_000}{{}}]") * 10 + page(),
    "100,000 attributes": lambda: within(f"<div {' '.join(f'a{n}=1' for n in range(100_000))}>"),
    "20 MB after the story": lambda: within(after="<p>Another headline, and more.</p>\n" * (20 * MB // 34)),
    "20 MB before the story": lambda: within("<li><a href='/x'>Another headline</a></li>\n" * (20 * MB // 43)),
    "20 MB of script": lambda: within(f"<script>{'var a = 1;' * (2 * MB)}</script>"),
    "20 MB of comment": lambda: within(f"<!--{'a - b ' * (20 * MB // 6)}-->"),
    "20 MB of picture": lambda: within(f"<img src='data:image/png;base64,{'A' * (20 * MB)}'>"),
    "open comments": lambda: within(at_end="<!--" * MB),
    "open tags": lambda: within(after="<a " * MB),
    "zeros in a page": lambda: page().replace(" ", " \0"),
    "20 MB of blank lines": lambda: dump() + "\n" * (20 * MB) + "\n",
    "20 MB of blanks": lambda: dump() + " " * (20 * MB) + "\n",
    "20 MB of Markdown": lambda: markdown() + "## Elsewhere\n\n- [a link](https://x.example/)\n\n" * (20 * MB // 48),
    "a header of 20 MB": lambda: warc_record(b"", "response", "a" * 20 * MB) + warc(page().encode()),
    "a bomb in an archive": lambda: (
        warc(bomb(96 * MB), headers="Content-Encoding: gzip\r\n") + warc(page().encode())
    ),
}  # fmt: skip

# More than may come out of it.
BOMB = 1024 * MB if THOROUGH else 80 * MB

# What has some outcome: these.
REFUSED: dict[str, tuple[Callable[[], bytes | str], set[str]]] = {
    "gzip bomb": (lambda: bomb(BOMB), {"too_large"}),
    "gzip bomb in gzip": (lambda: gzip.compress(bomb(BOMB)), {"too_large"}),
    "archive bomb": (lambda: bomb(512 * MB, b"WARC/1.0\r\nWARC-Type: response\r\n"), {"too_large"}),
    "500,000 gzip members": (lambda: gzip.compress(b"") * 500_000, {"empty", "timeout"}),
    "2,000,000 records": (lambda: b"WARC/1.0\r\n" * (2 * MB), {"undecodable", "too_large"}),
    "1,000,000 items": (lambda: f"<rss><channel>{'<item/>' * MB}</channel></rss>", {"no_article", "too_large"}),
    "nested items": (lambda: "<rss><channel>" + "<item>" * 100_000, {"no_article"}),
    "entities in a feed": (lambda: laughs("rss"), {"no_article", "too_large"}),
    "entities in a page": (lambda: laughs("html"), {"no_article", "too_large"}),
    "20 MB of nested JSON": (lambda: "[" * (20 * MB), {"undecodable", "too_large"}),
    "20 MB of JSON lists": (lambda: f"[{'[],' * (7 * MB)}[]]", {"no_article", "too_large"}),
    "5 MB of digits": (lambda: '{"title": "x", "text": ' + "9" * (5 * MB), {"undecodable"}),
    "20 MB of JSON text": (lambda: json.dumps({"title": "x", "text": "A word.\n" * (2 * MB)}), {"too_large"}),
    "a word of 20 MB": (lambda: "w" * (20 * MB), {"too_short", "no_article"}),
    "zeros": (lambda: bytes(5 * MB), {"empty"}),
    "random bytes": (lambda: Random(1).randbytes(3 * MB), {"unsupported_format"}),
    "random bytes in a page": (lambda: b"<html><body>" + Random(1).randbytes(3 * MB), {"unsupported_format"}),
    "broken UTF-8": (lambda: b"\xff\xfe\x00" * MB, set(RejectionReason)),
    "a PDF of 1 GB": (lambda: pdf(zlib.compress(b"BT (a) Tj ET\n" * (20 * MB), 9), more=b"/Filter/FlateDecode"),
                      {"too_large", "timeout", "undecodable", "no_article"}),
    "100,000 pages": (lambda: pdf(b"BT /F1 9 Tf (hello) Tj ET", pages=100_000), set(RejectionReason)),
    "a PDF of brackets": (lambda: b"%PDF-1.4\n" + b"[" * MB, {"undecodable", "too_large"}),
    "a PDF of itself": (lambda: pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), set(RejectionReason)),
}  # fmt: skip

# Run in every test run; the others where all is asked for.
QUICK = {
    "50,000 nested divs", "500 nested tables", "5 MB of JSON-LD",
    "a bomb in an archive", "zeros in a page", "gzip bomb",
    "gzip bomb in gzip",
    "entities in a feed", "entities in a page", "20 MB of nested JSON", "zeros", "random bytes",
    "a PDF of brackets", "a PDF of itself",
}  # fmt: skip


def chosen(cases: dict[str, object]) -> list[str]:
    return [name for name in cases if THOROUGH or name in QUICK]


@pytest.fixture(autouse=True)
def within_memory() -> Iterator[None]:
    """No child of the test has held more than it may; those of earlier tests may have been databases."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    at_fork = resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss  # a child is counted with what its parent held
    assert most == before or most <= at_fork or most * 1024 < MEMORY_BYTES


@pytest.mark.parametrize("name", chosen(dict(READ)))
def test_the_story_of_a_hostile_object_is_found(name: str) -> None:
    drafts = [result.draft for result in bounded(READ[name]()) if result.draft]
    assert len(drafts) == 1
    assert drafts[0].title == ENGLISH.title
    assert drafts[0].text.startswith(ENGLISH.text)
    assert len(drafts[0].text) < len(ENGLISH.text) + MB


@pytest.mark.parametrize("name", chosen(dict(REFUSED)))
def test_a_hostile_object_has_an_outcome(name: str) -> None:
    build, allowed = REFUSED[name]
    results = bounded(build())
    assert {str(result.reason) for result in results} <= allowed
    assert all(result.draft is None for result in results)


REPEATED = ["a a a ", ">", "(", "[", "*", "_", "`", "-", "#", "|", "=", "![", "[a](", "<a ", '"', ":", "By ",
            "Source: ", "12 January 2022 ", "a\n", "**a ", "\\", "&amp;", "a@", "http://", "](", "~~a", "via ", "© ",
            "(AP) ", "Aa Bb ", "“", "Region: ", "日本語。", "😀", "\u202e", "e\u0301\u0301"]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED if THOROUGH else [">", "[a](", "**a ", "Source: "])
def test_repetition_that_patterns_could_choke_on(piece: str) -> None:
    """On one line, in lines after a story, and in a paragraph."""
    for size in (300_000, 2 * MB) if THOROUGH else (60_000,):
        run = piece * (size // len(piece.encode()))
        lines = f"{piece * (300 // len(piece))}\n" * (size // 300)
        for data in (run, f"{dump()}\n{lines}", page().replace("</article>", f"<p>{run}</p></article>")):
            (result,) = bounded(data)
            assert result.draft is not None or result.reason is not None


def test_a_page_that_is_too_long_to_be_read_whole_says_so() -> None:
    filler = f"<div title='{'and ' * 900}'></div>" * (MAX_PARSED // 3600)
    (result,) = bounded(within(after=filler))
    assert result.draft is not None
    assert f"{MAX_PARSED:,} characters" in result.draft.provenance["text"].method
    (result,) = bounded(f"<html><body>{filler}</body></html>")
    assert result.reason is RejectionReason.TOO_LARGE


def test_what_needs_more_memory_is_too_large() -> None:
    limits = Limits(memory_bytes=220 * MB)
    assert [result.reason for result in bounded(f"[{'[],' * (6 * MB)}[]]", limits)] == ["too_large"]


def slow_pdf() -> bytes:
    """A document that a minute is too short for, of 10 kB."""
    operators = zlib.compress(b"BT /F1 9 Tf ( ) Tj ET\n" * (MB // 4), 9)
    return pdf(operators, pages=60, more=b"/Filter/FlateDecode")


def around(slow: bytes) -> bytes:
    whole = warc(page().encode())
    return whole + warc(slow, content_type="application/pdf") + warc(f"<!--{' ' * MB}-->{page()}".encode())


def test_what_takes_more_time_is_a_timeout_and_costs_one_article() -> None:
    results = bounded(around(slow_pdf()), Limits(article_seconds=2.0))
    assert [str(result.reason or "") for result in results] == ["", "timeout", ""]
    assert [result.position for result in results] == [0, 1, 2]


@only_thorough
def test_an_object_that_runs_out_of_time_keeps_what_it_has() -> None:
    results = bounded(around(slow_pdf()), Limits(article_seconds=enough(), object_seconds=enough()))
    assert [str(result.reason or "") for result in results] == ["", "timeout"]


def test_a_document_that_times_out_is_not_tried_again() -> None:
    """It was: a child started for the position after the last one, and timed out too."""
    assert [result.reason for result in bounded(slow_pdf(), Limits(article_seconds=1.0))] == ["timeout"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_is_read_in_this_process_ends_too() -> None:
    """Hypothesis has a callback for garbage collection: an alarm that falls into it is swallowed, and rings again."""
    slow = json.dumps({"title": "Slow", "text": "Ada Quill said.\n" * 50_000})
    quick = json.dumps({"title": "Quick", "text": ENGLISH.text})
    data = f"{quick}\n{slow}\n{quick}".encode()
    list(extract(data[: len(quick)]))  # what is loaded once is loaded
    results = list(extract_bounded(data, limits=Limits(article_seconds=0.2)))
    assert [str(result.reason or "") for result in results] == ["", "timeout", ""]


def test_a_thread_which_no_signal_reaches_gives_the_same() -> None:
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(bounded, page()).result() == bounded(page())


def test_a_timer_of_the_caller_runs_on() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        bounded(page())
        deadline = time.monotonic() + 30
        while not rung and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rung == [signal.SIGALRM]


def test_an_object_of_very_many_positions_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["copydesk.extraction.readings"], "MAX_POSITIONS", 100)
    results = list(extract(b'{"a": 1}\n' * 200))
    assert [result.position for result in results] == list(range(101))
    assert results[-1].reason is RejectionReason.TOO_LARGE


def test_a_child_that_dies_for_reasons_of_its_own_is_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ExtractionFailed):
        bounded(within(after=" " * (2 * MB)))


def test_a_child_that_a_signal_ends_wanted_too_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "crashing"
    script.write_text("#!/bin/sh\nkill -SEGV $$\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    assert [result.reason for result in bounded(within(after=" " * (2 * MB)))] == ["too_large"]


def test_what_nobody_foresaw_costs_one_article_and_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def read() -> Draft:
        raise KeyError("the article's words")

    with caplog.at_level(logging.ERROR):
        assert result_of(3, Reading(read)) == Extracted(position=3, reason=RejectionReason.UNDECODABLE)
    assert "KeyError" in caplog.text
    assert Path(__file__).name in caplog.text
    assert "words" not in caplog.text


@only_thorough
def test_what_is_compressed_within_an_archive_is_unpacked_in_a_child() -> None:
    """A record of 60 kB that is a page of 60 MB: this process must not hold it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = gzip.compress(f"{page()}{' ' * (60 * MB)}".encode())
    assert len(packed) < MB
    (result,) = bounded(warc(packed, headers="Content-Encoding: gzip\r\n"))
    assert result.reason is not None or result.draft == next(extract(page().encode())).draft
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < 300 * MB  # the test's own page, and its copies


def test_the_same_article_comes_from_a_child() -> None:
    filler = f"<!--{' ' * MB}-->"
    (inside,), (apart,) = bounded(page()), bounded(within(filler))
    assert inside.draft is not None
    assert inside.draft == apart.draft


def test_a_child_imports_nothing_from_the_folder_it_is_run_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "html.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    (result,) = bounded(within(f"<!--{' ' * MB}-->"))
    assert result.draft is not None
