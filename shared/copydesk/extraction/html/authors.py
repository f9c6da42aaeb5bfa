"""The authors of a page's article."""

from __future__ import annotations

from itertools import chain, islice

from copydesk.article import Provenance
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Found, choose
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.names import split_authors

# Visible bylines that are looked at: the first few are the article's.
MAX_SHOWN = 40


def choose_authors(
    page: Page, sources: Texts, publisher: str | None
) -> tuple[tuple[str, ...], str | None, Provenance | None]:
    """Names, the visible byline's text, and the names' provenance."""
    shown = list(islice(chain(visible.bylines(page), visible.signed_lines(page)), MAX_SHOWN))
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
    names_and_origin = choose(candidates, same=_folded)
    return names_and_origin[0] or (), shown[0].value if shown else None, names_and_origin[1]


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, names))
