"""Puts the extract function's parts together from its environment. Endpoints and credentials are boto3's affair."""

from __future__ import annotations

import boto3

from copydesk.pipeline.ingesting import Ingester
from copydesk.pipeline.settings import ExtractSettings
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Inbox, Overflow
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
