"""All places of one stack where something of an article may lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

import boto3

from copydesk.client.names import CONFIG, StackNames
from copydesk.clustering.deciding import Decider
from copydesk.matching.settings import USUAL
from copydesk.pipeline.filing import Filing
from copydesk.storage.articles import ArticleStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.erasable import ErasableBucket, ErasableClusterStore, ErasableOutcomes
from copydesk.storage.erasures import ErasureStore
from copydesk.storage.filings import FilingStore
from copydesk.storage.listings import ListingStore
from copydesk.storage.match_settings import MatchSettingsStore
from copydesk.storage.queue import ReadingQueue
from copydesk.storage.queue_search import QueueSearch
from copydesk.storage.refusals import RefusalStore

# A queue that is asked for so long looks at all of its servers.
WAIT_SECONDS = 1


class ErasingNames(StackNames):
    """The names of a stack's resources, with those that applications have no use for."""

    index_table: str
    # Where these are given by the environment, they may be left out; then no queue is looked through.
    extract_queue_url: str = ""
    extract_dead_letter_queue_url: str = ""
    dedupe_queue_url: str = ""
    dedupe_dead_letter_queue_url: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a stack keeps what nobody can edit: the template's parameters, and AWS's own limits."""

    recovery: timedelta = timedelta(days=35)
    """Point-in-time backups of the tables: DynamoDB's longest, the parameter RecoveryDays."""
    logs: timedelta = timedelta(days=30)
    """The parameter LogRetentionDays."""
    tombstones: timedelta | None = None
    """The parameter TombstoneDays; None keeps them."""
    streams: timedelta = timedelta(hours=24)
    """DynamoDB's, of every stream."""
    traces: timedelta = timedelta(days=30)
    """X-Ray's, of every trace."""
    backfills: timedelta = timedelta(days=30)
    """The overflow bucket's rule for what backfills leave; a message in their queue ends before."""


@dataclass(frozen=True)
class Places:
    """The stores, buckets and queues of a stack."""

    articles: ArticleStore
    clusterer: Decider
    clusters: ErasableClusterStore
    listings: ListingStore
    outcomes: ErasableOutcomes
    refusals: RefusalStore
    erasures: ErasureStore
    filing: Filing
    """What it takes an article from under, older versions are read again for, where the queue is known."""
    overflow: ErasableBucket
    texts: Overflow
    inbox: ErasableBucket
    queues: dict[str, QueueSearch] = field(default_factory=dict)
    """By name: `extract`, `dedupe`, and those of dead letters."""

    @classmethod
    def of_stack(cls, names: ErasingNames, *, wait_seconds: int | None = None) -> Self:
        """Those of a stack.

        Args:
            names: of its resources.
            wait_seconds: how long a look at a queue waits for messages to come; `WAIT_SECONDS` unless given.
        """
        wait_seconds = WAIT_SECONDS if wait_seconds is None else wait_seconds
        dynamodb, s3 = boto3.client("dynamodb", config=CONFIG), boto3.client("s3", config=CONFIG)
        sqs = boto3.client("sqs", config=CONFIG)
        settings = MatchSettingsStore(
            dynamodb, articles_table=names.articles_table, listings_table=names.listings_table
        )
        clusters = ErasableClusterStore(
            dynamodb,
            articles_table=names.articles_table,
            clusters_table=names.clusters_table,
            index_table=names.index_table,
            settings=lambda: kept.in_force if (kept := settings.get()) else USUAL,
        )
        texts = Overflow(s3, names.overflow_bucket)
        urls = {
            "extract": names.extract_queue_url,
            "dedupe": names.dedupe_queue_url,
            "extract dead letters": names.extract_dead_letter_queue_url,
            "dedupe dead letters": names.dedupe_dead_letter_queue_url,
        }
        return cls(
            articles=ArticleStore(dynamodb, names.articles_table, texts),
            clusterer=Decider(clusters),
            clusters=clusters,
            listings=ListingStore(dynamodb, names.listings_table),
            outcomes=ErasableOutcomes(dynamodb, names.outcomes_table),
            refusals=RefusalStore(dynamodb, names.outcomes_table),
            erasures=ErasureStore(dynamodb, names.outcomes_table),
            filing=Filing(
                FilingStore(dynamodb, names.outcomes_table),
                ReadingQueue(sqs, names.extract_queue_url).read_again
                if names.extract_queue_url
                else lambda *_: None,
            ),
            overflow=ErasableBucket(s3, names.overflow_bucket),
            texts=texts,
            inbox=ErasableBucket(s3, names.inbox_bucket),
            queues={
                name: QueueSearch(sqs, url, wait_seconds=wait_seconds) for name, url in urls.items() if url
            },
        )

    def inbox_of(self, bucket: str) -> ErasableBucket:
        """A bucket that objects were read from: the inbox, or one that was before."""
        return self.inbox if bucket == self.inbox.bucket else self.inbox.other(bucket)
