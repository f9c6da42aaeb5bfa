"""`python -m local.deploy_upgrade`: in a whole AWS emulator, this version deployed over a stack that 0.1.0 left.

The first deployment is 0.1.0's own template with functions that do nothing, for what counts is what it makes. What lies
in that comes from tests/fixtures/stack-0.1.0. Then it goes as docs/operations.md has it for users: stop intake, deploy,
start; but for the dedupe queue, which is not empty here.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from copydesk.article import article_id
from copydesk.client import NotFound
from copydesk.outcome import Status
from copydesk.storage.items import from_item
from local.deploy import LOG, check_clusters, deploy, emulator, told, until_done
from local.deployment import Deployment, DeploymentError
from local.rehearsals import WORDS, command
from local.sam import BUILD
from local.stack import STACK_NAME
from local.stored import INBOX, StoredStack
from local.template import HOSTED_TYPES
from local.tools import ToolError, fail

VERSION = "0.1.0"
DOES_NOTHING = "def handler(event, context):\n    return {'batchItemFailures': []}\n"
SETTLED = (Status.INDEXED, Status.REJECTED, Status.REMOVED)
QUEUES = {
    "extract": "ExtractQueueUrl",
    "dedupe": "DedupeQueueUrl",
    "dedupe-dead-letters": "DedupeDeadLetterQueueUrl",
}
DEAD_LETTERS = ("ExtractDeadLetterQueueUrl", "DedupeDeadLetterQueueUrl", "PublishDeadLetterQueueUrl")
# In the fixture: a key that nobody has read yet, and two that were read.
WAITING, OVERWRITTEN, DELETED = "waiting/new.html", "long.json", "split/0.html"


class Upgrade:
    """One stack, before and after."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        self._stack: Deployment | None = None
        self._made: dict[str, str] = {}
        self._articles: list[str] = []
        self._keys: list[str] = []

    @property
    def stack(self) -> Deployment:
        """The stack as it is now."""
        self._stack = self._stack or Deployment(self._endpoint_url)
        return self._stack

    def deploy_released(self) -> None:
        """0.1.0, without anybody who would read."""
        with tempfile.TemporaryDirectory() as folder:
            self._deploy(_released_build(Path(folder)))

    def fill(self) -> str:
        """Stop intake, and put into the stack what 0.1.0 left."""
        stored = StoredStack(VERSION, self.stack.desk.names.overflow_bucket)
        command("intake", "stop")
        self._switch_dedupe(on=False)
        stored.put_objects(self.stack.s3)
        self.stack.sqs.purge_queue(QueueUrl=self.stack.outputs["ExtractQueueUrl"])  # 0.1.0 had read them
        self._made = _physical_ids()
        tables = {logical: name for logical, name in self._made.items() if logical.endswith("Table")}
        stored.put_items(boto3.client("dynamodb"), tables)
        messages = [(output, body) for name, output in QUEUES.items() for body in stored.messages(name)]
        for output, body in messages:
            self.stack.sqs.send_message(QueueUrl=self.stack.outputs[output], MessageBody=body)
        self._articles = stored.articles()
        outcomes = map(from_item, stored.items("OutcomesTable"))
        self._keys = [one["key"] for one in outcomes if one["entry"] == "object"]
        items = sum(len(stored.items(one)) for one in tables)
        return f"{items} items, {len(self._keys)} objects with outcomes, {len(messages)} messages under way"

    def deploy_this(self) -> str:
        """This version over it. What holds data is the same, and every record is read before workers touch them."""
        self._deploy(BUILD)
        self._stack = None
        now = _physical_ids()
        if replaced := [name for name, made in self._made.items() if now.get(name) != made]:
            raise DeploymentError(f"{', '.join(replaced)} of {VERSION} are not there any more")
        desk = self.stack.desk
        for key in self._keys:
            desk.outcome(key)
        listed = {one.article_id for one in desk.since()}
        for name in self._articles:
            copies = {one.article_id for one in desk.cluster(desk.cluster_id(name)).copies}
            article = desk.article(name)
            is_done = desk.outcome(article.object.key).status is Status.INDEXED
            if not article.text or name not in copies or (is_done and name not in listed):
                raise DeploymentError(f"article {name} of {VERSION} is not what it was")
        read = f"{len(self._keys)} outcomes and {len(self._articles)} articles read"
        return f"none of {len(self._made)} tables, buckets, queues and buses replaced, {read}"

    def start(self) -> str:
        """Start again: what was under way, and a dead letter, end in outcomes, and the clusters are right."""
        self.stack.redrive("Dedupe")
        self._switch_dedupe(on=True)
        command("intake", "start")
        keys = [*self._keys, WAITING]
        until_done(
            "every object has its outcome", lambda: all(self.stack.status(one) in SETTLED for one in keys)
        )
        until_done("the queues are empty", lambda: not any(map(self.stack.waiting, list(QUEUES.values()))))
        self._no_dead_letters()
        desk = self.stack.desk
        told_of = [one for key in keys if self._is(key, Status.INDEXED) for one in desk.article_outcomes(key)]
        names = {one.article_id for one in told_of if one.status is Status.INDEXED}
        articles = {name: desk.article(name) for name in names}
        clusters = check_clusters(self.stack, articles)
        found = [self.stack.status(one) for one in keys]
        ends = ", ".join(f"{found.count(one)} {one}" for one in SETTLED)
        return f"{ends}; {len(articles)} articles in {len(clusters)} clusters, as grouped anew"

    def go_on(self) -> str:
        """Keys that 0.1.0 had read are overwritten and deleted like others."""
        desk = self.stack.desk
        before = desk.outcome(OVERWRITTEN).generation
        self.stack.put(OVERWRITTEN, json.dumps({"title": "Berths", "text": WORDS * 12}).encode())
        self.stack.s3.delete_object(Bucket=INBOX, Key=DELETED)
        until_done("the new version is read", lambda: desk.outcome(OVERWRITTEN).generation > before)
        until_done("it is indexed", partial(self._is, OVERWRITTEN, Status.INDEXED))
        until_done("the deleted key is removed", partial(self._is, DELETED, Status.REMOVED))
        self._no_dead_letters()
        try:
            desk.article(article_id(INBOX, DELETED))
        except NotFound:
            title = desk.article(article_id(INBOX, OVERWRITTEN)).title
            return f"{OVERWRITTEN} is {title!r}, {DELETED} is gone"
        raise DeploymentError(f"{DELETED} is deleted, and its article is there")

    def _deploy(self, build: Path) -> None:
        deploy(self._endpoint_url, "", build, f"InboxBucketName={INBOX}")

    def _is(self, key: str, wanted: Status) -> bool:
        return self.stack.status(key) is wanted

    def _no_dead_letters(self) -> None:
        for queue in DEAD_LETTERS:
            if self.stack.waiting(queue):
                raise DeploymentError(f"messages in {queue}")

    def _switch_dedupe(self, *, on: bool) -> None:
        client: Any = boto3.client("lambda")
        listed = client.list_event_source_mappings(FunctionName=self.stack.outputs["DedupeFunctionName"])
        for one in listed["EventSourceMappings"]:
            client.update_event_source_mapping(UUID=one["UUID"], Enabled=on)


