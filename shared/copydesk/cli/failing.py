"""`copydesk failed`, `redrive`: what failed in a stack and why, and trying it again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import boto3
import typer

from copydesk.cli.questions import Json
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.tables import Columns, show_json, show_rows
from copydesk.cli.terminal import put, say
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.moments import day_key
from copydesk.outcome import ObjectOutcome
from copydesk.storage.dead_letters import DeadLetters

# Days for which a dead-letter queue keeps a message.
DAYS = 14
# What an outcome says that nobody was left to explain.
KILLED = "killed, or ended without a word: out of time or memory? See the function's log"


class Queue(StrEnum):
    """The queues whose messages can be tried again."""

    EXTRACT = "extract"
    DEDUPE = "dedupe"


FAILED_COLUMNS: Columns = {
    "failed": lambda one: f"{one.updated_at:%Y-%m-%d %H:%M:%S}",
    "object": lambda one: one.key,
    "why": lambda one: one.error or KILLED,
}


def failed(
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far back.")] = DAYS,
    limit: Annotated[int, typer.Option(min=1, help="Objects to show, the latest first.")] = 100,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """List the objects whose last try failed, and why; and how many messages lie in dead-letter queues.

    Exit status 1 where there is any, for schedules.
    """
    desk = open_desk(stack)
    today = datetime.now(UTC)
    wanted = (day_key(today - timedelta(days=back)) for back in range(days))
    found: list[ObjectOutcome] = list(
        islice((one for day in wanted for one in desk.outcomes("failed", day)), limit)
    )
    waiting = {queue.value: one.count() for queue, one in _dead_letters(stack).items()}
    if as_json:
        show_json({"objects": [one.model_dump(mode="json") for one in found], "dead_letters": waiting})
    else:
        if found:
            show_rows(found, FAILED_COLUMNS)
            put("")
        say("dead letters: " + ", ".join(f"{name} {count}" for name, count in waiting.items()))
    if found or any(waiting.values()):
        raise typer.Exit(1)


def redrive(
    queues: Annotated[
        list[Queue] | None,
        typer.Argument(show_default=False, help="Of which function; of both unless given."),
    ] = None,
    stack: Stack = None,
) -> None:
    """Send what failed back to where it failed, after its cause is mended; prints how many messages of each queue.

    They may come in any order and any number of times: what has its outcome meanwhile is not done again.
    """
    for queue, letters in _dead_letters(stack).items():
        if not queues or queue in queues:
            say(f"{queue}: {sum(letters.redrive())} messages", to=sys.stdout)


def _dead_letters(stack: str | None) -> dict[Queue, DeadLetters]:
    outputs = [f"{queue.capitalize()}{kind}Url" for queue in Queue for kind in ("Queue", "DeadLetterQueue")]
    urls = stack_outputs(stack or DEFAULT_STACK, *outputs)
    client: Any = boto3.client("sqs", config=CONFIG)
    return {
        queue: DeadLetters(
            client, urls[f"{queue.capitalize()}DeadLetterQueueUrl"], urls[f"{queue.capitalize()}QueueUrl"]
        )
        for queue in Queue
    }
