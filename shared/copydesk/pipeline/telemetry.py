"""What both handlers say of their work, in the same words and without a word of any article."""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    ExceptionInfo,
    FailureResponse,
    SuccessResponse,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from copydesk.formats import UnknownFormat

# Innermost frames of a failure's stack that a log line shows.
FRAMES = 8

# Characters of a field's name; ours are shorter.
NAME_LENGTH = 40

# The version of a function that nobody has published.
UNPUBLISHED = "$LATEST"


class Refused(Exception):
    """Something was not what it should be; says what and where, and quotes nothing of it."""


def silence_libraries() -> None:
    """Keep everybody's log lines but copydesk's out of the function's log.

    Lambda's runtime gives its root logger the level of the function: at DEBUG botocore would write down every
    request with its body, and parsers quote what they trip over at any level.
    """
    logging.getLogger().setLevel(logging.CRITICAL + 1)


@contextlib.contextmanager
def quoting_nothing() -> Iterator[None]:
    """Let nothing through that would quote a value: the runtime logs what a handler raises, message and all.

    Raises:
        Refused: in place of a validation error.
    """
    try:
        yield
    except ValidationError as error:
        raise Refused(str(facts(error)["detail"])) from None


class RecordProcessor(BatchProcessor):
    """Processes an SQS batch record by record; every record that fails leaves a log line and a count.

    A record that does not fail counts as a failure of zero: the metric's average is the rate of failures.

    powertools' own processor would log the exception whole: a validation error quotes what it refused, which
    may be an article's text.
    """

    def __init__(self, log: Logger, metrics: Metrics) -> None:
        super().__init__(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        self._log = log
        self._metrics = metrics

    def success_handler(self, record: Any, result: Any) -> SuccessResponse:
        """Count a record that did not fail."""
        self._metrics.add_metric(name="record:failed", unit=MetricUnit.Count, value=0)
        return super().success_handler(record, result)

    def failure_handler(self, record: Any, exception: ExceptionInfo) -> FailureResponse:
        """Log and count a record that failed, and keep it for the batch's answer."""
        error = exception[1]
        self._metrics.add_metric(name="record:failed", unit=MetricUnit.Count, value=1)
        self._log.error(
            "record failed; it is delivered again, or goes to the dead letter queue", **facts(error)
        )
        self.exceptions.append(exception)
        self.fail_messages.append(record)
        return "fail", type(error).__name__, record

    def _clean(self) -> None:
        tell_release(
            self._metrics, self.lambda_context, failed=len(self.fail_messages), taken=len(self.records)
        )
        super()._clean()  # type: ignore[no-untyped-call]


def tell_release(metrics: Metrics, context: LambdaContext, *, failed: int, taken: int) -> None:
    """Count the failed share of a batch by the function's version; alarms on it take a bad release back.

    Where no versions are published there is nothing to go back to, and nothing is counted.
    """
    if context.function_version == UNPUBLISHED or not taken:
        return
    with single_metric(name="release:failed", unit=MetricUnit.NoUnit, value=failed / taken) as metric:
        metric.add_dimension(name="service", value=metrics.service)
        metric.add_dimension(name="version", value=context.function_version)


def begin(record: SQSRecord, log: Logger, metrics: Metrics, *, max_receive_count: int) -> bool:
    """Make a record's log lines tell which message they are about, and count redeliveries.

    Returns:
        Whether this is the message's last try.
    """
    receives = int(record.attributes.approximate_receive_count)
    log.remove_keys(["correlation_id", "generation"])  # of the batch's previous record
    log.append_keys(message_id=record.message_id, receive_count=receives)
    if receives > 1:
        metrics.add_metric(name="record:retried", unit=MetricUnit.Count, value=1)
    return receives >= max_receive_count


def seconds_since(moment: datetime) -> float:
    """Seconds from a moment, as another machine's clock told it, until now; never negative."""
    return max(0.0, (datetime.now(UTC) - moment).total_seconds())


def sent_at(record: SQSRecord) -> datetime:
    """When a message was sent to its queue."""
    return datetime.fromtimestamp(int(record.attributes.sent_timestamp) / 1000, UTC)


def facts(error: BaseException | None) -> dict[str, Any]:
    """What may be logged of an exception: its type, where it was raised, and what quotes no input."""
    known: dict[str, Any] = {"error": type(error).__name__}
    if error is None:
        return known
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    known["stack"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    if isinstance(error, ClientError):
        known["detail"] = {"operation": error.operation_name, **error.response.get("Error", {})}
    elif isinstance(error, BotoCoreError | UnknownFormat):
        known["detail"] = str(error)
    elif isinstance(error, ValidationError):
        shown = error.errors(include_url=False, include_context=False, include_input=False)
        known["detail"] = [{"type": one["type"], "at": [_name(part) for part in one["loc"]]} for one in shown]
    return known


def _name(part: int | str) -> int | str:
    """A part of a place in a record: a number or a field's name. What else stands for a name may be text."""
    return part if isinstance(part, int) or (part.isidentifier() and len(part) <= NAME_LENGTH) else "?"
