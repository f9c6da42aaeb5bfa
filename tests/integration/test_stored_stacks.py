"""What version 0.1.0 stored: today's client reads every record of it, and today's workers go on from it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.client import NotFound
from copydesk.clustering.canonical import credited_sources
from copydesk.clustering.moving import copies_of
from copydesk.clustering.verifying import Verifier
from copydesk.matching.fingerprint import Fingerprint
from copydesk.outcome import Status
from copydesk.retrying import no_pause
from copydesk.storage.auditing import AuditedDynamoStore
from copydesk.storage.items import from_item
from local.schema_examples import kind_of
from testing.tables import TABLES
from tests.clusters import checked_copies
from tests.pipelines import INBOX, OVERFLOW, Pipeline, s3_event
from tests.stored import StoredStack

ARCHIVES = {"archive/export.jsonl": 4, "archive/shrunk.jsonl": 3, "archive/crawl.warc": 2}


@pytest.fixture(scope="module")
def stored() -> StoredStack:
    return StoredStack("0.1.0")


@pytest.fixture
def pipeline(stored: StoredStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """A stack of today with what was stored in it."""
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        for bucket in (INBOX, OVERFLOW):
            stored.put_objects(pipeline.s3, bucket)
        stored.put_items(pipeline.dynamodb, pipeline.tables)
        yield pipeline


@pytest.mark.parametrize("table", TABLES)
def test_every_item_is_of_a_kind_that_the_schema_has(stored: StoredStack, table: str) -> None:
    items = [from_item(item) for item in stored.items(table)]
    assert items
    for fields in items:
        kind_of(table, fields).model.model_validate(fields, extra="ignore")
        if "fingerprint" in fields:
            print_ = Fingerprint.decode(fields["fingerprint"])
            assert print_.keys


def test_the_client_reads_every_record(stored: StoredStack, pipeline: Pipeline) -> None:
    desk = pipeline.desk
    listed = {one.article_id for one in desk.since()}
    seen = 0
    for fields in map(from_item, stored.items("OutcomesTable")):
        if fields["entry"] != "object":
            continue
        outcome = desk.outcome(fields["key"])
        assert (outcome.generation, outcome.status) == (fields["generation"], fields["status"])
        if outcome.status is Status.INDEXED:
            for one in desk.article_outcomes(fields["key"]):
                seen += 1
                assert one.article_id in listed or one.status is not Status.INDEXED
    assert seen > 45
    for name in alive(stored):
        article = desk.article(name)
        assert article.text.strip()
        cluster = desk.cluster(desk.cluster_id(name))
        assert name in {copy.article_id for copy in cluster.copies}
        if article.credit is not None:
            assert name in {one.article_id for one in desk.republications(article.credit.name)}
    for fields in map(from_item, stored.items("ClustersTable")):
        if fields.get("state") == "merged":
            assert desk.cluster(fields["cluster_id"]).cluster_id != fields["cluster_id"]


def clusters(pipeline: Pipeline) -> Iterator[list[str]]:
    """The keys in each cluster of several, seeds apart; of an article that is not its object's first, its position."""
    pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables["ClustersTable"])
    for header in (from_item(item) for page in pages for item in page["Items"]):
        if header["entry"] == "cluster" and header["size"] > 1:
            articles = [
                pipeline.desk.article(one.article_id)
                for one in pipeline.desk.cluster(header["cluster_id"]).copies
            ]
            keys = [one.object.key + (f"#{one.position}" if one.position else "") for one in articles]
            if not keys[0].startswith("seeds/"):
                yield keys


def alive(stored: StoredStack) -> list[str]:
    """The articles that are there, whole with text and membership."""
    items = list(map(from_item, stored.items("ArticlesTable")))
    membership = {fields["article_id"] for fields in items if fields["part"] == "member" and fields["alive"]}
    there = {
        fields["article_id"] for fields in items if fields["part"] == "article" and "removed" not in fields
    }
    return sorted(membership & there)


