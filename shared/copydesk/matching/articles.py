"""Articles to fingerprints."""

from __future__ import annotations

from copydesk.article import Article
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.fingerprint import Fingerprint, fingerprint


def article_fingerprint(article: Article, learned: Boilerplate) -> Fingerprint:
    """What matching knows of an article: of what is its own, not of what its publisher repeats."""
    publisher = article.publisher.label if article.publisher else None
    return fingerprint(
        text=learned.strip(article.text, publisher),
        title=article.title,
        published_at=article.published_at,
        publisher=publisher,
        url=article.url,
        language=article.language,
    )
