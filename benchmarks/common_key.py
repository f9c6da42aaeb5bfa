"""What verifying costs where many articles share one index key: `python -m benchmarks.common_key 1000 stories`.

The store is in memory, so the time is that of comparing; reads are counted, as items. Three kinds of articles:
`stories` that have nothing but a notice in common, `copies` of one story in one cluster, and `forms` that differ in
their numbers alone and are no copies: each of these has to be compared with all others.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from copydesk.cluster import Copy
from copydesk.clustering import clusterer
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.records import ArticleRef, Member
from copydesk.clustering.verifying import Verifier
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.auditing import AuditedMemoryStore
from tests.stories import copy, print_of, story

KINDS = ("stories", "copies", "forms")
NOTICE = " ".join(story(999, 60))


class CountingStore(AuditedMemoryStore):
    """Counts the items that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: Counter[str] = Counter()

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        """See `ClusterStore`."""
        found = super().members(article_ids)
        self.read["memberships"] += len(found)
        return found

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        """See `ClusterStore`."""
        found = super().fingerprints(refs)
        self.read["fingerprints"] += len(found)
        return found

    def copies(self, cluster_id: str) -> list[Copy]:
        """See `ClusterStore`."""
        found = super().copies(cluster_id)
        self.read["copies"] += len(found)
        return found

    def posted(self, keys: Iterable[int]) -> Iterator[list[ArticleRef]]:
        """See `AuditedStore`."""
        for found in super().posted(keys):
            self.read["postings"] += len(found)
            yield found


def texts(kind: str, count: int) -> Iterator[str]:
    """Articles of one kind, each with the notice."""
    source, form = random.Random(19), story(5, 150)
    for number in range(count):
        words = story(number, 300) if kind == "stories" else list(form)
        if kind == "copies":
            words += story(6, 100)[: number % 100]
        elif kind == "forms":
            words[3::12] = [str(source.randrange(10, 10_000)) for _ in words[3::12]]
        yield f"{' '.join(words)} {NOTICE}"


def filled(kind: str, count: int) -> CountingStore:
    """A store of articles that have one key in common, and no other that tells."""
    store, key = CountingStore(), print_of(NOTICE).keys[0]
    adding = Clusterer(store, pause=no_pause)
    for number, text in enumerate(texts(kind, count)):
        adding.add(copy(f"article-{number:06}"), replace(print_of(text), keys=(key,)))
    store.read.clear()
    return store


def main() -> None:
    """Print what one pass reads, and takes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("kind", choices=KINDS)
    asked = arguments.parse_args()
    store = filled(asked.kind, asked.count)
    verifier = Verifier(store, pause=no_pause)
    marked = list(verifier.cut_articles())
    began = time.process_time()
    found = verifier.verify(marked)
    took = time.process_time() - began
    reads = ", ".join(f"{count:,} {name}" for name, count in sorted(store.read.items()))
    merges = sum(one.merges for one in found.values())
    print(
        f"{asked.count:,} {asked.kind} under one key, looked up {clusterer.CANDIDATES_PER_KEY} at a time: "
        f"{len(found):,} of {len(marked):,} verified, {merges:,} merges, {took:.1f} s; read {reads}"
    )


if __name__ == "__main__":
    main()
