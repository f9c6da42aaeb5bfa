"""The two buckets: the inbox that users write to, and the private one for what is over a limit elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from copydesk.article import ObjectRef
from copydesk.chunks import chunks

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        HeadObjectOutputTypeDef,
        ObjectIdentifierTypeDef,
    )

# What S3 answers where there is no such key; a reader without s3:ListBucket would see 403 instead.
NOT_FOUND = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
# What it answers for an object in an archive class that has not been restored.
ARCHIVED = "InvalidObjectState"

# S3's limit on the keys of one DeleteObjects call.
DELETES_PER_CALL = 1_000


class Archived(Exception):
    """The object is there and cannot be read before it is restored from its archive."""

    def __init__(self, ref: ObjectRef) -> None:
        super().__init__("the object is archived")
        self.ref = ref


class InboxObject(NamedTuple):
    """An object as it is in the inbox now. `data` is None where it is larger than the caller wanted."""

    ref: ObjectRef
    data: bytes | None
    content_type: str | None


class Version(NamedTuple):
    """A version of a key, or the mark that it was deleted."""

    version_id: str
    marks_deletion: bool
    is_latest: bool
    at: datetime


class Inbox:
    """Reads the inbox, and never writes to it."""

    def __init__(self, client: S3Client) -> None:
        self._client = client

    def head(self, bucket: str, key: str) -> ObjectRef | None:
        """The newest version of a key; None where the key is gone."""
        try:
            answer = self._client.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if _is_gone(error):
                return None
            raise
        return _ref(bucket, key, answer)

    def versions(self, bucket: str, key: str) -> list[Version]:
        """The versions of a key and its delete markers, newest first.

        S3 dates them to the second: of a version and a marker of one second the version is taken for the newer, unless
        the marker is the latest.
        """
        found: list[Version] = []
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
        for page in pages:
            told = [(one, False) for one in page.get("Versions", [])]
            told += [(one, True) for one in page.get("DeleteMarkers", [])]  # type: ignore[misc]
            found += [
                Version(one["VersionId"], marks, one["IsLatest"], one["LastModified"])
                for one, marks in told
                if one["Key"] == key
            ]
            if any(one["Key"] > key for one, _ in told):
                break
        return sorted(found, key=lambda one: (one.is_latest, one.at, not one.marks_deletion), reverse=True)

    def read(
        self, bucket: str, key: str, *, max_bytes: int, version_id: str | None = None
    ) -> InboxObject | None:
        """A version of a key, the newest unless it is named, with its bytes; None where it is gone.

        Raises:
            Archived: it has to be restored first.
        """
        try:
            if version_id is None:
                answer = self._client.get_object(Bucket=bucket, Key=key)
            else:
                answer = self._client.get_object(Bucket=bucket, Key=key, VersionId=version_id)
        except ClientError as error:
            if _is_gone(error):
                return None
            if error.response["Error"]["Code"] == ARCHIVED and (ref := self.head(bucket, key)) is not None:
                raise Archived(ref) from error
            raise
        ref = _ref(bucket, key, answer)
        with answer["Body"] as body:
            data = body.read() if ref.size <= max_bytes else None
        return InboxObject(ref, data, answer.get("ContentType"))


class Overflow:
    """Texts and messages that are over DynamoDB's or the queue's limit, addressed as s3://bucket/key."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, text: str) -> str:
        """Store a text; where it lies."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=text.encode())
        return self.address(key)

    def address(self, key: str) -> str:
        """Where a key of the overflow bucket lies."""
        return f"s3://{self._bucket}/{key}"

    def get(self, address: str) -> str:
        """The text that lies at an address that `put` gave."""
        parts = urlsplit(address)
        answer = self._client.get_object(Bucket=parts.netloc, Key=parts.path[1:])
        with answer["Body"] as body:
            return body.read().decode()

    def find(self, address: str) -> str | None:
        """The same; None where nothing lies there any more."""
        try:
            return self.get(address)
        except ClientError as error:
            if _is_gone(error):
                return None
            raise

    def delete(self, addresses: Sequence[str]) -> None:
        """Take away what lies at addresses that `put` gave; what is absent is no error."""
        keys = [urlsplit(address).path[1:] for address in addresses]
        for chunk in chunks(keys, DELETES_PER_CALL):
            batch: list[ObjectIdentifierTypeDef] = [{"Key": key} for key in chunk]
            answer = self._client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True}
            )
            if answer.get("Errors"):
                raise OSError(f"bucket {self._bucket} kept {answer['Errors'][0]}")


def _ref(bucket: str, key: str, answer: HeadObjectOutputTypeDef | GetObjectOutputTypeDef) -> ObjectRef:
    return ObjectRef(
        bucket=bucket,
        key=key,
        version_id=answer.get("VersionId"),
        etag=answer["ETag"].strip('"'),
        size=answer["ContentLength"],
        uploaded_at=answer["LastModified"],
    )


def _is_gone(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in NOT_FOUND
