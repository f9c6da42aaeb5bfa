"""Stacks that earlier versions of copydesk left behind, put into tables and buckets."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

from copydesk.storage.batches import write_batches
from copydesk.storage.items import from_item

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures"

# In the files, the names of the buckets that a stack had.
INBOX, OVERFLOW = "test-inbox", "test-overflow"

Item = dict[str, Any]


class StoredStack:
    """What one version wrote: README.md in its folder lists what is there.

    Args:
        version: of copydesk.
        overflow: the bucket that what lies apart is in now. The inbox has the name that it had, of which ids are made.
    """

    def __init__(self, version: str, overflow: str = OVERFLOW) -> None:
        self.folder = FOLDER / f"stack-{version}"
        self._overflow = overflow
        self._renamed = {f"s3://{OVERFLOW}/": f"s3://{overflow}/"}

    def put_objects(self, s3: Any) -> None:
        """Put the objects into both buckets.

        S3 gives them version ids anew, so items and messages are read with those in place of the old ones.
        """
        for name, bucket in (("inbox", INBOX), ("overflow", self._overflow)):
            for record in self._records(name):
                body = record["text"].encode() if "text" in record else base64.b64decode(record["base64"])
                answer = s3.put_object(Bucket=bucket, Key=record["key"], Body=body)
                if record["version_id"]:
                    self._renamed[record["version_id"]] = answer["VersionId"]

    def put_items(self, dynamodb: Any, tables: dict[str, str]) -> None:
        """Put the items into tables, named by their logical names."""
        for logical, name in tables.items():
            write_batches(dynamodb, name, [{"PutRequest": {"Item": item}} for item in self.items(logical)])

    def items(self, logical: str) -> list[Item]:
        """The items of a table, as DynamoDB's API takes them."""
        return [{name: _with_bytes(value) for name, value in item.items()} for item in self._records(logical)]

    def articles(self) -> list[str]:
        """The ids of the articles that are there: whole, and in a cluster."""
        items = list(map(from_item, self.items("ArticlesTable")))
        placed = {one["article_id"] for one in items if one["part"] == "member" and one["alive"]}
        whole = {one["article_id"] for one in items if one["part"] == "article" and "removed" not in one}
        return sorted(placed & whole)

    def messages(self, queue: str) -> list[str]:
        """The bodies of the messages in a queue: `extract`, `dedupe` or `dedupe-dead-letters`."""
        return [json.dumps(record) for record in self._records(f"queue-{queue}")]

    def _records(self, name: str) -> list[Any]:
        text = gzip.decompress((self.folder / f"{name}.jsonl.gz").read_bytes()).decode()
        for old, new in self._renamed.items():
            text = text.replace(old, new)
        return [json.loads(line) for line in text.splitlines()]


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
