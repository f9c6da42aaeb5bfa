"""What lies in a bucket, by a listing or by S3 Inventory: what a backfill has read."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import unquote_plus

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from copydesk.article import Record

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

# The one format of S3 Inventory that Step Functions and a few lines of Python read alike.
CSV_FORMAT = "CSV"
# What S3 answers where nothing has the name of a bucket or of a key.
_NOT_THERE = frozenset({"NoSuchBucket", "NoSuchKey"})


class BadInventory(Exception):
    """An inventory of S3 that is not there, is none, is damaged, or has a format that is not read."""


class InventoryAt(Record):
    """Where the manifest.json of an inventory lies."""

    bucket: str
    key: str

    @property
    def address(self) -> str:
        """As an s3:// address."""
        return f"s3://{self.bucket}/{self.key}"


class Source(Record):
    """What a backfill is of: the objects of a bucket whose keys begin so, listed or by an inventory."""

    bucket: str
    prefix: str = ""
    inventory: InventoryAt | None = None


class SourceObject(NamedTuple):
    """One object of a source."""

    bucket: str
    key: str
    size: int | None
    """Bytes; None where an inventory leaves it out."""
    etag: str | None
    """S3's, without quotation marks; None where an inventory leaves it out."""

    @property
    def is_folder(self) -> bool:
        """Whether it is what consoles make of a folder, which has no outcome."""
        return self.key.endswith("/") and self.size == 0


class InventoryRow(BaseModel):
    """A row of an inventory: key URL-encoded, flags as words, an empty text where a value is unknown."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    bucket: str = Field(alias="Bucket")
    key: str = Field(alias="Key")
    is_latest: bool = Field(default=True, alias="IsLatest")
    is_delete_marker: bool = Field(default=False, alias="IsDeleteMarker")
    size: int | None = Field(default=None, alias="Size")
    etag: str | None = Field(default=None, alias="ETag")

    @field_validator("size", "etag", mode="before")
    @classmethod
    def _known(cls, value: object) -> object:
        return None if value == "" else value

    def object(self) -> SourceObject | None:
        """The object; None where the row is of an old version or of a deleted key."""
        if not self.is_latest or self.is_delete_marker:
            return None
        return SourceObject(self.bucket, unquote_plus(self.key), self.size, self.etag)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    source_bucket: str = Field(alias="sourceBucket")
    file_format: Literal["CSV"] = Field(alias="fileFormat")
    file_schema: str = Field(alias="fileSchema")
    files: tuple[_File, ...]


def objects_of(client: S3Client, source: Source, after: str = "", passed: int = 0) -> Iterator[SourceObject]:
    """The objects of a source, in an order that is the same each time.

    Args:
        client: may list the bucket, or read the inventory.
        source: of which.
        after: the key to go on after; an inventory does not look at it.
        passed: how many objects to pass over of an inventory, which has no order of keys.

    Raises:
        BadInventory: its manifest is none, or of a format other than CSV; or a file of it is missing or damaged, once
            the objects before are given.
    """
    if source.inventory is None:
        return _listed(client, source, after)
    return islice(_inventoried(client, source, source.inventory), passed, None)


def check_inventory(client: S3Client, source: Source) -> None:
    """Read the manifest of an inventory, and none of its files.

    Raises:
        BadInventory: it is not there, is none, of another bucket, or of a format other than CSV.
    """
    if source.inventory is not None:
        _manifest(client, source, source.inventory)


def _listed(client: S3Client, source: Source, after: str) -> Iterator[SourceObject]:
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=source.bucket, Prefix=source.prefix, StartAfter=after
    )
    for page in pages:
        for one in page.get("Contents", []):
            found = SourceObject(source.bucket, one["Key"], one["Size"], one["ETag"].strip('"'))
            if not found.is_folder:
                yield found


def _manifest(client: S3Client, source: Source, at: InventoryAt) -> _Manifest:
    with closing(_opened(client, at)) as body:
        text = body.read()
    try:
        manifest = _Manifest.model_validate_json(text)
    except ValueError as error:
        raise BadInventory(
            f"{at.address} is no manifest.json of an inventory in the format {CSV_FORMAT}, the only "
            "one that is read"
        ) from error
    if manifest.source_bucket != source.bucket:
        raise BadInventory(f"the inventory is of {manifest.source_bucket}, not of {source.bucket}")
    return manifest


def _inventoried(client: S3Client, source: Source, at: InventoryAt) -> Iterator[SourceObject]:
    manifest = _manifest(client, source, at)
    columns = [name.strip() for name in manifest.file_schema.split(",")]
    for file in manifest.files:
        named = InventoryAt(bucket=at.bucket, key=file.key)
        with closing(_opened(client, named)) as body:
            try:
                for one in _rows(body, columns):
                    found = one.object()
                    if found is not None and found.key.startswith(source.prefix) and not found.is_folder:
                        yield found
            except ValidationError as error:
                (wrong, *_) = error.errors(include_url=False)
                told = f"{named.address} has a row that is none of an inventory: {wrong['loc'][0]}: {wrong['msg']}"
                raise BadInventory(told) from error
            except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError, csv.Error) as error:
                raise BadInventory(f"{named.address} is damaged, or no CSV under gzip: {error}") from error


def _rows(body: StreamingBody, columns: list[str]) -> Iterator[InventoryRow]:
    lines = io.TextIOWrapper(gzip.GzipFile(fileobj=body), encoding="utf-8", newline="")
    for row in csv.reader(lines):
        yield InventoryRow.model_validate(dict(zip(columns, row, strict=False)))


def _opened(client: S3Client, at: InventoryAt) -> StreamingBody:
    try:
        return client.get_object(Bucket=at.bucket, Key=at.key)["Body"]
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_THERE:
            raise
        raise BadInventory(f"there is no {at.address}") from error
