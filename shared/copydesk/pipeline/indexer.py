"""Puts the dedupe function's parts together from its environment. Endpoints and credentials are boto3's affair."""

from __future__ import annotations

import boto3

from copydesk.clustering.clusterer import Clusterer
from copydesk.pipeline.indexing import Indexer
from copydesk.pipeline.settings import DedupeSettings
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.listings import ListingStore
from copydesk.storage.outcomes import OutcomeStore


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
