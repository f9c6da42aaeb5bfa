"""The dedupe function's work: bring one article position to what its message says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from copydesk.article import Article
from copydesk.cluster import Copy
from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.matching.articles import article_fingerprint
from copydesk.message import ArticleMessage
from copydesk.outcome import Status
from copydesk.pipeline.ingesting import settle
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.listings import ListingStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import with_article


class Effect(StrEnum):
    """What processing a message came to."""

    INDEXED = "indexed"
    REMOVED = "removed"
    SUPERSEDED = "superseded"  # a later generation of the key has begun
    REPEATED = "repeated"  # the message was processed before


@dataclass(frozen=True, slots=True)
class Processed:
    """What processing a message came to, and what it did to the clusters."""

    effect: Effect
    matches: int = 0
    merges: int = 0  # of clusters
    candidates_cut: bool = False


class Indexer:
    """Processes article messages, one at a time. Any message may come late, twice, or in any order."""

    def __init__(
        self,
        articles: ArticleStore,
        clusterer: Clusterer,
        listings: ListingStore,
        outcomes: OutcomeStore,
        boilerplates: BoilerplateStore,
        overflow: Overflow,
    ) -> None:
        self._overflow = overflow
        self._boilerplates = boilerplates
        self._articles = articles
        self._clusterer = clusterer
        self._listings = listings
        self._outcomes = outcomes

    def process(self, message: ArticleMessage, *, last_try: bool = False) -> Processed:
        """Index or remove the article, then set its outcome; only that makes a repeated message a no-op.

        Args:
            message: from the extract function, its article still where it says.
            last_try: whether the message is not delivered again if this fails; the object's outcome then says
                `failed` until it succeeds.

        Raises:
            copydesk.retrying.Contended: the clusters were too busy; deliver the message again.
        """
        current = self._outcomes.get(message.bucket, message.key)
        if current is None or current.generation != message.generation:
            return self._superseded(message)
        if message.alone and current.status not in {Status.PENDING, Status.FAILED}:
            return Processed(Effect.REPEATED)
        if last_try:
            self._outcomes.mark_failed(message.bucket, message.key, message.generation)
        try:
            # Only now: an article that cannot be read fails like anything else, and the outcome says so.
            processed = self._apply(with_article(message, self._overflow))
        except Superseded:
            return self._superseded(message)
        return processed if settle(self._outcomes, current, message) else self._superseded(message)

    def _superseded(self, message: ArticleMessage) -> Processed:
        """Leave nothing listed of a void generation: this try or one that died may have listed it."""
        self._listings.withdraw(message.article_id, message.generation)
        return Processed(Effect.SUPERSEDED)

    def _apply(self, message: ArticleMessage) -> Processed:
        article = message.article
        if article is None:
            if not self._articles.remove(message.article_id, message.generation):
                raise Superseded(message.article_id)
            self._clusterer.remove(message.article_id, message.generation)
            self._listings.withdraw_earlier(message.article_id, message.generation)
            return Processed(Effect.REMOVED)
        if not self._articles.put(article, message.generation):
            raise Superseded(message.article_id)
        learned = self._boilerplates.get(article.boilerplate_version)
        added = self._clusterer.add(
            copy_of_article(article, message.generation), article_fingerprint(article, learned)
        )
        if not self._listings.put(article, message.generation):
            raise Superseded(message.article_id)
        if message.generation > 1:  # new before old: an article that changes is at no moment unlisted
            self._listings.withdraw_earlier(message.article_id, message.generation)
        return Processed(Effect.INDEXED, added.matches, added.merges, added.candidates_cut)


def copy_of_article(article: Article, generation: int) -> Copy:
    """What a cluster shows of an article."""
    return Copy(
        article_id=article.article_id,
        generation=generation,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        credit=article.credit,
        authors=article.authors,
        published_at=article.published_at,
        ingested_at=article.ingested_at,
        language=article.language,
        word_count=article.word_count,
    )
