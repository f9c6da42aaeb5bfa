"""What version 0.1.0 stored: today's client reads every record of it, and today's workers go on from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from moto import mock_aws
from moto.s3.models import s3_backends

from copydesk.article import Article, Draft, article_id
from copydesk.cli.app import run
from copydesk.client import DeskError, NotFound
from copydesk.clustering.auditing import items_of
from copydesk.clustering.canonical import credited_sources
from copydesk.clustering.moving import copies_of
from copydesk.clustering.verifying import Verifier
from copydesk.matching.fingerprint import VERSION, Fingerprint
from copydesk.outcome import Status
from copydesk.replaying.choosing import Choice, known_objects
from copydesk.retrying import no_pause
from copydesk.storage.auditing import AuditedDynamoStore
from copydesk.storage.items import from_item
from local.schema_examples import kind_of
from local.stored import StoredStack
from testing.tables import TABLES
from tests.clusters import checked_copies
from tests.integration.test_intake import STACK, stack
from tests.pipelines import INBOX, Pipeline, s3_event
from tests.thorough import only_thorough

ARCHIVES = {"archive/export.jsonl": 4, "archive/shrunk.jsonl": 3, "archive/crawl.warc": 2}


@pytest.fixture(scope="module")
def stored() -> StoredStack:
    return StoredStack("0.1.0")


@pytest.fixture
def pipeline(stored: StoredStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """A stack of today with what was stored in it."""
    with mock_aws():
        yield filled(stored, monkeypatch)


def filled(stored: StoredStack, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A stack of today with what was stored in it, inside moto's mock."""
    pipeline = Pipeline(monkeypatch)
    stored.put_objects(pipeline.s3)
    stored.put_items(pipeline.dynamodb, pipeline.tables)
    return pipeline


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
    for name in stored.articles():
        article = desk.article(name)
        assert article.text.strip()
        cluster = desk.cluster(desk.cluster_id(name))
        assert name in {copy.article_id for copy in cluster.copies}
        if article.credit is not None:
            assert name in {one.article_id for one in desk.republications(article.credit.name)}
    for fields in map(from_item, stored.items("ClustersTable")):
        if fields.get("state") == "merged":
            assert desk.cluster(fields["cluster_id"]).cluster_id != fields["cluster_id"]


def test_the_client_says_that_a_later_release_wrote_a_record(stored: StoredStack, pipeline: Pipeline) -> None:
    name = next(iter(stored.articles()))
    pipeline.dynamodb.update_item(
        TableName=pipeline.tables["ArticlesTable"],
        Key={"article_id": {"S": name}, "part": {"S": "article"}},
        UpdateExpression="SET schema_version = :later",
        ExpressionAttributeValues={":later": {"N": "99"}},
    )
    with pytest.raises(DeskError, match="format 99, and this release of copydesk reads 1: install the"):
        pipeline.desk.article(name)


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


def found_in(pipeline: Pipeline) -> dict[str, Article]:
    """Every article of every object that has its outcome."""
    known = known_objects(pipeline.dynamodb, pipeline.tables["OutcomesTable"], Choice())
    told = [one for outcome in known for one in pipeline.desk.article_outcomes(outcome.key)]
    names = [one.article_id for one in told if one.status is Status.INDEXED]
    return {name: pipeline.desk.article(name) for name in names}


def drafted(article: Article) -> dict[str, object]:
    """What was read, but not when and of which version."""
    return {name: getattr(article, name) for name in Draft.model_fields}


def as_old_as_they_were(stored: StoredStack) -> None:
    """Have the objects uploaded when their articles say so: S3 dates what the fixture puts there."""
    (backend,) = [one["aws"] for one in s3_backends.values() if INBOX in one["aws"].buckets]
    for fields in map(from_item, stored.items("ArticlesTable")):
        if "object" in fields:
            uploaded = datetime.fromisoformat(fields["object"]["uploaded_at"])
            for version in backend.buckets[INBOX].keys.getlist(fields["object"]["key"], []):
                version.last_modified = uploaded.replace(tzinfo=None)


@only_thorough
def test_read_again_it_is_what_a_fresh_stack_is(stored: StoredStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles, ids and clusters; what keeps its id keeps its time, and no fingerprint of 0.1.0 is left."""
    with mock_aws():
        fresh = Pipeline(monkeypatch)
        stored.put_objects(fresh.s3)
        keys = [one["Key"] for one in fresh.s3.list_objects_v2(Bucket=INBOX)["Contents"]]
        fresh.run(*(s3_event("ObjectCreated:Put", key) for key in keys))
        anew = found_in(fresh)
        expected = fresh.partition(*anew)
    with mock_aws():
        pipeline = filled(stored, monkeypatch)
        as_old_as_they_were(stored)
        work_off(stored, pipeline)
        before = found_in(pipeline)
        read_all_again(pipeline)
        again = found_in(pipeline)
        assert {name: drafted(one) for name, one in again.items()} == {
            name: drafted(one) for name, one in anew.items()
        }
        assert pipeline.partition(*before, *again) == expected
        older = Choice(older_than="0.2.0")
        assert list(known_objects(pipeline.dynamodb, pipeline.tables["OutcomesTable"], older)) == []
        pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables["ArticlesTable"])
        items = [item for page in pages for item in page["Items"] if "fingerprint" in item]
    assert [item["fingerprint"]["B"][0] for item in items] == [VERSION] * len(again)
    assert {before[name].object.key for name in before.keys() - again.keys()} == {"archive/crawl.warc"}
    settled = set(stored.articles())  # S3 dates what was under way otherwise
    for name in before.keys() & again.keys() & settled:
        assert again[name].ingested_at == before[name].ingested_at


def work_off(stored: StoredStack, pipeline: Pipeline) -> None:
    """Deliver what was under way."""
    for queue in ("dedupe", "dedupe-dead-letters", "extract"):
        function = pipeline.extract if queue == "extract" else pipeline.dedupe
        assert pipeline.deliver(function, *stored.messages(queue)) == []
    pipeline.drain()


def read_all_again(pipeline: Pipeline) -> None:
    """Give the command, and work off what it asks for."""
    stack(
        InboxBucketName=INBOX,
        ExtractQueueUrl=pipeline.extract_queue_url,
        OutcomesTableName=pipeline.tables["OutcomesTable"],
    )
    assert run(["reread", "--older-than", "0.2.0", "--stack", STACK]) == 0
    while bodies := pipeline.take(pipeline.extract_queue_url):
        assert pipeline.deliver(pipeline.extract, *bodies) == []
    pipeline.drain()


def test_headers_are_repaired(stored: StoredStack, pipeline: Pipeline) -> None:
    """Those that leave out whom a copy credits; a merge and a regrouping that are unfinished are finished."""
    names = stored.articles()
    store = AuditedDynamoStore(
        pipeline.dynamodb,
        articles_table=pipeline.tables["ArticlesTable"],
        clusters_table=pipeline.tables["ClustersTable"],
        index_table=pipeline.tables["IndexTable"],
    )
    verifier = Verifier(store, pause=no_pause)
    wrong = list(items_of(verifier.headers_to_repair()))
    assert wrong
    repaired = [verifier.repair(cluster_id) for cluster_id in wrong]
    assert any(repaired)
    assert list(items_of(verifier.headers_to_repair())) == []
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
