"""The backfill function: a batch of objects that lie in a bucket in, a message for each of them out."""

from __future__ import annotations

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.pipeline import telemetry
from copydesk.pipeline.backfilling import announce, objects_in
from copydesk.pipeline.settings import BackfillSettings
from copydesk.storage.announcing import Announcer

telemetry.silence_libraries()
logger = Logger(service="backfill")
metrics = Metrics(service="backfill")  # its namespace is the stack's name, from the environment
settings = BackfillSettings.model_validate(dict(os.environ))
announcer = Announcer(boto3.client("sqs"), settings.backfill_queue_url)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - a batch is soon done
    """Announce the objects of a batch; how many. The state machine tries a batch again that fails."""
    with telemetry.quoting_nothing():
        announced = announce(objects_in(event), announcer)
    metrics.add_metric(name="objects:announced", unit=MetricUnit.Count, value=announced)
    return {"announced": announced}
