"""A stack that was deployed to a whole AWS emulator: its parts, as its outputs name them."""

from __future__ import annotations

import os
from typing import Any

import boto3

from copydesk.client import Desk, NotFound, StackNames
from copydesk.outcome import Status
from copydesk.storage.outcomes import OutcomeStore
from local.stack import CREDENTIALS, STACK_NAME
from local.subscription import Subscription

REGION = "eu-west-1"
# In place of the queues' twelve minutes: how soon a message that failed comes back.
VISIBILITY_SECONDS = 5


class DeploymentError(Exception):
    """The deployed stack did not do what it should."""


class Deployment:
    """The deployed stack, as its outputs name it."""

    sqs: Any
    s3: Any

    def __init__(self, endpoint_url: str, stack_name: str = STACK_NAME) -> None:
        os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=endpoint_url, AWS_DEFAULT_REGION=REGION)
        self.desk = Desk(StackNames.from_stack(stack_name))
        self.s3 = boto3.client("s3")
        self.sqs = boto3.client("sqs")
        described = boto3.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
        self.outputs = {one["OutputKey"]: one["OutputValue"] for one in described["Outputs"]}
        self.events = Subscription(
            boto3.client("events"), self.sqs, self.outputs["EventBusName"], "deployment"
        )
        self.outcomes = OutcomeStore(boto3.client("dynamodb"), self.desk.names.outcomes_table)
        self.repair_mappings()

    def hasten(self, seconds: int = VISIBILITY_SECONDS) -> None:
        """Have messages that failed come back soon. Those at work must be done: they would come back too."""
        for name in ("ExtractQueueUrl", "DedupeQueueUrl", "BackfillQueueUrl"):
            if name in self.outputs:
                attributes = {"VisibilityTimeout": str(seconds)}
                self.sqs.set_queue_attributes(QueueUrl=self.outputs[name], Attributes=attributes)

    def repair_mappings(self) -> None:
        """Make each mapping's limit a number: ministack's pollers cannot read CloudFormation's text."""
        functions: Any = boto3.client("lambda")
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            if "ScalingConfig" not in mapping:  # a stream's
                continue
            limit = int(mapping["ScalingConfig"]["MaximumConcurrency"])
            functions.update_event_source_mapping(
                UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": limit}
            )

    def redrive(self, title: str) -> None:
        """Move dead letters back to their queue, as StartMessageMoveTask does: ministack has no such call."""
        dead = self.outputs[f"{title}DeadLetterQueueUrl"]
        for message in self.sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get("Messages", []):
            self.sqs.send_message(QueueUrl=self.outputs[f"{title}QueueUrl"], MessageBody=message["Body"])
            self.sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])

    def put(self, key: str, data: bytes) -> None:
        """Drop a file into the inbox."""
        self.s3.put_object(Bucket=self.desk.names.inbox_bucket, Key=key, Body=data)

    def status(self, key: str) -> Status | None:
        """What became of a file."""
        try:
            return self.desk.outcome(key).status
        except NotFound:
            return None

    def waiting(self, queue: str) -> int:
        """Messages in a queue that an output names, those in a function's hands too."""
        return self._messages(queue, "ApproximateNumberOfMessages") + self.hidden(queue)

    def hidden(self, queue: str) -> int:
        """Messages in a function's hands, or about to come again because one failed."""
        return self._messages(queue, "ApproximateNumberOfMessagesNotVisible")

    def _messages(self, queue: str, name: str) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=self.outputs[queue], AttributeNames=[name])
        return int(answer["Attributes"][name])
