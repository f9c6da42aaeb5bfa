"""Whoever follows the order of ingestion misses nothing, however slow the writers and wrong their clocks."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copydesk.article import Article, ObjectRef
from copydesk.client import Desk, StackNames
from copydesk.storage.listings import LAG_SECONDS, PUNCTUAL_SECONDS, ListingStore
from copydesk.storage.outcomes import utc_now
from testing.tables import client, create_tables
from tests.thorough import only_thorough

WATCHES_CLIENTS = True

WRITERS, ARTICLES = 16, 25  # of each writer
POLL_SECONDS = 0.2

# Seconds that a writer's clock is off: readers lag for PUNCTUAL_SECONDS, and for clocks that differ.
BEHIND, AHEAD = LAG_SECONDS - PUNCTUAL_SECONDS - 0.5, 1.0

# Seconds that pass between choosing a place and being there: some too many.
DELAYS = (0.0, 0.0, 0.0, 0.1, 0.9 * PUNCTUAL_SECONDS, 1.3 * PUNCTUAL_SECONDS)


def article(name: str) -> Article:
    ref = ObjectRef(bucket="b", key=name, etag="e", size=1, uploaded_at=datetime(2024, 5, 6, tzinfo=UTC))
    return Article(article_id=name, object=ref, text="words", word_count=1, title=name)


class Writer:
    """Lists articles by a clock that is off, and pauses before it writes what it has chosen a place for."""

    def __init__(self, endpoint: str, table: str, number: int) -> None:
        self._chance = random.Random(number)
        self._number = number
        off = timedelta(seconds=self._chance.uniform(-BEHIND, AHEAD))
        dynamodb = client("dynamodb", endpoint)
        dynamodb.meta.events.register("before-call.dynamodb.BatchWriteItem", self._pause)
        self._store = ListingStore(dynamodb, table, clock=lambda: utc_now() + off)

    def run(self) -> list[str]:
        names = [f"{self._number:02}-{count:03}" for count in range(ARTICLES)]
        for name in names:
            assert self._store.put(article(name), 1)
            time.sleep(self._chance.random() / 10)
        return names

    def _pause(self, **_: Any) -> None:
        time.sleep(self._chance.choice(DELAYS))


class Reader:
    """Follows the order of ingestion, a few records a page, and comes back with the cursor."""

    def __init__(self, names: StackNames) -> None:
        self._desk = Desk(names, page_size=7)
        self._done = threading.Event()
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        cursor = None
        while True:
            last = self._done.is_set()
            results = self._desk.since(cursor)
            self.seen.update(one.article_id for one in results)
            cursor = results.cursor
            if last:
                return
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """After what is visible now: come to an end."""
        self._done.set()


@only_thorough
def test_who_follows_what_is_ingested_misses_nothing(
    dynamodb_local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_local)
    tables = create_tables(client("dynamodb", dynamodb_local))
    names = StackNames(
        inbox_bucket="inbox",
        overflow_bucket="overflow",
        articles_table=tables["ArticlesTable"],
        clusters_table=tables["ClustersTable"],
        listings_table=tables["ListingsTable"],
        outcomes_table=tables["OutcomesTable"],
    )
    reader = Reader(names)
    following = threading.Thread(target=reader.run)
    following.start()
    try:
        writers = [Writer(dynamodb_local, tables["ListingsTable"], number) for number in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as threads:
            written = [name for names in threads.map(Writer.run, writers) for name in names]
        time.sleep(LAG_SECONDS + AHEAD)
    finally:
        reader.stop()
        following.join()
    assert set(written) - reader.seen.keys() == set()
    assert set(reader.seen) == set(written)
    assert len(written) == WRITERS * ARTICLES
