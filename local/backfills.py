"""A backfill in a whole AWS emulator, by its Distributed Map, of objects that lay in a bucket before.

While they are read, the processes of the functions are killed, the execution is stopped and another one started. The
emulator gives the function items one by one, not in batches; it has neither ResultWriter nor inventories nor redrive,
and goes on with a map whose execution was stopped.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import boto3

from copydesk.article import article_id
from local.deployment import REGION, Deployment, DeploymentError
from local.rehearsals import Wait, command

BUCKET, PREFIX = "news-of-before", "2019/"
COPIES = 2  # of each story
# What a stack has to be deployed with.
PARAMETERS = ("Backfill=true", f"BackfillBucket={BUCKET}")
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


def backfill(
    stack: Deployment, keys: list[str], wait: Wait, kill: Callable[[], int] = lambda: 0, kills: int = 0
) -> str:
    """Plan, commit, kill and start anew; then every object is indexed, once, in the cluster of its copies.

    Args:
        stack: with Backfill=true and this bucket as its BackfillBucket.
        keys: as `put_objects` has put them.
        wait: for something to hold, given with what it is in words.
        kill: kills processes of functions; how many.
        kills: how often.

    Raises:
        DeploymentError: it is not so.
    """
    stack.hasten(VISIBILITY_SECONDS)
    given_up = dead_letters(stack)
    of = ("--bucket", BUCKET, "--prefix", PREFIX)
    plan = json.loads(command("backfill", "--plan", "--json", *of))
    if (plan["objects"], plan["to read"]) != (len(keys), len(keys)):
        raise DeploymentError(f"the plan is {plan}")
    command("backfill", "--commit", *of)
    chance, killed = random.Random(SEED), 0  # noqa: S311 - when to kill
    for number in range(kills):
        share = len(keys) * (number + chance.random()) / (kills + 1)
        wait("some are indexed", lambda least=share: indexed() >= least)  # type: ignore[misc]
        killed += kill()
        stop(status()["execution"])
        command("backfill", "--commit", *of)
    wait("all are indexed", lambda: indexed() == len(keys))
    wait("the execution is at its end", lambda: status()["status"] == "SUCCEEDED")
    told_of = status()
    if told_of["map"] != {"total": len(keys), "succeeded": len(keys)} or told_of["failed"]:
        raise DeploymentError(f"the status is {told_of}")
    names = [article_id(BUCKET, key) for key in keys]
    homes = [stack.desk.cluster_id(name) for name in names]
    if len(set(homes)) != len(keys) // COPIES or homes[::COPIES] != homes[1::COPIES]:
        raise DeploymentError(f"clusters {homes}")
    wait("nothing waits any more", lambda: not waiting(stack))
    if dead_letters(stack) != given_up:
        raise DeploymentError("messages were given up")
    if stack.outcomes.get(BUCKET, "2020/other.txt") is not None:
        raise DeploymentError("a key under another prefix was read")
    return (
        f"{len(keys)} objects, {kills} executions stopped, {killed} processes killed: all indexed, none twice"
    )


def indexed() -> int:
    """How many objects are, by the status."""
    return int(status()["outcomes"].get("indexed", 0))


def waiting(stack: Deployment) -> int:
    """Messages in any queue."""
    return sum(stack.waiting(f"{name}QueueUrl") for name in ("Backfill", "Extract", "Dedupe"))


def dead_letters(stack: Deployment) -> int:
    """Messages that were given up."""
    return sum(stack.waiting(f"{name}DeadLetterQueueUrl") for name in ("Extract", "Dedupe"))


def stop(execution: str) -> None:
    """Stop an execution, unless it is at its end."""
    client: Any = boto3.client("stepfunctions")
    if client.describe_execution(executionArn=execution)["status"] == "RUNNING":
        client.stop_execution(executionArn=execution)
