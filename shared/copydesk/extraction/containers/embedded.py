"""Articles that a page holds as JSON for its scripts to show (`__NEXT_DATA__` and the like), where it shows none."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.json_articles import json_items
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import count_words

# Characters of one script that are read.
MAX_SCRIPT = 8_000_000

# A data block, or a script that sets a variable to an object: "window.__STATE__ = {".
_SCRIPT = re.compile(r"<script\b([^>]{0,500})>\s*(.*?)\s*</script>", re.IGNORECASE | re.DOTALL)
_DATA_BLOCK = re.compile(r"application/json|__next_data__", re.IGNORECASE)
_ASSIGNED = re.compile(r"[\w$.\[\]\"']{1,80}\s*=\s*(?=\{)")
_TITLE = re.compile(r"<title\b[^>]*>([^<]{1,500})", re.IGNORECASE)


def embedded_item(markup: str, url: str | None) -> Item | None:
    """The one article with a text among a page's data; of several the one that the page's title names, else none."""
    found: dict[str, Item] = {}
    for attributes, script in _SCRIPT.findall(markup):
        assigned = _ASSIGNED.match(script)
        if len(script) > MAX_SCRIPT or not (assigned or _DATA_BLOCK.search(attributes)):
            continue
        for item in json_items(script[assigned.end() :] if assigned else script):
            if isinstance(item, Item) and count_words(item.text) >= MIN_WORDS:
                found.setdefault(item.text, item)
    titled = _TITLE.search(markup)
    title = fold(unescape(titled[1])) if titled else ""
    named = [item for item in found.values() if item.title and fold(unescape(item.title)) in title]
    chosen = named if len(found) > 1 else list(found.values())
    return replace(chosen[0], url=chosen[0].url or url or "") if len(chosen) == 1 else None
