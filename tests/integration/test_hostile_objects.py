"""What a hostile or unlucky object does to the pipeline: its record fits every table, and its time is its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

import pytest
from moto import mock_aws

from copydesk.article import Article, article_id
from copydesk.pipeline.object_reading import READING_SHARE, RESERVED_SECONDS
from copydesk.storage.articles import MAX_TEXT_BYTES
from copydesk.storage.items import record_fields, to_item
from tests.pace import enough
from tests.pipelines import INBOX, RECEIVES, Pipeline, sqs_event
from tests.stories import text_of
from tests.thorough import THOROUGH, only_thorough
from tests.unit.extraction.samples import ENGLISH, pdf, warc
from tests.unit.extraction.samples import page as news_page

# Bytes that DynamoDB allows an item.
ITEM_BYTES = 409_600
WIDE = "\N{GRINNING FACE}"  # four bytes in UTF-8
# Far over what an item may hold: of one field, its characters; of a list, its elements.
LONG, MANY = (250_000, 10_000) if THOROUGH else (ITEM_BYTES // 4, 1_000)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def hostile_json() -> str:
    return json.dumps(
        {
            "title": f"Title \ud800 {WIDE * LONG}",
            "authors": [f"Ada Quill{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(MANY)],
            "keywords": [f"keyword {n} {WIDE * 90}" for n in range(MANY)],
            "images": [f"https://pictures.example/{n}/{'a' * 900}.jpg" for n in range(MANY)],
            "regions": [f"region {n} {WIDE * 90}" for n in range(MANY)],
            "publisher": WIDE * LONG,
            "description": WIDE * LONG,
            "url": "https://outlet.example/" + "a" * 1_900,
            "date": "2024-03-14",
            "text": text_of(1),
        },
        ensure_ascii=False,
    ).replace("\ud800", "\\ud800")


def hostile_page() -> str:
    story = "".join(f"<p>{text_of(2)}</p>" for _ in range(2))
    metas = "".join(
        f"<meta name=author content='Ada Quill {n}'><meta name=keywords content='{WIDE * 70}{n}'>"
        f"<meta property=og:image content='https://pictures.example/{n}/{'a' * 900}.jpg'>"
        for n in range(400)
    )
    title = WIDE * LONG
    return (
        f"<html><head><title>{title}</title>{metas}<meta name=description content='{title}'></head>"
        f"<body><article><h1>{title}</h1>{story}</article></body></html>"
    )


@pytest.mark.parametrize("body", [hostile_json(), hostile_page()], ids=["json", "page"])
def test_an_article_with_fields_of_any_length_is_indexed(pipeline: Pipeline, body: str) -> None:
    pipeline.run(pipeline.put("hostile", body))
    assert pipeline.outcome("hostile") == "indexed"
    article = pipeline.desk.article(article_id(INBOX, "hostile"))
    # The text may have as much again as it is allowed before it is stored apart.
    assert _item_bytes(article) - len(article.text.encode()) + MAX_TEXT_BYTES < ITEM_BYTES


def test_the_longest_article_that_the_record_allows_fits_an_item() -> None:
    wide = WIDE * 100_000
    provenance = {"method": wide, "raw": wide, "others": [f"{n}{wide}" for n in range(100)]}
    addresses = [f"https://pictures.example/{n}{'a' * 560}" for n in range(100)]
    article = Article.model_validate(
        {
            "article_id": "0" * 32,
            "object": {
                "bucket": "b" * 63,
                "key": "k" * 1024,
                "version_id": "v" * 1024,
                "etag": "e" * 40,
                "size": 1,
                "uploaded_at": "2024-03-14T00:00:00Z",
            },
            "url": "https://outlet.example/" + "a" * 1_900,
            "title": wide,
            "authors": [f"{n}{wide}" for n in range(100)],
            "regions": [f"{n}{wide}" for n in range(100)],
            "topics": [f"{n}{wide}" for n in range(100)],
            "publisher": {"name": wide, "domain": wide},
            "credit": {"name": wide, "url": "https://outlet.example/" + "a" * 1_900},
            "excerpt": wide,
            "images": addresses,
            "text": "a" * MAX_TEXT_BYTES,
            "word_count": 1,
            "provenance": dict.fromkeys(Article.model_fields, provenance),
        }
    )
    assert len(article.authors) > 20
    assert len(article.images) == 20
    assert _item_bytes(article) < ITEM_BYTES


def _item_bytes(article: Article) -> int:
    return _bytes_of(to_item(record_fields(article, nulls=True)))


def _bytes_of(value: object) -> int:
    """What DynamoDB counts: names, values, three bytes for each list or map and one for each of its elements."""
    if isinstance(value, dict):
        return 3 + sum(len(name.encode()) + 1 + _bytes_of(inner) for name, inner in value.items())
    if isinstance(value, list):
        return 3 + sum(1 + _bytes_of(inner) for inner in value)
    return len(value.encode()) if isinstance(value, str) else 21


def test_an_object_that_comes_late_in_its_batch_is_read_in_another_invocation(pipeline: Pipeline) -> None:
    event = json.dumps(pipeline.put("late.txt", text_of(1)))
    answer = pipeline.invoke(pipeline.extract, sqs_event(event), seconds=15.0)
    assert len(answer["batchItemFailures"]) == 1
    assert pipeline.outcome("late.txt") == "pending"
    assert pipeline.deliver(pipeline.extract, event) == []
    pipeline.drain()
    assert pipeline.outcome("late.txt") == "indexed"


def test_an_object_that_always_comes_late_has_failed(pipeline: Pipeline) -> None:
    event = json.dumps(pipeline.put("late.txt", text_of(1)))
    answer = pipeline.invoke(pipeline.extract, sqs_event(event, receive_count=RECEIVES), seconds=15.0)
    assert len(answer["batchItemFailures"]) == 1
    assert pipeline.outcome("late.txt") == "failed"


@only_thorough
def test_what_an_object_has_no_time_left_for_is_one_timeout(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that a whole invocation is not enough for keeps the articles that were read."""
    monkeypatch.setattr("copydesk.pipeline.object_reading.ARTICLE_SECONDS", 0.0)
    operators = zlib.compress(b"BT /F1 9 Tf (a) Tj ET\n" * 3_000_000, 9)  # minutes of work in 150 kB
    slow = pdf(operators, more=b"/Filter/FlateDecode")
    records = [warc(news_page(ENGLISH.titled(title)).encode()) for title in ("One", "Two", "Three")]
    body = b"".join([*records, warc(slow, content_type="application/pdf"), records[0]])
    event = json.dumps(pipeline.put("many.warc", body))
    seconds = (RESERVED_SECONDS + enough()) / READING_SHARE
    assert pipeline.invoke(pipeline.extract, sqs_event(event), seconds=seconds)["batchItemFailures"] == []
    assert pipeline.desk.outcome("many.warc").waiting == 3
    (rest,) = pipeline.take(pipeline.extract_queue_url)  # goes on, and gets no further in a whole invocation
    assert pipeline.invoke(pipeline.extract, sqs_event(rest), seconds=seconds)["batchItemFailures"] == []
    assert pipeline.take(pipeline.extract_queue_url) == []
    outcome = pipeline.desk.outcome("many.warc")
    assert outcome.counts == {"rejected:timeout": 1}
    assert outcome.waiting == 3
