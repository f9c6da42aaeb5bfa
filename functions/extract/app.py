"""The extract function: storage events in, article messages out."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.message import Continuation, Rereading
from copydesk.outcome import object_uri
from copydesk.pipeline import telemetry
from copydesk.pipeline.events import ObjectName, changed_objects
from copydesk.pipeline.extract_stage import ExtractStage
from copydesk.pipeline.failing import telling_why
from copydesk.pipeline.settings import ExtractSettings
from copydesk.storage.queue import continuation_in, rereading_in

telemetry.silence_libraries()
logger = Logger(service="extract")
metrics = Metrics(service="extract")  # its namespace is the stack's name, from the environment
processor = telemetry.RecordProcessor(logger, metrics)
settings = ExtractSettings.model_validate(dict(os.environ))
stage = ExtractStage.from_settings(settings)
backfill_stage = (
    ExtractStage.from_settings(settings, backfills=True) if settings.backfill_queue_url else stage
)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Reconcile every key that the event names: a batch of queue records, or one storage event."""
    if any(record.get("eventSource") == "aws:sqs" for record in event.get("Records", [])):
        return dict(process_partial_response(event, record_handler, processor, context))
    with telemetry.quoting_nothing():
        for name in changed_objects(event):
            reconcile(name, context, stage, last_try=False)
    return {}


def record_handler(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Reconcile every key that one queue record names."""
    last_try = telemetry.begin(record, logger, metrics, max_receive_count=settings.max_receive_count)
    taken_by = backfill_stage if settings.is_backfill(record.event_source_arn) else stage
    if (at := continuation_in(record.body)) is not None:
        go_on(at, lambda_context, taken_by, last_try=last_try)
        return
    if (request := rereading_in(record.body)) is not None:
        repeated = int(record.attributes.approximate_receive_count) > 1
        reread(request, lambda_context, taken_by, last_try=last_try, repeated=repeated)
        return
    for name in changed_objects(record.body):
        reconcile(name, lambda_context, taken_by, last_try=last_try)
        if taken_by is not stage:
            continue  # a backfill waits for as long as it is large: no latency
        waited = telemetry.seconds_since(telemetry.sent_at(record))
        metrics.add_metric(name="seconds_from_event_to_extract", unit=MetricUnit.Seconds, value=waited)


def reconcile(name: ObjectName, context: LambdaContext, taken_by: ExtractStage, *, last_try: bool) -> None:
    """Bring one key up to date, and say so."""
    if not settings.reads(*name):
        return
    logger.set_correlation_id(object_uri(*name))  # one id from object to record
    seconds_left = context.get_remaining_time_in_millis() / 1000
    with telling_why(taken_by.outcomes, *name, last_try=last_try):
        verdict = taken_by.reconcile(name, seconds=seconds_left, last_try=last_try)
    if verdict is None:
        logger.info("nothing to do")
        return
    metrics.add_metric(name=f"object:{verdict}", unit=MetricUnit.Count, value=1)
    logger.info("object extracted", outcome=str(verdict))


def reread(
    request: Rereading, context: LambdaContext, taken_by: ExtractStage, *, last_try: bool, repeated: bool
) -> None:
    """Read one key again on somebody's word, and say so."""
    name = ObjectName(request.bucket, request.key)
    if not settings.reads(*name):
        return
    logger.set_correlation_id(object_uri(*name))
    seconds_left = context.get_remaining_time_in_millis() / 1000
    with telling_why(taken_by.outcomes, *name, last_try=last_try):
        verdict = taken_by.reread(
            name, seconds=seconds_left, last_try=last_try, after=request.after, repeated=repeated
        )
    logger.info("object read again", outcome=str(verdict or "nothing to do"))


def go_on(at: Continuation, context: LambdaContext, taken_by: ExtractStage, *, last_try: bool) -> None:
    """Read more of an object that an earlier invocation did not read to its end, and say so."""
    logger.set_correlation_id(object_uri(at.object.bucket, at.object.key))
    seconds_left = context.get_remaining_time_in_millis() / 1000
    with telling_why(taken_by.outcomes, at.object.bucket, at.object.key, last_try=last_try):
        verdict = taken_by.go_on(at, seconds=seconds_left, last_try=last_try)
    logger.info("object gone on with", position=at.first, outcome=str(verdict or "superseded"))
