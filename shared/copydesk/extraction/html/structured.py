"""What a page's structured data says of its article, by the names of fields: JSON-LD, Open Graph, microdata, meta."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.json_ld import SALVAGED, LinkedData
from copydesk.extraction.html.microdata import microdata
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.json_fields import NAMES, folded, signed_of, values_of
from copydesk.extraction.phrases import table
from copydesk.lengths import MAX_VALUES

# A source's text for one field: its method names the source and, where it has several, the attribute.
Texts = defaultdict[str, list[Candidate[str]]]

# What a node that is not the article's own does not say of it.
_OWN = frozenset(("text", "title", "excerpt"))


def structured_texts(page: Page, linked: LinkedData) -> Texts:
    """Field names to what a page's structured data says, the sources that are believed first at the front."""
    texts: Texts = defaultdict(list)
    sources = (_json_ld(linked), _meta(page, "open_graph"), microdata(page), _meta(page, "meta"))
    for source in sources:
        for name, method, raw in source:
            said = html.unescape(raw) if method.startswith("json_ld") else raw
            # The lines of a text are its paragraphs.
            lines = said.splitlines() if name == "text" else [said]
            if text := "\n".join(filter(None, map(squeezed, lines))):
                texts[name].append(Candidate(text, method, text))
    return texts


def _json_ld(found: LinkedData) -> Iterator[tuple[str, str, str]]:
    method = "json_ld_salvaged" if SALVAGED in found.node else "json_ld"
    fields = folded(found.node)
    for kind in NAMES:
        if kind in _OWN and not found.is_article:
            continue
        values = [signed_of(fields)[0]] if kind == "authors" else values_of(fields, kind)
        yield from ((kind, method, text) for several in values for text in several)
    yield from (("publisher", "json_ld", name) for name in found.publishers)


def _meta(page: Page, vocabulary: str) -> Iterator[tuple[str, str, str]]:
    for kind, names in table("fields")[vocabulary].items():
        for name in names:
            for content in page.meta.get(name, ())[:MAX_VALUES]:
                text = _first_name_first(content) if name == "citation_author" else content
                yield kind, f"{vocabulary}:{name}", text


def _first_name_first(name: str) -> str:
    """A name as people write it; catalogues put the family's first ("Doe, Jane")."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name
