"""Objects of more articles than one invocation reads: the same end as if it had read all, whatever is repeated."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from copydesk.article import article_id
from copydesk.pipeline import object_reading
from tests.crashes import Machine, deaths, restore, snapshot
from tests.integration.test_crashes import DEAD, OF_THE_READING, contents
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of
from tests.thorough import THOROUGH

KEY = "archive.jsonl"
AT_ONCE = 2
# Every call is died after where there is time for it.
STEP = 1 if THOROUGH else 13
# Of the way that an object was read, not of what came of it.
OF_THE_WAY = {"read_to", "verdict_at", "version_id", "uploaded_at"}


def archive(*numbers: int) -> str:
    """An article for each number, and for 0 what is too short to be one."""
    texts = ["Too short." if number == 0 else text_of(number) for number in numbers]
    return "\n".join(
        json.dumps({"title": f"Story {n}", "text": text}) for n, text in zip(numbers, texts, strict=True)
    )


def end(pipeline: Pipeline) -> tuple[Any, ...]:
    """What the tables come to; marks of what never was there, which a second reading leaves, left out."""
    outcomes = contents(pipeline, OF_THE_READING | OF_THE_WAY, "OutcomesTable")
    found = contents(pipeline, {*OF_THE_READING, *OF_THE_WAY, "cluster_id", "part"}, "ArticlesTable")[
        "ArticlesTable"
    ]
    articles = [one for one in found if "removed" not in one and one.get("alive") != DEAD]
    names = [article_id(INBOX, KEY, position) for position in range(5)]
    return outcomes, articles, pipeline.partition(*names)


def read_whole(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, *bodies: str) -> tuple[Any, ...]:
    """What comes of it where an archive was read in one go, once for each body."""
    pipeline.run(pipeline.put("other.json", archive(99)))  # after which the settings of matching are noted
    before = snapshot()
    for body in bodies:
        pipeline.run(pipeline.put(KEY, body))
    found = end(pipeline)
    restore(before)
    monkeypatch.setattr(object_reading, "ARTICLES_AT_ONCE", AT_ONCE)
    return found


def messages_of(pipeline: Pipeline, event: dict[str, Any]) -> int:
    """How many messages one more reading of a key owes the dedupe function; they are done."""
    assert pipeline.deliver(pipeline.extract, json.dumps(event)) == []
    while bodies := pipeline.take(pipeline.extract_queue_url):
        pipeline.deliver(pipeline.extract, *bodies)
    count = 0
    while bodies := pipeline.take():
        count += len(bodies)
        assert pipeline.deliver(pipeline.dedupe, *bodies) == []
    return count


@pytest.mark.parametrize("drained", ["at the end", "between"])
def test_parts_come_to_what_one_reading_does(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, drained: str
) -> None:
    body = archive(1, 0, 2, 3, 1)
    expected = read_whole(pipeline, monkeypatch, body)
    bodies = [json.dumps(pipeline.put(KEY, body))]
    parts = 0
    while bodies:
        parts += 1
        assert pipeline.deliver(pipeline.extract, *bodies, *bodies) == []  # each of them twice
        bodies = pipeline.take(pipeline.extract_queue_url)[-1:]
        if drained == "between":
            pipeline.drain()
            assert bool(bodies) == (pipeline.outcome(KEY) == "pending")
    pipeline.drain()
    assert parts == 3
    assert end(pipeline) == expected
    outcome = pipeline.desk.outcome(KEY)
    assert (outcome.counts, outcome.waiting) == ({"indexed": 4, "rejected:too_short": 1}, 0)


def test_a_part_that_dies_at_any_call_is_done_again(
    pipeline: Pipeline, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_all, body = archive(5, 6, 7, 8, 9), archive(1, 0, 2, 1)
    expected = read_whole(pipeline, monkeypatch, before_all, body)
    pipeline.run(pipeline.put(KEY, before_all))
    work = [json.dumps(pipeline.put(KEY, body))]
    while work:
        before, follows = snapshot(), list[str]()
        deliver = partial(pipeline.deliver, pipeline.extract, *work)
        for _ in deaths(machine, deliver, before, STEP):
            assert deliver() == []
            follows = pipeline.take(pipeline.extract_queue_url)[-1:]
            pipeline.drain()
        work = follows
    assert end(pipeline) == expected


def test_it_stops_where_a_later_version_has_been_claimed_or_lies_there(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_reading, "ARTICLES_AT_ONCE", AT_ONCE)
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put(KEY, archive(1, 2, 3))))
    (rest,) = pipeline.take(pipeline.extract_queue_url)
    pipeline.drain()
    later = pipeline.put(KEY, archive(4))
    assert pipeline.deliver(pipeline.extract, rest) == []  # another version lies there
    assert pipeline.take() == pipeline.take(pipeline.extract_queue_url) == []
    pipeline.run(later)
    assert pipeline.deliver(pipeline.extract, rest) == []  # a later generation has begun
    assert pipeline.take() == []
    outcome = pipeline.desk.outcome(KEY)
    assert (str(outcome.verdict), outcome.generation, outcome.positions) == ("indexed", 2, 1)


def test_what_a_reading_removed_is_owed_by_none_after_it(pipeline: Pipeline) -> None:
    assert messages_of(pipeline, pipeline.put(KEY, archive(1, 2, 3, 4))) == 4
    assert messages_of(pipeline, pipeline.put(KEY, archive(5))) == 4
    assert messages_of(pipeline, pipeline.put(KEY, archive(6))) == 1
    assert messages_of(pipeline, pipeline.put(KEY, archive(1, 2, 0, 0))) == 2
    assert messages_of(pipeline, pipeline.delete(KEY)) == 2
    assert messages_of(pipeline, pipeline.put(KEY, archive(3))) == 1
    assert pipeline.outcome(KEY) == "indexed"


def test_what_is_not_worked_off_stays_owed(pipeline: Pipeline) -> None:
    assert messages_of(pipeline, pipeline.put(KEY, archive(1, 2, 3))) == 3
    assert pipeline.deliver(pipeline.extract, json.dumps(pipeline.put(KEY, archive(4)))) == []
    lost = pipeline.take()
    assert len(lost) == 3
    assert messages_of(pipeline, pipeline.put(KEY, archive(5))) == 3
    assert pipeline.deliver(pipeline.dedupe, *lost) == []
    assert pipeline.desk.outcome(KEY).positions == 1
