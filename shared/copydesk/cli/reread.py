"""`copydesk reread`: have objects read again that have their outcome."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import boto3
import typer

from copydesk.chunks import chunks
from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import CONFIG, DEFAULT_STACK, stack_outputs
from copydesk.message import Rereading
from copydesk.outcome import ObjectOutcome
from copydesk.storage.items import record_of, to_item
from copydesk.storage.outcomes import OBJECT
from copydesk.storage.queue import MESSAGES_PER_CALL, QueueRefused

# Outputs of the stack.
EXTRACT_QUEUE, INBOX, OUTCOMES = "ExtractQueueUrl", "InboxBucketName", "OutcomesTableName"

_VERSION = re.compile(r"\d+(?:\.\d+)*")


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
    if older_than is not None and not _VERSION.match(older_than):
        raise typer.BadParameter(f"{older_than} is no version, such as 0.2.0")
    names = stack_outputs(stack or DEFAULT_STACK, INBOX, EXTRACT_QUEUE, OUTCOMES)
    found: Iterator[tuple[str, str]]
    if keys:
        found = ((names[INBOX], key) for key in keys)
    else:
        found = (
            (one.bucket, one.key)
            for one in _outcomes(names[OUTCOMES])
            if _is_wanted(one, prefix or [""], outcome, older_than)
        )
    count = 0
    for some in chunks(found, MESSAGES_PER_CALL):
        if not dry_run:
            _send(names[EXTRACT_QUEUE], some)
        for _, key in some:
            put(visible(key))
            count += 1
    say(f"copydesk: {count:,} objects {'found' if dry_run else 'to be read again'}", to=sys.stderr)


def _outcomes(table: str) -> Iterator[ObjectOutcome]:
    pages = (
        boto3.client("dynamodb", config=CONFIG)
        .get_paginator("scan")
        .paginate(
            TableName=table,
            FilterExpression="entry = :entry AND attribute_exists(#key) AND #status <> :removed",
            ExpressionAttributeNames={"#key": "key", "#status": "status"},
            ExpressionAttributeValues=to_item({":entry": OBJECT, ":removed": "removed"}),
        )
    )
    for page in pages:
        for item in page["Items"]:
            yield record_of(ObjectOutcome, item)


def _is_wanted(one: ObjectOutcome, prefixes: list[str], outcome: str | None, older_than: str | None) -> bool:
    if not one.key.startswith(tuple(prefixes)):
        return False
    if outcome is not None and outcome not in {str(one.status), str(one.verdict)}:
        return False
    if older_than is None or one.made_by is None:
        return True
    return _numbers(one.made_by.extraction) < _numbers(older_than)


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _send(url: str, some: list[tuple[str, str]]) -> None:
    entries: Any = [
        {"Id": str(at), "MessageBody": Rereading(bucket=bucket, key=key).model_dump_json()}
        for at, (bucket, key) in enumerate(some)
    ]
    answer = boto3.client("sqs", config=CONFIG).send_message_batch(QueueUrl=url, Entries=entries)
    if failed := answer.get("Failed"):
        raise QueueRefused(failed[0].get("Message") or failed[0]["Code"])
