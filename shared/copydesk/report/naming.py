"""What publishers go by, and which addresses a page may link to."""

from __future__ import annotations

from urllib.parse import urlsplit

from copydesk.cluster import Copy

NO_PUBLISHER = "unnamed publisher"


def publisher_of(copy: Copy) -> str:
    """What a copy's publisher goes by."""
    return (copy.publisher and copy.publisher.label) or host(copy.url) or NO_PUBLISHER


def host(address: str | None) -> str | None:
    """The host of a web address."""
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def web_address(address: str | None) -> str | None:
    """An address that a page may link to: of the web, and nothing that a browser would run."""
    try:
        return address if address and urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None
