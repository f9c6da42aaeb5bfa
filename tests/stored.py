"""Stacks that earlier versions of copydesk left behind, put into today's tables and buckets."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

from copydesk.chunks import chunks

FOLDER = Path(__file__).parent / "fixtures"

# In the files, the names of the buckets that a stack had.
INBOX, OVERFLOW = "test-inbox", "test-overflow"

# DynamoDB's limit on the items of one BatchWriteItem call.
WRITES_PER_CALL = 25

Item = dict[str, Any]


class StoredStack:
    """What one version wrote: README.md in its folder lists what is there."""

    def __init__(self, version: str) -> None:
        self.folder = FOLDER / f"stack-{version}"
        self._version_ids: dict[str, str] = {}

    def put_objects(self, s3: Any, bucket: str) -> None:
        """Put the objects of a bucket there; it has the name that it had.

        S3 gives them version ids anew, so items and messages are read with those in place of the old ones.
        """
        for record in self._records("inbox" if bucket == INBOX else "overflow"):
            body = record["text"].encode() if "text" in record else base64.b64decode(record["base64"])
            answer = s3.put_object(Bucket=bucket, Key=record["key"], Body=body)
            if record["version_id"]:
                self._version_ids[record["version_id"]] = answer["VersionId"]

    def put_items(self, dynamodb: Any, tables: dict[str, str]) -> None:
        """Put the items into tables, named by their logical names."""
        for logical, name in tables.items():
            for batch in chunks(self.items(logical), WRITES_PER_CALL):
                puts = [{"PutRequest": {"Item": item}} for item in batch]
                answer = dynamodb.batch_write_item(RequestItems={name: puts})
                assert not answer["UnprocessedItems"]

    def items(self, logical: str) -> list[Item]:
        """The items of a table, as DynamoDB's API takes them."""
        return [{name: _with_bytes(value) for name, value in item.items()} for item in self._records(logical)]

    def messages(self, queue: str) -> list[str]:
        """The bodies of the messages in a queue: `extract`, `dedupe` or `dedupe-dead-letters`."""
        return [json.dumps(record) for record in self._records(f"queue-{queue}")]

    def _records(self, name: str) -> list[Any]:
        text = gzip.decompress((self.folder / f"{name}.jsonl.gz").read_bytes()).decode()
        for old, new in self._version_ids.items():
            text = text.replace(old, new)
        return [json.loads(line) for line in text.splitlines()]


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
