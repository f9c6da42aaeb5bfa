"""The dedupe function: article messages in, records and clusters out."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.pipeline.assembly import build_indexer, build_overflow
from copydesk.pipeline.settings import DedupeSettings
from copydesk.storage.queue import read_message

logger = Logger(service="dedupe")
tracer = Tracer(service="dedupe")
metrics = Metrics(service="dedupe", namespace="copydesk")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

settings = DedupeSettings.model_validate(dict(os.environ))
overflow = build_overflow(settings)
indexer = build_indexer(settings, overflow)


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Process a batch of article messages; those that fail are delivered again, the rest are done."""
    return dict(process_partial_response(event, record_handler, processor, context))


@tracer.capture_method(capture_response=False)
def record_handler(record: SQSRecord) -> None:
    """Process one article message."""
    message = read_message(record.body, overflow)
    last_try = int(record.attributes.approximate_receive_count) >= settings.max_receive_count
    effect = indexer.process(message, last_try=last_try)
    metrics.add_metric(name=effect.capitalize(), unit=MetricUnit.Count, value=1)
    logger.info(
        "article processed", correlation=message.correlation_id, article_id=message.article_id, effect=effect
    )
