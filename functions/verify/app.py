"""The verify function: on a schedule, what arrivals left out is completed, and headers and links are repaired."""

from __future__ import annotations

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.pipeline import telemetry
from copydesk.pipeline.settings import VerifySettings
from copydesk.pipeline.verify_run import VerifyRun

telemetry.silence_libraries()
logger = Logger(service="verify")
metrics = Metrics(service="verify")  # its namespace is the stack's name, from the environment
verifying = VerifyRun.from_settings(VerifySettings.model_validate(dict(os.environ)))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - a schedule says nothing
    """Verify for as long as there is time, whatever the event says; what came of it."""
    with telemetry.quoting_nothing():
        verified = verifying.run(lambda: context.get_remaining_time_in_millis() / 1000)
    answer = verified._asdict()
    for name in ("headers_repaired", "links_mended", "articles_verified", "merges", "left", "finished"):
        metrics.add_metric(name=f"verify:{name}", unit=MetricUnit.Count, value=int(answer[name]))
    logger.info("verified", **answer)
    return answer
