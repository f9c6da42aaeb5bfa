"""`copydesk reread`: have objects read again that have their outcome."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import boto3
import typer

from copydesk.chunks import chunks
from copydesk.cli.choosing import OlderThan, Outcome, Prefixes, choice_of
from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.replaying.choosing import known_objects
from copydesk.storage.queue import MESSAGES_PER_CALL, RereadingQueue

# Outputs of the stack.
EXTRACT_QUEUE, INBOX, OUTCOMES = "ExtractQueueUrl", "InboxBucketName", "OutcomesTableName"


def reread(
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY...", show_default=False)] = None,
    *,
    prefix: Prefixes = None,
    outcome: Outcome = None,
    older_than: OlderThan = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the keys.")] = False,
    stack: Stack = None,
) -> None:
    """Have objects read again, by their keys, or all that the options agree on; prints each key.

    Where nothing comes out otherwise, only the note of what read an object changes. Else the articles that do are
    stored anew, with `reread_at`; they keep their time of ingestion, and their clusters their ids unless the members
    change. With options the outcomes table is scanned. Objects that are gone are not read.
    """
    choice = choice_of(prefix, outcome, older_than)
    if bool(keys) == (choice is not None):
        raise typer.BadParameter("give keys, or at least one of --prefix, --outcome and --older-than")
    names = stack_outputs(stack or DEFAULT_STACK, INBOX, EXTRACT_QUEUE, OUTCOMES)
    found: Iterator[tuple[str, str]]
    if choice is None:
        found = ((names[INBOX], key) for key in keys or ())
    else:
        client = boto3.client("dynamodb", config=CONFIG)
        found = ((one.bucket, one.key) for one in known_objects(client, names[OUTCOMES], choice))
    queue = RereadingQueue(boto3.client("sqs", config=CONFIG), names[EXTRACT_QUEUE])
    count = 0
    for some in chunks(found, MESSAGES_PER_CALL):
        if not dry_run:
            queue.send(some)
        for _, key in some:
            put(visible(key))
            count += 1
    say(f"copydesk: {count:,} objects {'found' if dry_run else 'to be read again'}", to=sys.stderr)
