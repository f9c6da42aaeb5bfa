"""`copydesk intake`: stop reading the inbox, and go on."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import boto3
import typer

from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.moments import time_key

# Outputs of the stack.
INTAKE = "IntakeId"
BACKFILL_INTAKE = "BackfillIntakeId"  # where there is one
EXTRACT_FUNCTION = "ExtractFunctionName"

# Lambda takes some seconds, AWS says up to a minute, to stop its pollers or to start them.
SWITCH_SECONDS = 120.0
POLL_SECONDS = 1.0


class Switch(StrEnum):
    """What intake can be told."""

    STOP = "stop"
    START = "start"


STATES = {Switch.STOP: "Disabled", Switch.START: "Enabled"}


class NotSwitched(Exception):
    """Lambda did not follow in time, or there is nothing that could be switched."""


def intake(
    switch: Annotated[Switch, typer.Argument(show_default=False, help="What to do.")], stack: Stack = None
) -> None:
    """Stop reading the inbox, or go on; prints when it did.

    What was read already is still indexed. Events wait in the extract queue, for 14 days at most (4 in 0.1); after
    that, or if the queue was emptied, `backfill` with the time that was printed finds what they were about.
    """
    began = datetime.now(UTC)
    client: Any = boto3.client("lambda", config=CONFIG)
    name = stack or DEFAULT_STACK
    mappings = _mappings(client, name)
    if not mappings:
        raise NotSwitched(
            f"no mapping of Lambda feeds the stack {name}, as on a local one: intake goes on as it did"
        )
    for uuid in mappings:
        client.update_event_source_mapping(UUID=uuid, Enabled=switch is Switch.START)
    for uuid in mappings:
        _wait(client, uuid, STATES[switch])
    put(time_key(began, "seconds"))


def _mappings(client: Any, stack: str) -> list[str]:
    """The ids of what reads the queues of intake. A stack of copydesk 0.1 puts none out: there it is looked up."""
    outputs = stack_outputs(stack)
    if INTAKE not in outputs and EXTRACT_FUNCTION in outputs:
        listed = client.list_event_source_mappings(FunctionName=outputs[EXTRACT_FUNCTION])
        return [one["UUID"] for one in listed["EventSourceMappings"]]
    outputs = stack_outputs(stack, INTAKE)
    return [outputs[name] for name in (INTAKE, BACKFILL_INTAKE) if name in outputs]


def _wait(client: Any, uuid: str, wanted: str) -> None:
    deadline = time.monotonic() + SWITCH_SECONDS
    while (state := client.get_event_source_mapping(UUID=uuid)["State"]) != wanted:
        if time.monotonic() > deadline:
            raise NotSwitched(f"after {SWITCH_SECONDS:.0f} s intake is still {state}, not {wanted}")
        time.sleep(POLL_SECONDS)
