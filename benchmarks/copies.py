"""Measure matching on labelled collections of news: quality, recall after edits, look-alikes, speed.

copies.py BENCHDIR [--curve | --wrapped] [--sample N]

BENCHDIR holds copies/NAME.jsonl.gz (articles), copies/NAME.labels.json.gz (pairs) and score_copies.py.
Prints what there is to say of each collection, and at the end one table of all methods on all collections.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import copies_lsh
import copies_rules
from copies_edits import EDITS
from copies_scores import Scores, components
from copies_templates import TEMPLATES, fill
from copies_wrapped import COMBINATIONS, without, wrapped

from copydesk.matching import shingles
from copydesk.matching.articles import owner
from copydesk.matching.compare import is_copy
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.learning import PublishedText, learn
from copydesk.pipeline.grouping import Collection, GroupArticle, no_collections

EDITED_WORDS = 120  # words an edited article has at least: a quarter of it is still an article
FILLED = 60  # texts made of each template
TURNS = 3  # that copydesk and MinHash LSH take to be timed
LSH = f"MinHash LSH (datasketch), {copies_lsh.THRESHOLDS[0]}"
CURVE_KEYS = (8, 12, 16, 24)
CURVE_SKETCH = (128, 256, 384, 512, 1024)

Row = dict[str, Any]
T = TypeVar("T")
Pair = tuple[int, int]
Report = Callable[..., None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument(
        "--curve", action="store_true", help="keys per article by sketch size, and nothing else"
    )
    parser.add_argument(
        "--sample", type=int, default=500, metavar="N", help="articles to edit per collection"
    )
    parser.add_argument(
        "--wrapped", action="store_true", help="columns left out and boilerplate put in, and nothing else"
    )
    options = parser.parse_args()
    paths = sorted((options.bench / "copies").glob("*.jsonl.gz"))
    if not paths:
        print(
            f"no labelled copies in {options.bench / 'copies'}: give the folder as BENCH=FOLDER; docs/benchmarks.md"
        )
        return
    scores = Scores(options.bench)
    for path in paths:
        rows, name = read(path), path.name.removesuffix(".jsonl.gz")
        print(f"\n{name}: {len(rows):,} articles")
        if options.curve:
            curve(rows, scores.of(name), options.sample)
        elif options.wrapped:
            measure_wrapped(rows, scores.of(name))
        else:
            measure(rows, scores.of(name), options.sample)
    if not options.curve and not options.wrapped:
        report_templates()
        scores.print_table()


def measure(rows: Sequence[Row], report: Report, sample: int) -> None:
    started = time.perf_counter()
    with ProcessPoolExecutor() as executor:
        group(rows, executor)
    by_clock = len(rows) / (time.perf_counter() - started)
    measured = fastest_in_turn(lambda: group(rows), lambda: lsh(rows))
    for method, (clusters, seconds) in zip(("copydesk", LSH), measured, strict=False):
        report(method, rows, clusters, len(rows) / seconds)
    if len(measured) > 1:
        print(f"  copydesk is {measured[1][1] / measured[0][1]:.2f} times as fast as MinHash LSH")
    print(f"  copydesk by the clock, on {os.cpu_count()} processors: {by_clock:,.0f} articles a second")
    report_lsh(rows, report)
    report_rules(rows, report)
    started = time.process_time()
    texts = stripped(rows)
    learned = time.process_time()
    prints = [of_row(row, text) for row, text in zip(rows, texts, strict=True)]
    printed = time.process_time()
    found = sorted(candidates(prints))
    matched = sum(is_copy(prints[left], prints[right]) for left, right in found)
    ended = time.process_time()
    words = sum(one.word_count for one in prints) / len(prints)
    sizes = [len(one.encode()) for one in prints]
    print(f"  fingerprint: {sum(sizes) / len(sizes):,.0f} bytes on average, {max(sizes):,} at most")
    print(
        f"  articles a CPU second, by step: boilerplate {len(rows) / (learned - started):,.0f}, fingerprints "
        f"{len(rows) / (printed - learned):,.0f} ({words:,.0f} words each); comparisons "
        f"{len(found) / (ended - printed):,.0f}, of {len(found):,} candidates {matched:,} match"
    )
    print(
        "  recalled after edits: "
        + ", ".join(f"{name} {share:.3f}" for name, share in recall(rows, texts, sample))
    )


def fastest_in_turn(*functions: Callable[[], T | None]) -> list[tuple[T, float]]:
    """What each function returns, None left out, and its fewest CPU seconds: other programs disturb all alike."""
    results: dict[int, T] = {}
    seconds: defaultdict[int, list[float]] = defaultdict(list)
    for _, (at, function) in itertools.product(range(TURNS), enumerate(functions)):
        started = time.process_time()
        result = function()
        if result is not None:
            results[at] = result
            seconds[at].append(time.process_time() - started)
    return [(result, min(seconds[at])) for at, result in results.items()]


def group(rows: Sequence[Row], executor: Executor | None = None) -> list[str]:
    """The cluster of each article, as the command finds it."""
    with no_collections():
        collection = Collection((GroupArticle.model_validate(row) for row in rows), executor)
        return [one.cluster_id for one in collection.group(collection.learn())]


def lsh(rows: Sequence[Row], threshold: float = copies_lsh.THRESHOLDS[0]) -> list[int] | None:
    """The cluster of each article by MinHash LSH; None where datasketch is not installed."""
    if not copies_lsh.available():
        return None
    with no_collections():
        signed = copies_lsh.signatures([row["text"] for row in rows])
        return components(len(rows), copies_lsh.pairs(signed, threshold))


def report_lsh(rows: Sequence[Row], report: Report) -> None:
    """The other thresholds, and text-dedup's method."""
    if not copies_lsh.available():
        print("  MinHash LSH: not measured, datasketch is not installed")
        return
    for threshold in copies_lsh.THRESHOLDS[1:]:
        report(f"MinHash LSH (datasketch), {threshold}", rows, lsh(rows, threshold) or [])
    texts = [row["text"] for row in rows]
    with no_collections():
        started = time.process_time()
        clusters = components(len(rows), copies_lsh.text_dedup_pairs(texts))
        rate = len(rows) / (time.process_time() - started)
    report(f"text-dedup's method, LSH {copies_lsh.TEXT_DEDUP_THRESHOLD}", rows, clusters, rate)


