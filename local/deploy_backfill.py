"""`python -m local.deploy_backfill [OBJECTS [KILLS]]`: a backfill in a whole AWS emulator, by its Distributed Map.

Objects lie in a bucket before there is a stack. While they are read, the processes of the functions are killed, the
execution is stopped and another one started. The emulator gives the function items one by one, not in batches; it has
neither ResultWriter nor inventories nor redrive, and goes on with a map whose execution was stopped.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import boto3

from copydesk.article import article_id
from local.deploy import LOG, deploy, emulator, told, until_done
from local.deployment import REGION, Deployment, DeploymentError
from local.rehearsals import command
from local.sam import BUILD
from local.stack import CREDENTIALS
from local.tools import ToolError, fail

BUCKET, PREFIX = "news-of-before", "2019/"
OBJECTS, KILLS = 30, 0
COPIES = 2  # of each story
PARAMETERS = ("Backfill=true", f"BackfillBucket={BUCKET}", "PublishEvents=false", "MaxReceiveCount=20")
# How soon a message comes again whose function was killed: longer than a batch takes here.
VISIBILITY_SECONDS = 60
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
WORDS = 150
SEED = 19


def put_objects(count: int) -> list[str]:
    """Put invented stories, each as two outlets print it, into a bucket; their keys."""
    s3: Any = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    keys = []
    for number in range(count):
        chance = random.Random(number // COPIES)  # noqa: S311 - invented words
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS)]
        text = " ".join([*words, f"Printed by outlet {number % COPIES}."])
        keys.append(f"{PREFIX}{number % COPIES}/story {number // COPIES} + é.json")
        body = json.dumps({"title": f"Story {number // COPIES}", "text": text}).encode()
        s3.put_object(Bucket=BUCKET, Key=keys[-1], Body=body)
    s3.put_object(Bucket=BUCKET, Key="2020/other.txt", Body=b"Under another prefix.")
    return keys


def status() -> dict[str, Any]:
    """What `copydesk backfill status` says."""
    found: dict[str, Any] = json.loads(command("backfill", "status", "--json"))
    return found


def backfill(stack: Deployment, keys: list[str], kill: Callable[[], int], kills: int) -> str:
    """Plan, commit, kill and start anew; then every object is indexed, once, in the cluster of its copies.

    Raises:
        DeploymentError: it is not so.
    """
    stack.hasten(VISIBILITY_SECONDS)
    of = ("--bucket", BUCKET, "--prefix", PREFIX)
    plan = json.loads(command("backfill", "--plan", "--json", *of))
    if (plan["objects"], plan["to read"]) != (len(keys), len(keys)):
        raise DeploymentError(f"the plan is {plan}")
    command("backfill", "--commit", *of)
    chance, killed = random.Random(SEED), 0  # noqa: S311 - when to kill
    for number in range(kills):
        share = len(keys) * (number + chance.random()) / (kills + 1)
        until_done("some are indexed", lambda least=share: indexed() >= least)  # type: ignore[misc]
        killed += kill()
        stop(status()["execution"])
        command("backfill", "--commit", *of)
    until_done("all are indexed", lambda: indexed() == len(keys))
    until_done("the execution is at its end", lambda: status()["status"] == "SUCCEEDED")
    told_of = status()
    if told_of["map"] != {"total": len(keys), "succeeded": len(keys)} or told_of["failed"]:
        raise DeploymentError(f"the status is {told_of}")
    names = [article_id(BUCKET, key) for key in keys]
    homes = [stack.desk.cluster_id(name) for name in names]
    if len(set(homes)) != len(keys) // COPIES or homes[::COPIES] != homes[1::COPIES]:
        raise DeploymentError(f"clusters {homes}")
    until_done("nothing waits any more", lambda: not waiting(stack))
    if stack.outcomes.get(BUCKET, "2020/other.txt") is not None:
        raise DeploymentError("a key under another prefix was read")
    return (
        f"{len(keys)} objects, {kills} executions stopped, {killed} processes killed: all indexed, none twice"
    )


def indexed() -> int:
    """How many objects are, by the status."""
    return int(status()["outcomes"].get("indexed", 0))


def waiting(stack: Deployment) -> int:
    """Messages in any queue; of dead letters there must be none.

    Raises:
        DeploymentError: there is one.
    """
    for queue in ("ExtractDeadLetterQueueUrl", "DedupeDeadLetterQueueUrl"):
        if stack.waiting(queue):
            raise DeploymentError(f"messages in {queue}")
    return sum(stack.waiting(queue) for queue in ("BackfillQueueUrl", "ExtractQueueUrl", "DedupeQueueUrl"))


def stop(execution: str) -> None:
    """Stop an execution, unless it is at its end."""
    client: Any = boto3.client("stepfunctions")
    if client.describe_execution(executionArn=execution)["status"] == "RUNNING":
        client.stop_execution(executionArn=execution)


def kill_functions(group: int) -> int:
    """Kill the processes that the emulator has made for its functions; how many."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,pgid="], capture_output=True, text=True, check=True)  # noqa: S607
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [process for process, of in rows if of == group != process]
    for process in found:
        os.kill(process, signal.SIGKILL)
    return len(found)


def main(arguments: list[str]) -> int:
    """Deploy over the objects and check; the exit status."""
    count, kills = [*map(int, arguments), *(OBJECTS, KILLS)[len(arguments) :]]
    LOG.parent.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    groups: list[int] = []
    try:
        with emulator(groups.append) as endpoint_url:
            os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=endpoint_url, AWS_DEFAULT_REGION=REGION)
            keys = put_objects(count)
            told("sam deploy, Backfill=true", partial(deploy, endpoint_url, "good", BUILD, *PARAMETERS))
            stack = Deployment(endpoint_url)
            began = time.monotonic()
            told("a backfill", lambda: backfill(stack, keys, lambda: kill_functions(groups[0]), kills))
            print(f"{count / (time.monotonic() - began):.1f} objects a second")
    except (ToolError, DeploymentError) as error:
        return fail(error, LOG)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
