"""The rows of a stack: all of them, or those that have changed since a time, removals included.

Articles are read in the order of their ingestion, clusters by a scan or in the order of their changes and by their
articles, outcomes by a scan or by the day of their verdict. A stack does not stand still meanwhile: every record is as
of the moment at which it was read, and a run that begins where this one began brings what was too late for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3

from copydesk.article import article_id
from copydesk.chunks import chunks
from copydesk.client import Desk, StackNames
from copydesk.client.clusters import ClusterReader
from copydesk.client.lists import change_range, erased_range, verdict_range
from copydesk.client.names import CONFIG
from copydesk.client.results import Range, Results
from copydesk.cluster import Cluster
from copydesk.clustering.records import Header, State
from copydesk.export.rows import article_row, cluster_row, copy_rows, outcome_row
from copydesk.export.run import Step
from copydesk.export.spool import ARTICLE, CLUSTER, Page, Spool
from copydesk.export.tables import Row
from copydesk.filing import PUT_ASIDE, Standing
from copydesk.outcome import ObjectOutcome, Status
from copydesk.owners import Owners
from copydesk.storage.articles import ArticleStore
from copydesk.storage.batches import read_batches
from copydesk.storage.buckets import Overflow
from copydesk.storage.changes import OVERLAP, is_founding
from copydesk.storage.erasures import erased_article_of
from copydesk.storage.held_ids import HeldIds
from copydesk.storage.items import CLUSTER as HEADER
from copydesk.storage.items import MEMBER, Item, from_item, header_of, member_of, record_of, to_item
from copydesk.storage.outcomes import OBJECT, OutcomeStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Records read, and put into the spool, at once: what one BatchGetItem takes.
PAGE = 100

# Items of a listing read by one Query: some 350 KB.
LISTED = 500

# Copies of clusters that are in memory at once, some 3 KB each; of a cluster with more, all.
COPIES_AT_ONCE = 5_000

# Clusters read side by side: a Query takes milliseconds, nearly all of it waiting.
THREADS = 8

Pages = Iterator[Page]


class StackReader:
    """Reads one stack.

    Args:
        names: of its resources.
        since: read only what has changed since; None reads all.
        until: articles that became visible after this are left to the next run.
        owners: of outlets, whose origins count once.
        say: is told of what could not be read whole.
    """

    def __init__(
        self,
        names: StackNames,
        *,
        since: datetime | None,
        until: datetime,
        owners: Owners | None,
        say: Callable[[str], object],
    ) -> None:
        self._names = names
        self._begin = None if since is None else since - OVERLAP
        self._until = until
        self._say = say
        self._client: DynamoDBClient = boto3.client("dynamodb", config=CONFIG)
        self._desk = Desk(names, page_size=LISTED)
        overflow = Overflow(boto3.client("s3", config=CONFIG), names.overflow_bucket)
        self._articles = ArticleStore(self._client, names.articles_table, overflow)
        self._held = HeldIds(self._client, names.outcomes_table)
        self._outcomes = OutcomeStore(self._client, names.outcomes_table)
        self._clusters = ClusterReader(self._client, names.clusters_table, owners)

    def steps(self, spool: Spool) -> tuple[Step, ...]:
        """What is to be done, in this order; the later steps look at what the spool has by then."""
        if self._begin is None:
            return (
                Step("articles", self._listed_articles),
                Step("clusters", self._scanned_clusters),
                Step("outcomes", self._scanned_outcomes),
            )
        return (
            Step("articles", self._listed_articles),
            # Before those that changed: one that changes in between is among them.
            Step("clusters founded", partial(self._founded_clusters, spool)),
            Step("clusters", partial(self._changed_clusters, self._begin)),
            Step("verdicts", partial(self._verdicts, spool, self._begin)),
            Step("outcomes", partial(self._outcomes_of_articles, spool)),
            Step("erasures", partial(self._erased, self._begin)),
        )

    def settled(self, orphans: Iterable[tuple[str, str]]) -> Pages:
        """What became of copies whose article was not among those listed.

        Args:
            orphans: ids of the article and of the cluster. Each article is read, and is there by now, or is gone; then
                its cluster is read again.
        """
        for pairs in chunks(orphans, PAGE):
            clusters = dict(pairs)
            found = self._article_rows(clusters)
            there = {row[0] for row in found["articles"]}
            left = {cluster for name, cluster in clusters.items() if name not in there}
            read = [self._clusters.read(cluster) for cluster in sorted(left)]
            yield Page(None, found)
            yield Page(None, _rows_of(one for one in read if one is not None))
            gone = clusters.keys() - there
            still = [copy[0] for one in read if one for copy in copy_rows(one) if copy[0] in gone]
            # The article has left, and its cluster is about to be taken apart: the next run sees that.
            yield Page(None, {"removed": [(ARTICLE, name, None) for name in still]})

    def _listed_articles(self, place: Any) -> Pages:
        results = self._desk.since(place, start=self._begin)
        listed = (one for one in results)
        while names := [one.article_id for one in _until(listed, self._until, PAGE)]:
            yield Page(results.cursor, self._article_rows(names))

    def _article_rows(self, names: Iterable[str]) -> dict[str, list[Row]]:
        articles: list[Row] = []
        removed: list[Row] = []
        asked = list(dict.fromkeys(names))
        found = {one.article_id: one for one in self._articles.read(asked)}
        for stored in filter(None, map(found.get, asked)):
            if stored.article is None:
                removed.append((ARTICLE, stored.article_id, None))
                continue
            if stored.text_is_missing:
                self._say(f"the text of article {stored.article_id} is gone; its row has none")
            articles.append(
                article_row(stored.article, stored.generation, has_text=not stored.text_is_missing)
            )
        return {"articles": articles, "removed": removed}

    def _scanned_clusters(self, place: Any) -> Pages:
        for following, items in self._scanned(self._names.clusters_table, HEADER, place):
            rows: dict[str, list[Row]] = {}
            for clusters in self._read(map(header_of, items)):
                if rows:
                    yield Page(place, rows)
                rows = _rows_of(clusters)
            place = following
            yield Page(place, rows)

    def _founded_clusters(self, spool: Spool, place: Any) -> Pages:
        """The clusters of articles that were listed, where they are as these founded them."""
        query = "SELECT rowid, article_id FROM articles WHERE rowid > ? ORDER BY rowid"
        for listed in chunks(spool.select(query, place or 0), PAGE):
            keys = (to_item({"article_id": name, "part": MEMBER}) for _, name in listed)
            members = map(member_of, read_batches(self._client, self._names.articles_table, keys))
            homes = {member.cluster_id for member in members if member.cluster_id is not None}
            founded = [header for header in self._headers(homes) if is_founding(header)]
            yield Page(listed[-1][0], _rows_of(one for some in self._read(founded) for one in some))

    def _changed_clusters(self, begin: datetime, place: Any) -> Pages:
        wanted = change_range(self._names, begin)
        results = self._results(wanted, "changes", place)
        for items in chunks(results, PAGE):
            headers = self._headers(item["cluster_id"]["S"] for item in items)
            gone = [(CLUSTER, one.cluster_id, one.redirect_to) for one in headers if not _stands(one)]
            rows: dict[str, list[Row]] = {}
            for clusters in self._read(headers):
                if rows:
                    yield Page(place, rows)
                rows = _rows_of(clusters)
            place = results.cursor
            yield Page(place, {**rows, "removed": gone})

    def _headers(self, cluster_ids: Iterable[str]) -> list[Header]:
        keys = [to_item({"cluster_id": name, "entry": HEADER}) for name in dict.fromkeys(cluster_ids)]
        return [header_of(one) for one in read_batches(self._client, self._names.clusters_table, keys)]

    def _read(self, headers: Iterable[Header]) -> Iterator[list[Cluster]]:
        """Clusters as they are now, not too many copies at once."""
        with ThreadPoolExecutor(THREADS) as threads:
            for some in _bounded(filter(_stands, headers)):
                found = threads.map(
                    lambda one: self._clusters.lone(one) or self._clusters.read(one.cluster_id), some
                )
                yield [one for one in found if one is not None]

    def _scanned_outcomes(self, place: Any) -> Pages:
        for following, items in self._scanned(self._names.outcomes_table, OBJECT, place):
            yield Page(following, {"outcomes": [outcome_row(_outcome(item)) for item in items]})

    def _verdicts(self, spool: Spool, begin: datetime, place: Any) -> Pages:
        """Objects by the day of their verdict, and what they held that is gone."""
        ranges = [
            (status, day)
            for day in _days(begin.date(), self._until.date() + timedelta(days=1))
            for status in (Status.REJECTED, Status.FAILED, Status.REMOVED, Status.INDEXED)
        ]
        number, cursor = place or (0, None)
        for at, (status, day) in list(enumerate(ranges))[number:]:
            wanted = verdict_range(self._names, status, None, day, newest_first=False)
            results = self._results(wanted, f"verdicts {status}", cursor if at == number else None)
            for items in chunks(results, PAGE):
                found = [item for item in items if _outcome(item).updated_at >= begin]
                yield Page((at, results.cursor), self._of_objects(spool, found))

    def _erased(self, begin: datetime, place: Any) -> Pages:
        """Articles that were erased, of which no object's outcome tells."""
        number, cursor = place or (0, None)
        days = _days(begin.date(), self._until.date() + timedelta(days=1))
        for at, day in list(enumerate(days))[number:]:
            results = self._results(
                erased_range(self._names, day), "erased", cursor if at == number else None
            )
            for items in chunks(results, PAGE):
                yield Page((at, results.cursor), self._article_rows(map(erased_article_of, items)))

    def _outcomes_of_articles(self, spool: Spool, place: Any) -> Pages:
        """The objects of articles that were read, and what they held that is gone."""
        query = "SELECT max(rowid), object FROM articles WHERE rowid > ? GROUP BY object ORDER BY max(rowid)"
        for objects in chunks(spool.select(query, place or 0), PAGE):
            keys = [to_item({"object": name, "entry": OBJECT}) for _, name in objects]
            items = read_batches(self._client, self._names.outcomes_table, keys)
            yield Page(objects[-1][0], self._of_objects(spool, items))

    def _of_objects(self, spool: Spool, items: Iterable[Item]) -> dict[str, list[Row]]:
        outcomes: list[Row] = []
        unread: list[str] = []
        for item in items:
            one = _outcome(item)
            outcomes.append(outcome_row(one))
            unread += (name for name in self._gone(one, item) if not spool.has_article(name))
        return {"outcomes": outcomes, **self._article_rows(unread)}

    def _gone(self, one: ObjectOutcome, item: Item) -> Iterator[str]:
        """The ids that an object may have held and does not hold any more."""
        # These may have been there for a moment, of the very generation that put them aside.
        if one.reason in PUT_ASIDE:
            yield article_id(one.bucket, one.key)
        if any(str(standing.verdict) in one.counts for standing in (Standing.SUPERSEDED, Standing.CANCELED)):
            told = self._outcomes.articles(one.bucket, one.key)
            yield from (article.article_id for article in told if article.reason in PUT_ASIDE)
        if one.generation == 1:
            return
        positions = from_item(item).get("by_position", one.positions)
        yield from (article_id(one.bucket, one.key, at) for at in range(max(positions, 1)))
        if "by_position" in item:
            yield from dict.fromkeys(self._held.gone(one.bucket, one.key))

    def _scanned(self, table: str, entry: str, place: Any) -> Iterator[tuple[Any, list[Item]]]:
        """The items of a table with one sort key, page by page, each with the place after it."""
        request: dict[str, Any] = {
            "TableName": table,
            "FilterExpression": "entry = :entry",
            "ExpressionAttributeValues": {":entry": {"S": entry}},
        }
        while place != "end":
            start = {"ExclusiveStartKey": place} if place else {}
            answer = self._client.scan(**request, **start)
            place = answer.get("LastEvaluatedKey", "end")
            yield place, answer["Items"]

    def _results(self, wanted: Range, question: str, cursor: str | None) -> Results[Item]:
        return Results(
            self._client, wanted, lambda item: item, question=question, cursor=cursor, page_size=LISTED
        )


def _until(listed: Iterator[Any], until: datetime, most: int) -> Iterator[Any]:
    for _ in range(most):
        one = next(listed, None)
        if one is None or one.listed_at >= until:
            return
        yield one


def _stands(header: Header) -> bool:
    return header.state not in {State.MERGED, State.ENDED}


def _bounded(headers: Iterable[Header]) -> Iterator[list[Header]]:
    some: list[Header] = []
    copies = 0
    for header in headers:
        if some and copies + header.size > COPIES_AT_ONCE:
            yield some
            some, copies = [], 0
        some.append(header)
        copies += header.size
    if some:
        yield some


def _rows_of(clusters: Iterable[Cluster]) -> dict[str, list[Row]]:
    found = list(clusters)
    return {
        "clusters": [cluster_row(one) for one in found],
        "copies": [row for one in found for row in copy_rows(one)],
    }


def _outcome(item: Item) -> ObjectOutcome:
    return record_of(ObjectOutcome, item)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
