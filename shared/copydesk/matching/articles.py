"""Articles to fingerprints."""

from __future__ import annotations

from urllib.parse import urlsplit

from copydesk.article import Article
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.fingerprint import Fingerprint, fingerprint


def article_fingerprint(article: Article, learned: Boilerplate) -> Fingerprint:
    """What matching knows of an article: of what is its own, not of what its publisher repeats."""
    publisher = owner(article.publisher.label if article.publisher else None, article.url)
    return fingerprint(
        text=learned.strip(article.text, publisher),
        title=article.title,
        published_at=article.published_at,
        publisher=publisher,
        url=article.url,
    )


def owner(publisher: str | None, url: str | None) -> str | None:
    """Whose an article is, for learning what its publisher repeats: the host of its URL where no name is known."""
    if publisher or not url:
        return publisher
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
