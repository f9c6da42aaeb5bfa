"""What a function's answer means for the messages of its batch, as AWS Lambda documents it."""

from __future__ import annotations

from typing import Any

import pytest

from local.event_source import failed_messages, lambda_record

BATCH = ["first", "second", "third"]


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_answer_without_failures_is_success(answer: Any) -> None:
    assert failed_messages(answer, BATCH) == set()


def test_only_the_messages_named_stay() -> None:
    answer = {"batchItemFailures": [{"itemIdentifier": "third"}, {"itemIdentifier": "first"}]}
    assert failed_messages(answer, BATCH) == {"first", "third"}


@pytest.mark.parametrize(
    "answer",
    [
        "done",
        {"failures": []},
        {"batchItemFailures": "first"},
        {"batchItemFailures": ["first"]},
        {"batchItemFailures": [{"itemIdentifier": "first"}, {"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"itemidentifier": "first"}]},
        {"batchItemFailures": [{"itemIdentifier": "of another batch"}]},
    ],
)
def test_an_answer_that_names_no_message_properly_fails_the_batch(answer: Any) -> None:
    assert failed_messages(answer, BATCH) == set(BATCH)


def test_a_record_has_the_fields_that_lambda_gives_it() -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012:queue"
    record = lambda_record(
        {
            "MessageId": "one",
            "ReceiptHandle": "handle",
            "Body": "text",
            "MD5OfBody": "1cb251ec0d568de6a929b520c4aed8d1",
            "Attributes": {"ApproximateReceiveCount": "2"},
        },
        arn,
        "eu-west-1",
    )
    assert record == {
        "messageId": "one",
        "receiptHandle": "handle",
        "body": "text",
        "attributes": {"ApproximateReceiveCount": "2"},
        "messageAttributes": {},
        "md5OfBody": "1cb251ec0d568de6a929b520c4aed8d1",
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": "eu-west-1",
    }
