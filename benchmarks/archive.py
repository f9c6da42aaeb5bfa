"""`make bench-archive`: an object of very many articles through the extract function, one invocation after another.

    python -m benchmarks.archive [--articles 50000] [--seconds 120]

Each invocation has so many seconds, and goes on where the one before stopped. The function runs in this process, AWS in
another; the messages for the dedupe function are counted and not delivered. At last the key gets one article.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from types import ModuleType
from typing import Any

from local.runtime import Context
from local.stack import LocalStack
from tests.pipelines import load_function, s3_event, sqs_event

KEY = "archive.jsonl"
WORDS = 120  # of an article: 50,000 of them are within what the function reads


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    options = parser.parse_args()
    with LocalStack(workers=0) as stack:
        settings = stack.settings.functions["ExtractFunction"].environment
        os.environ.update(
            {**stack.environment_variables(), **settings, "AWS_LAMBDA_FUNCTION_NAME": "extract"}
        )
        sys.stdout, shown = open(os.devnull, "w", encoding="utf-8"), sys.stdout  # noqa: SIM115 - the function's log
        function = load_function("extract")
        before = _megabytes(resource.RUSAGE_SELF)
        body = _archive(options.articles)
        print(f"{options.articles:,} articles, {len(body) / 1e6:.0f} MB; {before:.0f} MB before", file=shown)
        _read(stack, function, body, options.seconds, shown)
        print("the same key with one article", file=shown)
        _read(stack, function, _archive(1), options.seconds, shown)


def _read(stack: LocalStack, function: ModuleType, body: bytes, seconds: float, shown: Any) -> None:
    """Put the object, and invoke the function until it leaves nothing to the next invocation."""
    s3, sqs = stack.client("s3"), stack.client("sqs")
    inbox, extract, dedupe = (
        stack.outputs[name] for name in ("InboxBucketName", "ExtractQueueUrl", "DedupeQueueUrl")
    )
    s3.put_object(Bucket=inbox, Key=KEY, Body=body)
    _taken(sqs, extract)  # the notification: the event is made here
    event = s3_event("ObjectCreated:Put", KEY)
    event["Records"][0]["s3"]["bucket"]["name"] = inbox
    bodies, total, number = [json.dumps(event)], 0.0, 0
    while bodies:
        number += 1
        arn = "arn:aws:lambda:eu-west-1:123456789012:function:extract"
        began = time.monotonic()
        context = Context("extract", "1769", arn, deadline=began + seconds)
        answer = function.handler(sqs_event(*bodies), context)
        took = time.monotonic() - began
        total += took
        failed = " failed and comes again" if answer["batchItemFailures"] else ""
        print(
            f"  invocation {number}: {took:5.1f} s{failed}; {_waiting(sqs, dedupe):,} messages sent; "
            f"at most {_megabytes(resource.RUSAGE_SELF):.0f} MB, "
            f"its child {_megabytes(resource.RUSAGE_CHILDREN):.0f} MB",
            file=shown,
            flush=True,
        )
        if not answer["batchItemFailures"]:
            bodies = _taken(sqs, extract)
    print(f"  {number} invocations, {total:.0f} s", file=shown)
    while _taken(sqs, dedupe):
        pass


def _archive(articles: int) -> bytes:
    chance = random.Random(18)
    words = [f"w{number:x}" for number in range(20_000)]
    lines = (
        json.dumps({"title": f"Story {number}", "text": " ".join(chance.choices(words, k=WORDS)) + "."})
        for number in range(articles)
    )
    return "\n".join(lines).encode()


def _waiting(sqs: Any, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def _taken(sqs: Any, url: str) -> list[str]:
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in messages]


def _megabytes(who: int) -> float:
    """The most memory that this process, or any child of it that has ended, ever held."""
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    main()