def test_workers_go_on_from_what_was_in_flight(stored: StoredStack, pipeline: Pipeline) -> None:
    assert (
        pipeline.deliver(pipeline.dedupe, *stored.messages("dedupe"), *stored.messages("dedupe-dead-letters"))
        == []
    )
    assert pipeline.deliver(pipeline.extract, *stored.messages("extract")) == []
    pipeline.drain()

    keys = [fields["key"] for fields in map(from_item, stored.items("OutcomesTable")) if "key" in fields]
    statuses = {key: pipeline.desk.outcome(key).status for key in [*keys, "waiting/new.html"]}
    assert set(statuses.values()) == {Status.INDEXED, Status.REJECTED, Status.REMOVED}
    removed = {key for key, status in statuses.items() if status is Status.REMOVED}
    assert removed == {
        "gone.html",
        "ledger/mole.html",
        "marking/bridge.html",
        "merged/whole.html",
        "split/2.html",
    }
    for key, count in {**ARCHIVES, "flying/export.jsonl": 4}.items():
        assert len(pipeline.desk.article_outcomes(key)) == count

    assert {frozenset(part) for part in clusters(pipeline)} == {
        frozenset(
            {"moving/bridge.html", *(f"moving/{story}-{at}.html" for story in (40, 41) for at in range(3))}
        ),
        frozenset(f"marking/42-{at}.html" for at in range(3)),
        frozenset(f"marking/43-{at}.html" for at in range(3)),
        frozenset({"twice.html", "waiting/new.html"}),
        frozenset({"archive/export.jsonl", "archive/export.jsonl#3"}),
    }
    assert pipeline.desk.article(article_id(INBOX, "twice.html")).title == "Third words"
    for key in ("gone.html", "ledger/mole.html"):
        with pytest.raises(NotFound):
            pipeline.desk.article(article_id(INBOX, key))


def test_an_archive_gets_its_new_ids_once(pipeline: Pipeline) -> None:
    """0.1.0 knew stored pages by their position; the next reading removes those ids, and the one after it none."""
    key = "archive/crawl.warc"
    old = [article_id(INBOX, key, at) for at in range(2)]
    before = [pipeline.desk.article(name) for name in old]
    body = pipeline.s3.get_object(Bucket=INBOX, Key=key)["Body"].read()
    pipeline.run(pipeline.put(key, body))
    assert pipeline.desk.outcome(key).counts == {"indexed": 2, "removed": 2}
    for name in old:
        with pytest.raises(NotFound):
            pipeline.desk.article(name)
    pipeline.run(pipeline.put(key, body))
    assert pipeline.desk.outcome(key).counts == {"indexed": 2}
    new = [pipeline.desk.article(one.article_id) for one in pipeline.desk.article_outcomes(key)]
    assert [one.text for one in new] == [one.text for one in before]
    assert {one.article_id for one in new}.isdisjoint(old)

    lines = "archive/shrunk.jsonl"  # of which items have no id: they keep theirs
    pipeline.run(pipeline.put(lines, pipeline.s3.get_object(Bucket=INBOX, Key=lines)["Body"].read()))
    assert pipeline.desk.article(article_id(INBOX, lines)).position == 0
    assert pipeline.desk.outcome(lines).counts["indexed"] == 1


def test_headers_are_repaired(stored: StoredStack, pipeline: Pipeline) -> None:
    """Those that leave out whom a copy credits; a merge and a regrouping that are unfinished are finished."""
    names = alive(stored)
    store = AuditedDynamoStore(
        pipeline.dynamodb,
        articles_table=pipeline.tables["ArticlesTable"],
        clusters_table=pipeline.tables["ClustersTable"],
        index_table=pipeline.tables["IndexTable"],
    )
    verifier = Verifier(store, pause=no_pause)
    wrong = list(verifier.headers_to_repair())
    assert wrong
    repaired = [verifier.repair(cluster_id) for cluster_id in wrong]
    assert any(repaired)
    assert list(verifier.headers_to_repair()) == []
    for header in store.headers(member.cluster_id or "" for member in store.members(names).values()).values():
        copies = copies_of(store, header)
        assert header.credited == credited_sources(copies)
        if header.size > 1:
            assert copies == [one for one in copies if one.article_id in checked_copies(store, header)]


def test_what_was_read_already_is_not_read_again(stored: StoredStack, pipeline: Pipeline) -> None:
    before = pipeline.desk.outcome("long.json")
    event = s3_event("ObjectCreated:Put", "long.json")
    assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
    assert pipeline.desk.outcome("long.json") == before
