"""Pages that somebody kept, in archives, caches and on a disk: address and publisher are those they had before."""

from __future__ import annotations

import pytest

from copydesk.extraction.html.carriers import is_carrier, original
from tests.unit.extraction.html_pages import NODE, TITLE, linked_data, meta, page, read

OWN = "http://www.brannick.example/news/ferry.html"
WAYBACK = f"https://web.archive.org/web/20230509101112/{OWN}"

HELD: dict[str, str] = {
    WAYBACK: OWN,
    WAYBACK.replace("12/http", "12id_/http"): OWN,
    WAYBACK.replace("://www", ":/www"): OWN,
    f"http://archive.org/web/2023/{OWN}": OWN,
    f"https://web.archive.org/web/*/{OWN}": OWN,
    "https://web.archive.org/web/2023/www.brannick.example/news/ferry.html": OWN,
    f"https://wayback.archive-it.org/8315/20230509101112/{OWN}?id=7": f"{OWN}?id=7",
    f"https://library.example/wayback/20230509101112mp_/{OWN}": OWN,
    f"https://archive.is/2023.05.09-101112/{OWN}": OWN,
    f"https://archive.today/newest/{OWN}": OWN,
    f"https://archive.li/o/Zx9Qa/{OWN}": OWN,
    f"https://archive.ph/2023.05.09-101112/{WAYBACK}": OWN,
    f"http://webcache.googleusercontent.com/search?q=cache:Ab3dEf_hIjkL:{OWN}+&cd=2&hl=en": OWN,
    "http://webcache.googleusercontent.com/search?q=cache:www.brannick.example/news/ferry.html&hl=en": OWN,
    "https://webcache.googleusercontent.com/search?q=cache:http%3A%2F%2Fwww.brannick.example%2Fnews%2Fferry.html": OWN,
    "https://brannick-example.cdn.ampproject.org/c/s/brannick.example/amp/ferry": "https://brannick.example/amp/ferry",
    "https://www.google.com/amp/s/brannick.example/ferry": "https://brannick.example/ferry",
}
OTHERS = (
    OWN,
    "https://archive.ph/Zx9Qa",
    "https://blog.archive.org/2023/05/09/ferry",
    "https://brannick.example/2023/05/09/ferry",
    "https://brannick.example/share?u=https://other.example/a",
    "https://brannick.example/web/https://other.example/a",
    "https://brannick.example/amp/brannick.example/a",
)


@pytest.mark.parametrize("address", HELD)
def test_addresses_within_addresses(address: str) -> None:
    assert original(address) == HELD[address]


@pytest.mark.parametrize("address", OTHERS)
def test_other_addresses(address: str) -> None:
    assert original(address) == address


@pytest.mark.parametrize("address", ["https://web.archive.org/a", "http://archive.today/b"])
def test_hosts_that_keep_pages(address: str) -> None:
    assert is_carrier(address)


@pytest.mark.parametrize("address", ["https://notarchive.org/a", OWN, None])
def test_hosts_that_do_not(address: str | None) -> None:
    assert not is_carrier(address)


CANONICAL = "<link rel='canonical' href='{}'>"
STATED: dict[str, tuple[str, str]] = {
    "canonical": (CANONICAL.format(WAYBACK), "canonical_link, kept by web.archive.org"),
    "Open Graph": (meta(og__url=WAYBACK), "open_graph:og:url, kept by web.archive.org"),
    "JSON-LD": (linked_data(NODE | {"url": WAYBACK}), "json_ld, kept by web.archive.org"),
    "base of an archive": (
        "<base href='https://web.archive.org/'>" + CANONICAL.format(WAYBACK.removeprefix("https://web.archive.org")),
        "canonical_link, kept by web.archive.org",
    ),
    "own base": (f"<base href='{OWN}'>", "base"),
    "meta of a saved page": (f'<meta name="savepage-url" content="{OWN}">', "saved_by:SavePage"),
    "script of an archive": (f'<script>__wm.wombat("{OWN}","20230509101112")</script>', "saved_by:web.archive.org"),
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
def test_heads_of_kept_pages(name: str) -> None:
    head, method = STATED[name]
    draft = read(page(head))
    assert draft.url == OWN
    assert draft.provenance["url"].method == method
    assert draft.publisher is not None
    assert draft.publisher.domain == "brannick.example"


NOTES: dict[str, tuple[str, str]] = {
    "SingleFile": ("<!--\n Page saved with SingleFile \n url: {} \n saved date: Tue May 09 2023 10:11:12 GMT+0200\n-->",
                   "saved_by:SingleFile"),
    "saved from": ("<!-- saved from url=(0043){} -->", "saved_by:saved_from_url"),
    "monolith": ("<!-- Saved from {} at 2023-05-09T10:11:12Z using monolith v2.8.1 -->", "saved_by:monolith"),
    "HTTrack": ("<!-- Mirrored from {} by HTTrack Website Copier/3.x [XR&CO'2014] -->", "saved_by:HTTrack"),
}  # fmt: skip


@pytest.mark.parametrize("address", [OWN, WAYBACK])
@pytest.mark.parametrize("name", NOTES)
def test_notes_of_programs_that_save(name: str, address: str) -> None:
    note, method = NOTES[name]
    address = address.removeprefix("http://") if name == "HTTrack" else address
    draft = read(page().replace("<html>", f"<html>{note.format(address)}"))
    assert draft.url == OWN
    assert draft.provenance["url"].method.startswith(method)
    assert draft.provenance["url"].raw in note.format(address)


def test_a_note_of_no_address_and_the_pages_own_word() -> None:
    local = page().replace("<html>", "<!-- saved from url=(0014)about:internet --><html>")
    assert read(local).url is None
    note = f"<!-- saved from url=(0043){OWN}?utm_source=mail --><html>"
    stated = page(CANONICAL.format("https://brannick.example/f/1")).replace("<html>", note)
    assert read(stated).url == "https://brannick.example/f/1"


def test_the_bar_of_an_archive_names_the_address_and_the_page_its_publisher() -> None:
    bar = f"<div id='HEADER'><form><input name='q' value='{OWN}'></form></div>"
    head = meta(og__url="http://archive.ph/Zx9Qa", og__site_name="archive.ph")
    markup = page(head).replace("<body>", f"<body>{bar}").replace("</title>", " - Brannick Herald</title>")
    draft = read(markup)
    assert (draft.title, draft.url) == (TITLE, OWN)
    assert draft.publisher is not None
    assert (draft.publisher.name, draft.publisher.domain) == ("Brannick Herald", "brannick.example")
    assert draft.credit is None


def test_pages_fetched_from_an_archive() -> None:
    draft = read(
        page("", "<figure><img src='/web/20230509101112im_/http://www.brannick.example/a.jpg'></figure>"),
        WAYBACK,
    )
    assert draft.url == OWN
    assert draft.provenance["url"].method == "fetched, kept by web.archive.org"
    assert draft.images == ("http://www.brannick.example/a.jpg",)
    assert draft.credit is None


def test_an_archives_own_page_is_its_own() -> None:
    draft = read(page(meta(og__site_name="Keepers of Pages")), "https://blog.archive.org/2023/05/09/ferry")
    assert draft.url == "https://blog.archive.org/2023/05/09/ferry"
    assert draft.publisher is not None
    assert draft.publisher.domain == "blog.archive.org"
