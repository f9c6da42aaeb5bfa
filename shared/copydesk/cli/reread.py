"""`copydesk reread`: have objects read again that have their outcome."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import boto3
import typer

from copydesk.chunks import chunks
from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.replaying.choosing import Choice, known_objects
from copydesk.storage.queue import MESSAGES_PER_CALL, RereadingQueue
from copydesk.versions import is_version

# Outputs of the stack.
EXTRACT_QUEUE, INBOX, OUTCOMES = "ExtractQueueUrl", "InboxBucketName", "OutcomesTableName"


def reread(
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY...", show_default=False)] = None,
    *,
    prefix: Annotated[
        list[str] | None, typer.Option(show_default=False, help="Keys that begin so; may be repeated.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(show_default=False, help="Such as indexed, rejected or rejected:too_short.")
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION", show_default=False, help="What an earlier version of copydesk read last."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the keys.")] = False,
    stack: Stack = None,
) -> None:
    """Have objects read again, by their keys, or all that the options agree on; prints each key.

    Where nothing comes out otherwise, only the note of what read an object changes. Else the articles that do are
    stored anew, with `reread_at`; they keep their time of ingestion, and their clusters their ids unless the members
    change. With options the outcomes table is scanned. Objects that are gone are not read.
    """
    options = prefix or outcome or older_than
    if bool(keys) == bool(options):
        raise typer.BadParameter("give keys, or at least one of --prefix, --outcome and --older-than")
    if older_than is not None and not is_version(older_than):
        raise typer.BadParameter(f"{older_than} is no version, such as 0.2.0")
    names = stack_outputs(stack or DEFAULT_STACK, INBOX, EXTRACT_QUEUE, OUTCOMES)
    found: Iterator[tuple[str, str]]
    if keys:
        found = ((names[INBOX], key) for key in keys)
    else:
        choice = Choice(prefix or [""], outcome, older_than)
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
