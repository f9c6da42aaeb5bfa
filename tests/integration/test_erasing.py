"""Erasure: no byte is left, nothing brings it back, the others' clusters are what they were without it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.client import NotFound
from copydesk.erasing import eraser
from copydesk.erasing import places as places_module
from copydesk.erasing.eraser import Eraser
from copydesk.erasing.lifting import NothingToLift, lift
from copydesk.erasing.places import ErasingNames, Places, Retention
from copydesk.erasing.planning import plan
from copydesk.erasure import Erasure, Kind, Name
from copydesk.storage import queue_search
from copydesk.storage.articles import MAX_TEXT_BYTES
from tests.crashes import Machine, restore, snapshot
from tests.integration.test_crashes import OF_THE_READING, contents
from tests.integration.test_reread import reads_otherwise, request_of, reread
from tests.pipelines import INBOX, OVERFLOW, Pipeline
from tests.stories import bridge_text, text_of
from tests.thorough import THOROUGH

MARK = "zyxmark"

# Calls that an erasure may make, for a test that must end; every one is died after where there is time for it.
MOST_CALLS = 300
STEP = 1 if THOROUGH else 47
KEY = f"{MARK}/story.json"


@pytest.fixture
def dead_letters(pipeline: Pipeline) -> str:
    url: str = pipeline.sqs.create_queue(QueueName="dead")["QueueUrl"]
    return url


@pytest.fixture
def places(pipeline: Pipeline, dead_letters: str) -> Places:
    return places_of(pipeline, dead_letters)


def places_of(pipeline: Pipeline, dead_letters: str) -> Places:
    names = ErasingNames(
        **dict(pipeline.desk.names),
        index_table=pipeline.tables["IndexTable"],
        extract_queue_url=pipeline.extract_queue_url,
        dedupe_queue_url=pipeline.queue_url,
        dedupe_dead_letter_queue_url=dead_letters,
    )
    return Places.of_stack(names, wait_seconds=0)


def erase(places: Places, kind: Kind, value: str, *, objects: bool = False) -> Erasure:
    name = Name.of(kind, value, INBOX)
    return Eraser(places, name, spelled=value, by="somebody", with_objects=objects).erase()


def marked(text: str, **fields: Any) -> dict[str, Any]:
    """An article with the mark in every field."""
    return {
        "title": f"Title {MARK}",
        "text": f"{text} {MARK} {MARK}",
        "url": f"https://news.example/{MARK}",
        "authors": [f"Ada {MARK.title()}"],
        "publisher": f"Harbour {MARK}",
        "date": "2024-05-06",
        "section": MARK,
        "credit": f"{MARK} Wire",
        **fields,
    }


def plain(number: int, text: str) -> dict[str, Any]:
    return {"title": f"Story {number}", "text": text, "url": f"https://other.example/{number}"}


def everything(pipeline: Pipeline, *queues: str, objects: bool = True) -> str:
    """All that lies anywhere, in one string; reading queues empties them."""
    found: list[Any] = []
    for table in pipeline.tables.values():
        pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=table)
        found += [item for page in pages for item in page["Items"]]
    for bucket in (INBOX, OVERFLOW) if objects else (OVERFLOW,):
        for page in pipeline.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for one in page.get("Versions", []):
                body = pipeline.s3.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
                found.append((one["Key"], body["Body"].read()))
            found += [one["Key"] for one in page.get("DeleteMarkers", [])]
    for url in (pipeline.queue_url, pipeline.extract_queue_url, *queues):
        while bodies := pipeline.take(url):
            found += bodies
    return repr(found).lower()


def prepare(pipeline: Pipeline) -> None:
    """Two copies of one story, of which the marked one holds them together with another, and one apart."""
    pipeline.run(pipeline.put("one.json", json.dumps(plain(1, text_of(1)))))
    pipeline.run(pipeline.put("two.json", json.dumps(plain(2, text_of(2)))))
    pipeline.run(pipeline.put(KEY, json.dumps(marked("Old words " + text_of(7)))))
    pipeline.run(pipeline.put(KEY, json.dumps(marked(bridge_text(1, 2)))))


OTHERS = [article_id(INBOX, "one.json"), article_id(INBOX, "two.json")]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.KEY, KEY),
        (Kind.URL, f"http://www.news.example/{MARK}/?utm_source=x"),
        (Kind.AUTHOR, f"ada {MARK}"),
        (Kind.PUBLISHER, f"Harbour {MARK.upper()}"),
    ][: None if THOROUGH else 2],
)
def test_no_byte_is_left(
    pipeline: Pipeline, places: Places, dead_letters: str, kind: Kind, value: str
) -> None:
    prepare(pipeline)
    assert len(pipeline.partition(*OTHERS, article_id(INBOX, KEY))) == 1
    assert MARK in everything(pipeline)
    planned = plan(places, Name.of(kind, value, INBOX))
    assert (planned.articles, planned.keys, planned.versions) == ([article_id(INBOX, KEY)], [KEY], 2)
    assert len(planned.clusters) == 1
    done = erase(places, kind, value, objects=True)
    assert (done.articles, done.objects, done.versions) == (1, 1, 2)
    assert MARK not in everything(pipeline, dead_letters)
    assert pipeline.partition(*OTHERS) == {frozenset({name}) for name in OTHERS}
    assert places.erasures.work(done.name_hash) == []


def test_what_waits_in_queues_goes_and_other_messages_stay(
    pipeline: Pipeline, places: Places, dead_letters: str
) -> None:
    prepare(pipeline)
    event = json.dumps(pipeline.put(KEY, json.dumps(marked(text_of(5)))))
    long = json.dumps(marked(text_of(9) + " word" * (MAX_TEXT_BYTES // 4)))
    other = json.dumps(pipeline.put("three.json", json.dumps(plain(3, text_of(3)))))
    for number, body in enumerate((json.dumps(marked(text_of(5))), long)):
        sent = json.dumps(pipeline.put(f"archive-{number}.json", body))
        assert pipeline.deliver(pipeline.extract, sent) == []
    letters = pipeline.take()
    assert pipeline.deliver(pipeline.extract, other) == []
    (kept,) = pipeline.take()
    for url, bodies in (
        (dead_letters, [*letters, kept]),
        (pipeline.queue_url, [*letters, kept]),
        (pipeline.extract_queue_url, [event, other, f"not JSON, of {KEY}"]),
    ):
        for body in bodies:
            pipeline.sqs.send_message(QueueUrl=url, MessageBody=body)
    assert f"messages/{article_id(INBOX, 'archive-1.json')}" in everything_in_overflow(pipeline)
    assert plan(places, Name.of(Kind.URL, f"https://news.example/{MARK}", INBOX)).messages == {
        "dedupe dead letters": 2
    }
    done = erase(places, Kind.URL, f"https://news.example/{MARK}")
    erase(places, Kind.KEY, KEY)
    assert done.messages == 2 + 2 + 1
    left = [*pipeline.take(dead_letters), *pipeline.take(), *pipeline.take(pipeline.extract_queue_url)]
    assert sorted(left) == sorted([kept, kept, other])
    assert "messages/" not in everything_in_overflow(pipeline)


def everything_in_overflow(pipeline: Pipeline) -> str:
    return repr(pipeline.s3.list_objects_v2(Bucket=OVERFLOW).get("Contents"))


def test_it_is_refused_until_it_is_lifted(pipeline: Pipeline, places: Places) -> None:
    prepare(pipeline)
    erase(places, Kind.KEY, KEY)
    again = pipeline.put(KEY, json.dumps(marked(text_of(1))))
    elsewhere = pipeline.put("elsewhere.json", json.dumps(marked(text_of(1))))
    pipeline.run(again, again, elsewhere)
    assert (pipeline.outcome(KEY), pipeline.outcome("elsewhere.json")) == ("rejected:erased", "indexed")
    assert pipeline.desk.outcome(KEY).generation == 3
    erase(places, Kind.URL, f"https://news.example/{MARK}")
    third = pipeline.put("third.json", json.dumps(marked(text_of(1))))
    pipeline.run(elsewhere, third)
    assert (pipeline.outcome("elsewhere.json"), pipeline.outcome("third.json")) == ("rejected:erased",) * 2
    with pytest.raises(NothingToLift):
        lift(places, Name.of(Kind.AUTHOR, "Ada", INBOX))
    assert lift(places, Name.of(Kind.KEY, KEY, INBOX)) == 0
    with pytest.raises(NotFound):
        pipeline.desk.outcome(KEY)
    assert lift(places, Name.of(Kind.URL, f"news.example/{MARK}", INBOX)) == 1
    pipeline.run(again, pipeline.put("third.json", json.dumps(marked(text_of(1)))))
    assert (pipeline.outcome(KEY), pipeline.outcome("third.json")) == ("indexed", "indexed")
    assert pipeline.desk.outcome(KEY).generation == 4
    names = [article_id(INBOX, key) for key in (KEY, "third.json", "one.json")]
    assert pipeline.partition(*names) == {frozenset(names)}


def test_the_other_articles_of_an_archive_stay(pipeline: Pipeline, places: Places) -> None:
    lines = [
        plain(1, text_of(1)),
        marked(text_of(1, 1)),
        plain(2, text_of(2)),
        {"title": "x", "text": "Too short."},
    ]
    body = "\n".join(map(json.dumps, lines))
    pipeline.run(pipeline.put("archive.jsonl", body))
    ids = [article_id(INBOX, "archive.jsonl", own_id=one["url"]) for one in lines[:3]]
    assert pipeline.partition(*ids) == {frozenset(ids[:2]), frozenset(ids[2:])}
    planned = plan(places, Name.of(Kind.AUTHOR, f"Ada {MARK}", INBOX))
    assert (planned.articles, planned.keys, planned.shared_keys) == ([ids[1]], [], ["archive.jsonl"])
    done = erase(places, Kind.AUTHOR, f"Ada {MARK}", objects=True)
    assert (done.articles, done.objects, done.versions) == (1, 0, 0)
    assert MARK not in everything(pipeline, objects=False)
    counts = {"indexed": 2, "rejected:erased": 1, "rejected:too_short": 1}
    assert pipeline.desk.outcome("archive.jsonl").counts == counts
    assert str(pipeline.desk.article_outcomes("archive.jsonl")[1].reason) == "erased"
    for text in (body, body + "\n" + json.dumps(plain(3, text_of(3)))):
        pipeline.run(pipeline.put("archive.jsonl", text))
        assert pipeline.desk.outcome("archive.jsonl").counts["rejected:erased"] == 1
        assert pipeline.partition(*ids) == {frozenset(ids[:1]), frozenset(ids[2:])}
        assert MARK not in everything(pipeline, objects=False)


def test_what_was_read_again_goes_whole_and_is_not_read_back(
    pipeline: Pipeline, places: Places, dead_letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [marked(text_of(1, 1)), plain(2, text_of(2))]
    pipeline.run(
        pipeline.put("one.json", json.dumps(plain(1, text_of(1)))),
        pipeline.put(KEY, json.dumps(marked(text_of(1, 2)))),
        pipeline.put("archive.jsonl", "\n".join(map(json.dumps, lines))),
    )
    names = [article_id(INBOX, "one.json"), article_id(INBOX, KEY)]
    names += [article_id(INBOX, "archive.jsonl", own_id=one["url"]) for one in lines]
    reads_otherwise(pipeline, monkeypatch, f"Title {MARK}", f"Anew {MARK}")
    reread(pipeline, KEY, "archive.jsonl")
    assert [pipeline.desk.article(name).title for name in names[1:3]] == [f"Anew {MARK}"] * 2
    assert pipeline.partition(*names) == {frozenset(names[:3]), frozenset(names[3:])}
    pipeline.sqs.send_message(QueueUrl=pipeline.extract_queue_url, MessageBody=request_of(KEY))
    done = erase(places, Kind.URL, f"https://news.example/{MARK}", objects=True)
    assert (done.articles, done.objects, done.messages) == (2, 1, 1)
    assert MARK not in everything(pipeline, dead_letters, objects=False)
    reread(pipeline, KEY, "archive.jsonl")
    assert pipeline.desk.outcome("archive.jsonl").counts == {"indexed": 1, "rejected:erased": 1}
    assert pipeline.partition(*names) == {frozenset(names[:1]), frozenset(names[3:])}
    assert MARK not in everything(pipeline, dead_letters, objects=False)


def test_a_worker_that_was_at_work_brings_nothing_back(pipeline: Pipeline, places: Places) -> None:
    """What the dedupe function has read, stored or listed by the time that it is erased."""
    lines = [plain(1, text_of(1)), marked(text_of(1, 1))]
    pipeline.run(pipeline.put("other.json", json.dumps(plain(9, text_of(9)))))
    at = json.dumps(pipeline.put("archive.jsonl", "\n".join(map(json.dumps, lines))))
    assert pipeline.deliver(pipeline.extract, at) == []
    letters = pipeline.take()
    assert pipeline.deliver(pipeline.dedupe, letters[0]) == []
    stage, before = pipeline.dedupe.stage, snapshot()
    moments = (
        (stage._articles, "put"),
        (stage._listings, "put"),
        (stage._refusals, "refused"),
        (stage._clusterer, "add"),
        (stage.outcomes, "finish_article"),
    )
    for owner, method in moments if THOROUGH else moments[:2]:
        real = getattr(owner, method)

        def late(*args: Any, owner: Any = owner, method: str = method, real: Any = real) -> Any:
            del vars(owner)[method]
            answer = real(*args)
            erase(places, Kind.URL, f"https://news.example/{MARK}")
            return answer

        vars(owner)[method] = late
        assert pipeline.deliver(pipeline.dedupe, letters[1]) == []
        assert MARK not in everything(pipeline, objects=False), method
        outcome = pipeline.desk.outcome("archive.jsonl")
        assert (str(outcome.verdict), outcome.counts, outcome.waiting) == (
            "indexed",
            {"indexed": 1, "rejected:erased": 1},
            0,
        ), method
        restore(before)


@pytest.mark.parametrize("kind", [Kind.KEY, Kind.URL, Kind.AUTHOR] if THOROUGH else [Kind.URL])
def test_it_dies_at_any_call_and_goes_on(
    pipeline: Pipeline,
    places: Places,
    dead_letters: str,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
) -> None:
    """A whole key, or one article of two; with a text and a message that lie apart, and one that was given up."""
    monkeypatch.setattr(eraser, "THREADS", 1)
    pipeline.run(pipeline.put("one.json", json.dumps(plain(1, text_of(1)))))
    key, position = (KEY, 0) if kind is Kind.KEY else ("archive.jsonl", 1)
    lines = (
        [marked(bridge_text(1, 2))] if position == 0 else [plain(2, text_of(2)), marked(bridge_text(1, 2))]
    )
    event = pipeline.put(key, "\n".join(map(json.dumps, lines)))
    assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
    letters = pipeline.take()
    assert pipeline.deliver(pipeline.dedupe, *letters) == []
    value = {Kind.KEY: KEY, Kind.URL: f"news.example/{MARK}", Kind.AUTHOR: f"Ada {MARK}"}[kind]
    name = json.loads(letters[position])["article_id"]
    before, tables = snapshot(), ("ClustersTable", "IndexTable")

    def work() -> None:
        erase(places, kind, value, objects=True)

    def refill() -> None:
        restore(before)
        for place in (f"texts/{name}/1.txt", f"messages/{name}/1.json"):
            pipeline.s3.put_object(Bucket=OVERFLOW, Key=place, Body=MARK.encode())
        pipeline.put(key, MARK)
        for url in (dead_letters, pipeline.queue_url):
            pipeline.sqs.send_message(QueueUrl=url, MessageBody=letters[position])

    refill()
    work()
    expected = [contents(pipeline, OF_THE_READING, table) for table in tables]
    others = [article_id(INBOX, "one.json"), json.loads(letters[0])["article_id"]]
    partition = pipeline.partition(*others)
    for at in range(-1, MOST_CALLS, STEP):
        refill()
        died = machine.dies_after(at, work)
        work()
        assert MARK not in everything(pipeline, dead_letters, objects=kind is Kind.KEY), (
            f"died after call {at}"
        )
        assert [contents(pipeline, OF_THE_READING, table) for table in tables] == expected
        assert pipeline.partition(*others) == partition
        if not died:
            return
    pytest.fail(f"more than {MOST_CALLS} calls")


def test_the_command(
    pipeline: Pipeline,
    dead_letters: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(queue_search, "EMPTY_ANSWERS", 1)
    monkeypatch.setattr(places_module, "WAIT_SECONDS", 0)
    named = {**dict(pipeline.desk.names), "index_table": pipeline.tables["IndexTable"]}
    named |= {"dedupe_queue_url": pipeline.queue_url, "dedupe_dead_letter_queue_url": dead_letters}
    for name, value in named.items():
        monkeypatch.setenv(f"COPYDESK_{name.upper()}", value)
    prepare(pipeline)

    def told(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(["erase", *arguments]) == code
        printed = capsys.readouterr()
        return printed.out + printed.err

    article = article_id(INBOX, KEY)
    planned = told("--key", KEY, "--objects")
    assert f"article\t{article}" in planned
    assert f"object\t{KEY}\tdeleted" in planned
    assert "versions\t2\tdeleted" in planned
    assert "messages\tdedupe\tabout 0" in planned
    assert pipeline.desk.article(article)
    assert told("--record") == ""
    assert "nothing was erased" in told("--key", KEY, "--lift", code=1)
    in_35_days = (datetime.now(UTC) + timedelta(days=35)).date().isoformat()
    done = told("--key", KEY, "--commit")
    assert "articles erased\t1" in done
    assert f"point-in-time backups of the tables\t{in_35_days}" in done
    assert "the objects in the inbox" in done
    record = json.loads(told("--record", "--key", KEY))
    assert (record["kind"], record["articles"], record["article_ids"]) == ("key", 1, [article])
    assert MARK not in told("--record")
    assert "versions deleted\t2" in told("--key", KEY, "--commit", "--objects")
    assert MARK not in everything(pipeline, dead_letters)
    assert "accepted again" in told("--key", KEY, "--lift")
    assert json.loads(told("--record"))["lifted_at"]
    for wrong in ([], ["--key", KEY, "--url", "x"], ["--url", " "]):
        assert "Usage" not in told(*wrong, "--commit", code=2)


def test_tombstones_may_end(pipeline: Pipeline, places: Places) -> None:
    pipeline.run(pipeline.put(KEY, json.dumps(marked(text_of(1)))))
    name = Name.of(Kind.KEY, KEY, INBOX)
    kept = Retention(tombstones=timedelta(days=40))
    Eraser(places, name, spelled=KEY, by="", with_objects=True, retention=kept).erase()
    found = pipeline.dynamodb.scan(TableName=pipeline.tables["ArticlesTable"])["Items"]
    ends = [int(one["expires"]["N"]) for one in found if one["article_id"]["S"] == article_id(INBOX, KEY)]
    assert len(ends) == 2
    assert min(ends) > (datetime.now(UTC) + timedelta(days=39)).timestamp()
