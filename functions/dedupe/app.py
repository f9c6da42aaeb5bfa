"""The dedupe function: article messages in, records and clusters out."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.message import ArticleMessage
from copydesk.outcome import object_uri
from copydesk.pipeline import telemetry
from copydesk.pipeline.dedupe_stage import DedupeStage
from copydesk.pipeline.failing import telling_why
from copydesk.pipeline.settings import DedupeSettings
from copydesk.storage.messages import article_message_from
from copydesk.storage.queue import BACKFILL

telemetry.silence_libraries()
logger = Logger(service="dedupe")
metrics = Metrics(service="dedupe")  # its namespace is the stack's name, from the environment
processor = telemetry.RecordProcessor(logger, metrics)

settings = DedupeSettings.model_validate(dict(os.environ))
stage = DedupeStage.from_settings(settings)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Dedupe a batch of article messages; those that fail are delivered again, the rest are done."""
    return dict(process_partial_response(event, record_handler, processor, context))


def record_handler(record: SQSRecord) -> None:
    """Dedupe one article message."""
    last_try = telemetry.begin(record, logger, metrics, max_receive_count=settings.max_receive_count)
    message = article_message_from(record.body)
    logger.set_correlation_id(object_uri(message.bucket, message.key))
    logger.append_keys(generation=message.generation)
    dedupe(message, last_try=last_try, is_new=record.attributes.message_group_id != BACKFILL)


def dedupe(message: ArticleMessage, *, last_try: bool, is_new: bool) -> None:
    """Bring one article position to what its message says, and say so; how late, where its object has just come."""
    with telling_why(stage.outcomes, message.bucket, message.key, last_try=last_try):
        deduped = stage.dedupe(message, last_try=last_try)
    counts = {
        f"article:{deduped.effect}": 1,
        "matches": deduped.matches,
        "merges": deduped.merges,
        "candidates_cut": int(deduped.candidates_cut),
    }
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    if message.object is not None and is_new and not message.rereading:
        seconds = telemetry.seconds_since(message.object.uploaded_at)
        metrics.add_metric(name="seconds_from_upload_to_record", unit=MetricUnit.Seconds, value=seconds)
    logger.info(
        "article deduped",
        article_id=message.article_id,
        position=message.position,
        effect=deduped.effect,
        matches=deduped.matches,
        merges=deduped.merges,
    )
