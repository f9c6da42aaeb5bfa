"""URLs as records keep them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from copydesk.extraction.phrases import table

MAX_CHARACTERS = 2000
_TRACKING = re.compile("|".join(table("addresses")["tracking"]), re.IGNORECASE)
_HOST = re.compile(r"^[^\W_](?:[\w-]{0,62}\.)+[^\W\d_][\w-]{1,62}$|^localhost$")


def clean_url(url: str | None, base: str | None = None) -> str | None:
    """An absolute web address without fragment and tracking parameters; None where it is no such address."""
    url = "".join((url or "").split())
    if not url or len(url) > MAX_CHARACTERS:
        return None
    try:
        parts = urlsplit(urljoin(base or "", url))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.match(host):
        return None
    host = f"{host}:{port}" if port and port not in {80, 443} else host
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not _TRACKING.fullmatch(name)]
    written = parts.query if len(kept) == len(query) else urlencode(kept)
    return urlunsplit((parts.scheme, host, parts.path or "/", written, ""))


def domain(url: str | None) -> str | None:
    """The host of an address without www."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host else None


def leads_to(kind: str, address: str) -> bool:
    """Whether an address lies in a folder in which sites keep pages of `authors`, or of `tags`."""
    try:
        folders = urlsplit(address).path.lower().split("/")[:-1]
    except ValueError:
        return False
    return not set(folders).isdisjoint(table("addresses")[kind])


def is_author_page(address: str) -> bool:
    """Whether an address lies in a folder of those who write, or is a person's ("/@ana")."""
    return leads_to("authors", address) or address.rpartition("/")[2].startswith("@")
