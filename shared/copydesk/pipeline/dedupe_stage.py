"""The dedupe stage: bring one article to what its message says."""

from __future__ import annotations

import boto3

from copydesk import __version__
from copydesk.article import Article
from copydesk.cluster import Copy
from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.erasure import ERASED, ErasureSalt, Kind, Name, names_of
from copydesk.filing import filed_under
from copydesk.matching.articles import article_fingerprint
from copydesk.matching.boilerplate import Boilerplate
from copydesk.message import ArticleMessage
from copydesk.outcome import ObjectOutcome, Status, object_uri
from copydesk.pipeline.effects import Deduped, Effect
from copydesk.pipeline.filing import Filing, Place
from copydesk.pipeline.rereading import same_draft, same_fingerprint
from copydesk.pipeline.settings import DedupeSettings
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.filings import FilingStore
from copydesk.storage.listings import ListingStore
from copydesk.storage.match_settings import MatchSettingsStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ReadingQueue, with_article
from copydesk.storage.refusals import RefusalStore
from copydesk.versions import version_numbers


class DedupeStage:
    """Takes in article messages, one at a time. Any message may come late, twice, or in any order."""

    def __init__(
        self,
        articles: ArticleStore,
        clusterer: Clusterer,
        listings: ListingStore,
        outcomes: OutcomeStore,
        boilerplates: BoilerplateStore,
        overflow: Overflow,
        refusals: RefusalStore,
        filing: Filing,
    ) -> None:
        self._filing = filing
        self._overflow = overflow
        self._refusals = refusals
        self._boilerplates = boilerplates
        self._articles = articles
        self._clusterer = clusterer
        self._listings = listings
        self._outcomes = outcomes

    @property
    def outcomes(self) -> OutcomeStore:
        """Where it is noted what became of objects."""
        return self._outcomes

    @classmethod
    def from_settings(cls, settings: DedupeSettings) -> DedupeStage:
        """The stage over AWS. Endpoints and credentials are boto3's affair."""
        dynamodb = boto3.client("dynamodb")
        overflow = Overflow(boto3.client("s3"), settings.overflow_bucket)
        kept = MatchSettingsStore(
            dynamodb, articles_table=settings.articles_table, listings_table=settings.listings_table
        )
        clusters = DynamoClusterStore(
            dynamodb,
            articles_table=settings.articles_table,
            clusters_table=settings.clusters_table,
            index_table=settings.index_table,
            settings=lambda: kept.in_force(settings.match_settings),
        )
        return cls(
            ArticleStore(dynamodb, settings.articles_table, overflow),
            Clusterer(clusters),
            ListingStore(dynamodb, settings.listings_table),
            OutcomeStore(dynamodb, settings.outcomes_table),
            BoilerplateStore(overflow),
            overflow,
            RefusalStore(dynamodb, settings.outcomes_table),
            Filing(
                FilingStore(dynamodb, settings.outcomes_table),
                ReadingQueue(boto3.client("sqs"), settings.extract_queue_url).read_again,
            ),
        )

    def dedupe(self, message: ArticleMessage, *, last_try: bool = False) -> Deduped:
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
            return Deduped(Effect.REPEATED)
        if last_try:
            self._outcomes.mark_failed(message.bucket, message.key, message.generation)
        # Only now: an article that cannot be read fails like anything else, and the outcome says so.
        message = with_article(message, self._overflow)
        if message.made_by is not None and message.verdict.status is Status.INDEXED:
            made_by = message.made_by.model_copy(
                update={
                    "settings": self._clusterer.settings.hash,
                    # Of an extract function of a later release this one leaves out what it does not know.
                    "extraction": min(message.made_by.extraction, __version__, key=version_numbers),
                }
            )
            message = message.model_copy(update={"made_by": made_by})
        try:
            message, deduped = self._filing.settle(message, self._apply)
        except Superseded:
            return self._superseded(message)
        if deduped.effect is Effect.REFUSED:
            message = message.model_copy(update={"article": None, "verdict": ERASED})
        return deduped if self._set_outcome(current, message) else self._superseded(message)

    def _set_outcome(self, current: ObjectOutcome, message: ArticleMessage) -> bool:
        """Set the outcome of the article, and so of its object. False where its generation is void."""
        if message.alone:
            name = (message.bucket, message.key, message.generation)
            return self._outcomes.finish(*name, message.verdict, message.object, message.made_by)
        return self._outcomes.finish_article(current, message)

    def _superseded(self, message: ArticleMessage) -> Deduped:
        """Leave nothing listed or filed of a void generation: this try or one that died may have done that."""
        if self._is_put_aside(message):
            self._filing.read_again(message)
            return Deduped(Effect.SUPERSEDED)
        self._listings.withdraw(message.article_id, message.generation, message.article)
        self._filing.withdraw(message)
        return Deduped(Effect.SUPERSEDED)

    def _is_put_aside(self, message: ArticleMessage) -> bool:
        """Whether a generation is the latest, and yet void: its article was put aside, and is not to be any more."""
        if filed_under(message.item) is None:
            return False
        current = self._outcomes.get(message.bucket, message.key)
        return current is not None and current.generation == message.generation

    def _apply(self, message: ArticleMessage, place: Place) -> Deduped:
        article = message.article
        if article is None:
            return self._remove(message, place)
        salt = self._refusals.salt(consistent=False)  # what that misses is seen below
        if self._refuses(salt, message, article):
            return self._remove(message, place, erased=True)
        learned = self._boilerplates.get(article.boilerplate_version)
        if message.rereading:
            again = self._read_again(message, article, learned, place)
            if again is None:
                return Deduped(Effect.UNCHANGED)
            article = again
        if not self._articles.put(article, message.generation, place.name, place.left):
            raise Superseded(message.article_id)
        copy = copy_of_article(article, message.generation)
        print_ = article_fingerprint(article, learned)
        added = self._clusterer.add(copy, print_, in_place=message.rereading)
        if not self._listings.put(article, message.generation):
            raise Superseded(message.article_id)
        latest = self._refusals.salt()
        # Whoever erased it may have looked for it too early.
        if latest != salt and self._refuses(latest, message, article):
            return self._remove(message, place, erased=True)
        if message.generation > 1:  # new before old: an article that changes is at no moment unlisted
            self._listings.withdraw_earlier(message.article_id, message.generation)
        return Deduped(Effect.INDEXED, added.matches, added.merges, added.candidates_cut)

    def _read_again(
        self, message: ArticleMessage, article: Article, learned: Boilerplate, place: Place
    ) -> Article | None:
        """What to store of an article that was read again; None where that is stored already."""
        stored = next(iter(self._articles.read([article.article_id])), None)
        if stored is None or stored.article is None or stored.article.object != article.object:
            return article  # it is new, or its object is: then it is no rereading
        if stored.generation == message.generation:  # a try that died has stored it
            kept = {"ingested_at": stored.article.ingested_at, "reread_at": stored.article.reread_at}
            return article.model_copy(update=kept)
        is_filed = stored.filed_under == place.name
        same = is_filed and same_draft(stored.article, article)
        if same and same_fingerprint(self._articles, stored, article, learned):
            return None
        kept = {"ingested_at": stored.article.ingested_at, "reread_at": article.ingested_at}
        return article.model_copy(update=kept)

    def _refuses(self, salt: ErasureSalt | None, message: ArticleMessage, article: Article) -> bool:
        key = Name(Kind.KEY, object_uri(message.bucket, message.key))
        return bool(self._refusals.refused(salt, [key, *names_of(article)]))

    def _remove(self, message: ArticleMessage, place: Place, *, erased: bool = False) -> Deduped:
        is_put_aside = place.name is not None and not erased
        left = place.left if is_put_aside or place.name is None else (*place.left, place.name)
        kept = place.name if is_put_aside else None
        if not self._articles.remove(message.article_id, message.generation, kept, left):
            raise Superseded(message.article_id)
        self._clusterer.remove(message.article_id, message.generation, erased=erased, put_aside=is_put_aside)
        if erased or is_put_aside:  # of this generation too: it may have been listed a moment ago
            self._listings.erase(message.article_id, message.generation, message.generation)
        self._listings.withdraw_earlier(message.article_id, message.generation)
        if erased:
            return Deduped(Effect.REFUSED)
        return Deduped(Effect.PUT_ASIDE if is_put_aside else Effect.REMOVED)


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
