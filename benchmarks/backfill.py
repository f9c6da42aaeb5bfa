"""`make backfill`: objects in a bucket through the local stack, by a backfill that is killed and goes on.

    python -m benchmarks.backfill [--objects 20000] [--articles 0.1] [--kills 20] [--workers 2]

A share of the objects are articles, four of each story; the others are too short to be any. With each command a process
of its functions is killed. At the end each object has one outcome, and the clusters are those of the texts in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from typing import Any, NamedTuple

from copydesk.article import article_id
from copydesk.matching.boilerplate import Boilerplate
from copydesk.pipeline.backfill_tally import tally
from copydesk.pipeline.grouping import Collection, GroupArticle
from copydesk.storage.backfill_runs import LATEST
from copydesk.storage.backfill_sources import Source, objects_of
from copydesk.storage.outcomes import OutcomeStore
from local.stack import STACK_NAME, LocalStack
from tests.stories import story

BUCKET = "news-of-before"
VERSIONS = 4  # of a story
WORDS = 120
# Seconds until a message comes again whose function was killed; tries that it has.
VISIBILITY_SECONDS, TRIES = 60, 50
MOST_SECONDS = 14_400.0
SEED = 19


class Objects(NamedTuple):
    """What lies in the bucket."""

    articles: dict[str, str]
    """Texts by key."""
    others: list[str]
    """Keys."""


class Worked(NamedTuple):
    """What a backfill came to."""

    seconds: float
    drivers: int
    """Commands that were started: one more than were killed."""
    functions: int
    """Processes of functions that were killed."""
    outcomes: Counter[str]


def objects(count: int, share: float) -> Objects:
    """Invented ones, in keys that mix both kinds."""
    chance = random.Random(SEED)
    keys = [f"{chance.randrange(2**32):08x}/{number}.json" for number in range(count)]
    articles = int(count * share) // VERSIONS * VERSIONS
    texts = {}
    for number, key in enumerate(keys[:articles]):
        words = story(number % (articles // VERSIONS), WORDS)
        texts[key] = " ".join([*words, f"Printed by reader {number}."])
    return Objects(texts, keys[articles:])


def run(count: int, share: float, kills: int, workers: int) -> Worked:
    """Put the objects, backfill them while it is killed, and compare the end with what it has to be.

    Raises:
        AssertionError: an object has no outcome or another, an article is there twice, or the clusters differ.
    """
    wanted = objects(count, share)
    parameters = {
        "Backfill": "true",
        "BackfillBucket": BUCKET,
        "PublishEvents": "false",
        "MaxReceiveCount": str(TRIES),
    }
    with LocalStack(workers=workers, visibility_timeout=VISIBILITY_SECONDS, parameters=parameters) as stack:
        s3 = stack.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        for key, text in wanted.articles.items():
            s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"title": key, "text": text}).encode())
        for key in wanted.others:
            s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"title": key, "text": "Short."}).encode())
        began = time.monotonic()
        drivers, functions = _driven(stack, count, kills)
        stack.wait_idle(MOST_SECONDS)
        seconds = time.monotonic() - began
        outcomes = OutcomeStore(stack.client("dynamodb"), stack.outputs["OutcomesTableName"])
        found = tally(objects_of(s3, Source(bucket=BUCKET)), outcomes).outcomes
        expected = {"indexed": len(wanted.articles), "rejected:too_short": len(wanted.others)}
        assert found == Counter(expected), found
        assert _clusters(stack) == _grouped(wanted.articles)
        for queue in ("ExtractDeadLetterQueueUrl", "DedupeDeadLetterQueueUrl"):
            assert not stack.client("sqs").receive_message(QueueUrl=stack.outputs[queue]).get("Messages")
    return Worked(seconds, drivers, functions, found)


def _driven(stack: LocalStack, count: int, kills: int) -> tuple[int, int]:
    """Start the command, and again each time that it was killed; how many there were, and how many functions died."""
    chance = random.Random(SEED)
    points = sorted(chance.randrange(count) for _ in range(kills))
    functions = 0
    for number in range(kills + 1):
        words = ["backfill", "--commit", "--bucket", BUCKET, "--stack", STACK_NAME]
        script = "import sys; from copydesk.cli.app import run; sys.exit(run(sys.argv[1:]))"
        with subprocess.Popen(
            [sys.executable, "-c", script, *words],
            env={**os.environ, **stack.environment_variables()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as driver:
            if number == kills:
                assert driver.wait() == 0
                break
            while _announced(stack) < points[number] and driver.poll() is None:
                time.sleep(0.02)
            time.sleep(chance.random() / 5)
            driver.kill()
            functions += _kill_function(chance)
    return kills + 1, functions


def _announced(stack: LocalStack) -> int:
    s3 = stack.client("s3")
    try:
        answer = s3.get_object(Bucket=stack.outputs["OverflowBucketName"], Key=LATEST)
    except s3.exceptions.NoSuchKey:
        return -1
    return int(json.loads(answer["Body"].read())["announced"])


def _kill_function(chance: random.Random) -> int:
    """Kill the process of one function; it is started again when there is a batch for it."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    mine = [
        int(pid) for pid, parent, words in rows if int(parent) == os.getpid() and "local.runtime" in words
    ]
    if not mine:
        return 0
    os.kill(chance.choice(mine), 9)
    return 1


def _clusters(stack: LocalStack) -> set[frozenset[str]]:
    """The clusters that are open, by the ids of their copies; an id that two have fails."""
    pages = stack.client("dynamodb").get_paginator("scan")
    members: dict[str, set[str]] = {}
    copies: list[str] = []
    for page in pages.paginate(TableName=stack.outputs["ClustersTableName"]):
        for item in page["Items"]:
            kind, _, name = item["entry"]["S"].partition("#")
            if kind == "copy":
                members.setdefault(item["cluster_id"]["S"], set()).add(name)
                copies.append(name)
    assert len(copies) == len(set(copies)), "an article is there twice"
    return {frozenset(one) for one in members.values()}


def _grouped(texts: dict[str, str]) -> set[frozenset[str]]:
    collection: Any = Collection(
        GroupArticle(id=article_id(BUCKET, key), text=text, title=key) for key, text in texts.items()
    )
    found: dict[str, set[str]] = {}
    for one in collection.group(Boilerplate()):
        found.setdefault(one.cluster_id, set()).add(one.id)
    return {frozenset(one) for one in found.values()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--objects", type=int, default=20_000)
    parser.add_argument("--articles", type=float, default=0.1)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    worked = run(options.objects, options.articles, options.kills, options.workers)
    print(
        f"{options.objects} objects in {worked.seconds:.0f} s, {worked.drivers} commands, {options.kills} of them and "
        f"{worked.functions} functions killed: {dict(worked.outcomes)}; clusters as grouped in memory"
    )


if __name__ == "__main__":
    main()
