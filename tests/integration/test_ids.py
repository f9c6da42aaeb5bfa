"""An article keeps its id for as long as its item is in the file, wherever it stands there, whatever dies meanwhile."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from copydesk.article import article_id
from copydesk.pipeline import object_reading
from copydesk.storage.items import from_item
from tests.crashes import Machine, deaths, snapshot
from tests.integration.test_crashes import DEAD, OF_THE_READING, contents
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

KEY = "feed.xml"
STEP = 1 if THOROUGH else 23
# Of the way that an object was read, and where an item stood in it.
OF_THE_WAY = {
    "read_to",
    "verdict_at",
    "version_id",
    "uploaded_at",
    "position",
    "entry",
    "by_position",
    "in_doubt",
}


def feed(*numbers: int) -> str:
    """An item for each number, with a guid; below zero, one whose text is too short."""
    items = "".join(
        f"<item><guid>story-{abs(number)}</guid><title>Story {abs(number)}</title>"
        f"<description>{text_of(number) if number > 0 else 'Too short.'}</description></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>Vale News</title>{items}</channel></rss>"


def name(number: int, ordinal: int = 0) -> str:
    return article_id(INBOX, KEY, own_id=f"story-{number}", ordinal=ordinal)


def there(pipeline: Pipeline) -> dict[str, str]:
    """The articles that are there, by id, with their titles; each of them alive in a cluster."""
    pages = pipeline.dynamodb.get_paginator("scan").paginate(TableName=pipeline.tables["ArticlesTable"])
    items = [from_item(item) for page in pages for item in page["Items"]]
    members = {one["article_id"] for one in items if one["part"] == "member" and one["alive"]}
    found = {one["article_id"]: one["title"] for one in items if one["part"] == "article" and "title" in one}
    assert found.keys() == members
    return found


def alive(*numbers: int) -> dict[str, str]:
    return {name(number): f"Story {number}" for number in numbers}


def test_an_item_on_top_moves_nobody(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1)))
    assert there(pipeline) == alive(1)
    pipeline.run(pipeline.put(KEY, feed(2, 1)))
    assert there(pipeline) == alive(1, 2)
    pipeline.run(pipeline.put(KEY, feed(3, -2, 1)))
    assert there(pipeline) == alive(1, 3)
    outcome = pipeline.desk.outcome(KEY)
    assert (outcome.counts, outcome.waiting) == ({"indexed": 2, "rejected:too_short": 1}, 0)
    told = {one.article_id: str(one.status) for one in pipeline.desk.article_outcomes(KEY)}
    assert told == {name(3): "indexed", name(2): "rejected", name(1): "indexed"}


def test_the_file_is_the_truth(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1, 2, 3)))
    pipeline.run(pipeline.put(KEY, feed(4, 3)))
    assert there(pipeline) == alive(3, 4)
    assert pipeline.desk.outcome(KEY).counts == {"indexed": 2, "removed": 2}
    pipeline.run(pipeline.put(KEY, feed(4, 3)))  # what is gone is owed by none after it
    assert pipeline.desk.outcome(KEY).counts == {"indexed": 2}
    pipeline.run(pipeline.delete(KEY))
    assert there(pipeline) == {}
    assert pipeline.outcome(KEY) == "removed"
    pipeline.run(pipeline.put(KEY, feed(2)))
    assert there(pipeline) == alive(2)
    pipeline.run(pipeline.put(KEY, feed(5)))
    assert there(pipeline) == alive(5)


def test_of_one_id_that_a_file_repeats_each_is_an_article(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.put(KEY, feed(1, 2).replace("story-2", "story-1")))
    assert there(pipeline) == {name(1): "Story 1", name(1, 1): "Story 2"}
    pipeline.run(pipeline.put(KEY, feed(1)))
    assert there(pipeline) == alive(1)


def test_a_document_is_known_by_its_key_and_a_list_by_its_items(pipeline: Pipeline) -> None:
    story = json.dumps({"id": "a", "title": "Story 1", "text": text_of(1)})
    pipeline.run(pipeline.put("one.json", story), pipeline.put("one.jsonl", story))
    assert set(there(pipeline)) == {article_id(INBOX, "one.json"), article_id(INBOX, "one.jsonl", own_id="a")}
    pipeline.run(pipeline.put("one.json", f"[{story}]"))  # a document becomes a list
    assert article_id(INBOX, "one.json") not in there(pipeline)
    assert article_id(INBOX, "one.json", own_id="a") in there(pipeline)
    assert pipeline.desk.outcome("one.json").counts == {"indexed": 1, "removed": 1}
    pipeline.run(pipeline.put("one.json", story))  # and a document again
    pipeline.run(pipeline.put("one.json", story.replace("Story 1", "Story 2")))
    assert there(pipeline)[article_id(INBOX, "one.json")] == "Story 2"
    assert article_id(INBOX, "one.json", own_id="a") not in there(pipeline)


def test_what_was_never_worked_off_leaves_nothing(pipeline: Pipeline) -> None:
    """The first reading's messages come late, or never."""
    assert pipeline.deliver(pipeline.extract, json.dumps(pipeline.put(KEY, feed(1, 2)))) == []
    first, second = pipeline.take()
    assert pipeline.deliver(pipeline.dedupe, first) == []
    assert pipeline.deliver(pipeline.extract, json.dumps(pipeline.put(KEY, feed(3)))) == []
    assert pipeline.deliver(pipeline.dedupe, second) == []
    pipeline.drain()
    assert pipeline.deliver(pipeline.dedupe, first, second) == []
    assert there(pipeline) == alive(3)


def end(pipeline: Pipeline) -> tuple[Any, ...]:
    pipeline.drain()
    outcomes = contents(pipeline, OF_THE_READING | OF_THE_WAY, "OutcomesTable")
    names = {*OF_THE_READING, *OF_THE_WAY, "cluster_id", "part"}
    found = contents(pipeline, names, "ArticlesTable")["ArticlesTable"]
    articles = [one for one in found if "removed" not in one and one.get("alive") != DEAD]
    return outcomes, articles, pipeline.partition(*map(name, range(1, 7))), there(pipeline)


@pytest.mark.parametrize("at_once", [10, 2])
def test_a_reading_that_dies_at_any_call_is_done_again(
    pipeline: Pipeline, machine: Machine, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Read in one go, and in parts."""
    monkeypatch.setattr(object_reading, "ARTICLES_AT_ONCE", at_once)
    pipeline.run(pipeline.put(KEY, feed(1, 2, 3, 4)))
    work = [json.dumps(pipeline.put(KEY, feed(5, -6, 4, -2)))]
    while work:
        before, follows = snapshot(), list[str]()
        deliver = partial(pipeline.deliver, pipeline.extract, *work)
        ends = []
        for _ in deaths(machine, deliver, before, STEP):
            assert deliver() == []
            follows = pipeline.take(pipeline.extract_queue_url)[-1:]
            ends.append(end(pipeline))
        assert all(one == ends[-1] for one in ends)
        work = follows
    assert there(pipeline) == alive(4, 5)
    counts = {"indexed": 2, "rejected:too_short": 2, "removed": 2}
    assert pipeline.desk.outcome(KEY).counts == counts
