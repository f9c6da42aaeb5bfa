"""The authors of a page's article."""

from __future__ import annotations

from copydesk.article import Provenance
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Found, choose
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.names import split_authors


def choose_authors(
    page: Page, sources: Texts, publisher: str | None
) -> tuple[tuple[str, ...], str | None, Provenance | None]:
    """Names, the visible byline's text, and the names' provenance."""
    shown = [*visible.bylines(page), *visible.signed_lines(page)][:40]
    candidates: list[Found[tuple[str, ...]]] = []
    by_method: dict[str, list[Found[str]]] = {}
    for one in [*sources["author"], *shown]:
        by_method.setdefault(one.method, []).append(one)
    for method, found in by_method.items():
        several = method.startswith(("json_ld", "open_graph", "microdata", "meta"))
        names: dict[str, str] = {}
        for one in found if several else found[:1]:
            for name in split_authors(one.value, publisher_name=publisher):
                names.setdefault(name.casefold(), name)
        if names:
            raw = ", ".join(one.raw for one in (found if several else found[:1]))
            candidates.append(Found(tuple(names.values()), method, raw))
    value, origin = choose(candidates, same=lambda names: frozenset(map(str.casefold, names)))
    return value or (), shown[0].value if shown else None, origin
