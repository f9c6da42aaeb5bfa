"""Whether each patch of moto's inside in local/ is still needed: moto without it, doing what the patch mends.

A test that fails here says that moto has learned it: take the patch away, and this test with it. Where moto's issues
know of the matter the number stands beside the test; where none does, a search of them on 2026-11-28 found none.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import backends, mock_aws
from moto.core import responses
from moto.core.serialize import AttributePicker, BaseJSONSerializer, JSONSerializer
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.events.models import EventBus
from moto.sqs.models import Message, Queue

from local import answers, expressions, queues, tables
from local.template import ROOT
from testing.tables import client

ACCOUNT, REGION, TABLE = "123456789012", "eu-west-1", "t"


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    """A table with a stream and a few items in two partitions."""
    with mock_aws():
        dynamodb = client("dynamodb")
        dynamodb.create_table(
            TableName=TABLE,
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "part")],
            KeySchema=[
                {"AttributeName": "id", "KeyType": "HASH"},
                {"AttributeName": "part", "KeyType": "RANGE"},
            ],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        for part in ("1", "2", "3"):
            for name in ("a", "b"):
                dynamodb.put_item(TableName=TABLE, Item=item(name, part))
        yield dynamodb


def item(name: str, part: str) -> dict[str, Any]:
    return {"id": {"S": name}, "part": {"S": part}}


def stream() -> StreamShard:
    shard = dynamodb_backends[ACCOUNT][REGION].tables[TABLE].stream_shard
    assert shard is not None
    return shard


def transaction(*names: str, holds: bool = True) -> list[dict[str, Any]]:
    """Puts of items, and a condition that holds or not."""
    condition = "attribute_exists(id)" if holds else "attribute_not_exists(id)"
    check = {"TableName": TABLE, "Key": item("a", "1"), "ConditionExpression": condition}
    puts = [{"Put": {"TableName": TABLE, "Item": item(name, "new")}} for name in names]
    return [*puts, {"ConditionCheck": check}]


def test_the_version_is_the_one_that_the_patches_were_tried_with() -> None:
    assert f'"moto[server]=={version("moto")}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_query_looks_at_the_whole_table(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """getmoto/moto#9670 made the copies of what a Query finds cheaper, not the search."""
    looked_at: list[Item] = []
    all_items = Table.all_items

    def counting(table: Table) -> Iterator[Item]:
        for one in all_items(table):
            looked_at.append(one)
            yield one

    monkeypatch.setattr(Table, "all_items", counting)
    values = {":id": {"S": "a"}}
    dynamodb.query(TableName=TABLE, KeyConditionExpression="id = :id", ExpressionAttributeValues=values)
    assert {one.hash_key.value for one in looked_at} == {"a", "b"}