def report_rules(rows: Sequence[Row], report: Report) -> None:
    if not copies_rules.available():
        print("  published rules: not measured, rapidfuzz or datasketch is not installed")
        return
    for name, pairs in copies_rules.rules(rows):
        report(name, rows, components(len(rows), pairs))


def measure_wrapped(rows: Sequence[Row], report: Report) -> None:
    """copydesk where columns are missing, and where each text has a site's boilerplate around it."""
    for name, missing in COMBINATIONS.items():
        report(name, rows, group(without(rows, missing)))
    for owner_, label in (("", "one site's"), ("publisher", "each publisher's")):
        around = wrapped(rows, owner_)
        report(f"all columns, {label} boilerplate around it", rows, group(around))
        report(f"text alone, {label} boilerplate around it", rows, group(without(around)))


def recall(rows: Sequence[Row], texts: Sequence[str], sample: int) -> Iterable[tuple[str, float]]:
    """For each edit, the share of edited articles that are found and matched."""
    long = [at for at, text in enumerate(texts) if len(text.split()) >= EDITED_WORDS]
    chosen = random.Random(0).sample(long, min(sample, len(long)))
    prints = {at: of_row(rows[at], texts[at]) for at in chosen}
    for name, edit in EDITS.items():
        hits = 0
        for at in chosen:
            edited = of_row(rows[at], edit(texts[at], random.Random(f"{name} {at}")))
            hits += bool(set(edited.keys) & set(prints[at].keys)) and is_copy(prints[at], edited)
        yield name, hits / len(chosen)


def report_templates() -> None:
    print(f"\n{len(TEMPLATES)} templates filled {FILLED} times: pairs merged")
    merged = compared = 0
    for name, template in TEMPLATES.items():
        seeds = (zlib.crc32(f"{name} {number}".encode()) for number in range(FILLED))
        prints = [of_text(fill(template, random.Random(seed))) for seed in seeds]
        pairs = list(itertools.combinations(prints, 2))
        count = sum(is_copy(left, right) for left, right in pairs)
        merged, compared = merged + count, compared + len(pairs)
        print(f"  {name}: {count} of {len(pairs):,}")
    print(f"  all: {merged} of {compared:,}, {merged / compared:.2%}")


def curve(rows: Sequence[Row], report: Report, sample: int) -> None:
    texts = stripped(rows)
    for keys, sketch in itertools.product(CURVE_KEYS, CURVE_SKETCH):
        shingles.KEYS, shingles.SKETCH = keys, sketch
        prints = [of_row(row, text) for row, text in zip(rows, texts, strict=True)]
        found = candidates(prints)
        copies = [(left, right) for left, right in found if is_copy(prints[left], prints[right])]
        composite = dict(recall(rows, texts, sample))["composite"]
        size = sum(len(one.encode()) for one in prints) / len(prints)
        pairs = len(found) / len(rows)
        extra = f", composite {composite:.3f}, {pairs:.1f} candidates and {size:,.0f} bytes an article"
        report(f"{keys} keys, sketch {sketch}", rows, components(len(rows), copies), extra=extra)


def stripped(rows: Sequence[Row]) -> list[str]:
    learned = learn(
        PublishedText(
            row["text"], row["title"], row["published"], owner(row["publisher"], row["url"]), row["url"]
        )
        for row in rows
    )
    return [learned.strip(row["text"], owner(row["publisher"], row["url"])) for row in rows]


def of_row(row: Row, text: str) -> Fingerprint:
    return fingerprint(
        text=text,
        title=row["title"],
        published_at=row["published"],
        publisher=owner(row["publisher"], row["url"]),
        url=row["url"],
    )


def of_text(text: str) -> Fingerprint:
    return fingerprint(text=text, title=None, published_at="2024-05-01", publisher=None, url=None)


def candidates(prints: Sequence[Fingerprint]) -> set[Pair]:
    """Pairs that share an index key."""
    index: defaultdict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(prints):
        for key in one.keys:
            index[key].append(at)
    return {pair for places in index.values() for pair in itertools.combinations(places, 2)}


def read(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


if __name__ == "__main__":
    main()
