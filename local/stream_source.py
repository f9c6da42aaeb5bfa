"""Event source mappings of tables: take the records of their streams to a function as Lambda does."""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.environment import Environment, FunctionError
from local.template import StreamMapping

# How soon a change is seen. Lambda itself looks four times a second.
POLL_SECONDS = 0.1
# How soon a batch that failed is tried again. Lambda waits longer each time.
RETRY_SECONDS = 0.5

Record = dict[str, Any]


class StreamReader:
    """One table's stream from its oldest record on: record by record, each until it is marked as done."""

    def __init__(self, dynamodb: Any, streams: Any, table: str) -> None:
        self._streams = streams
        self._arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        self._iterators: dict[str, str | None] = {}  # of shards; null for one that is read to its end
        self._waiting: deque[Record] = deque()

    def waiting(self) -> Iterable[Record]:
        """Records not done yet, oldest first; none where all that was written before the call is done."""
        if not self._waiting:
            self._find_shards()
            for shard, iterator in self._iterators.items():
                if iterator is not None:
                    answer = self._read(shard, iterator)
                    self._iterators[shard] = answer.get("NextShardIterator")
                    self._waiting.extend(lambda_record(one, self._arn) for one in answer["Records"])
        return self._waiting

    def done(self, count: int) -> None:
        """Forget the first of those that are waiting."""
        for _ in range(count):
            self._waiting.popleft()

    def _find_shards(self) -> None:
        if self._iterators and None not in self._iterators.values():
            return
        described = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]
        for shard in described["Shards"]:
            if shard["ShardId"] not in self._iterators:
                self._iterators[shard["ShardId"]] = self._oldest(shard["ShardId"])

    def _oldest(self, shard: str) -> str:
        answer = self._streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )
        return str(answer["ShardIterator"])

    def _read(self, shard: str, iterator: str) -> Any:
        try:
            return self._streams.get_records(ShardIterator=iterator)
        except self._streams.exceptions.TrimmedDataAccessException:
            # DynamoDB Local counts all tables' records in one row: the first of a shard that was empty when its
            # iterator was made comes later than that expects.
            return self._streams.get_records(ShardIterator=self._oldest(shard))


class StreamPoller(threading.Thread):
    """Feeds the streams that one function takes to its execution environment, one batch at a time."""

    def __init__(
        self, mappings: Sequence[tuple[StreamMapping, StreamReader]], environment: Environment
    ) -> None:
        super().__init__(name="poller of streams", daemon=True)
        self._mappings = mappings
        self._environment = environment
        self._stopped = threading.Event()
        self._looked = threading.Event()

    def stop(self) -> None:
        """End the loop after the batch in hand."""
        self._stopped.set()

    def wait_idle(self, timeout: float) -> bool:
        """Whether all that was written before the call was taken within so many seconds."""
        for _ in range(2):  # the first look may have begun before the call
            self._looked.clear()
            if not self._looked.wait(timeout):
                return False
        return True

    def run(self) -> None:
        """Read, filter, invoke; until stopped."""
        while not self._stopped.is_set():
            try:
                left = [self._take_batch(*one) for one in self._mappings if not self._stopped.is_set()]
            except (BotoCoreError, ClientError):
                # The server ends right after its pollers are told to.
                if not self._stopped.is_set():
                    raise
                return
            if all(one is None for one in left):
                self._looked.set()
                self._stopped.wait(POLL_SECONDS)
            elif any(left):
                self._stopped.wait(RETRY_SECONDS)

    def _take_batch(self, mapping: StreamMapping, reader: StreamReader) -> int | None:
        """Take one batch to the function; how many of its records are left to be tried again, if there was one."""
        batch = list(islice(reader.waiting(), mapping.batch_size))
        if not batch:
            return None
        patterns = [json.loads(pattern) for pattern in mapping.patterns]
        wanted = [record for record in batch if matches_any(record, patterns)]
        count = self._invoke(wanted, batch) if wanted else len(batch)
        reader.done(count)
        return len(batch) - count

    def _invoke(self, wanted: list[Record], batch: list[Record]) -> int:
        """How many records of a batch, from the first, are done."""
        try:
            answer = self._environment.invoke({"Records": wanted})
        except FunctionError:
            return 0
        failures = (answer or {}).get("batchItemFailures", [])
        failed = {failure["itemIdentifier"] for failure in failures}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        return next((place for place, number in enumerate(numbers) if number in failed), len(batch))


def lambda_record(record: Record, stream_arn: str) -> Record:
    """One record as Lambda shows it to a function."""
    change = record["dynamodb"]
    return {
        **record,
        "eventSourceARN": stream_arn,
        "dynamodb": {
            **{name: _plain(value) for name, value in change.items()},
            "ApproximateCreationDateTime": change["ApproximateCreationDateTime"].timestamp(),
        },
    }


def matches_any(record: Mapping[str, Any], patterns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a mapping's filters let a record through; where it has none, they do."""
    return not patterns or any(_matches(record, pattern) for pattern in patterns)


def _matches(value: Any, pattern: Mapping[str, Any]) -> bool:
    """As the part of EventBridge's patterns that the template uses: values, `exists` and `anything-but`."""
    fields = value if isinstance(value, dict) else {}
    for name, wanted in pattern.items():
        if isinstance(wanted, dict):
            if not _matches(fields.get(name), wanted):
                return False
        elif not any(_allows(rule, name in fields, fields.get(name)) for rule in wanted):
            return False
    return True


def _allows(rule: Any, present: bool, value: Any) -> bool:
    match rule:
        case {"exists": bool(wanted)}:
            return present is wanted
        case {"anything-but": list(refused)}:
            return present and value not in refused
        case dict():
            raise NotImplementedError(f"filter rule {rule}")
        case _:
            return bool(present and value == rule)


def _plain(value: Any) -> Any:
    """A value of boto3's as JSON has it: bytes in base 64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
