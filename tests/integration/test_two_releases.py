"""Two releases on one store while three formats change: no read fails, and the clusters are those of `group`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy as share
from typing import Any

import pytest
from moto import mock_aws

import copydesk
from copydesk.article import Article, ObjectRef
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import ArticleRef, Header
from copydesk.clustering.store import PutHeader, Write
from copydesk.formats import Formats, UnknownFormat
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.encoding import decoded_fingerprint, encoded_fingerprint
from copydesk.matching.fingerprint import Fingerprint
from copydesk.message import ArticleMessage
from copydesk.outcome import RejectionReason, Status, Verdict
from copydesk.retrying import no_pause
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.items import from_item, header_of, record_fields, to_item
from copydesk.storage.memory import MemoryStore
from copydesk.storage.messages import article_from, article_message_from, article_text, message_text
from testing.tables import client, create_tables
from tests.clusters import Partition, stored_partition
from tests.releases import FIRST_OF_TWO, SECOND_OF_TWO, TODAY, know_next_formats
from tests.stories import bridge_text, copy, print_of, text_of, with_keys
from tests.thorough import THOROUGH, only_thorough

BOTH = (FIRST_OF_TWO, SECOND_OF_TWO)
FEW_KEYS = 3  # each is a call to look it up


@pytest.fixture(autouse=True)
def next_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    know_next_formats(monkeypatch)


def texts_of(articles: int, chance: random.Random) -> dict[str, str]:
    """Invented articles: about six print each story, and a few hold two stories, so that clusters meet and part."""
    stories = max(2, articles // 6)
    texts = {}
    for number in range(articles):
        story = chance.randrange(stories)
        bridges = number % 40 == 39
        text = bridge_text(story, (story + 1) % stories) if bridges else text_of(story, chance.randrange(6))
        texts[f"article-{number:05d}"] = text
    return texts


def grouped(texts: dict[str, str]) -> Partition:
    """What `group` makes of them."""
    parts: dict[str, set[str]] = {}
    for one in copydesk.group(
        ({"id": name, "text": text} for name, text in texts.items()), boilerplate=Boilerplate()
    ):
        parts.setdefault(one.cluster_id, set()).add(one.id)
    return {frozenset(part) for part in parts.values()}


def marked(text: str, keys: int | None) -> Fingerprint:
    print_ = print_of(text)
    return print_ if keys is None else with_keys(print_, *print_.keys[:keys])


def work(clusterer: Clusterer, names: Iterable[str], texts: dict[str, str], keys: int | None) -> None:
    """One worker: all of these come in, and every eighth twice, which undoes and redoes its cluster."""
    for at, name in enumerate(names):
        clusterer.add(copy(name), marked(texts[name], keys))
        if at % 8 == 7:
            clusterer.add(copy(name, 2), marked(texts[name], keys))


def shared_out(texts: dict[str, str], chance: random.Random, workers: int) -> list[list[str]]:
    names = list(texts)
    chance.shuffle(names)
    return [names[worker::workers] for worker in range(workers)]


def dynamo_store(dynamodb: Any, tables: dict[str, str], formats: Formats) -> DynamoClusterStore:
    return DynamoClusterStore(
        dynamodb,
        articles_table=tables["ArticlesTable"],
        clusters_table=tables["ClustersTable"],
        index_table=tables["IndexTable"],
        formats=formats,
    )


def numbers(dynamodb: Any, tables: dict[str, str]) -> Counter[str]:
    """How many items there are, and how many fingerprints and headers in each format."""
    found: Counter[str] = Counter()
    for table in ("ArticlesTable", "ClustersTable", "IndexTable"):
        for page in dynamodb.get_paginator("scan").paginate(TableName=tables[table]):
            for item in map(from_item, page["Items"]):
                found["items"] += 1
                if "fingerprint" in item:
                    found[f"fingerprint {item['fingerprint'][0]}"] += 1
                if item.get("entry") == "cluster":
                    found[f"header {item['schema_version']}"] += 1
    return found


def test_one_after_the_other() -> None:
    chance = random.Random(19)
    with mock_aws():
        dynamodb = client("dynamodb")
        tables = create_tables(dynamodb)
        texts = texts_of(10, chance)
        workers = [Clusterer(dynamo_store(dynamodb, tables, one), pause=no_pause) for one in BOTH]
        for at, name in enumerate(texts):
            workers[at % 2].add(copy(name), marked(texts[name], FEW_KEYS))
        gone = next(iter(texts))
        workers[1].remove(gone, 2)
        del texts[gone]
        stored = numbers(dynamodb, tables)
        assert all(stored[one] for one in ("fingerprint 3", "fingerprint 4", "header 1", "header 2"))
        for one in BOTH:
            assert stored_partition(dynamo_store(dynamodb, tables, one), texts) == grouped(texts)
        # And a release that never heard of the next formats says so, where it would misread.
        with pytest.raises(
            UnknownFormat, match=r"^(Header|a fingerprint) has format [24], .* reads (1|2 and 3)$"
        ):
            work(Clusterer(dynamo_store(dynamodb, tables, TODAY), pause=no_pause), texts, texts, FEW_KEYS)


@only_thorough
def test_ten_thousand_items_of_dynamodb(dynamodb_local: str) -> None:
    tables = create_tables(client("dynamodb", dynamodb_local))
    chance = random.Random(19)
    texts = texts_of(700, chance)

    def run(formats: Formats, names: list[str]) -> None:
        store = dynamo_store(client("dynamodb", dynamodb_local), tables, formats)
        work(Clusterer(store), names, texts, None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, BOTH * 4, shared_out(texts, chance, 8)))
    stored = numbers(client("dynamodb", dynamodb_local), tables)
    assert stored["items"] > 10_000
    assert all(stored[one] > 100 for one in ("fingerprint 3", "fingerprint 4", "header 1", "header 2"))
    for formats in BOTH:
        store = dynamo_store(client("dynamodb", dynamodb_local), tables, formats)
        assert stored_partition(store, texts) == grouped(texts)


class Encoding(MemoryStore):
    """The store in memory, with headers and fingerprints as they would be stored; several share one memory."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = FIRST_OF_TWO
        self.stored: dict[Any, Any] = {}

    def of(self, formats: Formats) -> Encoding:
        """The same memory, for a worker of a release."""
        other = share(self)
        other.formats = formats
        return other

    def put_fingerprint(self, ref: ArticleRef, fingerprint: Fingerprint) -> None:
        super().put_fingerprint(ref, fingerprint)
        self.stored[ref] = encoded_fingerprint(fingerprint, self.formats.fingerprint)

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        found = super().fingerprints(refs)
        return {ref: decoded_fingerprint(self.stored[ref], self.formats.fingerprint) for ref in found}

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        with self._lock:
            items = {name: self.stored[name] for name in cluster_ids if name in self._headers}
        return {name: header_of(item, self.formats) for name, item in items.items()}

    def _apply(self, write: Write) -> None:
        super()._apply(write)
        if isinstance(write, PutHeader):
            fields = record_fields(write.header, formats=self.formats)
            self.stored[write.header.cluster_id] = to_item(fields)