def _released_build(folder: Path) -> Path:
    """The released template, beside functions that do nothing."""
    for name in ("functions/extract", "functions/dedupe", "functions/publish", "shared"):
        (folder / name).mkdir(parents=True)
        (folder / name / "app.py").write_text(DOES_NOTHING)
    released = StoredStack(VERSION).folder / "template.yaml"
    (folder / "template.yaml").write_text(released.read_text(encoding="utf-8"))
    return folder


def _physical_ids() -> dict[str, str]:
    """Of everything in the stack that holds data, by its logical name."""
    client = boto3.client("cloudformation")
    pages = client.get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for page in pages
        for one in page["StackResourceSummaries"]
        if one["ResourceType"] in HOSTED_TYPES
    }


def main() -> int:
    """Deploy one over the other and check; the exit status."""
    LOG.parent.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with emulator() as endpoint_url:
            upgrade = Upgrade(endpoint_url)
            told(f"sam deploy, copydesk {VERSION}", upgrade.deploy_released)
            told(f"what {VERSION} left", upgrade.fill)
            told("sam deploy, this version over it", upgrade.deploy_this)
            told("start", upgrade.start)
            told("go on", upgrade.go_on)
    except (ToolError, DeploymentError) as error:
        return fail(error, LOG)
    return 0


if __name__ == "__main__":
    sys.exit(main())
