"""A queue that gets every event of the stack's bus: for a look at the events, and for tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from copydesk.events import SOURCE, Event, read_event


class Subscription:
    """A rule on the bus, and the queue that it sends to, as an application would make them.

    Args:
        events: boto3's client for EventBridge.
        sqs: its client for SQS.
        bus: name of the bus.
        name: of the rule and of the queue.
    """

    def __init__(self, events: Any, sqs: Any, bus: str, name: str) -> None:
        self._sqs = sqs
        self.queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=["QueueArn"])
        arn = attributes["Attributes"]["QueueArn"]
        rule = {"Name": name, "EventBusName": bus, "EventPattern": json.dumps({"source": [SOURCE]})}
        rule_arn = events.put_rule(**rule)["RuleArn"]
        events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=self.queue_url, Attributes={"Policy": policy})

    def take(self) -> Iterator[Event]:
        """The events that are in the queue now, taken off it."""
        while messages := self._sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                self._sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
                yield read_event(json.loads(message["Body"]))
