"""Hosts of web addresses, and what in them names whose they are."""

from __future__ import annotations

from urllib.parse import urlsplit

# Labels under which countries' registries sell names, as in example.co.uk.
SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gouv", "gov", "ne", "net", "or", "org"})


def host_of(address: str) -> str:
    """The host of an address or a host, lower case, without `www.`; empty where there is none."""
    try:
        host = urlsplit(address).hostname if "//" in address else address.split("/")[0]
    except ValueError:
        return ""
    return (host or "").casefold().rstrip(".").removeprefix("www.")


def registered(host: str) -> str:
    """The part of a host that somebody registered: `bbc.co.uk` of `news.bbc.co.uk`."""
    labels = host_of(host).split(".")
    is_sold_below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return ".".join(labels[-3 if is_sold_below else -2 :])


def domain_label(host: str) -> str:
    """The label of a host that names its owner: `bbc` of `news.bbc.co.uk`."""
    return registered(host).split(".")[0]


def same_site(one: str, other: str) -> bool:
    """Whether two addresses or hosts are one owner's: `amp.ledger.example` and `www.ledger.example` are."""
    return bool(one and other) and registered(one) == registered(other)
