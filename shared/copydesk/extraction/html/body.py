"""The body of a page's article."""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass

from copydesk.extraction.html.page import Page

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs of a story, how they were found, and the wider text in which credits are looked for."""

    paragraphs: list[str]
    method: str
    wide_text: str


def read_body(page: Page, title: str | None) -> Body | None:
    """The story's paragraphs; None where the page has none."""
    import trafilatura

    text = trafilatura.extract(deepcopy(page.tree), include_comments=False)
    if not text:
        return None
    return Body([line.strip() for line in text.split("\n") if line.strip()], "trafilatura", text)
