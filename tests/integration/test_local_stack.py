"""The local stack: template.yaml and the real handlers, through S3 and SQS to DynamoDB and back."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from copydesk.article import article_id
from copydesk.outcome import Status
from copydesk.storage.outcomes import OutcomeStore
from local import template
from local.stack import REGION, LocalStack
from tests.thorough import only_thorough

TRIES = 2

# Ends of names of outputs that name what the local stack does not host.
NOT_HOSTED = ("LogGroupName", "PolicyArn", "IntakeId")

STORY = """Tollbridge keeper retires after forty winters

By Maren Oddvik
The Vellmark Courier
12 February 2021

The last keeper of the Vellmark tollbridge handed in her keys on Friday, forty winters after she first raised
the barrier for a cart of herring. {more}

She counted, she said, eleven governors, two floods and one elephant, which paid the rate for cattle because
the ordinance of 1871 named no other animal of its weight. The county will take the barrier down in the spring
and hang it in the town hall, where schoolchildren already know it from a song.

Traffic across the river has doubled since the quarry opened, and the council has promised a footpath beside
the lanes before the next school year begins. The keeper's house is to become a tea room.
"""


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with LocalStack(visibility_timeout=1, parameters={"MaxReceiveCount": str(TRIES)}) as running:
        yield running


@pytest.fixture(scope="module")
def outcomes(stack: LocalStack) -> OutcomeStore:
    return OutcomeStore(stack.client("dynamodb"), stack.outputs["OutcomesTableName"])


def put(stack: LocalStack, key: str, text: str) -> None:
    stack.client("s3").put_object(Bucket=stack.outputs["InboxBucketName"], Key=key, Body=text.encode())


def message_count(stack: LocalStack, output: str) -> int:
    answer = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.outputs[output], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def test_it_has_the_templates_outputs_under_the_stacks_name(stack: LocalStack) -> None:
    (described,) = stack.client("cloudformation").describe_stacks(StackName="copydesk")["Stacks"]
    named = {output["OutputKey"] for output in described["Outputs"]}
    assert set(stack.outputs) <= named
    # Only what is not hosted here, log groups and policies, is left out, and what is made only when asked for.
    usual = {name for name, one in template.load()["Outputs"].items() if "Condition" not in one}
    assert {name for name in usual if not name.endswith(NOT_HOSTED)} <= named


@only_thorough
def test_over_an_existing_bucket_none_is_made_and_while_intake_is_stopped_messages_wait() -> None:
    parameters = {
        "ExistingInboxBucket": "own",
        "InboxPrefixes": "a/",
        "Intake": "false",
        "PublishEvents": "false",
    }
    with LocalStack(workers=1, parameters=parameters) as stack:
        assert stack.outputs["InboxBucketName"] == "own"
        made = [one["Name"] for one in stack.client("s3").list_buckets()["Buckets"]]
        assert made == [stack.outputs["OverflowBucketName"]]
        url, sqs = stack.outputs["ExtractQueueUrl"], stack.client("sqs")
        for number in range(3):
            sqs.send_message(QueueUrl=url, MessageBody=str(number))
        names = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "MessageRetentionPeriod",
        ]
        time.sleep(0.5)  # several polls
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        assert (int(found[names[0]]), int(found[names[1]])) == (3, 0)
        assert int(found[names[2]]) == 14 * 86_400


def test_an_article_comes_out_where_the_function_says(stack: LocalStack, outcomes: OutcomeStore) -> None:
    put(stack, "plain.txt", STORY.format(more="Nobody else applied."))
    stack.wait_idle()
    bucket = stack.outputs["InboxBucketName"]
    found = outcomes.get(bucket, "plain.txt")
    assert found is not None
    assert found.status is Status.INDEXED
    item = stack.client("dynamodb").get_item(
        TableName=stack.outputs["ArticlesTableName"],
        Key={"article_id": {"S": article_id(bucket, "plain.txt")}, "part": {"S": "article"}},
    )["Item"]
    assert item["title"]["S"] == "Tollbridge keeper retires after forty winters"


@pytest.mark.parametrize("key", ["with space.txt", "c++ & 100%.txt", "a%2Fb/ž—ü.txt"])
def test_a_key_of_any_characters_is_told_apart(stack: LocalStack, outcomes: OutcomeStore, key: str) -> None:
    put(stack, key, "nothing to see")
    stack.wait_idle()
    found = outcomes.get(stack.outputs["InboxBucketName"], key)
    assert found is not None
    assert found.status is Status.REJECTED


def test_an_overwritten_object_is_read_again_and_a_deleted_one_removed(
    stack: LocalStack, outcomes: OutcomeStore
) -> None:
    bucket = stack.outputs["InboxBucketName"]
    put(stack, "changing.txt", STORY.format(more="One other applied."))
    stack.wait_idle()
    first = outcomes.get(bucket, "changing.txt")
    put(stack, "changing.txt", STORY.format(more="Two others applied, and one withdrew."))
    stack.wait_idle()
    second = outcomes.get(bucket, "changing.txt")
    stack.client("s3").delete_object(Bucket=bucket, Key="changing.txt")
    stack.wait_idle()
    third = outcomes.get(bucket, "changing.txt")
    assert first is not None and second is not None and third is not None  # noqa: PT018
    assert [one.status for one in (first, second, third)] == [Status.INDEXED, Status.INDEXED, Status.REMOVED]
    assert first.generation < second.generation < third.generation
    assert first.version_id != second.version_id


def test_a_message_that_always_fails_ends_in_the_dead_letter_queue_and_can_be_read_there(
    stack: LocalStack,
) -> None:
    body = json.dumps({"not": "an article"})
    sqs = stack.client("sqs")
    sqs.send_message(QueueUrl=stack.outputs["DedupeQueueUrl"], MessageBody=body)
    put(stack, "beside.txt", STORY.format(more="Life went on meanwhile."))
    stack.wait_idle()
    assert message_count(stack, "DedupeDeadLetterQueueUrl") == 1
    (dead,) = sqs.receive_message(
        QueueUrl=stack.outputs["DedupeDeadLetterQueueUrl"], MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert dead["Body"] == body
    assert int(dead["Attributes"]["ApproximateReceiveCount"]) > TRIES
    assert message_count(stack, "ExtractDeadLetterQueueUrl") == 0


def test_a_transaction_that_fails_leaves_nothing_behind(stack: LocalStack) -> None:
    dynamodb, table = stack.client("dynamodb"), stack.outputs["ClustersTableName"]

    def key(name: str) -> dict[str, dict[str, str]]:
        return {"cluster_id": {"S": "transaction"}, "entry": {"S": name}}

    dynamodb.put_item(TableName=table, Item={**key("a"), "size": {"N": "1"}})
    change = {
        "TableName": table,
        "Key": key("a"),
        "UpdateExpression": "SET #size = :two",
        "ExpressionAttributeNames": {"#size": "size"},
        "ExpressionAttributeValues": {":two": {"N": "2"}},
    }
    check = {
        "TableName": table,
        "Key": key("absent"),
        "ConditionExpression": "attribute_exists(cluster_id)",
    }
    with pytest.raises(ClientError, match="TransactionCanceled"):
        dynamodb.transact_write_items(
            TransactItems=[
                {"Update": change},
                {"Put": {"TableName": table, "Item": key("b")}},
                {"ConditionCheck": check},
            ]
        )
    left = dynamodb.query(
        TableName=table,
        KeyConditionExpression="cluster_id = :id",
        ExpressionAttributeValues={":id": {"S": "transaction"}},
    )["Items"]
    assert left == [{**key("a"), "size": {"N": "1"}}]


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@only_thorough
def test_the_tables_can_be_in_another_dynamodb_and_the_end_is_the_end(dynamodb_local: str) -> None:
    with LocalStack(dynamodb_endpoint=dynamodb_local) as stack:
        put(stack, "elsewhere.txt", STORY.format(more="The herring was for free."))
        stack.wait_idle()
        outcomes = OutcomeStore(stack.client("dynamodb"), stack.outputs["OutcomesTableName"])
        found = outcomes.get(stack.outputs["InboxBucketName"], "elsewhere.txt")
        port = urlsplit(stack.endpoint_url).port
    assert port is not None
    assert not answers(port)
    assert found is not None
    assert found.status is Status.INDEXED


@only_thorough
def test_even_a_kill_ends_what_it_started() -> None:
    program = (
        "import signal\nfrom local.stack import LocalStack\n"
        "with LocalStack() as stack:\n    print(stack.endpoint_url, flush=True)\n    signal.pause()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=template.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline().decode().strip()).port
        assert port is not None
        listed = subprocess.run(
            ["pgrep", "-P", str(process.pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        children = [int(pid) for pid in listed.stdout.split()]
        assert len(children) == 4  # the server and a process for each function
        assert answers(port)
        process.kill()
    deadline = time.monotonic() + 15
    while (answers(port) or any(is_running(child) for child in children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers(port)
    assert not [child for child in children if is_running(child)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@only_thorough
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)],
)
def test_a_signal_ends_it_at_work_without_a_word(number: signal.Signals, status: int) -> None:
    """Threads that waited for what ended before them printed tracebacks. Of Ctrl-C a shell's background has none."""
    command = f"{sys.executable} -u -m local & echo $!; wait $!; echo ended with $?"
    with subprocess.Popen(
        ["sh", "-c", command],  # noqa: S607
        cwd=template.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as shell:
        assert shell.stdout is not None
        shown = ""
        while "Logs" not in shown:
            shown += (line := shell.stdout.readline())
            assert line
        pid = int(shown.split()[0])
        endpoint, bucket = re.findall(r"http://[\w.:]+", shown)[0], re.findall(r"s3://([\w-]+)/", shown)[0]
        session = boto3.Session(**dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "test"))
        s3 = session.client("s3", endpoint_url=endpoint, region_name=REGION)
        for story in range(30):
            s3.put_object(Bucket=bucket, Key=f"{story}.txt", Body=STORY.format(more=story).encode())
        time.sleep(1.0)  # so that the functions are at work
        os.kill(pid, number)
        told, errors = shell.communicate(timeout=60)
    assert told == f"ended with {status}\n"
    assert errors == ""
    assert not is_running(pid)
    port = urlsplit(endpoint).port
    assert port is not None
    assert not answers(port)


@only_thorough
def test_two_stacks_keep_their_logs_apart() -> None:
    with LocalStack(workers=0) as one, LocalStack(workers=0) as other:
        assert one.folder != other.folder
        assert one.folder.is_dir()
        assert other.folder.is_dir()
    assert not one.folder.exists()
