"""Questions that one record answers: an object's outcome, an article, its versions, its cluster, its links."""

from __future__ import annotations

from datetime import UTC, datetime

from copydesk.article import Article, article_id
from copydesk.client.asking import Asking, key_of
from copydesk.client.errors import DeskError, NotFound
from copydesk.client.results import AFTER_ALL
from copydesk.cluster import Cluster, Link
from copydesk.clustering.records import Member
from copydesk.decision import Decision
from copydesk.erasure import Kind, Name
from copydesk.facets import Facet
from copydesk.filing import Filed, in_order
from copydesk.outcome import ArticleOutcome, ObjectOutcome, RejectionReason, Status, object_uri
from copydesk.storage.articles import MissingText
from copydesk.storage.items import MEMBER, member_of, to_item

# Articles of one address looked at to find the one ingested last: an address rarely has a second.
ARTICLES_PER_URL = 25


class Records(Asking):
    """The questions of `Desk` that one record answers."""

    def outcome(self, key: str, *, bucket: str | None = None) -> ObjectOutcome:
        """What became of the object under a key. One GetItem; of a key that was erased two more.

        Args:
            key: of the object.
            bucket: that it lies in; the inbox unless given. A backfill may have read another.

        Raises:
            NotFound: no event has named the key yet.
        """
        bucket = bucket or self.names.inbox_bucket
        with self._asking(self.names.outcomes_table):
            found = self._outcomes.get(bucket, key_of(key)) or self._erased(bucket, key)
        if found is None:
            raise NotFound(f"no object {key!r} has been seen in {bucket}")
        return found

    def _erased(self, bucket: str, key: str) -> ObjectOutcome | None:
        """The outcome of a key that was erased and is refused, which is kept under a hash."""
        name = Name.of(Kind.KEY, key, bucket)
        refusal = self._refusals.known(self._refusals.salt(), [name]).get(name)
        if refusal is None or not refusal.holds:
            return None
        return ObjectOutcome(
            object=object_uri(bucket, key),
            bucket=bucket,
            key=key,
            generation=max(refusal.generation or 1, 1),
            status=Status.REJECTED,
            reason=RejectionReason.ERASED,
            positions=1,
            claimed_at=refusal.since,
            updated_at=refusal.since,
        )

    def article_outcomes(self, key: str, *, bucket: str | None = None) -> list[ArticleOutcome]:
        """What became of each article of the object under a key. One Query more than `outcome`.

        Args:
            key: of the object.
            bucket: that it lies in; the inbox unless given.

        Raises:
            NotFound: no event has named the key yet.
        """
        found = self.outcome(key, bucket=bucket)
        if found.waiting is not None:
            with self._asking(self.names.outcomes_table):
                return self._outcomes.articles(found.bucket, found.key)
        only = {
            name: getattr(found, name) for name in ("object", "generation", "status", "reason", "file_kind")
        }
        return [ArticleOutcome(**only, position=0, article_id=article_id(found.bucket, found.key))]

    def article(self, article_id: str) -> Article:
        """An article by its id. One GetItem; very long text is fetched from where it lies apart.

        Raises:
            NotFound: there is no such article (any more).
        """
        try:
            with self._asking(self.names.articles_table, self.names.overflow_bucket):
                found = self._articles.get(key_of(article_id))
        except MissingText as error:
            raise DeskError(str(error)) from error
        if found is None:
            raise NotFound(f"no article {article_id}")
        return found

    def cluster_id(self, article_id: str) -> str:
        """The id of the cluster that an article is in now. One GetItem.

        Raises:
            NotFound: the article is in none: there is no such article, or it is being indexed or removed.
        """
        member = self._member(article_id)
        if member is None or not member.alive or member.cluster_id is None:
            raise NotFound(f"article {article_id} is in no cluster")
        return member.cluster_id

    def decisions(self, article_id: str) -> tuple[Decision, ...]:
        """What people decided on an article and others, the lifted too; also before it is there. One GetItem."""
        member = self._member(article_id)
        return () if member is None else member.decisions

    def cluster(self, cluster_id: str) -> Cluster:
        """A cluster with every copy and its match. One Query; one more for each merge since the id was read.

        Raises:
            NotFound: there is no such cluster, or its last copy is gone.
        """
        with self._asking(self.names.clusters_table):
            found = self._clusters.read(key_of(cluster_id))
        if found is None:
            raise NotFound(f"no cluster {cluster_id}")
        return found

    def versions(self, article_id: str) -> list[Filed]:
        """The versions of an agency's item that an article is one of: first what stands for the item, or takes it back.

        Also of one that was put aside for another, whose outcome is `rejected:superseded` or `rejected:canceled`.
        Empty for an article that is no version of such an item. One GetItem and one Query.
        """
        with self._asking(self.names.articles_table):
            name = self._articles.filed_under(key_of(article_id))
        if name is None:
            return []
        with self._asking(self.names.outcomes_table):
            return in_order(self._filings.read(name))

    def links(self, article_id: str) -> list[Link]:
        """Whom an article carries among other stories, and who carries it: the strongest match first.

        Each `match` has the other article's id and a relation, `carries` or `carried`. They are in no cluster for
        that; none is named that has come into one with the article through others. Empty where there is nothing.
        One Query; where there are any, one BatchGetItem more for each hundred.
        """
        with self._asking(self.names.clusters_table):
            return self._links.read(key_of(article_id))

    def by_url(self, url: str) -> Article:
        """The article with an address, however that is spelled; of several, the one ingested last.

        One Query for its id and one GetItem for the article; `articles(url=...)` is the Query alone.

        Raises:
            NotFound: no article has it.
        """
        results = self._listed(
            Facet.URL, url, ("", AFTER_ALL), newest_first=True, cursor=None, question="url"
        )
        found = [one for _, one in zip(range(ARTICLES_PER_URL), results, strict=False)]
        if not found:
            raise NotFound(f"no article with the address {url}")
        oldest = datetime.min.replace(tzinfo=UTC)
        return self.article(
            max(found, key=lambda one: (one.ingested_at or oldest, one.generation)).article_id
        )

    def _member(self, article_id: str) -> Member | None:
        key = to_item({"article_id": key_of(article_id), "part": MEMBER})
        with self._asking(self.names.articles_table):
            answer = self._dynamodb.get_item(
                TableName=self.names.articles_table, Key=key, ConsistentRead=True
            )
        return member_of(answer["Item"]) if "Item" in answer else None
