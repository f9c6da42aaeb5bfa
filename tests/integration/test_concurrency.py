"""Sixteen workers at once on the real engine: nothing missed, nothing split, nothing twice."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from copydesk.clustering.clusterer import Clusterer
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.shingles import KEYS
from testing.tables import client, cluster_store, create_tables
from tests.clusters import expected_partition, stored_partition
from tests.stories import copy, print_of, text_of, with_keys
from tests.thorough import THOROUGH

WORKERS = 16
ARTICLES, STORIES, ROUNDS = (300, 40, 20) if THOROUGH else (24, 6, 1)
KEYS_EACH = KEYS if THOROUGH else 6  # each is a call to look it up


def marked(text: str) -> Fingerprint:
    print_ = print_of(text)
    return with_keys(print_, *print_.keys[:KEYS_EACH])


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_simultaneous_arrivals(dynamodb_local: str, round_number: int) -> None:
    tables = create_tables(client("dynamodb", dynamodb_local))
    chance = random.Random(round_number)
    texts = {
        f"article-{number:03d}": text_of(chance.randrange(STORIES), chance.randrange(6))
        for number in range(ARTICLES)
    }

    def work(names: list[str]) -> None:
        clusterer = Clusterer(cluster_store(client("dynamodb", dynamodb_local), tables))
        for name in names:
            clusterer.add(copy(name), marked(texts[name]))

    everybody = list(texts)
    chance.shuffle(everybody)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, [everybody[worker::WORKERS] for worker in range(WORKERS)]))

    store = cluster_store(client("dynamodb", dynamodb_local), tables)
    alive = {name: marked(text) for name, text in texts.items()}
    assert stored_partition(store, texts) == expected_partition(alive)
