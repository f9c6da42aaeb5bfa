"""`copydesk backfill`: have read what lies in a bucket, or what changed while nobody listened."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from copydesk.cli.backfilling import Backfills
from copydesk.cli.lost_events import announce_since
from copydesk.cli.questions import Json
from copydesk.cli.stack import Stack
from copydesk.client.names import DEFAULT_STACK
from copydesk.storage.backfill_sources import InventoryAt, Source


class Action(StrEnum):
    """What can be done to the latest backfill."""

    STATUS = "status"
    REDRIVE = "redrive"


def backfill(
    action: Annotated[
        Action | None,
        typer.Argument(show_default=False, help="Of the latest backfill, instead of a new one."),
    ] = None,
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Say what there is to do, and write nothing.")] = False,
    commit: Annotated[bool, typer.Option("--commit", help="Do it, or go on with what ended early.")] = False,
    prefix: Annotated[
        list[str] | None,
        typer.Option(show_default=False, help="Only keys that begin so; with --since it may be repeated."),
    ] = None,
    bucket: Annotated[
        str | None, typer.Option(show_default=False, help="The stack's BackfillBucket, not the inbox.")
    ] = None,
    inventory: Annotated[
        str | None,
        typer.Option(
            metavar="S3_ADDRESS",
            show_default=False,
            help="manifest.json of S3 Inventory, instead of a listing.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            show_default=False,
            help="What changed since, such as `intake stop` prints; in UTC.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", show_default=False, help="With --since: now, unless given.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --since: only print the keys.")] = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """Have objects read that lie in the inbox, or in another bucket, from before the stack listened.

    --plan counts them, and says what to read them takes. --commit starts the stack's state machine (Backfill=true), or
    where it has none names them itself, and goes on where it was ended. `status` says how far it is and what became of
    the objects; `redrive` tries again what the state machine failed at. With --since, instead, what was put into the
    inbox or deleted since a time, for events that were lost: it begins an hour earlier, for S3 dates uploads in parts
    by their beginning, and prints each key. What has its outcome is never read again.
    """
    if [action is not None, plan, commit, since is not None].count(True) != 1:
        raise typer.BadParameter("give one of --plan, --commit, --since, status and redrive")
    if since is None and (until or dry_run):
        raise typer.BadParameter("--until and --dry-run go with --since")
    if since is not None and (bucket or inventory):
        raise typer.BadParameter("--since looks at the inbox alone, and lists it")
    if since is None and len(prefix or []) > 1:
        raise typer.BadParameter("a backfill has one --prefix; its others are backfills of their own")
    backfills = Backfills(stack or DEFAULT_STACK, as_json=as_json)
    if since is not None:
        announce_since(
            backfills.s3, backfills.inbox, backfills.announcer, since, until, prefix or [""], dry_run=dry_run
        )
        return
    if action is Action.STATUS:
        backfills.status()
    elif action is Action.REDRIVE:
        backfills.redrive()
    else:
        source = Source(
            bucket=bucket or backfills.inbox,
            prefix=(prefix or [""])[0],
            inventory=inventory_at(inventory) if inventory else None,
        )
        (backfills.plan if plan else backfills.commit)(source)


def inventory_at(address: str) -> InventoryAt:
    """Where an s3:// address leads."""
    scheme, _, rest = address.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not bucket or not key:
        raise typer.BadParameter(f"{address} is no address such as s3://BUCKET/PATH/manifest.json")
    return InventoryAt(bucket=bucket, key=key)
