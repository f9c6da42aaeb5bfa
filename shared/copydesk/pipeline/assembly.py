"""Puts each function's parts together from its environment. Endpoints and credentials are boto3's affair."""

from __future__ import annotations

import boto3

from copydesk.clustering.clusterer import Clusterer
from copydesk.pipeline.indexing import Indexer
from copydesk.pipeline.ingesting import Ingester
from copydesk.pipeline.settings import DedupeSettings, ExtractSettings
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Inbox, Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.listings import ListingStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue


def build_ingester(settings: ExtractSettings) -> Ingester:
    """What the extract function works with."""
    s3 = boto3.client("s3")
    overflow = Overflow(s3, settings.overflow_bucket)
    return Ingester(
        Inbox(s3),
        OutcomeStore(boto3.client("dynamodb"), settings.outcomes_table),
        ArticleQueue(boto3.client("sqs"), settings.dedupe_queue_url, overflow),
        BoilerplateStore(overflow).get(settings.boilerplate_version),
    )


def build_indexer(settings: DedupeSettings) -> Indexer:
    """What the dedupe function works with."""
    dynamodb = boto3.client("dynamodb")
    overflow = Overflow(boto3.client("s3"), settings.overflow_bucket)
    clusters = DynamoClusterStore(
        dynamodb,
        articles_table=settings.articles_table,
        clusters_table=settings.clusters_table,
        index_table=settings.index_table,
    )
    return Indexer(
        ArticleStore(dynamodb, settings.articles_table, overflow),
        Clusterer(clusters),
        ListingStore(dynamodb, settings.listings_table),
        OutcomeStore(dynamodb, settings.outcomes_table),
        BoilerplateStore(overflow),
        overflow,
    )
