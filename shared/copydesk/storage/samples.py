"""The latest articles of the publishers that are at work: Queries of the listings, no Scan, so many and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from copydesk.article import Article
from copydesk.facets import Facet
from copydesk.storage.articles import ArticleStore
from copydesk.storage.items import record_of, to_item
from copydesk.storage.listings import facet_partitions, ingested_partitions
from copydesk.summary import MAX_NAME, ArticleSummary

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Articles that came in last, by which it is told which publishers are at work.
RECENT = 4_000
# Publishers of which articles are read, those with most of the recent ones first, and articles of each. Passages need
# three unlike stories; those of a form that is filled in each day need four days.
PUBLISHERS = 300
ARTICLES_EACH = 40


class LatestArticles:
    """Reads a sample that is bounded however large the stack is."""

    def __init__(self, client: DynamoDBClient, listings_table: str, articles: ArticleStore) -> None:
        self._client = client
        self._table = listings_table
        self._articles = articles

    def read(self) -> Iterator[Article]:
        """The sample: the latest articles of each publisher, and the recent ones whose publisher is unknown.

        Raises:
            copydesk.retrying.Contended: the table was too busy for too long.
        """
        recent = list(self._recent())
        names = Counter(name for one in recent if (name := _publisher(one)))
        chosen = {one.article_id: None for one in recent if one.publisher is None}
        for name, _ in islice(sorted(names.items(), key=lambda item: (-item[1], item[0])), PUBLISHERS):
            (partition,) = facet_partitions(Facet.PUBLISHER, name)
            chosen |= dict.fromkeys(one.article_id for one in self._newest(partition, ARTICLES_EACH))
        for stored in self._articles.read(chosen):
            if stored.article is not None and not stored.text_is_missing:
                yield stored.article

    def _recent(self) -> Iterator[ArticleSummary]:
        partitions = ingested_partitions()
        for partition in partitions:
            yield from self._newest(partition, RECENT // len(partitions))

    def _newest(self, partition: str, most: int) -> Iterator[ArticleSummary]:
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "listing = :listing",
            "ExpressionAttributeValues": to_item({":listing": partition}),
            "ScanIndexForward": False,
        }
        left = most
        while left:
            answer = self._client.query(**request, Limit=left)
            yield from (record_of(ArticleSummary, _summary(item)) for item in answer["Items"])
            left -= len(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _summary(item: Any) -> Any:
    return {name: value for name, value in item.items() if name in ArticleSummary.model_fields}


def _publisher(one: ArticleSummary) -> str | None:
    """What a publisher is listed by; None of a name that the summary cuts."""
    label = one.publisher.label if one.publisher else None
    return label if label and len(label) < MAX_NAME else None
