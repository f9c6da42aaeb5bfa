"""Measure how many excerpts of long texts are found, by the index keys and hashes kept of them.

copies_excerpts.py BENCHDIR [--collection NAME]

The long texts are articles of a collection behind each other; the excerpts lie anywhere in them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

from copydesk.matching import shingles
from copydesk.matching.compare import is_copy, joins
from copydesk.matching.fingerprint import Fingerprint, fingerprint

EXCERPT_WORDS = 250
LENGTHS = (5_000, 15_000)
SHINGLES_PER_KEY = (10**6, 100, 50)
TEXTS = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--collection", default="allsides")
    options = parser.parse_args()
    path = options.bench / "copies" / f"{options.collection}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        texts = [json.loads(line)["text"] for line in handle]
    print(f"Of {TEXTS} excerpts of {EXCERPT_WORDS} words, found (joined to a cluster), by shingles a key")
    for per_key in SHINGLES_PER_KEY:
        shingles.SHINGLES_PER_KEY = per_key
        for length in LENGTHS:
            source = random.Random(length)
            found = joined = keys = size = 0
            for _ in range(TEXTS):
                whole, excerpt = _pair(texts, length, source)
                shared = not set(whole.keys).isdisjoint(excerpt.keys)
                found, joined = found + (shared and is_copy(whole, excerpt)), joined + joins(whole, excerpt)
                keys, size = keys + len(whole.keys), size + len(whole.encode())
            print(
                f"  {per_key:>9,} shingles a key, {length:>6,} words: {keys / TEXTS:.0f} keys, "
                f"{size / TEXTS:,.0f} bytes, found {found / TEXTS:.2f} ({joined / TEXTS:.2f})"
            )


def _pair(texts: list[str], length: int, source: random.Random) -> tuple[Fingerprint, Fingerprint]:
    words: list[str] = []
    while len(words) < length:
        words += source.choice(texts).split()
    start = source.randrange(length - EXCERPT_WORDS)
    return _of(words[:length]), _of(words[start : start + EXCERPT_WORDS])


def _of(words: list[str]) -> Fingerprint:
    return fingerprint(text=" ".join(words), title=None, published_at=None, publisher=None, url=None)


if __name__ == "__main__":
    main()
