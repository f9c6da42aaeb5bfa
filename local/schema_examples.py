"""The seeds through the two functions' own code, at a time that stands still: items that docs/schema.md shows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from moto import mock_aws

from copydesk.cluster import Copy
from copydesk.clustering.canonical import name_entries
from copydesk.clustering.clusterer import Clusterer
from copydesk.matching.settings import MatchSettings
from copydesk.message import ArticleMessage
from copydesk.pipeline.dedupe_stage import DedupeStage
from copydesk.pipeline.events import ObjectName
from copydesk.pipeline.extract_stage import ExtractStage
from copydesk.pipeline.filing import Filing
from copydesk.retrying import no_pause
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import (
    LATEST,
    NOTHING_LEARNED,
    BoilerplateStore,
    LearnedInForce,
    PointerStore,
)
from copydesk.storage.buckets import Inbox, InboxObject, Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.filings import FilingStore
from copydesk.storage.held_ids import HeldIds
from copydesk.storage.items import from_item
from copydesk.storage.listings import ListingStore
from copydesk.storage.match_settings import MatchSettingsStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue, ReadingQueue
from copydesk.storage.refusals import RefusalStore
from copydesk.storage.schema import ITEM_KINDS, ItemKind
from copydesk.storage.verifying import ProgressStore
from local.template import ROOT, load, table_shape

SEEDS = ROOT / "seeds"

# Seeds that show every kind of item: one story by five outlets, a file that is none, two short reports.
SHOWN = ("harra-*", "pixel.png", "ostmar-*")
# Those that are told one after the other in a round-up; of the second there is an article too.
IN_BRIEF = {
    "storoy-cable-fjordside-mirror": "Islands cut off",
    "ostmar-grain-2018-06-06": "Wheat climbs",
    "velland-exports-blog": "Exports can be halted",
}
# One item of an agency, put there in two versions.
WIRE = "formats/story.ninjs.json"
LEAST_WORDS = 25  # of their paragraphs that are shown there
BUCKET, OVERFLOW, QUEUE = "copydesk-inbox", "copydesk-overflow", "dedupe"
BEGINNING = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-1",
}

# Attribute values as `from_item` gives them, by attribute.
Fields = dict[str, Any]


def examples() -> dict[str, list[Fields]]:
    """Items of every kind by the kind's name, the same in every run."""
    with _mock_aws():
        tables = _create_tables()
        _run(tables)
        found: dict[str, list[Fields]] = {kind.name: [] for kind in ITEM_KINDS}
        for table, name in tables.items():
            pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=name)
            items = [from_item(item) for page in pages for item in page["Items"]]
            for fields in sorted(items, key=_sort_key):
                found[kind_of(table, fields).name].append(fields)
    # Only clusters of over a hundred copies keep names.
    copy = next(fields for fields in found["cluster-copy"] if "publisher" in fields)
    entries = name_entries(Copy.model_validate(copy, extra="ignore"))
    found["cluster-name"] = [{"cluster_id": f"names#{copy['cluster_id']}", "entry": one} for one in entries]
    return found | _of_an_erasure()


def _of_an_erasure() -> dict[str, list[Fields]]:
    """Items of one erasure by an address: no seed is erased."""
    name, key, article = (
        "5f0c2a9e7b1d4c3f8a6e0d2b9c4f7a1e",
        "b7d1e64c0f2a4d5896c3a1f08e7b2d43",
        "0" * 31 + "1",
    )
    at = BEGINNING.isoformat()
    later = (BEGINNING + timedelta(days=35)).isoformat()
    stored = {"object": f"erased#{name}", "schema_version": 1}
    counts = {"articles": 1, "objects": 1, "versions": 2, "messages": 0}
    left = [{"what": "point-in-time backups of the tables", "until": later}]
    item: Fields = {"object": "erasures", "schema_version": 1, "name_hash": name, "kind": "url"}
    return {
        "erasure-salt": [
            {"object": "erasures", "entry": "salt", "schema_version": 1, "salt": bytes(32), "version": 3}
        ],
        "erasure": [
            {
                **item,
                "entry": f"erasure#{name}",
                "by": "an operator",
                "begun_at": at,
                "done_at": at,
                **counts,
                "remains": left,
            }
        ],
        "refusal": [
            {**item, "object": f"erased#{name}", "entry": "refusal", "because": [name], "since": at},
            {
                **item,
                "name_hash": key,
                "kind": "key",
                "object": f"erased#{key}",
                "entry": "refusal",
                "because": [name],
                "since": at,
                "generation": 2,
            },
        ],
        "erasure-work": [
            {
                **stored,
                "entry": f"work#{article}",
                "bucket": BUCKET,
                "key": "several.jsonl",
                "article_id": article,
                "position": 1,
                "refused": [name],
            }
        ],
        "erased-article": [
            {
                **stored,
                "entry": f"erased-article#{article}",
                "article_id": article,
                "refused": [name, key],
                "erased_at": at,
                "verdict_day": "erased#2024-05-06#1",
                "verdict_at": f"#2024-05-06T07:08:09.000Z#{article}",
            }
        ],
    }


