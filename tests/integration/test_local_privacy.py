"""No article's text reaches the logs, whatever the log level, the document or what becomes of it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from local.template import ROOT
from tests.pipelines import RECEIVES, Pipeline
from tests.stories import text_of

RUN = 5  # words; fewer in a row may be an accident
SEEDS = sorted((ROOT / "seeds").glob("*.*"))


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Where every logger of the process writes, at the most talkative level that the template offers.

    Lambda's runtime sets up its root logger before it imports the function: so does this.
    """
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "DEBUG")
    root, stream = logging.getLogger(), io.StringIO()
    before, handler = root.level, logging.StreamHandler(stream)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def pipeline(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        pipeline = Pipeline(monkeypatch)
        for function in (pipeline.extract, pipeline.dedupe):
            function.logger.registered_handler.setStream(log)
        yield pipeline


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def quoted(texts: list[str], written: str) -> set[tuple[str, ...]]:
    """Runs of words that the logs and any of the texts have in common."""
    return runs(written) & set().union(*map(runs, texts))


def test_seeds(pipeline: Pipeline, log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    texts = [seed.read_bytes().decode("utf-8", "ignore") for seed in SEEDS]
    events = [json.dumps(pipeline.put(seed.name, seed.read_bytes())) for seed in SEEDS]
    capfd.readouterr()
    pipeline.deliver(pipeline.extract, *events)
    while bodies := pipeline.take():
        articles = [json.loads(body)["article"] for body in bodies]
        texts += [article["text"] for article in articles]
        truncated = [body[: len(body) // 2] for body in bodies]
        refused = [json.dumps({**json.loads(bodies[0]), "article": article["text"]}) for article in articles]
        pipeline.deliver(pipeline.dedupe, *bodies, *truncated, *refused, receive_count=RECEIVES)
    output = capfd.readouterr()
    written = output.out + output.err + log.getvalue()
    assert written.count("article deduped") >= len(SEEDS) / 2
    assert written.count("record failed") >= len(SEEDS)
    assert quoted(texts, written) == set()


def test_broken_messages(pipeline: Pipeline, log: io.StringIO) -> None:
    """One field of a message is replaced by the article's text, or the message is cut anywhere."""
    text = text_of(1)
    pipeline.deliver(pipeline.extract, json.dumps(pipeline.put("one.json", json.dumps({"text": text}))))
    (good,) = pipeline.take()
    message = json.loads(good)
    # What names an object may be logged: it is the id by which lines are found.
    places = [(name,) for name in message.keys() - {"bucket", "key", "article_id"}]
    places += [("article", name) for name in message["article"]]

    @given(
        st.sampled_from(places),
        st.sampled_from([text, [text], {text: 1}, {"text": text}]),
        st.integers(0, 4000),
    )
    @settings(max_examples=60, deadline=None)
    def no_word(place: tuple[str, ...], value: object, cut: int) -> None:
        log.seek(0)
        log.truncate()
        broken = json.loads(good)
        (broken if len(place) == 1 else broken["article"])[place[-1]] = value
        pipeline.deliver(pipeline.dedupe, json.dumps(broken), good[:cut])
        assert log.getvalue()
        assert quoted([text], log.getvalue()) == set()

    no_word()
