"""S3's event notifications in their true shape.

moto's own lack the version and the sequencer, and say nothing of a delete that leaves a marker: that is every
plain delete in a versioned bucket. tests/unit/test_moto_patches.py says whether that is still so.
"""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from moto.s3 import notifications
from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey, S3Backend
from moto.s3.notifications import S3NotificationEvent
from moto.sqs.models import sqs_backends

# Only its order within one key means anything.
_sequencer = itertools.count(int("0061F0B19F00000000", 16))


def install() -> None:
    """Replace moto's notifications, in this process, by those of this module."""
    notifications.send_event = send_event
    set_delete_marker = S3Backend._set_delete_marker
    delete_object = S3Backend.delete_object

    def notify_of_marker(backend: S3Backend, bucket_name: str, key_name: str) -> FakeDeleteMarker:
        marker = set_delete_marker(backend, bucket_name, key_name)
        event = S3NotificationEvent.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT
        send_event(backend.account_id, event, backend.get_bucket(bucket_name), marker)
        return marker

    def notify_of_version(
        backend: S3Backend,
        bucket_name: str,
        key_name: str,
        version_id: str | None = None,
        bypass: bool = False,
    ) -> tuple[bool, dict[str, Any]]:
        bucket = backend.get_bucket(bucket_name)
        versions = bucket.keys.getlist(key_name, [])
        answer = delete_object(backend, bucket_name, key_name, version_id, bypass)
        left = bucket.keys.getlist(key_name, [])
        gone = next((version for version in versions if version not in left), None)
        # moto itself tells of a key's last version.
        if version_id is not None and gone is not None and left:
            send_event(backend.account_id, S3NotificationEvent.OBJECT_REMOVED_DELETE_EVENT, bucket, gone)
        return answer

    S3Backend._set_delete_marker = notify_of_marker  # type: ignore[assignment, method-assign]
    S3Backend.delete_object = notify_of_version  # type: ignore[assignment, method-assign]


def send_event(
    account_id: str, event_name: S3NotificationEvent, bucket: FakeBucket, key: FakeKey | FakeDeleteMarker
) -> None:
    """Send one event to every queue whose notification asks for it."""
    configuration = bucket.notification_configuration
    if configuration is None:
        return
    for notification in configuration.queue:
        if notification.matches(event_name, key.name):
            record = event_record(account_id, event_name, notification.id, bucket, key)
            _, _, _, region, _, queue_name = notification.arn.split(":")
            body = json.dumps({"Records": [record]})
            sqs_backends[account_id][region].send_message(queue_name=queue_name, message_body=body)


def event_record(
    account_id: str,
    event_name: S3NotificationEvent,
    configuration_id: str,
    bucket: FakeBucket,
    key: FakeKey | FakeDeleteMarker,
) -> dict[str, Any]:
    """One record as S3 writes it (Amazon S3 User Guide, "Event message structure")."""
    described: dict[str, Any] = {
        "key": quote_plus(key.name, safe="/"),
        "sequencer": f"{next(_sequencer):018X}",
    }
    if isinstance(key, FakeKey):
        described |= {"size": key.size, "eTag": key.etag.strip('"')}
    elif event_name.endswith("DeleteMarkerCreated"):
        described["eTag"] = "d41d8cd98f00b204e9800998ecf8427e"
    if bucket.is_versioned:
        described["versionId"] = key.version_id
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": bucket.region_name,
        "eventTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventName": event_name.removeprefix("s3:"),
        "userIdentity": {"principalId": account_id},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": configuration_id,
            "bucket": {"name": bucket.name, "ownerIdentity": {"principalId": account_id}, "arn": bucket.arn},
            "object": described,
        },
    }
