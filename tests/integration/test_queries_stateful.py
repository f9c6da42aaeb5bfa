"""Whatever comes, in whatever order: the feed and every listing are those of the articles that are left."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import Article, article_id
from copydesk.client import Desk, lists
from copydesk.clustering.canonical import canonical, credited_sources
from copydesk.facets import Facet, facet_key, facets_of
from copydesk.matching.explain import article_fingerprint
from copydesk.moments import UNDATED, published_key
from copydesk.pipeline.dedupe_stage import copy_of_article
from copydesk.storage import dynamodb
from copydesk.storage.boilerplates import NOTHING_LEARNED
from tests.clusters import expected_partition
from tests.pipelines import INBOX, Pipeline
from tests.stories import bridge_text, text_of
from tests.thorough import THOROUGH

KEYS = [f"{name}.json" for name in "abcdefgh"]
PUBLISHERS = ["Café Courier", "Skerry Dispatch", "The Lantern Commons", None]
DAYS = ["2024-05-05", "2024-05-06", "2024-05-06T23:30:00-05:00", None]
ROUNDS = 8 if THOROUGH else 1
STEPS = 32 if THOROUGH else 16


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setattr(dynamodb, "LOOKUP_THREADS", 1)
    monkeypatch.setattr(lists, "LAG_SECONDS", -1.0)  # what was just indexed is to be seen at once
    with mock_aws():
        yield Pipeline(monkeypatch, keys=8)


def document(chance: random.Random) -> str:
    """One of few stories as one of few outlets prints it, or both of two stories in one."""
    number = chance.randrange(3)
    text = bridge_text(0, 1) if chance.random() < 0.15 else text_of(number, chance.randrange(2))
    if chance.random() < 0.3:
        text += "\n\nThe original source of this article is Meridian Wire."
    fields = {
        "title": f"Story {number}",
        "text": text,
        "publisher": chance.choice(PUBLISHERS),
        "published_at": chance.choice(DAYS),
        "authors": chance.sample(["Ada Quill", "İpek Işık"], chance.randrange(3)),
        "url": f"https://www.courier.example/{chance.randrange(3)}/",
    }
    return json.dumps({name: value for name, value in fields.items() if value})


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_feed_and_every_listing_are_those_of_the_articles_that_are_left(
    pipeline: Pipeline, seed: int
) -> None:
    chance = random.Random(seed)
    events: list[str] = []
    messages: list[str] = []
    for step in range(STEPS):
        key = chance.choice(KEYS)
        event = pipeline.delete(key) if chance.random() < 0.2 else pipeline.put(key, document(chance))
        events += [json.dumps(event)] * chance.choice((1, 1, 2))
        if chance.random() < 0.6:
            chance.shuffle(events)
            messages += deliver_events(pipeline, events)
        if chance.random() < 0.6:
            deliver_messages(pipeline, messages, chance)
        if step % 8 == 7 or step == STEPS - 1:
            messages += deliver_events(pipeline, events)
            deliver_messages(pipeline, messages, chance)
            check(pipeline)


def deliver_events(pipeline: Pipeline, events: list[str]) -> list[str]:
    """The messages that come of events, which are delivered."""
    if events:
        assert pipeline.deliver(pipeline.extract, *events) == []
    events.clear()
    found = []
    while bodies := pipeline.take():
        found += bodies
    return found


def deliver_messages(pipeline: Pipeline, messages: list[str], chance: random.Random) -> None:
    """Deliver messages in any order, and some of them twice."""
    chance.shuffle(messages)
    again = [one for one in messages if chance.random() < 0.2]
    if messages:
        assert pipeline.deliver(pipeline.dedupe, *messages, *again) == []
    messages.clear()


def check(pipeline: Pipeline) -> None:
    desk = Desk(pipeline.desk.names, page_size=3)
    there = {one["Key"] for one in pipeline.s3.list_objects_v2(Bucket=INBOX).get("Contents", [])}
    articles = {name: desk.article(name) for name in (article_id(INBOX, key) for key in sorted(there))}
    check_feed(desk, articles)
    check_listings(desk, articles)
    assert sorted(one.article_id for one in desk.since()) == sorted(articles)
    assert {one.article_id for one in desk.since(newest_first=True)} == set(articles)


def check_feed(desk: Desk, articles: dict[str, Article]) -> None:
    prints = {name: article_fingerprint(one, NOTHING_LEARNED) for name, one in articles.items()}
    wanted = []
    for part in expected_partition(prints):
        copies = [copy_of_article(articles[name], 1) for name in part]
        first = canonical(copies, credited_sources(copies))
        wanted.append((day_of(articles[first.article_id]), first.article_id, len(part)))
    days = ["2024-05-05", "2024-05-06", "2024-05-07"]
    feeds: dict[str, Any] = {day: list(desk.feed(day)) for day in days} | {
        UNDATED: list(desk.feed(undated=True))
    }
    found = [(day, one.canonical.article_id, one.size) for day, entries in feeds.items() for one in entries]
    assert sorted(found) == sorted(wanted)
    for entry in (entry for entries in feeds.values() for entry in entries):
        cluster = desk.cluster(entry.cluster_id)
        assert (cluster.canonical.article_id, cluster.size) == (entry.canonical.article_id, entry.size)


def check_listings(desk: Desk, articles: dict[str, Article]) -> None:
    listed = sorted(
        (facet, facet_key(facet, value), published_key(one.published_at), one.article_id)
        for one in articles.values()
        for facet, value in facets_of(one)
    )
    for (facet, value), rows in groupby(listed, lambda row: row[:2]):
        wanted = [row[3] for row in rows]
        found = [
            one.article_id
            for undated in (False, True)
            for one in desk.articles(**{facet: value}, undated=undated, newest_first=False)
        ]
        assert found == wanted, f"{facet} {value}"
    for facet in (Facet.PUBLISHER, Facet.AUTHOR, Facet.CREDIT, Facet.URL):
        for value in ("Café Courier", "Skerry Dispatch", "Ada Quill", "Meridian Wire", "courier.example/0"):
            if not any(row[:2] == (facet, facet_key(facet, value)) for row in listed):
                assert list(desk.articles(**{facet: value})) == []


def day_of(article: Article) -> str:
    key = published_key(article.published_at)
    return key if key == UNDATED else key[:10]