def kind_of(table: str, fields: Fields) -> ItemKind:
    """The kind of an item of a table, by the table's logical id.

    Raises:
        StopIteration: it is of none.
    """
    return next(
        kind
        for kind in ITEM_KINDS
        if kind.table == table
        and kind.mark[0] in fields
        and (not kind.mark[1] or str(fields[kind.mark[0]]).startswith(kind.mark[1]))
    )


class _Clock:
    """A second later at each look."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class _StillInbox(Inbox):
    """An inbox whose objects arrived at a time that stands still, under versions that are no random ones."""

    def read(
        self, bucket: str, key: str, *, max_bytes: int, version_id: str | None = None
    ) -> InboxObject | None:
        found = super().read(bucket, key, max_bytes=max_bytes, version_id=version_id)
        if found is None:
            return None
        version = f"version-of-{found.ref.etag[:8]}"
        return found._replace(
            ref=found.ref.model_copy(update={"uploaded_at": BEGINNING, "version_id": version})
        )


def _run(tables: dict[str, str]) -> None:
    dynamodb, s3, sqs = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("sqs")
    for bucket in (BUCKET, OVERFLOW):
        location: Any = {"LocationConstraint": ENVIRONMENT["AWS_DEFAULT_REGION"]}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    queue = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    overflow, clock = Overflow(s3, OVERFLOW), _Clock()
    outcomes = OutcomeStore(dynamodb, tables["OutcomesTable"], clock=clock)
    clusters = DynamoClusterStore(
        dynamodb,
        articles_table=tables["ArticlesTable"],
        clusters_table=tables["ClustersTable"],
        index_table=tables["IndexTable"],
        clock=_Clock(),
    )
    pointers = PointerStore(dynamodb, tables["OutcomesTable"])
    pointers.choose(NOTHING_LEARNED.version, BEGINNING)
    ProgressStore(dynamodb, tables["OutcomesTable"]).take(BEGINNING, seconds=900)
    extract = ExtractStage(
        _StillInbox(s3),
        outcomes,
        HeldIds(dynamodb, tables["OutcomesTable"]),
        ArticleStore(dynamodb, tables["ArticlesTable"], overflow),
        ArticleQueue(sqs, queue, overflow),
        ReadingQueue(sqs, queue),
        LearnedInForce(BoilerplateStore(overflow), pointers, LATEST),
        RefusalStore(dynamodb, tables["OutcomesTable"]),
        FilingStore(dynamodb, tables["OutcomesTable"]),
    )
    dedupe = DedupeStage(
        ArticleStore(dynamodb, tables["ArticlesTable"], overflow),
        Clusterer(clusters, pause=no_pause),
        ListingStore(dynamodb, tables["ListingsTable"], clock=clock),
        outcomes,
        BoilerplateStore(overflow),
        overflow,
        RefusalStore(dynamodb, tables["OutcomesTable"]),
        Filing(FilingStore(dynamodb, tables["OutcomesTable"]), ReadingQueue(sqs, queue).read_again),
    )
    MatchSettingsStore(
        dynamodb, articles_table=tables["ArticlesTable"], listings_table=tables["ListingsTable"]
    ).in_force(MatchSettings())
    for key, body in _changes():
        if body is None:
            s3.delete_object(Bucket=BUCKET, Key=key)
        else:
            s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        extract.reconcile(ObjectName(BUCKET, key))
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                dedupe.dedupe(ArticleMessage.model_validate_json(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def _changes() -> Iterator[tuple[str, bytes | None]]:
    """Keys and what is put there: seeds, two of them once more in one object, a round-up, and one taken away again."""
    paths = sorted(path for pattern in SHOWN for path in SEEDS.glob(pattern))
    for path in paths:
        yield path.name, path.read_bytes()
    plain = [path.read_text(encoding="utf-8") for path in paths if path.name.startswith("ostmar")]
    lines = [{"title": text.partition("\n")[0], "text": text.partition("\n")[2]} for text in [*plain, ""]]
    yield "several.jsonl", "\n".join(json.dumps(line) for line in lines).encode()
    stories = [f"{heading}\n{_paragraphs(name)}" for name, heading in IN_BRIEF.items()]
    yield "in-brief.json", json.dumps({"title": "News in brief", "text": "\n\n".join(stories)}).encode()
    wire = (SEEDS / WIRE).read_bytes()
    yield "later.ninjs.json", wire
    yield "earlier.ninjs.json", wire.replace(b"T09:00:00Z", b"T08:00:00Z")
    yield paths[0].name, None


def _paragraphs(name: str) -> str:
    paragraphs = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")
    return "\n\n".join(one for one in paragraphs if len(one.split()) >= LEAST_WORDS)


def _create_tables() -> dict[str, str]:
    """The template's tables under their logical ids."""
    resources = load()["Resources"]
    names = {}
    for logical in dict.fromkeys(kind.table for kind in ITEM_KINDS):
        definition: Any = table_shape(resources[logical]["Properties"])
        boto3.client("dynamodb").create_table(TableName=logical, **definition)
        names[logical] = logical
    return names


def _sort_key(fields: Fields) -> str:
    return json.dumps(fields, sort_keys=True, default=str)


@contextmanager
def _mock_aws() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        with mock_aws():
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
