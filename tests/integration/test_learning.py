"""A stack learns by itself what its publishers repeat, and does not unlearn it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.cli.app import run
from copydesk.matching.boilerplate import Boilerplate
from copydesk.message import Rereading
from copydesk.pipeline.extract_stage import ExtractStage
from copydesk.pipeline.settings import ExtractSettings
from copydesk.storage import boilerplates
from copydesk.storage.boilerplates import LearnedPointer, PointerStore
from tests.pipelines import INBOX, Pipeline, load_function
from tests.stories import story, text_of

PUBLISHER = "Skerry Dispatch"
# What stands below every story of the publisher, and is more than what readers without an account get of the story.
NOTICE = "\n\n".join(" ".join(story(900 + number, words=40)) + "." for number in range(3))
TEASER_WORDS = 100


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setattr(boilerplates, "POINTER_SECONDS", 0.0)
        yield Pipeline(monkeypatch, keys=8)


def teaser(number: int) -> str:
    text = " ".join(text_of(number).split()[:TEASER_WORDS])
    return json.dumps(
        {
            "title": f"{text_of(number).split()[0]} {text_of(number).split()[1]}",
            "text": f"{text}.\n\n{NOTICE}",
            "published_at": "2024-05-06",
            "publisher": PUBLISHER,
        }
    )


def put(pipeline: Pipeline, number: int) -> str:
    key = f"{number}.json"
    pipeline.run(pipeline.put(key, teaser(number)))
    return article_id(INBOX, key)


def learn(pipeline: Pipeline) -> dict[str, Any]:
    return pipeline.invoke(load_function("learn"), {"detail-type": "Scheduled Event"})


def pointer(pipeline: Pipeline) -> LearnedPointer:
    return PointerStore(pipeline.dynamodb, pipeline.tables["OutcomesTable"]).get()


def clusters(pipeline: Pipeline, ids: list[str]) -> int:
    return len({pipeline.desk.cluster_id(one) for one in ids})


def test_one_run_ends_the_joining_of_paywalled_texts(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learn(pipeline)["sequence"] == 0  # of nothing, nothing
    assert pointer(pipeline) == LearnedPointer()
    before = [put(pipeline, number) for number in range(1, 5)]
    assert clusters(pipeline, before) == 1
    learned, *again = (learn(pipeline) for _ in range(10))
    assert {(one["version"], one["sequence"], one["is_new"]) for one in again} == {
        (learned["version"], 1, False)
    }
    assert pointer(pipeline).writes == 1
    assert (learned["sequence"], learned["is_new"], learned["held_back"]) == (1, True, False)
    assert (learned["articles"], learned["publishers"]) == (4, 1)
    assert learned["read_units"] > 0 < learned["dollars_per_publisher"]

    after = [put(pipeline, number) for number in range(5, 8)]
    assert clusters(pipeline, after) == 3
    article = pipeline.desk.article(after[0])
    assert article.boilerplate_version == learned["version"]
    assert NOTICE not in article.text
    assert article.whole_text.endswith(NOTICE)

    # What was joined before parts when its key is written anew, or read again.
    for number in (1, 2):
        pipeline.run(pipeline.put(f"{number}.json", teaser(number) + " "))
    requests = [Rereading(bucket=INBOX, key=f"{number}.json").model_dump_json() for number in (3, 4)]
    assert pipeline.deliver(pipeline.extract, *requests) == []
    pipeline.drain()
    assert clusters(pipeline, before) == 4
    assert pipeline.desk.article(before[3]).reread_at is not None

    # Nearly every text has been stripped by now: it is still known what they all had.
    versions = {learn(pipeline)["version"] for _ in range(3)}
    assert clusters(pipeline, [put(pipeline, 20), put(pipeline, 21)]) == 2
    assert len(versions) == 1

    assert in_force(monkeypatch, "").version in versions
    assert in_force(monkeypatch, learned["version"]).version == learned["version"]
    assert not in_force(monkeypatch, "none").uses


def in_force(monkeypatch: pytest.MonkeyPatch, asked_for: str) -> Boilerplate:
    """What a function strips that starts with this parameter."""
    monkeypatch.setenv("BOILERPLATE_VERSION", asked_for)
    settings = ExtractSettings.model_validate(dict(os.environ))
    return ExtractStage.from_settings(settings)._reader.learned


def test_a_version_that_would_strip_too_much_waits_for_somebody(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEARN_MOST_SHARE", "0.2")
    for name, value in pipeline.desk.names.model_dump().items():
        monkeypatch.setenv(f"COPYDESK_{name.upper()}", value)
    assert run(["boilerplate", "status"]) == 0
    assert capsys.readouterr().out.startswith("nothing has been learned yet")
    for number in range(1, 5):
        put(pipeline, number)
    learned = learn(pipeline)
    assert (learned["held_back"], learned["sequence"]) == (True, 0)
    assert learned["share"] > 0.2
    assert pointer(pipeline).current is None
    assert pointer(pipeline).held_back == learned["version"]
    assert clusters(pipeline, [put(pipeline, 5), put(pipeline, 6)]) == 1

    assert run(["boilerplate", "use", "0123456789abcdef"]) == 1
    assert "has no version 0123456789abcdef" in capsys.readouterr().err
    assert run(["boilerplate", "use", learned["version"]]) == 0
    assert capsys.readouterr().out == f"version 1 is {learned['version']}\n"
    assert run(["boilerplate", "status"]) == 0
    assert learned["version"] in capsys.readouterr().out
    assert run(["boilerplate", "status", "--json"]) == 0
    assert LearnedPointer.model_validate_json(capsys.readouterr().out) == pointer(pipeline)
    assert learn(pipeline)["held_back"] is False  # it is in force: nothing more would be stripped
    assert clusters(pipeline, [put(pipeline, 7), put(pipeline, 8)]) == 2


def test_of_two_who_write_the_pointer_at_once_one_looks_again(pipeline: Pipeline) -> None:
    pointers = PointerStore(pipeline.dynamodb, pipeline.tables["OutcomesTable"])
    read = pointers.get()
    now = datetime(2024, 5, 6, tzinfo=UTC)
    sequences = [pointers.choose(version * 16, now).current for version in "1221"]
    assert [one.sequence for one in sequences if one] == [1, 2, 2, 3]
    assert pointer(pipeline).previous == sequences[1]
    assert not pointers.put(read.going_by("3" * 16, now, 0.5))
    assert pointer(pipeline).writes == 3
