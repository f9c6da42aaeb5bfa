"""Credits: the source that a text itself names as its origin, apart from its publisher.

A note speaks of the article ("This story was first published by X"), stands where agencies sign (byline, dateline,
last line), or is nothing but the source ("via X", "Source: X"). A quotation or mention inside the story
("according to X", "X reported") and the origin of a picture or of figures are no credits.
"""

from __future__ import annotations

from copydesk.extraction.credits.article import Article
from copydesk.extraction.credits.find import find_credit, is_credit_line, source
from copydesk.extraction.credits.markup import (
    declared_authors,
    page_article,
    signatures,
)
from copydesk.extraction.credits.own import Context
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.credits.sources import named_credit

__all__ = [
    "Article",
    "Context",
    "Kind",
    "Names",
    "Phrase",
    "declared_authors",
    "find_credit",
    "is_credit_line",
    "named_credit",
    "page_article",
    "signatures",
    "source",
]
