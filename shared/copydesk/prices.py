"""List prices of us-east-1 in dollars, from the pages aws.amazon.com/SERVICE/pricing.

Nothing asks for them anew: whoever changes one changes the date.
"""

from __future__ import annotations

from datetime import date

AS_OF = date(2026, 11, 28)

MILLION = 1_000_000
HOURS = 30 * 24  # of the month that is meant here

# DynamoDB, standard class: a million units on demand; a provisioned unit for an hour.
WRITE_UNITS, READ_UNITS = 0.625, 0.125
WRITE_UNIT_HOUR, READ_UNIT_HOUR = 0.00065, 0.00013
# A million requests. Puts to the inbox are the user's own, and counted all the same.
SQS_REQUESTS, S3_GETS, S3_PUTS, LAMBDA_REQUESTS = 0.40, 0.40, 5.00, 0.20
STATE_TRANSITIONS = 25.00  # a million, of a standard state machine of Step Functions
LAMBDA_GB_SECOND = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
LOGS_GB = 0.50  # taken in
# A month: an alarm over one metric, a dashboard; what an account has free of them, and of SQS requests.
ALARM, DASHBOARD = 0.10, 3.00
FREE_REQUESTS, FREE_ALARMS, FREE_DASHBOARDS = 1_000_000, 10, 3


def write_dollars(units: float, *, use: float | None = None) -> float:
    """What write units cost.

    Args:
        units: how many.
        use: the share of provisioned units that is used, on average; None on demand.
    """
    return units * _unit(WRITE_UNITS / MILLION, WRITE_UNIT_HOUR, use)


def read_dollars(units: float, *, use: float | None = None) -> float:
    """The same of read units."""
    return units * _unit(READ_UNITS / MILLION, READ_UNIT_HOUR, use)


def _unit(on_demand: float, hour: float, use: float | None) -> float:
    return on_demand if use is None else hour / 3600 / use
