"""`python -m local.deploy_existing`: two stacks in a whole AWS emulator, over buckets that were there before.

Both are unversioned, encrypted with a KMS key, and tell a queue of their owner of what comes. One tells EventBridge of
it too, the other an SNS topic.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial
from typing import Any

import boto3

from copydesk.outcome import Status
from local.deploy import LOG, deploy, emulator, told, until_done
from local.deployment import REGION, Deployment, DeploymentError
from local.sam import BUILD
from local.stack import CREDENTIALS
from local.template import ROOT
from local.tools import ToolError, fail

PREFIX = "news/"
SEED = next((ROOT / "seeds").glob("*.html"))


class OwnBucket:
    """A bucket that somebody has, with a key and a queue.

    Args:
        name: of the bucket, of its queue and of its topic.
        by_topic: whether it tells a topic of changes; else EventBridge.
    """

    def __init__(self, name: str, *, by_topic: bool) -> None:
        self.name = name
        self._s3, self._sqs = boto3.client("s3"), boto3.client("sqs")
        self.key_arn = boto3.client("kms").create_key(Description=name)["KeyMetadata"]["Arn"]
        self._s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        rule: Any = {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self.key_arn}
        }
        self._s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
        self._queue = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        names: Any = ["QueueArn"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=names)["Attributes"][
            "QueueArn"
        ]
        self._sqs.set_queue_attributes(
            QueueUrl=self._queue, Attributes={"Policy": _policy("sqs:SendMessage", arn)}
        )
        changes = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
        told_of: Any = {"QueueConfigurations": [{"QueueArn": arn, "Events": changes[:1]}]}
        self.topic_arn = ""
        if by_topic:
            sns = boto3.client("sns")
            self.topic_arn = sns.create_topic(Name=name)["TopicArn"]
            policy = _policy("sns:Publish", self.topic_arn)
            sns.set_topic_attributes(TopicArn=self.topic_arn, AttributeName="Policy", AttributeValue=policy)
            told_of["TopicConfigurations"] = [{"TopicArn": self.topic_arn, "Events": changes}]
        else:
            told_of["EventBridgeConfiguration"] = {}
        self._s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=told_of)
        self.settings = self.read_settings()

    def read_settings(self) -> list[Any]:
        """What a stack must leave as it is."""
        found: list[Any] = [
            self._s3.get_bucket_notification_configuration(Bucket=self.name),
            self._s3.get_bucket_encryption(Bucket=self.name)["ServerSideEncryptionConfiguration"],
            self._s3.get_bucket_versioning(Bucket=self.name).get("Status"),
        ]
        for one in found[:1]:
            one.pop("ResponseMetadata")
        return found

    def heard(self) -> int:
        """How many messages the owner's queue has."""
        names: Any = ["ApproximateNumberOfMessages"]
        answer = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=names)
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def parameters(self) -> list[str]:
        """What a stack over this bucket is deployed with."""
        found = [f"ExistingInboxBucket={self.name}", f"InboxPrefixes={PREFIX}", f"InboxKeyArn={self.key_arn}"]
        return [*found, f"InboxTopicArn={self.topic_arn}"] if self.topic_arn else found


def _policy(action: str, arn: str) -> str:
    principal = {"Service": "s3.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": arn}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def check(bucket: OwnBucket, stack: Deployment) -> str:
    """Upload, overwrite and delete; a key under no prefix stays unread, and the bucket's settings what they were."""
    s3 = boto3.client("s3")
    key, other = f"{PREFIX}story.html", "private/story.html"
    before = bucket.heard()
    for name in (other, key):
        s3.put_object(Bucket=bucket.name, Key=name, Body=SEED.read_bytes())
    _until_status(stack, key, Status.INDEXED)
    generation = stack.desk.outcome(key).generation
    s3.put_object(Bucket=bucket.name, Key=key, Body=SEED.read_bytes() + b"<!-- again -->")
    until_done("the second version is read", lambda: stack.desk.outcome(key).generation > generation)
    _until_status(stack, key, Status.INDEXED)
    s3.delete_object(Bucket=bucket.name, Key=key)
    _until_status(stack, key, Status.REMOVED)
    if stack.status(other) is not None:
        raise DeploymentError(f"{other} has an outcome, and is under no prefix")
    if bucket.read_settings() != bucket.settings:
        raise DeploymentError(f"{bucket.name} has other settings than before: {bucket.read_settings()}")
    if (heard := bucket.heard() - before) != 3:
        raise DeploymentError(f"the owner's queue has {heard} messages of three uploads")
    for queue in ("ExtractDeadLetterQueueUrl", "DedupeDeadLetterQueueUrl"):
        if stack.waiting(queue):
            raise DeploymentError(f"messages in {queue}")
    return "read, overwritten and removed; settings and the owner's notifications as they were"


def _until_status(stack: Deployment, key: str, wanted: Status) -> None:
    until_done(f"{key} is {wanted}", lambda: stack.status(key) is wanted)


def _deploy(endpoint_url: str, name: str, bucket: OwnBucket) -> None:
    deploy(endpoint_url, "good", BUILD, *bucket.parameters(), stack_name=name)


def main() -> int:
    """Deploy over each bucket and check; the exit status."""
    LOG.parent.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with emulator() as endpoint_url:
            os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=endpoint_url, AWS_DEFAULT_REGION=REGION)
            for by_topic in (False, True):
                way = "SNS" if by_topic else "EventBridge"
                name = f"copydesk-own-{way.lower()}"
                bucket = OwnBucket(f"news-of-ours-{way.lower()}", by_topic=by_topic)
                told(f"sam deploy, {way}", partial(_deploy, endpoint_url, name, bucket))
                told(f"an existing bucket, {way}", partial(check, bucket, Deployment(endpoint_url, name)))
    except (ToolError, DeploymentError) as error:
        return fail(error, LOG)
    return 0


if __name__ == "__main__":
    sys.exit(main())
