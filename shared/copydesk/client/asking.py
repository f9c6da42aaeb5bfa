"""What every question needs: the stack's names, clients and readers, and how answers of many records are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

import boto3

from copydesk.client.clusters import ClusterReader
from copydesk.client.errors import NotFound
from copydesk.client.failures import plain_errors
from copydesk.client.links import LinkReader
from copydesk.client.lists import facet_range
from copydesk.client.names import CONFIG, DEFAULT_STACK, StackNames
from copydesk.client.results import Keep, Range, Results
from copydesk.facets import Facet
from copydesk.owners import Owners
from copydesk.storage.articles import ArticleStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.filings import FilingStore
from copydesk.storage.items import Item, record_of
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.refusals import RefusalStore
from copydesk.summary import ArticleSummary

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Answer = TypeVar("Answer")

# Items read by one Query. A listing's item has about 0.7 KB: such a page costs some ten read units.
PAGE_SIZE = 50

# Bytes: S3's limit on keys, and more than any id has.
MAX_KEY_BYTES = 1024


class Asking:
    """A stack that can be asked."""

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
        self._filings = FilingStore(self._dynamodb, self.names.outcomes_table)
        self._refusals = RefusalStore(self._dynamodb, self.names.outcomes_table)
        self._clusters = ClusterReader(self._dynamodb, self.names.clusters_table, owners)
        self._links = LinkReader(self._dynamodb, self.names)
        self._page_size = page_size
        self._owners = owners

    def _listed(
        self,
        facet: Facet,
        value: str,
        reach: tuple[str, str],
        *,
        newest_first: bool,
        cursor: str | None,
        question: str,
        keep: Keep | None = None,
    ) -> Results[ArticleSummary]:
        wanted = facet_range(self.names, facet, value, reach, newest_first=newest_first)
        named = f"{question} {reach[0]} {reach[1]}"
        return self._results(wanted, lambda item: record_of(ArticleSummary, item), named, cursor, keep=keep)

    def _results(
        self,
        wanted: Range,
        read: Callable[[Item], Answer],
        question: str,
        cursor: str | None,
        start: str = "",
        keep: Keep | None = None,
    ) -> Results[Answer]:
        return Results(
            self._dynamodb,
            wanted,
            read,
            question=question,
            cursor=cursor,
            page_size=self._page_size,
            start=start,
            keep=keep,
        )

    def _asking(self, table: str, bucket: str | None = None) -> AbstractContextManager[None]:
        looked_for = f"the table {table!r}" + (f" or the bucket {bucket!r}" if bucket else "")
        return plain_errors(looked_for, self._dynamodb)


def key_of(name: str) -> str:
    """A name that DynamoDB takes for a key; there is nothing of any other, and it would refuse to look."""
    if not 0 < len(name.encode("utf-8", "surrogatepass")) <= MAX_KEY_BYTES:
        raise NotFound(f"nothing can have the name {name[:40]!r}")
    return name
