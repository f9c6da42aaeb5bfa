"""What a listing shows of an article: enough for a line on a screen, and the id to ask for the rest."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from copydesk.article import Article, Credit, IsoDate, Publisher, Record, VersionedRecord
from copydesk.cluster import Copy
from copydesk.moments import Published

# Characters. A listing's item stays under a kilobyte, which is one write unit.
MAX_TITLE = 160
MAX_NAME = 60
MAX_URL = 240
MAX_AUTHORS = 2


class ArticleSummary(Published, VersionedRecord):
    """One article as listings show it. The whole article is one GetItem by its id."""

    article_id: str = Field(description="of the article, which is one GetItem away")
    generation: int = Field(ge=1, description="which reading of its key this is")
    title: str | None = Field(default=None, description=f"cut to {MAX_TITLE} characters")
    url: str | None = Field(default=None, description=f"null where it is over {MAX_URL} characters")
    publisher: Publisher | None = Field(default=None, description=f"each name cut to {MAX_NAME} characters")
    credit: Credit | None = Field(default=None, description="the source that the article names as its origin")
    authors: tuple[str, ...] = Field(default=(), description=f"the first {MAX_AUTHORS}")
    published_at: IsoDate | None = Field(default=None, description="ISO 8601 day or time")
    ingested_at: datetime | None = Field(default=None, description="when its object was read")
    language: str | None = Field(default=None, description="ISO 639-1 code")
    word_count: int = Field(default=0, ge=0, description="words of its text")


class Ingested(ArticleSummary):
    """An article in the order of ingestion."""

    listed_at: datetime = Field(description="when it became visible here; what the order goes by")


class FeedEntry(Record):
    """A cluster as the feed shows it: the copy that stands for it, and how many there are."""

    cluster_id: str = Field(description="of the cluster, which is one Query away")
    canonical: Copy = Field(description="the copy that stands for it")
    size: int = Field(ge=1, description="copies, the canonical one included")
    credited: tuple[str, ...] = Field(
        default=(), description="sources that copies name as their origin, folded"
    )
    credited_here: tuple[str, ...] = Field(
        default=(), description="those of them that published one of the copies"
    )
    origins: int | None = Field(
        default=None,
        description="newsrooms that published something of their own; null where nobody asked, and before 0.2",
    )
    origins_at_least: bool | None = Field(
        default=None, description="whether there may be more of them: the whole cluster tells"
    )


def summary_of(article: Article, generation: int) -> ArticleSummary:
    """What listings show of one generation of an article."""
    publisher, credit = article.publisher, article.credit
    return ArticleSummary(
        article_id=article.article_id,
        generation=generation,
        title=_cut(article.title, MAX_TITLE),
        url=_whole(article.url),
        publisher=publisher
        and Publisher(name=_cut(publisher.name, MAX_NAME), domain=_cut(publisher.domain, MAX_NAME)),
        credit=credit and Credit(name=credit.name[:MAX_NAME], url=_whole(credit.url)),
        authors=tuple(name[:MAX_NAME] for name in article.authors[:MAX_AUTHORS]),
        published_at=article.published_at,
        ingested_at=article.ingested_at,
        language=article.language,
        word_count=article.word_count,
    )


def _cut(text: str | None, characters: int) -> str | None:
    if text is None or len(text) <= characters:
        return text
    return text[: characters - 1].rstrip() + "…"


def _whole(url: str | None) -> str | None:
    return url if url is not None and len(url) <= MAX_URL else None
