"""What a replay takes of time and money, by what its objects were found to take."""

from __future__ import annotations

from typing import NamedTuple

from copydesk.prices import (
    LAMBDA_GB_SECOND,
    LAMBDA_REQUESTS,
    MILLION,
    S3_GETS,
    SQS_REQUESTS,
    read_dollars,
    write_dollars,
)
from copydesk.replaying.plan import ObjectPlan
from copydesk.replaying.stack import Sizes
from copydesk.storage.queue import MESSAGES_PER_CALL

ROUND_TRIP_MS = 5.0  # milliseconds of waiting for one call of AWS, an assumption
MB_PER_PROCESSOR = 1769  # of a function's memory, for one whole processor: the Lambda developer guide
# Messages of a batch of each function, as the template has them.
EXTRACT_BATCH, DEDUPE_BATCH = 5, 10
# Requests of S3 for an object: what it is now, itself, and once more where it is claimed.
S3_LOOKS = 3
# Calls of AWS that the extract function makes for an object, of all that its articles take.
EXTRACT_CALLS = 6


class Work(NamedTuple):
    """What one object takes of the functions, in seconds of one of each."""

    extract: float
    dedupe: float


def work(plan: ObjectPlan, sizes: Sizes) -> Work:
    """How long the two functions are at an object, at the speed of the processor that planned it."""
    waits = ROUND_TRIP_MS / 1000
    calls = min(plan.calls, EXTRACT_CALLS)
    return Work(
        plan.extract_seconds * slowness(sizes.extract_memory) + calls * waits,
        plan.dedupe_seconds * slowness(sizes.dedupe_memory) + (plan.calls - calls) * waits,
    )


def slowness(megabytes: int) -> float:
    """How much longer a function with so much memory takes than a whole processor."""
    return max(1.0, MB_PER_PROCESSOR / megabytes)


def seconds(plan: ObjectPlan, sizes: Sizes) -> float:
    """How much later a replay ends for an object, where as many functions are at work as may be."""
    both = work(plan, sizes)
    return max(
        both.extract / sizes.extract_maximum_concurrency, both.dedupe / sizes.dedupe_maximum_concurrency
    )


def dollars(plan: ObjectPlan, sizes: Sizes) -> float:
    """What an object costs, on demand, at the list prices of `copydesk.prices`.

    Not in it: logs, and events, where anybody listens to them.
    """
    if not plan.is_due:
        return 0.0
    both = work(plan, sizes)
    gb_seconds = (both.extract * sizes.extract_memory + both.dedupe * sizes.dedupe_memory) / 1024
    invocations = 1 / EXTRACT_BATCH + plan.messages / DEDUPE_BATCH
    # Each message is sent, received and deleted with others of its batch.
    requests = (
        1 / MESSAGES_PER_CALL + 2 / EXTRACT_BATCH + plan.messages * (1 / MESSAGES_PER_CALL + 2 / DEDUPE_BATCH)
    )
    return (
        write_dollars(plan.write_units)
        + read_dollars(plan.read_units)
        + gb_seconds * LAMBDA_GB_SECOND[sizes.architecture]
        + (invocations * LAMBDA_REQUESTS + requests * SQS_REQUESTS + S3_LOOKS * S3_GETS) / MILLION
    )
