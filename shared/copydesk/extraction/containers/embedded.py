"""Articles that a page holds as JSON for its scripts to show (`__NEXT_DATA__` and the like), where it shows none."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.json_articles import items_in
from copydesk.extraction.containers.page_state import state_values
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import count_words

# Levels at which articles are looked for: scripts keep them deeper than files do.
MAX_LEVELS = 24

_TITLE = re.compile(r"<title\b[^>]*>([^<]{1,500})", re.IGNORECASE)


def embedded_item(markup: str, url: str | None) -> Item | None:
    """The one article with a text among a page's data; of several the one that the page names, else none."""
    found: dict[str, Item] = {}
    for value in state_values(markup):
        for item in items_in(value, MAX_LEVELS):
            if count_words(item.text) >= MIN_WORDS:
                found.setdefault(item.text, item)
    titled = _TITLE.search(markup)
    title = fold(unescape(titled[1])) if titled else ""
    named = [item for item in found.values() if item.title and fold(unescape(item.title)) in title]
    if len(named) != 1 and url:
        named = [item for item in found.values() if clean_url(item.url) == clean_url(url)] or named
    chosen = named if len(found) > 1 else list(found.values())
    return replace(chosen[0], url=chosen[0].url or url or "") if len(chosen) == 1 else None
