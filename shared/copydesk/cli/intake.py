"""`copydesk intake`, `backfill`: stop reading the inbox, go on, and find what was uploaded while nobody listened."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import boto3
import typer

from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.moments import time_key
from copydesk.storage.announcing import Announcer, changes_since

# Outputs of the stack.
INTAKE, EXTRACT_QUEUE, INBOX = "IntakeId", "ExtractQueueUrl", "InboxBucketName"
BACKFILL_INTAKE = "BackfillIntakeId"  # where there is one

# Lambda takes some seconds, AWS says up to a minute, to stop its pollers or to start them.
SWITCH_SECONDS = 120.0
POLL_SECONDS = 1.0

# S3 dates an upload in parts by its beginning. What was read already costs a message and a look at its outcome.
MARGIN = timedelta(hours=1)


class Switch(StrEnum):
    """What intake can be told."""

    STOP = "stop"
    START = "start"


STATES = {Switch.STOP: "Disabled", Switch.START: "Enabled"}


class NotSwitched(Exception):
    """Lambda did not follow in time."""


def intake(
    switch: Annotated[Switch, typer.Argument(show_default=False, help="What to do.")], stack: Stack = None
) -> None:
    """Stop reading the inbox, or go on; prints when it did.

    What was read already is still indexed. Events wait in the extract queue, for 14 days at most; after that, or if
    the queue was emptied, `backfill` with the time that was printed finds what they were about.
    """
    began = datetime.now(UTC)
    outputs = stack_outputs(stack or DEFAULT_STACK, INTAKE)
    client: Any = boto3.client("lambda", config=CONFIG)
    mappings = [outputs[name] for name in (INTAKE, BACKFILL_INTAKE) if name in outputs]
    for uuid in mappings:
        client.update_event_source_mapping(UUID=uuid, Enabled=switch is Switch.START)
    for uuid in mappings:
        _wait(client, uuid, STATES[switch])
    put(time_key(began, "seconds"))


def _wait(client: Any, uuid: str, wanted: str) -> None:
    deadline = time.monotonic() + SWITCH_SECONDS
    while (state := client.get_event_source_mapping(UUID=uuid)["State"]) != wanted:
        if time.monotonic() > deadline:
            raise NotSwitched(f"after {SWITCH_SECONDS:.0f} s intake is still {state}, not {wanted}")
        time.sleep(POLL_SECONDS)


def backfill(
    since: Annotated[
        str,
        typer.Option(
            metavar="TIME", show_default=False, help="Such as `intake stop` prints; in UTC unless it says."
        ),
    ],
    until: Annotated[
        str | None, typer.Option(metavar="TIME", show_default=False, help="Now, unless given.")
    ] = None,
    prefix: Annotated[
        list[str] | None, typer.Option(show_default=False, help="Only keys that begin so; may be repeated.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the keys.")] = False,
    stack: Stack = None,
) -> None:
    """Have the objects read that were put into the inbox, or deleted, since a time: for events that are lost.

    Begins an hour earlier, for S3 dates uploads in parts by their beginning. An object that has its outcome is not read
    again, so giving the command twice does no harm. Prints each key. Lists all versions of all keys under the prefixes.
    """
    begin, end = _moment(since), None if until is None else _moment(until)
    names = stack_outputs(stack or DEFAULT_STACK, INBOX, EXTRACT_QUEUE)
    found = changes_since(
        boto3.client("s3", config=CONFIG), names[INBOX], begin - MARGIN, end, prefix or [""]
    )
    told = (
        found if dry_run else Announcer(boto3.client("sqs", config=CONFIG), names[EXTRACT_QUEUE]).send(found)
    )
    count = 0
    for change in told:
        put(visible(change.key))
        count += 1
    say(f"copydesk: {count:,} objects {'found' if dry_run else 'announced'}", to=sys.stderr)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no time, such as 2024-05-06T07:08:09Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
