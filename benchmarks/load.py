"""`make load`: documents through the local stack: rate, time from put to record, memory of every process at the end.

    python -m benchmarks.load [--documents 3000] [--copies 0.3] [--story 500]

Articles are invented: words drawn by Zipf's law. A share are copies of an earlier one, and one story has many.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import time
from pathlib import Path
from statistics import quantiles

from copydesk.storage.outcomes import OutcomeStore
from local.stack import LocalStack

WORDS, VOCABULARY = 400, 20_000  # of an article; that there are
MOST_SECONDS = 7_200.0
SEED = 18


def texts(documents: int, copies: float, story: int) -> list[str]:
    """The texts in an order that mixes copies with the rest."""
    chance = random.Random(SEED)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def text() -> str:
        numbers = chance.choices(range(VOCABULARY), cum_weights=weights, k=WORDS)
        return " ".join(f"w{number:x}" for number in numbers) + "."

    told, found = text(), []
    for number in range(documents):
        if number < story:
            found.append(f"{told} Printed by the paper number {number}.")
        elif found[story:] and chance.random() < copies:
            found.append(f"{chance.choice(found[story:])} By reader {number}.")
        else:
            found.append(text())
    chance.shuffle(found)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--copies", type=float, default=0.3)
    parser.add_argument("--story", type=int, default=500)
    options = parser.parse_args()
    bodies = texts(options.documents, options.copies, options.story)
    with LocalStack(workers=1) as stack:
        s3, inbox = stack.client("s3"), stack.outputs["InboxBucketName"]
        began, put = time.time(), {}
        for number, text in enumerate(bodies):
            key = f"{number}.json"
            put[key] = time.time()
            body = json.dumps({"title": f"Story {number}", "text": text}).encode()
            s3.put_object(Bucket=inbox, Key=key, Body=body)
        stack.wait_idle(MOST_SECONDS)
        seconds = time.time() - began
        _report(stack, put, seconds)


def _report(stack: LocalStack, put: dict[str, float], seconds: float) -> None:
    store = OutcomeStore(stack.client("dynamodb"), stack.outputs["OutcomesTableName"])
    waited = []
    for key, at in put.items():
        outcome = store.get(stack.outputs["InboxBucketName"], key)
        assert outcome is not None
        assert str(outcome.verdict) == "indexed", f"{key}: {outcome.verdict}"
        waited.append(outcome.updated_at.timestamp() - at)
    at_hundredths = quantiles(waited, n=100)
    print(f"{len(put)} documents in {seconds:.0f} s: {len(put) / seconds:.1f} a second, all put at once")
    print(f"from put to record: median {at_hundredths[49]:.1f} s, p99 {at_hundredths[98]:.1f} s")
    for name, megabytes in sorted(_memory()):
        print(f"  {name:40} {megabytes:6.0f} MB")


def _memory() -> list[tuple[str, float]]:
    """This process and its children: what they run, and their resident memory in MB."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines())
            words = (folder / "cmdline").read_text().split("\0")
        except OSError:  # it has ended
            continue
        if os.getpid() in {int(status["PPid"]), int(folder.name)} and "VmRSS" in status:
            name = " ".join(word for word in words[1:4] if not word.startswith("-"))[:40]
            found.append((name, int(status["VmRSS"].split()[0]) / 1024))
    return found


if __name__ == "__main__":
    main()
