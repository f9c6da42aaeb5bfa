"""Units, requests and processor time to the dollars of a million articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.capacity import USE
from benchmarks.metering import Units
from copydesk.prices import (
    AS_OF,
    LAMBDA_GB_SECOND,
    LAMBDA_REQUESTS,
    LOGS_GB,
    MILLION,
    S3_GETS,
    S3_PUTS,
    SQS_REQUESTS,
    read_dollars,
    write_dollars,
)
from copydesk.replaying.cost import ROUND_TRIP_MS, slowness
from local.template import load

EXTRACT_CALLS = 5  # of the extract function, for an object of one article
# Bytes logged for an article: 1,180 of both functions' own in full batches, measured on 28 November 2026, and its share
# of the 900 that Lambda adds to each invocation.
LOGGED = 1_180 + 900 * (1 / 5 + 1 / 10)


class Work(NamedTuple):
    """What an article keeps the functions busy with."""

    dedupe_ms: float
    """Of a whole processor."""
    dedupe_waits: float
    """Calls of AWS, one after the other."""
    extract_ms: float


def report(kinds: Mapping[str, Units], work: Work) -> None:
    """Print what a million articles cost.

    Args:
        kinds: DynamoDB's units of one article, by the kind of article.
        work: of one.
    """
    template = load()
    others = beside_dynamodb(template, work)
    print(
        f"\nprocessor time: dedupe {work.dedupe_ms:.0f} ms, extract {work.extract_ms:.0f} ms (this machine's processor)"
    )
    print(f"dollars of a million articles at the list prices of {AS_OF:%-d %B %Y}:")
    for mode, use in (("on demand", None), (f"provisioned, {USE:.0%} used", USE)):
        for kind, units in kinds.items():
            parts = {
                "DynamoDB writes": write_dollars(units.write * MILLION, use=use),
                "DynamoDB reads": read_dollars(units.read * MILLION, use=use),
                **others,
            }
            listed = ", ".join(f"{name} {one:.2f}" for name, one in parts.items())
            print(f"  {mode}, {kind}: ${sum(parts.values()):.2f} ({listed})")


def beside_dynamodb(template: Mapping[str, Any], work: Work) -> dict[str, float]:
    """What a million articles, each an object of its own, cost beside DynamoDB, by service."""
    parameters = {name: one["Default"] for name, one in template["Parameters"].items()}
    batches = [
        template["Resources"][f"{title}Function{title}Queue"]["Properties"]["BatchSize"]
        for title in ("Extract", "Dedupe")
    ]
    price = LAMBDA_GB_SECOND[parameters["Architecture"]]
    seconds = _gb_seconds(work.dedupe_ms, work.dedupe_waits, int(parameters["DedupeMemory"]))
    seconds += _gb_seconds(work.extract_ms, EXTRACT_CALLS, int(parameters["ExtractMemory"]))
    invocations = sum(1 / size for size in batches)
    # Of each of the two messages: sent alone, received and deleted with the rest of its batch.
    requests = sum(1 + 2 / size for size in batches)
    return {
        "Lambda": seconds * price * MILLION + invocations * LAMBDA_REQUESTS,
        "SQS": requests * SQS_REQUESTS,
        "logs": LOGGED * MILLION / 1e9 * LOGS_GB,
        "reading the objects": S3_GETS,
        "your putting them": S3_PUTS,
    }


def _gb_seconds(processor_ms: float, calls: float, megabytes: int) -> float:
    milliseconds = processor_ms * slowness(megabytes) + ROUND_TRIP_MS * calls
    return milliseconds / 1000 * megabytes / 1024
