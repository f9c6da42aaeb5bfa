"""Those who keep other sites' pages: the address that a page had before it was archived, cached or saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from copydesk.extraction.document import Document, Line
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.urls import domain
from copydesk.extraction.phrases import table
from copydesk.extraction.rules import rules

# Addresses within addresses: one archive keeps another's page.
MAX_INNER = 3

_CARRIED, _SAVED = rules("carried"), rules("saved")
# Fields of the bars that archives put above a page, in which its address stands, by what the page's markup then holds.
_BARS = {
    "wm-ipp": "//*[starts-with(@id, 'wm-ipp')]//input[@name='url']/@value",
    "HEADER": "//*[@id='HEADER']//input[@name='q']/@value",
    "google-cache-hdr": "//*[contains(@id, 'google-cache-hdr')]//a[starts-with(@href, 'http')]/@href",
}


def is_carrier(address: str | None) -> bool:
    """Whether an address is on a host that keeps other sites' pages."""
    host = f".{domain(address)}"
    return any(host.endswith(f".{one}") for one in table("carriers")["names"])


def is_carrier_name(name: str) -> bool:
    """Whether a publisher's name is that of such a host."""
    known = name.casefold().strip() in table("carriers")["publishers"]
    return known or is_carrier(f"https://{''.join(name.split())}/")


def original(address: str) -> str:
    """The address that an archive's, cache's or relay's address holds; any other as it is."""
    for _ in range(MAX_INNER):
        held = Document((Line(address),))
        rule = _CARRIED.first(held, 0)
        match = rule.find(held, 0) if rule and rule.find else None
        if rule is None or match is None:
            break
        address = unquote(match["address"]) if rule.effect == "quoted" else match["address"]
        scheme, colon, rest = address.partition(":/")
        if colon and scheme in {"http", "https"}:
            address = f"{scheme}://{rest.lstrip('/')}"
        else:
            address = f"{'https' if rule.effect == 'secure' else 'http'}://{address}"
    return address


def uncarried(found: Candidate[str]) -> Candidate[str]:
    """A found address as it was before it was carried; its method names the carrier."""
    value = original(found.value)
    if value == found.value:
        return found
    return replace(found, value=value, method=f"{found.method}, kept by {domain(found.value)}")


def saved_addresses(page: Page) -> Iterator[Candidate[str]]:
    """The addresses that those who kept a page say it had."""
    beginning = Document((Line(page.beginning),))
    for rule in _SAVED.fired(beginning, 0):
        if match := rule.find(beginning, 0) if rule.find else None:
            address = match["address"]
            address = address if address.startswith("http") else f"http://{address}"
            if domain(address):
                yield uncarried(Candidate(address, f"saved_by:{rule.id}", match[0]))
    for path in (path for mark, path in _BARS.items() if mark in page.markup):
        for value in page.tree.xpath(path)[:1]:
            if value.startswith("http"):
                yield uncarried(Candidate(value, "saved_by:archive", value))


def shown_at(saved: Iterable[Candidate[str]], fetched: str | None) -> str | None:
    """The address at which readers saw a page, by that from which it was fetched, or by those who `saved` it."""
    before = original(fetched) if fetched else None
    if before and not is_carrier(before):
        return before
    return next((one.value for one in saved if not is_carrier(one.value)), before)