def test_side_by_side_in_memory() -> None:
    chance = random.Random(20)
    texts = texts_of(10_000 if THOROUGH else 60, chance)
    memory = Encoding()

    def run(formats: Formats, names: list[str]) -> None:
        work(Clusterer(memory.of(formats)), names, texts, None)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, BOTH * 2, shared_out(texts, chance, 4)))
    prints = Counter(value[0] for value in memory.stored.values() if isinstance(value, bytes))
    headers = Counter(
        value["schema_version"]["N"] for value in memory.stored.values() if isinstance(value, dict)
    )
    assert prints.keys() == {3, 4}
    assert headers.keys() == {"1", "2"}
    expected = grouped(texts)
    for formats in BOTH:
        assert stored_partition(memory.of(formats), texts) == expected


def messages() -> Iterator[ArticleMessage]:
    ref = ObjectRef.model_validate(
        {"bucket": "inbox", "key": "a", "etag": "e", "size": 1, "uploaded_at": "2024-05-06T07:00:00Z"}
    )
    article = Article(article_id="0" * 32, object=ref, text="Forty crates of eels.", word_count=4)
    common: dict[str, Any] = {
        "bucket": "inbox",
        "key": "a",
        "generation": 2,
        "position": 0,
        "article_id": "0" * 32,
    }
    yield ArticleMessage(
        **common, article=article, object=ref, alone=True, verdict=Verdict(status=Status.INDEXED)
    )
    rejected = Verdict(status=Status.REJECTED, reason=RejectionReason.TOO_SHORT)
    yield ArticleMessage(**common, alone=False, verdict=rejected, doubtful=True)


@pytest.mark.parametrize("message", list(messages()))
def test_messages_are_read_by_either_release(message: ArticleMessage) -> None:
    for writer in BOTH:
        for reader in BOTH:
            assert article_message_from(message_text(message, writer), reader) == message
    assert article_message_from(message_text(message, FIRST_OF_TWO), TODAY) == message
    with pytest.raises(UnknownFormat, match="ArticleMessage has format 2"):
        article_message_from(message_text(message, SECOND_OF_TWO), TODAY)


def added(text: str) -> str:
    return text.replace("{", '{"of_a_later_release": [1],', 1)


def test_what_a_later_release_adds_to_a_message_is_left_out() -> None:
    for message in messages():
        assert article_message_from(added(message_text(message))) == message
        if message.article is not None:
            assert article_from(added(article_text(message.article))) == message.article