def test_a_transaction_copies_the_whole_table(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    deepcopy = Item.__deepcopy__

    def counting(one: Item, memo: dict[int, Any]) -> Item:
        copied.append(one.hash_key.value)
        return deepcopy(one, memo)

    monkeypatch.setattr(Item, "__deepcopy__", counting)
    dynamodb.transact_write_items(TransactItems=transaction("c"))
    assert "b" in copied, "which the transaction has nothing to do with"


def test_a_write_that_changes_nothing_is_in_the_stream(dynamodb: Any) -> None:
    before = len(stream().items)
    dynamodb.put_item(TableName=TABLE, Item=item("a", "1"))
    assert len(stream().items) > before


def test_an_iterator_of_a_stream_is_kept_for_ever(dynamodb: Any) -> None:
    backend = dynamodbstreams_backends[ACCOUNT][REGION]
    arn = dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    iterator = backend.get_shard_iterator(arn, stream().id, "TRIM_HORIZON").arn
    for _ in range(5):
        iterator = backend.get_records(iterator, 10)["NextShardIterator"]
    assert len(backend.shard_iterators) > 5


def test_everything_that_ever_was_is_remembered(dynamodb: Any) -> None:
    before = len(Item.instances_tracked)
    for _ in range(3):
        dynamodb.put_item(TableName=TABLE, Item=item("gone", "1"))
        dynamodb.delete_item(TableName=TABLE, Key=item("gone", "1"))
    assert len(Item.instances_tracked) >= before + 3


def test_a_stream_that_is_cut_short_numbers_its_records_as_before(dynamodb: Any) -> None:
    for number in range(4):
        dynamodb.put_item(TableName=TABLE, Item=item("a", f"new {number}"))
    shard = stream()
    first, count = shard.starting_sequence_number, len(shard.items)
    rest = shard.get(first + 2, 10)
    tables._trim(shard, first + 2)
    assert (len(shard.items), shard.get(first + 2, 10)) == (count - 2, rest)
    tables._trim(shard, first)  # of a reader that is further behind
    dynamodb.put_item(TableName=TABLE, Item=item("a", "last"))
    assert shard.get(first + 2, 10)[-1]["dynamodb"]["SequenceNumber"] == str(first + count)


def test_requests_do_not_wait_for_each_other(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """getmoto/moto#372 and #7164: not safe under threads, as its documentation says since #7166.

    A write that comes while a transaction fails is acknowledged, and undone with the transaction.
    """

    def write_meanwhile(table: Table, memo: dict[int, Any]) -> Table:
        monkeypatch.delattr(Table, "__deepcopy__")
        saved = copy.deepcopy(table, memo)
        other = threading.Thread(
            target=dynamodb.put_item, kwargs={"TableName": TABLE, "Item": item("d", "1")}
        )
        other.start()
        other.join(timeout=5)
        assert not other.is_alive(), "it waits: requests are served one at a time now"
        return saved

    monkeypatch.setattr(Table, "__deepcopy__", write_meanwhile, raising=False)
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=transaction(holds=False))
    assert "Item" not in dynamodb.get_item(TableName=TABLE, Key=item("d", "1"))


def test_a_long_poll_waits_where_no_lock_can_be_given_up() -> None:
    assert "timeout" in Queue.wait_for_messages.__code__.co_varnames


def through_a_queue(sqs: Any, url: str) -> list[Any]:
    """What a queue answers while messages are sent, delayed, received, given back and deleted."""

    def counts() -> list[str]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        names += ["ApproximateNumberOfMessagesDelayed", "MessageRetentionPeriod"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return [found[name] for name in names]

    def received(count: int) -> list[Any]:
        return list(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=count).get("Messages", []))

    for number in range(5):
        sqs.send_message(QueueUrl=url, MessageBody=str(number), DelaySeconds=60 * (number == 4))
    seen: list[Any] = [counts()]
    first, second, third = received(3)
    seen += [[one["Body"] for one in (first, second, third)], counts()]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"])
    sqs.delete_message(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"])
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    seen += [counts(), [one["Body"] for one in received(10)], counts()]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])  # by its old handle
    with pytest.raises(ClientError):
        sqs.delete_message(QueueUrl=url, ReceiptHandle="none")
    return [*seen, counts(), received(10)]


def test_messages_are_counted_for_each_that_is_sent_or_received(monkeypatch: pytest.MonkeyPatch) -> None:
    """And without that a queue answers the same."""
    looked_at: list[Message] = []
    visible = Message.visible.fget  # type: ignore[attr-defined]

    def counting(message: Message) -> bool:
        looked_at.append(message)
        return bool(visible(message))

    monkeypatch.setattr(Message, "visible", property(counting))
    for owner, name in queues.PATCHED:
        monkeypatch.setattr(owner, name, owner.__dict__[name])
    with mock_aws():
        sqs = client("sqs")
        without = through_a_queue(sqs, sqs.create_queue(QueueName="a")["QueueUrl"])
        assert len(looked_at) > 100
        looked_at.clear()
        queues.install()
        assert through_a_queue(sqs, sqs.create_queue(QueueName="b")["QueueUrl"]) == without
    assert len(looked_at) < 20


def test_the_ref_of_an_event_bus_is_not_its_name() -> None:
    """AWS::Events::EventBus came with getmoto/moto#3048; CloudFormation's Ref of one is its name."""
    bus = EventBus(ACCOUNT, REGION, "news")
    assert getattr(bus, "physical_resource_id", None) != "news"


def test_lists_that_never_change_are_made_anew() -> None:
    assert not hasattr(backends.list_of_moto_modules, "cache_info")
    assert not hasattr(responses.method_names_from_class, "cache_info")


