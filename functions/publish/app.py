"""The publish function: changes of the tables in, events out."""

from __future__ import annotations

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from copydesk.chunks import chunks
from copydesk.formats import UnknownFormat
from copydesk.pipeline import telemetry
from copydesk.pipeline.publishing import change_of
from copydesk.pipeline.settings import PublishSettings
from copydesk.retrying import Contended
from copydesk.storage.bus import EVENTS_PER_CALL, EventBus

telemetry.silence_libraries()
logger = Logger(service="publish")
metrics = Metrics(service="publish")  # its namespace is the stack's name, from the environment

bus = EventBus(boto3.client("events"), PublishSettings.model_validate(dict(os.environ)).event_bus)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish each change in a batch of a stream; from the first that fails on, they are delivered again."""
    answer = publish_all(event["Records"])
    telemetry.tell_release(metrics, context, failed=len(answer["batchItemFailures"]), taken=1)
    return answer


def publish_all(all_records: list[dict[str, Any]]) -> dict[str, Any]:
    """Publish changes in their order; the answer names the first of the call that failed."""
    for records in chunks(all_records, EVENTS_PER_CALL):
        try:
            publish(records)
        except (Contended, ValidationError, LookupError, UnknownFormat) as error:
            return failed(records[0], error)
    return {"batchItemFailures": []}


def publish(records: list[dict[str, Any]]) -> None:
    """Publish some changes in one call."""
    changes = [change_of(record) for record in records]
    published = [(change.at, change.event) for change in changes if change.event is not None]
    bus.send(published)
    for at, event in published:
        metrics.add_metric(name=f"event:{type(event).__name__}", unit=MetricUnit.Count, value=1)
        waited = telemetry.seconds_since(at)
        metrics.add_metric(name="seconds_from_change_to_event", unit=MetricUnit.Seconds, value=waited)


def failed(record: dict[str, Any], error: Exception) -> dict[str, Any]:
    """The answer that has a record and all that follow it delivered again."""
    logger.error("changes not published; they are delivered again", **telemetry.facts(error))
    metrics.add_metric(name="batch:failed", unit=MetricUnit.Count, value=1)
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
