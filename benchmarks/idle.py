"""What a stack costs in a month in which nothing arrives: list prices of us-east-1, counted from template.yaml.

`make bench-cost` prints it first; by itself: `python -m benchmarks.idle`.
"""

from __future__ import annotations

from typing import Any

from local.template import load

SECONDS = 30 * 86_400
# Lambda's pollers of a queue whose mapping has a maximum concurrency, and seconds that one receive waits: AWS Lambda
# developer guide, "Using Lambda with Amazon SQS". They poll for as long as the mapping is enabled.
POLLERS = 5
LONG_POLL_SECONDS = 20
# Dollars: of a million SQS requests; of an alarm over one metric, a month; of a dashboard, a month. An account has a
# million requests, ten alarms and three dashboards free.
SQS_MILLION, ALARM, DASHBOARD = 0.40, 0.10, 3.00
FREE_REQUESTS, FREE_ALARMS, FREE_DASHBOARDS = 1_000_000, 10, 3


def items(template: dict[str, Any]) -> list[tuple[str, float, float]]:
    """What costs something: words, dollars at list prices, dollars beyond what an account has free."""
    resources = [one for one in template["Resources"].values() if one.get("Condition") is None]
    kinds = [one["Type"] for one in resources]
    queues = sum("ScalingConfig" in one.get("Properties", {}) for one in resources)
    requests = queues * POLLERS * SECONDS / LONG_POLL_SECONDS
    alarms, dashboards = kinds.count("AWS::CloudWatch::Alarm"), kinds.count("AWS::CloudWatch::Dashboard")
    return [
        (
            f"{requests / 1e6:.2f} million receives of {queues} empty queues",
            requests / 1e6 * SQS_MILLION,
            max(0.0, requests - FREE_REQUESTS) / 1e6 * SQS_MILLION,
        ),
        (f"{alarms} alarms", alarms * ALARM, max(0, alarms - FREE_ALARMS) * ALARM),
        (f"{dashboards} dashboard", dashboards * DASHBOARD, max(0, dashboards - FREE_DASHBOARDS) * DASHBOARD),
    ]


def report() -> None:
    """Print the items and their sum."""
    found = items(load())
    print("an idle stack, dollars a month, and where an account's free amounts are not used up otherwise:")
    for words, listed, beyond in found:
        print(f"  {words:48} {listed:6.2f} {beyond:6.2f}")
    print(f"  {'together, and the storage of what it holds':48} {sum(one[1] for one in found):6.2f}", end="")
    print(f" {sum(one[2] for one in found):6.2f}")


if __name__ == "__main__":
    report()
