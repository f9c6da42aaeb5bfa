"""What a stack costs in a month in which nothing arrives: list prices of us-east-1, counted from template.yaml.

`make bench-cost` prints it first; by itself: `python -m benchmarks.idle`.
"""

from __future__ import annotations

from typing import Any

from benchmarks import capacity
from copydesk.prices import (
    ALARM,
    AS_OF,
    DASHBOARD,
    FREE_ALARMS,
    FREE_DASHBOARDS,
    FREE_REQUESTS,
    MILLION,
    SQS_REQUESTS,
)
from local.template import load

SECONDS = 30 * 86_400
# Lambda's pollers of a queue whose mapping has a maximum concurrency, and seconds that one receive waits: AWS Lambda
# developer guide, "Using Lambda with Amazon SQS". They poll for as long as the mapping is enabled.
POLLERS = 5
LONG_POLL_SECONDS = 20


def items(template: dict[str, Any]) -> list[tuple[str, float, float]]:
    """What costs something: words, dollars at list prices, dollars beyond what an account has free."""
    resources = [one for one in template["Resources"].values() if one.get("Condition") is None]
    kinds = [one["Type"] for one in resources]
    queues = sum("ScalingConfig" in one.get("Properties", {}) for one in resources)
    requests = queues * POLLERS * SECONDS / LONG_POLL_SECONDS
    alarms, dashboards = kinds.count("AWS::CloudWatch::Alarm"), kinds.count("AWS::CloudWatch::Dashboard")
    return [
        (
            f"{requests / MILLION:.2f} million receives of {queues} empty queues",
            requests / MILLION * SQS_REQUESTS,
            max(0.0, requests - FREE_REQUESTS) / MILLION * SQS_REQUESTS,
        ),
        (f"{alarms} alarms", alarms * ALARM, max(0, alarms - FREE_ALARMS) * ALARM),
        (f"{dashboards} dashboard", dashboards * DASHBOARD, max(0, dashboards - FREE_DASHBOARDS) * DASHBOARD),
    ]


def report() -> None:
    """Print the items and their sum."""
    found = items(load())
    print(
        f"an idle stack, dollars a month at the list prices of {AS_OF:%-d %B %Y}, and where an account's free amounts"
    )
    print("are not used up otherwise:")
    for words, listed, beyond in found:
        print(f"  {words:48} {listed:6.2f} {beyond:6.2f}")
    print(f"  {'together, and the storage of what it holds':48} {sum(one[1] for one in found):6.2f}", end="")
    print(f" {sum(one[2] for one in found):6.2f}")
    least = load()["Parameters"]["ProvisionedLeast"]["Default"]
    units, alarms = capacity.month(least)
    print(
        f"  with BillingMode=PROVISIONED and capacity for {least} articles an hour, {units:.2f} more, and {alarms:.2f}"
    )
    print("  for the alarms that scaling makes")


if __name__ == "__main__":
    report()
