"""AWS at its worst: every call of a run fails once in every way in which calls fail, and messages come in any order."""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError

from local.runtime import Context
from local.stream_source import StreamReader
from local.subscription import Subscription
from testing.tables import client
from tests.crashes import Died, Machine
from tests.pipelines import RECEIVES, Event, Pipeline, load_function, sqs_event
from tests.stories import bridge_text, text_of

BUS = "copydesk"
# Records of a stream that one invocation is given.
RECORDS = 25
STREAMED = ("ArticlesTable", "ClustersTable")
# botocore has another address for them by now, which moto does not answer at.
STREAMS = "https://streams.dynamodb.eu-west-1.amazonaws.com"


class Way(StrEnum):
    """How a call fails."""

    REFUSED = "an error before the call"
    DONE = "an error after it took effect"
    THROTTLED = "throttling, of a batch in part"
    TIMEOUT = "no answer, whether it took effect or not"
    DIED = "the process dies"


class Faults(Machine):
    """A machine whose calls fail, each in every way, while something is delivered to a function.

    Args:
        monkeypatch: ends it.
        chance: what the order of the ways is left to.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
        super().__init__(monkeypatch)
        self._chance = chance
        self._left: dict[str, list[Way]] = {}
        self._about: str | None = None
        self.failed: Counter[Way] = Counter()
        self.at_work = 0

    @property
    def forms(self) -> int:
        """How many calls there were that differ in message, operation, place or expressions."""
        return len(self._left)

    def about(self, name: str, work: Callable[[], object]) -> None:
        """Do a function's work on a message.

        Raises:
            Died: it died.
        """
        self._about = name
        try:
            work()
        finally:
            self._about = None

    def call(self, caller: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if self._about is None:
            return self._real(caller, name, arguments)
        self.at_work += 1
        form = f"{self._about}: {form_of(name, arguments)}"
        ways = self._left.setdefault(form, self._chance.sample(list(Way), len(Way)))
        if not ways:
            return self._real(caller, name, arguments)
        way = ways.pop()
        self.failed[way] += 1
        return self._fail(way, caller, name, arguments)

    def _fail(self, way: Way, caller: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if way is Way.THROTTLED:
            return self._throttled(caller, name, arguments)
        if way is not Way.REFUSED and (way is Way.DONE or self._chance.random() < 0.5):
            self._real(caller, name, arguments)
        if way is Way.DIED:
            raise Died(name)
        if way is Way.TIMEOUT:
            raise ReadTimeoutError(endpoint_url="https://aws.example/")
        raise error(name, "InternalServerError", 500)

    def _throttled(self, caller: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        """What is throttled: all of a call, but of a batch all after the first."""
        if name == "BatchWriteItem":
            ((table, requests),) = arguments["RequestItems"].items()
            answer = self._real(caller, name, {**arguments, "RequestItems": {table: requests[:1]}})
            return {**answer, "UnprocessedItems": {table: requests[1:]} if requests[1:] else {}}
        if name == "BatchGetItem":
            ((table, asked),) = arguments["RequestItems"].items()
            first, rest = ({**asked, "Keys": asked["Keys"][part]} for part in (slice(1), slice(1, None)))
            answer = self._real(caller, name, {**arguments, "RequestItems": {table: first}})
            return {**answer, "UnprocessedKeys": {table: rest} if rest["Keys"] else {}}
        if name in {"SendMessageBatch", "PutEvents"}:
            entries = arguments["Entries"]
            answer = self._real(caller, name, {**arguments, "Entries": entries[:1]})
            if name == "PutEvents":
                refused = [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}] * len(
                    entries[1:]
                )
                return {**answer, "Entries": [*answer["Entries"], *refused], "FailedEntryCount": len(refused)}
            failed = [{"Id": one["Id"], "SenderFault": False, "Code": "Throttled"} for one in entries[1:]]
            return {**answer, "Failed": failed}
        raise error(name, "ThrottlingException", 400)


def error(name: str, code: str, status: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "chaos"}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        name,
    )


def form_of(name: str, arguments: dict[str, Any]) -> str:
    """What tells one call of the code from another: operation, place and expressions, of no article."""
    place = arguments.get("TableName") or arguments.get("QueueUrl") or arguments.get("Bucket") or ""
    batch = arguments.get("RequestItems", {})
    rules = [text for key, text in sorted(arguments.items()) if key.endswith("Expression")]
    parts = [
        f"{kind} {inner['TableName']} {inner.get('ConditionExpression', '')}"
        for one in arguments.get("TransactItems", [])
        for kind, inner in one.items()
    ]
    return " | ".join((name, str(place).rsplit("/", 1)[-1], *map(str, batch), *rules, *sorted(set(parts))))


@dataclass(frozen=True)
class Step:
    """What a user does."""

    key: str
    body: str | None
    """None deletes the key."""


def history(chance: random.Random, steps: int) -> list[Step]:
    """Uploads with copies and bridges between stories, overwrites, deletions and archives."""
    found: list[Step] = []
    there: set[str] = set()
    for number in range(steps):
        kind = chance.choices(("one", "archive", "delete", "none"), (10, 4, 3, 1))[0]
        key = (
            f"archive{chance.randrange(2)}.jsonl"
            if kind == "archive"
            else f"{chance.randrange(steps // 2)}.json"
        )
        if kind == "delete" and there:
            key = chance.choice(sorted(there))
            there.remove(key)
            found.append(Step(key, None))
            continue
        there.add(key)
        if kind == "archive":
            count = chance.randrange(1, 6)
            found.append(Step(key, "\n".join(_document(chance, f"{number}/{at}") for at in range(count))))
        else:
            found.append(Step(key, "" if kind == "none" else _document(chance, str(number))))
    # Whatever went before, there are copies at the end, with something between them.
    bodies = (text_of(0), text_of(1, 1), bridge_text(0, 1))
    return found + [
        Step(f"last{at}.json", _document(chance, f"last {at}", text)) for at, text in enumerate(bodies)
    ]


def _document(chance: random.Random, name: str, text: str = "") -> str:
    left, right = chance.sample(range(4), 2)
    text = text or chance.choice(
        (text_of(left), text_of(left, chance.randrange(1, 4)), bridge_text(left, right), "Short.")
    )
    fields = {
        "title": f"Title {name}",
        "publisher": chance.choice(("Courier", "Ledger", "Skerry Post")),
        # All apart, or who was ingested first would stand for the others.
        "published_at": f"2024-05-06T{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}Z",
        "text": text,
    }
    return json.dumps(fields)


@dataclass
class Delivery:
    """A message that waits for a function."""

    name: str
    function: ModuleType
    body: str
    key: str


@dataclass
class Run:
    """A run of the three functions: messages wait, fail and come again; events are heard."""

    pipeline: Pipeline
    chance: random.Random
    faults: Faults | None = None
    waiting: list[Delivery] = field(default_factory=list)
    deliveries: int = 0

    def __post_init__(self) -> None:
        pipeline = self.pipeline
        events = client("events")
        events.create_event_bus(Name=BUS)
        self.subscription = Subscription(events, pipeline.sqs, BUS, "listener")
        self.publish = load_function("publish")
        view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        for table in STREAMED:
            pipeline.dynamodb.update_table(TableName=pipeline.tables[table], StreamSpecification=view)
        streams = client("dynamodbstreams", STREAMS)
        self.streams = [
            StreamReader(pipeline.dynamodb, streams, pipeline.tables[table]) for table in STREAMED
        ]
        self._numbers: defaultdict[str, int] = defaultdict(int)

    def through(self, steps: list[Step]) -> None:
        """All the steps, in order, and all that follows, in any; one after the other without faults."""
        rest = list(reversed(steps))
        while rest or self.waiting or self.published():
            busy = {one.key for one in self.waiting}
            # Both runs are to read every version: what is read of a key is what lies there by then.
            if (
                rest
                and rest[-1].key not in busy
                and (not busy or (self.faults and self.chance.random() < 0.2))
            ):
                self._take(rest.pop())
            elif self.waiting:
                self._deliver(self.waiting[self.chance.randrange(len(self.waiting))])

    def published(self) -> bool:
        """Some of what the streams hold, if they hold anything, to the function that publishes it."""
        found = False
        for number, reader in enumerate(self.streams):
            records = list(reader.waiting())[:RECORDS]
            if not records:
                continue
            found = True
            event = {"Records": records}
            answer = self._invoked(f"publish {number} {records[0]['eventID']}", self.publish, event)
            if answer is not None:
                numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
                failed = answer["batchItemFailures"]
                reader.done(numbers.index(failed[0]["itemIdentifier"]) if failed else len(records))
        return found

    def _take(self, step: Step) -> None:
        pipeline = self.pipeline
        event = pipeline.delete(step.key) if step.body is None else pipeline.put(step.key, step.body)
        self._wait("extract", pipeline.extract, json.dumps(event), step.key)

    def _wait(self, name: str, function: ModuleType, body: str, key: str) -> None:
        self._numbers[name] += 1
        self.waiting.append(Delivery(f"{name} {self._numbers[name]}", function, body, key))

    def _deliver(self, one: Delivery) -> None:
        received = RECEIVES if self.chance.random() < 0.1 else 1
        answer = self._invoked(one.name, one.function, sqs_event(one.body, receive_count=received))
        if answer is not None and not answer["batchItemFailures"]:
            self.waiting.remove(one)
        pipeline = self.pipeline
        for name, function, url in (
            ("extract", pipeline.extract, pipeline.extract_queue_url),
            ("dedupe", pipeline.dedupe, pipeline.queue_url),
        ):
            while bodies := pipeline.take(url):
                for body in bodies:
                    self._wait(name, function, body, one.key)

    def _invoked(self, name: str, function: ModuleType, event: Event) -> Event | None:
        """What a function answers; None where it died or failed."""
        self.deliveries += 1
        answers: list[Event] = []
        arn = "arn:aws:lambda:eu-west-1:123456789012:function:test"
        context = Context("test", "512", arn, deadline=time.monotonic() + 120.0)

        def work() -> None:
            answers.append(function.handler(event, context))

        if self.faults is None:
            work()
        else:
            try:
                self.faults.about(name, work)
            except (Died, ClientError, ReadTimeoutError):
                return None
        return answers[0]
