"""The topics that a page shows as links below or above its story."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.urls import leads_to

MAX_WORDS = 5
# Tags of one article; more are those of the site.
MAX_TAGS = 15
# Elements around a link in whose names a list of tags is called so.
NEAR_LEVELS = 3

_LIST_NAME = re.compile(
    r"(?:^|[^a-z])(?:tags?|keywords?|topics?|themen|schlagwort\w*|etiquetas?|temas|mots-?cles|argomenti)(?:$|[^a-z])",
    re.IGNORECASE,
)
# Enough by itself, wherever the links lead.
_TAGS_NAME = re.compile(r"(?:^|[^a-z])tags?(?:$|[^a-z])", re.IGNORECASE)


def tags(page: Page) -> list[Candidate[str]]:
    """Texts of the links that are marked as tags (rel="tag"), or stand in a list called so."""
    found = [
        Candidate(text, "tag_link", text)
        for element in page.tree.iter("a")
        if _is_tag(element) and not page.surroundings.is_beside(element)
        if (text := squeezed(element.text_content())) and len(text.split()) <= MAX_WORDS
    ]
    return found if len(found) <= MAX_TAGS else []


def _is_tag(element: HtmlElement) -> bool:
    if "tag" in (element.get("rel") or "").split():
        return True
    around = (one for one in islice(element.iterancestors(), NEAR_LEVELS) if one.tag != "body")
    names = " ".join(f"{one.get('class', '')} {one.get('id', '')}" for one in around)
    if not _LIST_NAME.search(names):
        return False
    return bool(_TAGS_NAME.search(names)) or leads_to("tags", element.get("href") or "")
