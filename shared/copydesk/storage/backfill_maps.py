"""The state machine that drives backfills: its executions, and how far their map runs are."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from copydesk.storage.backfill_runs import BackfillRun

# States of a map run's items, of those that Step Functions counts.
ITEM_STATES = ("total", "pending", "running", "succeeded", "failed", "timedOut", "aborted")


class MapRun(NamedTuple):
    """How far the batches of an execution are."""

    arn: str
    items: dict[str, int]
    """Objects, or rows of an inventory, by the state of their batch."""


class BackfillMachine:
    """Starts and follows executions.

    Args:
        client: may do so.
        arn: of the state machine.
    """

    def __init__(self, client: Any, arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, run: BackfillRun) -> BackfillRun:
        """Start a backfill; the run with its execution."""
        source = run.source
        wanted: dict[str, object] = {"bucket": source.bucket, "prefix": source.prefix, "results": run.results}
        if source.inventory is not None:
            wanted["inventory"] = source.inventory.model_dump()
        answer = self._client.start_execution(
            stateMachineArn=self._arn, name=run.run_id, input=json.dumps(wanted)
        )
        return run.model_copy(update={"execution": answer["executionArn"]})

    def status(self, execution: str) -> str:
        """Of an execution: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED, with the reason where it gives one."""
        answer = self._client.describe_execution(executionArn=execution)
        return ": ".join(filter(None, (answer["status"], answer.get("error"), answer.get("cause"))))

    def is_running(self, execution: str) -> bool:
        """Whether an execution is under way."""
        return self.status(execution) == "RUNNING"

    def map_run(self, execution: str) -> MapRun | None:
        """How far the batches of an execution are; None before there are any."""
        runs = self._client.list_map_runs(executionArn=execution).get("mapRuns")
        if not runs:
            return None
        found = self._client.describe_map_run(mapRunArn=runs[0]["mapRunArn"])
        counts = dict(found["itemCounts"])
        return MapRun(found["mapRunArn"], {state: int(counts.get(state, 0)) for state in ITEM_STATES})

    def redrive(self, execution: str) -> None:
        """Have the batches tried again that failed; Step Functions keeps an execution for it for 14 days."""
        self._client.redrive_execution(executionArn=execution)
