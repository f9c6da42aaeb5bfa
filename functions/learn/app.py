"""The learn function: on a schedule, what publishers repeat is learned from their latest articles."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.pipeline import telemetry
from copydesk.pipeline.learn_stage import LearnStage
from copydesk.pipeline.settings import LearnSettings

telemetry.silence_libraries()
logger = Logger(service="learn")
metrics = Metrics(service="learn")  # its namespace is the stack's name, from the environment
stage = LearnStage.from_settings(LearnSettings.model_validate(dict(os.environ)))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - a schedule says nothing
    """Learn, whatever the event says; what came of it."""
    with telemetry.quoting_nothing():
        learned = stage.run()
    metrics.add_metric(name="learn:held_back", unit=MetricUnit.Count, value=int(learned.held_back))
    metrics.add_metric(name="learn:new_version", unit=MetricUnit.Count, value=int(learned.is_new))
    metrics.add_metric(name="learn:share", unit=MetricUnit.Percent, value=100 * learned.share)
    answer = learned._asdict()
    logger.info("learned", **answer)
    return answer
