"""A run in which every AWS call fails once in every way comes to what a calm run comes to.

`make chaos` tells its seed, and `make chaos SEED=n` does the same uploads, orders and failures again.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.pipeline import object_reading
from copydesk.retrying import LONGEST_PAUSE
from copydesk.storage import articles as article_store
from copydesk.storage import queue
from copydesk.storage.items import MEMBER, from_item
from tests.chaos import BUS, Faults, Run, Step, Way, history
from tests.crashes import one_call_at_a_time
from tests.pipelines import INBOX, Pipeline
from tests.streams import folded
from tests.thorough import only_thorough

STEPS = 8
SEED = int(os.environ.get("COPYDESK_SEED") or random.randrange(10**6))
POSITIONS = 5  # of an archive, at most
SHARD = r"^(ingested)#.*"  # of a listing by time, which tells articles apart by it
OF_THE_WAY = {"object", "generation", "ingested_at", "version", "first_seen", "listed_at", "entry"}


@contextmanager
def system(seed: int) -> Iterator[tuple[pytest.MonkeyPatch, Pipeline, random.Random]]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        one_call_at_a_time(patch)
        patch.setattr(object_reading, "ARTICLES_AT_ONCE", 2)  # archives are read in parts
        patch.setattr(article_store, "MAX_TEXT_BYTES", 600)  # some texts lie apart
        patch.setattr(queue, "MAX_CALL_BYTES", 2_500)  # and some messages
        patch.setattr("copydesk.retrying.LONGEST_PAUSE", LONGEST_PAUSE / 100)
        patch.setenv("EVENT_BUS", BUS)
        yield patch, Pipeline(patch), random.Random(seed)


def rows(pipeline: Pipeline, table: str) -> list[dict[str, Any]]:
    pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables[table])
    return [from_item(item) for page in pages for item in page["Items"]]


def end(run: Run, steps: list[Step]) -> dict[str, Any]:
    """What a run has come to: all that people and applications see, but ids of clusters and times."""
    pipeline, desk = run.pipeline, run.pipeline.desk
    keys = sorted({step.key for step in steps})
    names = [article_id(INBOX, key, position) for key in keys for position in range(POSITIONS)]
    members = [one for one in rows(pipeline, "ArticlesTable") if one["part"] == MEMBER and one["alive"]]
    alive = {one["article_id"]: one for one in members}
    heard = list(run.subscription.take())
    assert folded(heard) == {name: one["cluster_id"] for name, one in alive.items()}
    clusters = [desk.cluster(one) for one in {member["cluster_id"] for member in members}]
    outcomes = {key: desk.outcome(key) for key in keys}
    assert not any(one.waiting for one in outcomes.values())
    listed = rows(pipeline, "ListingsTable")
    entries = [one for one in listed if "article_id" in one]
    assert {(one["article_id"], one["generation"]) for one in entries} == {
        (name, one["generation"]) for name, one in alive.items()
    }
    posted = [one["article"].split("#") for one in rows(pipeline, "IndexTable")]
    return {
        "outcomes": {key: str(one.verdict) for key, one in outcomes.items()},
        "counts": {key: one.counts for key, one in outcomes.items() if one.status != "removed"},
        "articles": {name: desk.article(name).model_dump(exclude=OF_THE_WAY) for name in alive},
        "partition": pipeline.partition(*names),
        "clusters": sorted(
            (
                one.canonical.article_id,
                sorted(copy.article_id for copy in one.copies),
                one.credited,
                one.origins.model_dump_json(),
            )
            for one in clusters
        ),
        "listings": sorted((re.sub(SHARD, r"\1", one["listing"]), one["article_id"]) for one in entries),
        "index": sorted(
            name
            for name, generation in posted
            if name in alive and int(generation) == alive[name]["generation"]
        ),
    }


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(text, flush=True)


@only_thorough
def test_it_comes_to_what_a_calm_run_does(capsys: pytest.CaptureFixture[str]) -> None:
    say(capsys, f"seed {SEED}: make chaos SEED={SEED} does it again")
    steps = history(random.Random(SEED), STEPS)
    with system(SEED) as (_, pipeline, chance):
        calm = Run(pipeline, chance)
        calm.through(steps)
        expected = end(calm, steps)
    assert len(expected["articles"]) > 2
    with system(SEED) as (patch, pipeline, chance):
        faults = Faults(patch, chance)
        run = Run(pipeline, chance, faults)
        run.through(steps)
        found = end(run, steps)
    calls = f"{faults.at_work:,} calls, of {faults.forms:,} forms"
    say(capsys, f"{len(steps)} steps, {run.deliveries:,} deliveries, {calls}; failed, by way:")
    say(capsys, "\n".join(f"  {faults.failed[way]:6,} {way}" for way in Way))
    assert found == expected
    assert faults.failed.total() > faults.forms * len(Way) * 0.8  # what comes but once more fails no oftener
