"""Those who keep other sites' pages: the address that a page had before it was archived, cached or saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.urls import domain

# Hosts that keep or pass on other sites' pages; what a page says there of its publisher, it says of them.
_HOSTS = (
    "ampproject.org", "ampproject.net", "archive.org", "archive-it.org", "archive.today", "archive.ph", "archive.is",
    "archive.li", "archive.vn", "archive.fo", "archive.md", "arquivo.pt", "googleusercontent.com",
    "webarchive.nationalarchives.gov.uk", "webarchive.org.uk", "perma.cc", "ghostarchive.org",
)  # fmt: skip
_NAMES = frozenset(
    ("internet archive", "wayback machine", "internet archive wayback machine", "google cache")
)
_ADDRESS = r"(?P<address>(?:https?:/{1,2}|www\.).+)"
# The second at which an archive kept a page, and the letters by which it says what it serves; on an archive's host less
# of the time will do.
_MOMENT = re.compile(rf"/(?:\d{{14}}|\d{{4}}\.\d\d\.\d\d-\d{{6}})(?:[a-z]{{2}}_)?/{_ADDRESS}")
_LATEST = re.compile(
    rf"/(?:web|wayback|newest|oldest|o/\w{{4,8}})/(?:[\d*]{{1,14}}(?:[a-z]{{2}}_)?/)?{_ADDRESS}"
)
_CACHE = re.compile(r"[?&]q=cache:(?:[\w-]{6,20}:)?(?P<address>[^+&\s]+)")
_AMP = re.compile(r"/(?:amp|[acvw])/(?:s/)?(?P<address>[\w-]+\.[\w.-]+/.+)")
# What programs that save pages write before them.
_SAVED = (
    ("SingleFile", re.compile(r"<!--\s+Page saved with SingleFile\s+url:\s+(\S+)", re.IGNORECASE)),
    ("saved_from_url", re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S+?)\s*-->", re.IGNORECASE)),
    ("monolith", re.compile(r"<!--\s*Saved from (http\S+) at \S+ using monolith", re.IGNORECASE)),
    ("HTTrack", re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack", re.IGNORECASE)),
    (
        "SavePage",
        re.compile(r"<meta name=[\"']?savepage-url[\"']? content=[\"']?([^\"'\s>]+)", re.IGNORECASE),
    ),
    (
        "ScrapBook",
        re.compile(r"<html\b[^<>]{0,500}?\sdata-scrapbook-source=[\"']?([^\"'\s>]+)", re.IGNORECASE),
    ),
    ("web.archive.org", re.compile(r"__wm\.wombat\(\s*[\"'](http[^\"'\s]+)")),
)
# Fields of the bars that archives put above a page, in which its address stands, by what the page's markup then holds.
_BARS = {
    "wm-ipp": "//*[starts-with(@id, 'wm-ipp')]//input[@name='url']/@value",
    "HEADER": "//*[@id='HEADER']//input[@name='q']/@value",
    "google-cache-hdr": "//*[contains(@id, 'google-cache-hdr')]//a[starts-with(@href, 'http')]/@href",
}


def is_carrier(address: str | None) -> bool:
    """Whether an address is on a host that keeps other sites' pages."""
    host = domain(address) or ""
    return any(host == one or host.endswith(f".{one}") for one in _HOSTS)


def is_carrier_name(name: str) -> bool:
    """Whether a publisher's name is that of such a host."""
    return name.casefold().strip() in _NAMES or is_carrier(f"https://{''.join(name.split())}/")


def original(address: str) -> str:
    """The address that an archive's, cache's or relay's address holds; any other as it is."""
    for _ in range(3):  # one archive keeps another's page
        inner = _held(address)
        if inner is None:
            return address
        address = inner
    return address


def _held(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    of_carrier = is_carrier(address)
    patterns = [_MOMENT] + [_LATEST, _CACHE] * of_carrier
    patterns += [_AMP] * (
        host.endswith((".ampproject.org", ".ampproject.net")) or host.startswith("www.google.")
    )
    for pattern in patterns:
        if match := pattern.search(address):
            found = unquote(match["address"]) if pattern is _CACHE else match["address"]
            scheme, colon, rest = found.partition(":/")
            if colon and scheme in {"http", "https"}:
                return f"{scheme}://{rest.lstrip('/')}"
            return f"{'https' if pattern is _AMP else 'http'}://{found}"
    return None


def uncarried(found: Candidate[str]) -> Candidate[str]:
    """A found address as it was before it was carried; its method names the carrier."""
    value = original(found.value)
    if value == found.value:
        return found
    return replace(found, value=value, method=f"{found.method}, kept by {domain(found.value)}")


def saved_addresses(page: Page) -> Iterator[Candidate[str]]:
    """The addresses that those who kept a page say it had."""
    for carrier, pattern in _SAVED:
        if match := pattern.search(page.beginning):
            address = match[1] if match[1].startswith("http") else f"http://{match[1]}"
            if domain(address):
                yield uncarried(Candidate(address, f"saved_by:{carrier}", match[0]))
    for path in (path for mark, path in _BARS.items() if mark in page.markup):
        for value in page.tree.xpath(path)[:1]:
            if value.startswith("http"):
                yield uncarried(Candidate(value, "saved_by:archive", value))


def shown_at(page: Page, fetched: str | None) -> str | None:
    """The address at which readers saw a page, by that from which it was fetched, or by those who kept it."""
    before = original(fetched) if fetched else None
    if before and not is_carrier(before):
        return before
    return next((one.value for one in saved_addresses(page) if not is_carrier(one.value)), before)
