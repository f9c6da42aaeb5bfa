"""What the inbox held or lost since a time, and how the extract function is told of it: for events that nobody kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote_plus

from copydesk.chunks import chunks
from copydesk.storage.queue import MESSAGES_PER_CALL, QueueRefused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

# What the extract function takes for a change of a key, without regard to what it was.
_CREATED, _REMOVED = "ObjectCreated:Backfill", "ObjectRemoved:Backfill"


class Change(NamedTuple):
    """The newest thing that happened to a key."""

    bucket: str
    key: str
    at: datetime
    removed: bool


def changes_since(
    client: S3Client,
    bucket: str,
    since: datetime,
    until: datetime | None = None,
    prefixes: Iterable[str] = ("",),
) -> Iterator[Change]:
    """The keys of which the newest version, or the mark that deletes it, is of a time, in the order of the keys.

    Every version there is gets listed, a thousand to a request. What a bucket without versions has lost is not known
    any more, nor what was deleted for good, version by version.

    Args:
        client: may list the bucket's versions.
        bucket: the inbox.
        since: the beginning, included.
        until: the end, not included; None for now.
        prefixes: of keys.
    """
    pages = client.get_paginator("list_object_versions")
    for prefix in prefixes:
        for page in pages.paginate(Bucket=bucket, Prefix=prefix):
            found = [(one, False) for one in page.get("Versions", [])]
            found += [(one, True) for one in page.get("DeleteMarkers", [])]  # type: ignore[misc]
            newest = [
                Change(bucket, one["Key"], one["LastModified"], removed)
                for one, removed in found
                if one["IsLatest"]
            ]
            for change in sorted(newest, key=lambda change: change.key):
                if since <= change.at and (until is None or change.at < until):
                    yield change


class Announcer:
    """Puts into the extract function's queue what S3 would have put there."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Send a message for each change, ten to a call; the changes once they are sent.

        Raises:
            QueueRefused: a message was not taken; those that came out before were.
        """
        for some in chunks(changes, MESSAGES_PER_CALL):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(at), "MessageBody": _notification(change)} for at, change in enumerate(some)
            ]
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise QueueRefused(failed[0].get("Message") or failed[0]["Code"])
            yield from some


def _notification(change: Change) -> str:
    entity = {"bucket": {"name": change.bucket}, "object": {"key": quote_plus(change.key)}}
    name = _REMOVED if change.removed else _CREATED
    return json.dumps({"Records": [{"eventSource": "aws:s3", "eventName": name, "s3": entity}]})
