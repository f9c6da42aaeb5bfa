"""What the big and ugly cost: large clusters, a bridge between two, a key that is everybody's: `make bench-big`.

Over DynamoDB Local, which counts capacity as in `benchmarks.cost`. What is there before is written by way of
memory, through the same clustering code; then each event is measured.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from zlib import crc32

from benchmarks.metering import Meter
from copydesk.article import Credit, Publisher
from copydesk.chunks import chunks
from copydesk.cluster import Copy
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY, Clusterer
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import COMMIT_LIMIT, PutCopy, PutHeader, PutMember, PutName, Write
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.memory import MemoryStore
from local.dynamodb_local import DynamoDBLocal, Unavailable
from testing.tables import client, cluster_store, create_tables

LARGE = 5_000  # copies of one text
HALF = 500  # copies on each side of a bridge
SHARING = 50_000  # unrelated articles under one key
WORDS = 300  # of a story
NOTICE = "this notice stands under every article here"

Articles = Mapping[str, Fingerprint]


class Bench:
    """One store, and what each event in it costs."""

    def __init__(self, endpoint: str) -> None:
        dynamodb = client("dynamodb", endpoint)
        self.store: DynamoClusterStore = cluster_store(dynamodb, create_tables(dynamodb))
        self.clusterer = Clusterer(self.store, pause=no_pause)
        self._meter = Meter()
        self._meter.attach(dynamodb)

    def preload(self, articles: Articles) -> None:
        """Write what adding the articles comes to."""
        memory = MemoryStore()
        adding = Clusterer(memory, pause=no_pause)
        for name, print_ in articles.items():
            adding.add(_copy(name), print_)
        members = memory.members(articles)
        headers = memory.headers({member.cluster_id or "" for member in members.values()})
        writes: list[Write] = [PutMember(member, None) for member in members.values()]
        for header in headers.values():
            writes.append(PutHeader(header, None))
            writes += [PutName(header.cluster_id, entry) for entry in memory.names(header.cluster_id)]
            writes += [PutCopy(header.cluster_id, copy) for copy in memory.copies(header.cluster_id)]
        for chunk in chunks(writes, COMMIT_LIMIT):
            self.store.commit(chunk)
        for name, print_ in articles.items():
            self.store.put_fingerprint(members[name].ref, print_)
            self.store.insert_postings(print_.keys, members[name].ref)

    def measure(self, what: str, action: Callable[[], object]) -> None:
        self._meter.take()
        started, processor = time.perf_counter(), time.process_time()
        action()
        processor, seconds = time.process_time() - processor, time.perf_counter() - started
        calls = self._meter.calls
        units = self._meter.take().values()
        write, read = sum(one.write for one in units), sum(one.read for one in units)
        print(
            f"| {what} | {write:,.0f} | {read:,.1f} | {calls:,} | {processor:.2f} | {seconds:.2f} |",
            flush=True,
        )

    def add(self, what: str, name: str, print_: Fingerprint, generation: int = 1) -> None:
        self.measure(what, lambda: self.clusterer.add(_copy(name, generation), print_))

    def remove(self, what: str, name: str, generation: int = 2) -> None:
        self.measure(what, lambda: self.clusterer.remove(name, generation))

    def size(self, name: str) -> int:
        home = self.store.members([name])[name].cluster_id or ""
        return self.store.headers([home])[home].size


def story(number: int) -> str:
    source = random.Random(f"story {number}")
    return " ".join(
        "".join(source.choices("bdfgklmnprstaeiou", k=source.randint(2, 8))) for _ in range(WORDS)
    )


def of(*texts: str) -> Fingerprint:
    return fingerprint(text="\n\n".join(texts), title=None, published_at=None, publisher=None, url=None)


def crowd(name: str, number: int, size: int) -> dict[str, Fingerprint]:
    """Copies of one story, each with a word of its own."""
    return {
        f"{name}-{one:05d}": of(story(number), "ends" * (one % 7 + 1), _letters(one)) for one in range(size)
    }


def large_cluster(endpoint: str, size: int) -> None:
    bench = Bench(endpoint)
    bench.clusterer.add(_copy("warm-up"), of(story(8)))  # and connections opened
    bench.add("the first article of a story, nothing stored", "a", of(story(9)))
    bench.add("its first copy", "b", of(story(9), "an ending"))
    bench.preload(crowd("copy", 1, size - 1))
    bench.add(f"copy number {size:,} of a cluster", "new", of(story(1), "its ending"))
    assert bench.size("new") == size
    bench.remove("that copy removed", "new")
    bench.remove("the canonical copy removed", "copy-00000")
    bench.add("an overwritten copy, its text now another story's", "copy-00001", of(story(2)), generation=2)
    assert bench.size("copy-00002") == size - 3
    bench.remove("an article without copies removed", "copy-00001", generation=3)


def bridge(endpoint: str, size: int) -> None:
    bench = Bench(endpoint)
    bench.preload(crowd("left", 1, size) | crowd("right", 2, size))
    bench.add(f"a bridge joins two clusters of {size:,}", "bridge", of(story(1), story(2)))
    assert bench.size("bridge") == 2 * size + 1
    bench.remove("the bridge removed: they part again", "bridge")
    assert bench.size("left-00000") == bench.size("right-00000") == size
    bench.add("the bridge again", "bridge", of(story(1), story(2)), generation=3)


def shared_key(endpoint: str, sharing: int) -> None:
    """Only the articles that a look-up can see are whole; of the others there is the index item."""
    bench = Bench(endpoint)
    bench.add("an article without copies, before", "before", of(story(1)))
    common = _smallest_key()
    whole = {f"a-{one:05d}": _with_key(of(story(100 + one)), common) for one in range(2 * CANDIDATES_PER_KEY)}
    bench.preload(whole)
    for one in range(2 * CANDIDATES_PER_KEY, sharing):
        bench.store.insert_postings([common], ArticleRef(f"b-{one:05d}", 1))
    bench.add(f"an article under a key that {sharing:,} share", "x", _with_key(of(story(2)), common))
    bench.add("a copy of it, under that key too", "y", _with_key(of(story(2), "an ending"), common))
    assert bench.size("x") == 2
    bench.remove("that copy removed", "y")
    bench.add("an article without copies, after", "after", of(story(3)))


def _smallest_key() -> int:
    return of(NOTICE).keys[0] >> 40  # smaller than a story's


def _with_key(print_: Fingerprint, key: int) -> Fingerprint:
    fields = {name: getattr(print_, name) for name in print_.__slots__}
    return Fingerprint(**fields | {"keys": (key, *print_.keys[:-1])})


def _copy(name: str, generation: int = 1) -> Copy:
    """Each is another outlet's, and credits one of a hundred sources."""
    return Copy(
        article_id=name,
        generation=generation,
        title=f"Story {name}",
        publisher=Publisher(name=f"Outlet {name}"),
        credit=Credit(name=f"Agency {crc32(name.encode()) % 100}"),
        word_count=WORDS,
    )


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the sizes, for a quick look")
    share = parser.parse_args().share
    try:
        server = DynamoDBLocal()
    except Unavailable as reason:
        sys.exit(str(reason))
    steps: Iterable[tuple[Callable[[str, int], None], int]] = (
        (large_cluster, LARGE),
        (bridge, HALF),
        (shared_key, SHARING),
    )
    print("| event | write units | read units | calls | processor s | seconds |\n|---|--:|--:|--:|--:|--:|")
    with server:
        for step, size in steps:
            step(server.endpoint_url, max(10, round(size * share)))


if __name__ == "__main__":
    main()
