"""Addresses of pages: what each record and list is found at."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from copydesk.facets import Facet


def link(kind: str, value: str) -> str | None:
    """Where a page of a kind and value is: an article, a cluster, an object, a day, or a facet's articles."""
    match kind:
        case "article" | "cluster" | "day":
            return f"/{kind}/{_segment(value)}"
        case "object":
            return f"/object?{_query(key=value)}"
        case "rejected" | "failed":
            return f"/outcomes/{kind}/{_segment(value)}"
        case _:
            return f"/articles?{_query(facet=Facet(kind), value=value)}"


def _segment(value: str) -> str:
    return quote(value.encode("utf-8", "replace"), safe="")


def _query(**values: str) -> str:
    return urlencode(values, encoding="utf-8", errors="replace")
