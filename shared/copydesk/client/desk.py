"""The records of one stack, by the questions that applications ask."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

import boto3

from copydesk.article import Article, article_id
from copydesk.client.clusters import ClusterReader
from copydesk.client.errors import DeskError, NotFound
from copydesk.client.failures import plain_errors
from copydesk.client.links import LinkReader
from copydesk.client.lists import facet_range, feed_range, ingested_range, verdict_range
from copydesk.client.names import CONFIG, DEFAULT_STACK, StackNames
from copydesk.client.ranges import Moment, bounds, moment_key
from copydesk.client.results import AFTER_ALL, Range, Results
from copydesk.cluster import Cluster, Link
from copydesk.clustering.records import Member
from copydesk.decision import Decision
from copydesk.facets import Facet
from copydesk.outcome import ArticleOutcome, ObjectOutcome, RejectionReason, Status
from copydesk.owners import Owners
from copydesk.storage.articles import ArticleStore, MissingText
from copydesk.storage.buckets import Overflow
from copydesk.storage.items import MEMBER, Item, member_of, record_of, to_item
from copydesk.storage.outcomes import OutcomeStore
from copydesk.summary import ArticleSummary, FeedEntry, Ingested

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Answer = TypeVar("Answer")

# Items read by one Query. A listing's item has about 0.7 KB: such a page costs some ten read units.
PAGE_SIZE = 50

# Bytes: S3's limit on keys, and more than any id has.
MAX_KEY_BYTES = 1024

# Articles of one address looked at to find the one ingested last: an address rarely has a second.
ARTICLES_PER_URL = 25


class Desk:
    """The records of one stack.

    Args:
        names: of the stack's resources. By default those in the environment (`StackNames.from_environment`),
            else those of the CloudFormation stack that COPYDESK_STACK names, else of `copydesk`.
        page_size: items read at once where an answer has many.
        owners: of outlets, whose origins count once; see docs/origins.md.

    Region, credentials and endpoint are boto3's: AWS_DEFAULT_REGION (AWS_REGION alone is not read), AWS_PROFILE,
    AWS_ENDPOINT_URL and so on.

    Making one and every question raise `DeskError` where the stack cannot be asked: `ConfigurationError`,
    `StackNotFoundError`, `StackUnreachableError`, `AccessDeniedError`. Answers of many records raise it when a
    record is asked for.
    """

    def __init__(
        self, names: StackNames | None = None, *, page_size: int = PAGE_SIZE, owners: Owners | None = None
    ) -> None:
        self.names = (
            names
            or StackNames.from_environment()
            or StackNames.from_stack(os.environ.get("COPYDESK_STACK", DEFAULT_STACK))
        )
        with plain_errors("the stack's tables"):
            self._dynamodb: DynamoDBClient = boto3.client("dynamodb", config=CONFIG)
            overflow = Overflow(boto3.client("s3", config=CONFIG), self.names.overflow_bucket)
        self._articles = ArticleStore(self._dynamodb, self.names.articles_table, overflow)
        self._outcomes = OutcomeStore(self._dynamodb, self.names.outcomes_table)
        self._clusters = ClusterReader(self._dynamodb, self.names.clusters_table, owners)
        self._links = LinkReader(self._dynamodb, self.names)
        self._page_size = page_size

    def outcome(self, key: str) -> ObjectOutcome:
        """What became of the object under a key of the inbox. One GetItem.

        Raises:
            NotFound: no event has named the key yet.
        """
        with self._asking(self.names.outcomes_table):
            found = self._outcomes.get(self.names.inbox_bucket, _key(key))
        if found is None:
            raise NotFound(f"no object {key!r} has been seen in {self.names.inbox_bucket}")
        return found

    def article_outcomes(self, key: str) -> list[ArticleOutcome]:
        """What became of each article of the object under a key. One Query more than `outcome`.

        Raises:
            NotFound: no event has named the key yet.
        """
        found = self.outcome(key)
        if found.waiting is not None:
            with self._asking(self.names.outcomes_table):
                return self._outcomes.articles(found.bucket, found.key)
        only = {name: getattr(found, name) for name in ("object", "generation", "status", "reason")}
        return [ArticleOutcome(**only, position=0, article_id=article_id(found.bucket, found.key))]

    def article(self, article_id: str) -> Article:
        """An article by its id. One GetItem; very long text is fetched from where it lies apart.

        Raises:
            NotFound: there is no such article (any more).
        """
        try:
            with self._asking(self.names.articles_table, self.names.overflow_bucket):
                found = self._articles.get(_key(article_id))
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
            found = self._clusters.read(_key(cluster_id))
        if found is None:
            raise NotFound(f"no cluster {cluster_id}")
        return found

    def links(self, article_id: str) -> list[Link]:
        """Whom an article carries among other stories, and who carries it: the strongest match first.

        Each `match` has the other article's id and a relation, `carries` or `carried`. They are in no cluster for
        that; none is named that has come into one with the article through others. Empty where there is nothing.
        One Query; where there are any, one BatchGetItem more for each hundred.
        """
        with self._asking(self.names.clusters_table):
            return self._links.read(_key(article_id))

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

    def articles(
        self,
        *,
        publisher: str | None = None,
        author: str | None = None,
        credit: str | None = None,
        region: str | None = None,
        topic: str | None = None,
        language: str | None = None,
        url: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        undated: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ArticleSummary]:
        """The articles with one value of one facet, in the order of their publication. One Query a page.

        Args:
            publisher: its name or its domain; an agency by any of its names, one Query for each. Case, accents and
                `www.` make no difference, in any facet.
            author: as the byline has the name.
            credit: the source that articles name as their origin, an agency likewise.
            region: as the article has it.
            topic: as the article has it.
            language: ISO 639-1 code. Its listing lies in `SHARDS` partitions, which are asked side by side.
            url: without regard to scheme, tracking parameters and a slash at the end.
            start: the first year, month, day or time of publication, in UTC.
            end: the last one, included whole.
            undated: ask for those without a date instead, which no range includes.
            newest_first: or oldest first.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: not exactly one facet is given, or `start` or `end` is no date.
            InvalidCursor: the cursor is not of this question.
        """
        given = {
            Facet.PUBLISHER: publisher,
            Facet.AUTHOR: author,
            Facet.CREDIT: credit,
            Facet.REGION: region,
            Facet.TOPIC: topic,
            Facet.LANGUAGE: language,
            Facet.URL: url,
        }
        facets = [(facet, value) for facet, value in given.items() if value is not None]
        if len(facets) != 1:
            raise ValueError(f"give one of {', '.join(Facet)}")
        reach = bounds(start, end, undated=undated)
        return self._listed(*facets[0], reach, newest_first=newest_first, cursor=cursor, question="articles")

    def republications(
        self,
        source: str,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        undated: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ArticleSummary]:
        """The articles that name a source as their origin, each with who published it. One Query a page.

        The arguments are those of `articles`, and so are the errors.
        """
        reach = bounds(start, end, undated=undated)
        return self._listed(
            Facet.CREDIT, source, reach, newest_first=newest_first, cursor=cursor, question="republications"
        )

    def feed(
        self,
        day: date | str | None = None,
        *,
        undated: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[FeedEntry]:
        """The clusters whose canonical article was published on a day, each shown by that article.

        A page is one Query of an index for each of `SHARDS` partitions, side by side; the index follows the
        clusters within about a second. A cluster is missing while a member's leaving takes it apart.

        Args:
            day: in UTC; today unless given. `undated` stands for those without a date.
            undated: ask for those without a date instead, in the order of ingestion: the same as that day.
            newest_first: or oldest first.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: `day` is no day.
            InvalidCursor: the cursor is not of this question.
        """
        wanted = feed_range(self.names, day, undated=undated, newest_first=newest_first)
        return self._results(wanted, lambda item: record_of(FeedEntry, item), "feed", cursor)

    def since(
        self, cursor: str | None = None, *, start: Moment | None = None, newest_first: bool = False
    ) -> Results[Ingested]:
        """The articles in the order in which they became visible, up to `LAG_SECONDS` ago.

        The lag is what it takes for no article to be skipped: whoever keeps the cursor and comes back sees
        every article once for each version of it, and rarely one twice. Clocks of readers must be right to
        within three seconds. A page is one Query for each of `SHARDS` partitions, side by side.

        Args:
            cursor: of such results, to go on from there. None begins with the first article of all.
            start: begin here instead, in UTC; only without a cursor.
            newest_first: go back from now; such a cursor leads further back, never to what is new.

        Raises:
            InvalidCursor: the cursor is not of this question.
        """
        wanted = ingested_range(self.names, start, newest_first=newest_first)
        begin = "" if start is None or newest_first else moment_key(start)
        return self._results(wanted, lambda item: record_of(Ingested, item), "since", cursor, begin)

    def outcomes(
        self,
        status: Status | str,
        day: date | str | None = None,
        *,
        reason: RejectionReason | str | None = None,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ObjectOutcome]:
        """The objects rejected, or failed, on a day: by reason, then by time.

        A page is one Query of an index for each of `SHARDS` partitions, side by side.

        Args:
            status: `rejected` or `failed`; `rejected:too_short` is a status and a reason.
            day: of the verdict, in UTC; today unless given.
            reason: only objects rejected for it.
            newest_first: or oldest first, within a reason.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: there is no such status or reason, or no list of it.
            InvalidCursor: the cursor is not of this question.
        """
        name, _, cause = str(status).partition(":")
        wanted_status = Status(name)
        if wanted_status not in {Status.REJECTED, Status.FAILED}:
            raise ValueError("only rejected and failed objects are listed")
        why = RejectionReason(reason or cause) if reason or cause else None
        wanted = verdict_range(self.names, wanted_status, why, day, newest_first=newest_first)
        question = f"outcomes {why}#" if why else "outcomes "
        return self._results(wanted, lambda item: record_of(ObjectOutcome, item), question, cursor)

    def _listed(
        self,
        facet: Facet,
        value: str,
        reach: tuple[str, str],
        *,
        newest_first: bool,
        cursor: str | None,
        question: str,
    ) -> Results[ArticleSummary]:
        wanted = facet_range(self.names, facet, value, reach, newest_first=newest_first)
        named = f"{question} {reach[0]} {reach[1]}"
        return self._results(wanted, lambda item: record_of(ArticleSummary, item), named, cursor)

    def _results(
        self,
        wanted: Range,
        read: Callable[[Item], Answer],
        question: str,
        cursor: str | None,
        start: str = "",
    ) -> Results[Answer]:
        return Results(
            self._dynamodb,
            wanted,
            read,
            question=question,
            cursor=cursor,
            page_size=self._page_size,
            start=start,
        )

    def _member(self, article_id: str) -> Member | None:
        key = to_item({"article_id": _key(article_id), "part": MEMBER})
        with self._asking(self.names.articles_table):
            answer = self._dynamodb.get_item(
                TableName=self.names.articles_table, Key=key, ConsistentRead=True
            )
        return member_of(answer["Item"]) if "Item" in answer else None

    def _asking(self, table: str, bucket: str | None = None) -> AbstractContextManager[None]:
        looked_for = f"the table {table!r}" + (f" or the bucket {bucket!r}" if bucket else "")
        return plain_errors(looked_for, self._dynamodb)


def _key(name: str) -> str:
    """A name that DynamoDB takes for a key; there is nothing of any other, and it would refuse to look."""
    if not 0 < len(name.encode("utf-8", "surrogatepass")) <= MAX_KEY_BYTES:
        raise NotFound(f"nothing can have the name {name[:40]!r}")
    return name
