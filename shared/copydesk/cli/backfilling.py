"""What `copydesk backfill` does to a stack, and what it prints."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import boto3
import typer

from copydesk.cli.tables import show_fields, show_json, show_rows
from copydesk.cli.terminal import put, say
from copydesk.client.names import CONFIG, stack_outputs, stack_parameters
from copydesk.outcome import ObjectOutcome
from copydesk.pipeline.backfill_tally import Tally, tally
from copydesk.pipeline.backfilling import drive
from copydesk.replaying.stack import Sizes
from copydesk.storage.announcing import Announcer
from copydesk.storage.backfill_maps import BackfillMachine, MapRun
from copydesk.storage.backfill_runs import BackfillRun, BackfillRuns
from copydesk.storage.backfill_sources import Source, check_inventory, objects_of
from copydesk.storage.buckets import Overflow
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import waiting_in

# Outputs of every stack; of one with Backfill=true; of one with a BackfillBucket.
INBOX, OVERFLOW, OUTCOMES, QUEUE = (
    "InboxBucketName",
    "OverflowBucketName",
    "OutcomesTableName",
    "ExtractQueueUrl",
)
OWN_QUEUE, MACHINE, FUNCTIONS = "BackfillQueueUrl", "BackfillMachineArn", "BackfillFunctions"
BUCKET = "BackfillBucketName"

# Messages that may wait where backfills have no queue of their own, so that uploads wait behind few; seconds until a
# look again.
AHEAD = 200
LOOK_SECONDS = 2.0

FAILED_COLUMNS = {"object": lambda one: one.key, "why": lambda one: one.error or "see the function's log"}


class Backfills:
    """The backfills of a stack.

    Args:
        stack: its name.
        as_json: whether to print for programs.
    """

    def __init__(self, stack: str, *, as_json: bool) -> None:
        self._stack = stack
        self._outputs = stack_outputs(stack, INBOX, QUEUE)
        self._as_json = as_json
        self.s3: Any = boto3.client("s3", config=CONFIG)
        self._sqs: Any = boto3.client("sqs", config=CONFIG)
        self.inbox = self._outputs[INBOX]
        self._queue = self._outputs.get(OWN_QUEUE, self._outputs[QUEUE])
        self.announcer = Announcer(self._sqs, self._queue)

    def plan(self, source: Source) -> None:
        """Count a source, and print what to read it takes."""
        self._check(source)
        found = self._tally(source)
        sizes = Sizes.of(self._parameters)
        reading = int(self._outputs.get(FUNCTIONS, sizes.extract_maximum_concurrency))
        self._show(
            {
                "bucket": source.bucket,
                "objects": found.objects,
                "to read": found.to_read,
                "bytes": found.size,
                "formats": dict(found.formats.most_common()),
                "outcomes": dict(found.outcomes.most_common()),
                "minutes": round(found.minutes(reading, sizes.dedupe_maximum_concurrency), 1),
                "dollars": round(found.dollars, 2),
                "driven by": "the state machine" if MACHINE in self._outputs else "this command",
            }
        )

    def commit(self, source: Source) -> None:
        """Start the state machine and print its execution, or drive the backfill."""
        self._check(source)
        latest = self._runs.latest()
        machine = self._machine
        if latest and latest.execution and machine and machine.is_running(latest.execution):
            raise typer.BadParameter(f"{latest.execution} is under way: copydesk backfill status")
        fresh = BackfillRun(
            run_id=f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}", source=source, started_at=datetime.now(UTC)
        )
        if machine is not None:
            run = machine.start(fresh)
            self._runs.put(run)
            put(str(run.execution))
            return
        goes_on = (
            latest is not None and latest.source == source and not (latest.is_complete or latest.execution)
        )
        self._drive(latest if latest is not None and goes_on else fresh)

    def status(self) -> None:
        """Print how far the latest backfill is, and what became of its objects."""
        run = self._latest()
        shown: dict[str, Any] = {
            "backfill": run.run_id,
            "of": f"s3://{run.source.bucket}/{run.source.prefix}",
            **({"inventory": run.source.inventory.address} if run.source.inventory else {}),
            "began": run.started_at.isoformat(timespec="seconds"),
        }
        if run.execution is None:
            shown |= {
                "announced": run.announced,
                "status": "all announced" if run.is_complete else "not at its end",
            }
        elif self._machine is not None:
            shown |= {"execution": run.execution, "status": self._machine.status(run.execution)}
            shown |= {"map": _counted(self._machine.map_run(run.execution))}
        found = self._tally(run.source)
        shown |= {"waiting": waiting_in(self._sqs, self._queue), "objects": found.objects}
        self._show(shown | {"outcomes": dict(found.outcomes.most_common())}, found.failed)

    def redrive(self) -> None:
        """Try again what the state machine failed at."""
        run = self._latest()
        if run.execution is None or self._machine is None:
            raise typer.BadParameter("no state machine drove the latest backfill: --commit goes on with it")
        self._machine.redrive(run.execution)
        put(run.execution)

    def _drive(self, run: BackfillRun) -> None:
        if run.announced:
            say(f"copydesk: going on after {run.announced:,} objects", to=sys.stderr)
        for now in drive(run, self.s3, self.announcer, self._runs, self._make_room):
            if now.is_complete or sys.stderr.isatty():
                end = ", all there are" if now.is_complete else ""
                say(f"copydesk: {now.announced:,} objects announced{end}", to=sys.stderr)
        put(run.run_id)

    def _make_room(self) -> None:
        while OWN_QUEUE not in self._outputs and waiting_in(self._sqs, self._queue) > AHEAD:
            time.sleep(LOOK_SECONDS)

    def _check(self, source: Source) -> None:
        if source.bucket not in {self.inbox, self._outputs.get(BUCKET)}:
            raise typer.BadParameter(
                f"the stack may not read {source.bucket}: deploy it with Backfill=true BackfillBucket={source.bucket}"
            )
        prefixes = self._parameters.get("InboxPrefixes", "").split(",")
        if source.bucket == self.inbox and not source.prefix.startswith(tuple(prefixes)):
            raise typer.BadParameter(
                f"of {source.bucket} the stack reads {', '.join(prefixes)}: give a --prefix of these"
            )
        check_inventory(self.s3, source)

    def _tally(self, source: Source) -> Tally:
        outcomes = OutcomeStore(boto3.client("dynamodb", config=CONFIG), self._outputs[OUTCOMES])
        return tally(objects_of(self.s3, source), outcomes)

    def _latest(self) -> BackfillRun:
        run = self._runs.latest()
        if run is None:
            raise typer.BadParameter("there was no backfill in the last 30 days")
        return run

    @cached_property
    def _parameters(self) -> dict[str, str]:
        return stack_parameters(self._stack)

    @property
    def _runs(self) -> BackfillRuns:
        return BackfillRuns(Overflow(self.s3, self._outputs[OVERFLOW]))

    @property
    def _machine(self) -> BackfillMachine | None:
        arn = self._outputs.get(MACHINE)
        return BackfillMachine(boto3.client("stepfunctions", config=CONFIG), arn) if arn else None

    def _show(self, fields: dict[str, Any], failed: list[ObjectOutcome] | None = None) -> None:
        if self._as_json:
            rows = [{"key": one.key, "error": one.error} for one in failed or []]
            show_json({**fields, **({} if failed is None else {"failed": rows})})
            return
        show_fields(fields)
        if failed:
            put("")
            show_rows(failed, FAILED_COLUMNS)


def _counted(found: MapRun | None) -> dict[str, int]:
    return {} if found is None else {state: count for state, count in found.items.items() if count}
