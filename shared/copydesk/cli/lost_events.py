"""`copydesk backfill --since`: what was uploaded and deleted while nobody listened."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import typer

from copydesk.cli.terminal import put, say, visible
from copydesk.storage.announcing import Announcer, changes_since

# S3 dates an upload in parts by its beginning. What was read already costs a message and a look at its outcome.
MARGIN = timedelta(hours=1)


def announce_since(
    s3: Any,
    bucket: str,
    announcer: Announcer,
    since: str,
    until: str | None,
    prefixes: list[str],
    *,
    dry_run: bool,
) -> None:
    """Announce what changed in a bucket since a time, and print each key."""
    begin, end = _moment(since), None if until is None else _moment(until)
    found = changes_since(s3, bucket, begin - MARGIN, end, prefixes)
    count = 0
    for change in found if dry_run else announcer.send(found):
        put(visible(change.key))
        count += 1
    say(f"copydesk: {count:,} objects {'found' if dry_run else 'announced'}", to=sys.stderr)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no time, such as 2024-05-06T07:08:09Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