def updates(dynamodb: Any) -> list[Any]:
    """What updates of an item come to, and why others are refused."""

    def updated(expression: str, **values: Any) -> Any:
        try:
            answer = dynamodb.update_item(
                TableName=TABLE,
                Key=item("a", "updated"),
                UpdateExpression=expression,
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            return str(error)
        return answer["Attributes"]

    sets = "SET " + ", ".join(f"a{number} = :v" for number in range(12))
    one, text, empty = {"N": "1"}, {"S": "x"}, {"L": [{"S": "x"}]}
    return [
        updated(f"{sets}, m = :m, c = if_not_exists(c, :one)", v=text, one=one, m={"M": {"n": text}}),
        updated("SET c = c + :one, m.n = :v REMOVE a1, a2 ADD d :one", v=text, one=one),
        updated("SET l = list_append(:l, :l) DELETE s :s", l=empty, s={"SS": ["x"]}),
        updated("SET a3 = :v SET a4 = :v", v=text),
        updated("SET a3 = :v, a3 = :v", v=text),
        updated("SET m.n = :v, m = :v", v=text),
        updated("SET part = :v", v=text),
        updated("SET a3 = missing", v=text),
        updated("ADD a4 :one", one=one),
    ]


def test_parts_of_an_expression_are_looked_at_for_each_that_they_are_in(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without that an update does the same."""
    looked_at: list[Any] = []
    find_clauses = expressions.nodes.Node.find_clauses

    def counting(node: Any, kinds: list[type]) -> Any:
        looked_at.append(node)
        return find_clauses(node, kinds)

    monkeypatch.setattr(expressions.nodes.Node, "find_clauses", counting)
    for owner, name in expressions.PATCHED:
        monkeypatch.setattr(owner, name, owner.__dict__[name])
    without, count = updates(dynamodb), len(looked_at)
    dynamodb.delete_item(TableName=TABLE, Key=item("a", "updated"))
    looked_at.clear()
    expressions.install()
    assert updates(dynamodb) == without
    assert count > 3 * len(looked_at) > 0


VALUES: dict[str, Any] = {
    "text": {"S": "é"},
    "number": {"N": "1.5"},
    "bytes": {"B": b"\x00\xff"},
    "several": {"BS": [b"a", b"b"]},
    "flags": {"L": [{"BOOL": False}, {"NULL": True}, {"SS": ["a", "b"]}, {"NS": ["1", "2"]}]},
    "nested": {
        "M": {"list": {"L": [{"M": {"in": {"B": b"c"}}}, {"L": []}]}, "empty": {"S": ""}, "none": {"M": {}}}
    },
}


def test_names_are_tried_for_each_kind_of_value(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And with the patch an answer is the same."""
    dynamodb.put_item(TableName=TABLE, Item=item("a", "values") | VALUES)
    tried: list[str] = []
    pick = AttributePicker.__call__

    def counting(picker: AttributePicker, context: Any) -> Any:
        tried.append(context.key)
        return pick(picker, context)

    def answer() -> Any:
        tried.clear()
        return dynamodb.get_item(TableName=TABLE, Key=item("a", "values"))["Item"]

    monkeypatch.setattr(AttributePicker, "__call__", counting)
    original = BaseJSONSerializer._serialize_type_structure
    monkeypatch.setattr(JSONSerializer, "_serialize_type_structure", original)
    for owner, name in answers.PATCHED:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    without, tries = answer(), tried.count("SS")
    answers.install()
    assert answer() == without == item("a", "values") | VALUES
    assert tries > tried.count("SS") > 0


@pytest.fixture
def notified() -> Iterator[tuple[Any, Any]]:
    """S3, in it a versioned bucket whose notifications go to a queue; a function that takes the next of them."""
    with mock_aws():
        s3, sqs = client("s3"), client("sqs")
        queue = sqs.create_queue(QueueName="q")["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
        wanted = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
        s3.put_bucket_notification_configuration(
            Bucket="bucket", NotificationConfiguration={"QueueConfigurations": [wanted]}
        )

        def events() -> list[dict[str, Any]]:
            messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            bodies = [json.loads(message["Body"]) for message in messages]
            return [record for body in bodies for record in body.get("Records", [])]

        events()  # the test event
        yield s3, events


def test_a_notification_names_no_version_and_no_sequence(notified: tuple[Any, Any]) -> None:
    s3, events = notified
    s3.put_object(Bucket="bucket", Key="a/b", Body=b"")
    (event,) = events()
    assert not {"versionId", "sequencer"} <= event["s3"]["object"].keys()


def test_a_delete_that_leaves_a_marker_is_not_notified(notified: tuple[Any, Any]) -> None:
    """getmoto/moto#7420 made deletes known, of unversioned objects only."""
    s3, events = notified
    s3.put_object(Bucket="bucket", Key="a/b", Body=b"")
    events()
    s3.delete_object(Bucket="bucket", Key="a/b")
    assert events() == []
