"""`copydesk drop`: files into the inbox of a stack."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import boto3
import typer
from botocore.exceptions import ClientError

from copydesk.cli.files import Paths
from copydesk.cli.sources import Source, Unreadable, opened, sources
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.terminal import put, say, visible
from copydesk.client import Desk, NotFound
from copydesk.client.asking import MAX_KEY_BYTES
from copydesk.client.names import CONFIG
from copydesk.outcome import RejectionReason, Status

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

POLL_SECONDS = 0.5


class Timeout(Exception):
    """Objects had no outcome in time."""


def drop(
    paths: Paths,
    prefix: Annotated[str, typer.Option(help="Put in front of every key.")] = "",
    wait: Annotated[
        int, typer.Option(metavar="SECONDS", help="Wait so long for outcomes, and print them.")
    ] = 0,
    stack: Stack = None,
) -> None:
    """Upload files, or every file of folders, to the inbox, under their paths relative to the folder.

    Prints each key; with --wait, each key and its outcome. What cannot be uploaded is named on standard error;
    then the exit status is 1.
    """
    desk = open_desk(stack)
    s3 = boto3.client("s3", config=CONFIG)
    versions: dict[str, str | None] = {}
    lost = 0
    for source in sources(paths, [], set()):
        key = prefix + source.key
        try:
            versions[key] = _upload(s3, desk.names.inbox_bucket, key, source)
        except Unreadable as error:
            say(f"copydesk: {key}: {error}", to=sys.stderr)
            lost += 1
            continue
        if not wait:
            say(key)
    if lost:
        say(f"copydesk: {len(versions):,} files uploaded, {lost:,} not", to=sys.stderr)
    if wait:
        _wait(desk, versions, wait)
    if lost:
        raise typer.Exit(1)


def _upload(s3: S3Client, bucket: str, key: str, source: Source) -> str | None:
    """Upload a file; the version that it is, where the bucket keeps versions.

    Raises:
        Unreadable: this file cannot be uploaded, though others may be.
    """
    if len(key.encode()) > MAX_KEY_BYTES:
        raise Unreadable(f"its key has over {MAX_KEY_BYTES} bytes")
    with opened(source) as (file, _):
        try:
            return s3.put_object(Bucket=bucket, Key=key, Body=file).get("VersionId")
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityTooLarge":
                raise
            raise Unreadable("it is larger than S3 takes at once") from error


def _wait(desk: Desk, versions: dict[str, str | None], seconds: int) -> None:
    waiting = dict(versions)
    deadline = time.monotonic() + seconds
    while waiting:
        for key, version in list(waiting.items()):
            try:
                found = desk.outcome(key)
            except NotFound:
                continue
            is_read = found.status is not Status.PENDING and found.version_id == version
            if is_read or found.reason is RejectionReason.ERASED:  # of which nothing is read
                put(f"{visible(key)}\t{found.verdict}")
                del waiting[key]
        if waiting and time.monotonic() > deadline:
            raise Timeout(f"{len(waiting)} of {len(versions)} objects have no outcome after {seconds} s")
        time.sleep(POLL_SECONDS if waiting else 0)
