"""Measure how many edited articles share an index key with the whole, by how many keys there are and how they lie.

copies_keys.py BENCHDIR [--sample N]

Each key is a write and a read of every article; only a shared one leads to a comparison.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

from copies import EDITED_WORDS, read
from copies_edits import EDITS

from copydesk.matching import shingles
from copydesk.matching.words import plain, words_of_plain

# Keys at least, and how far apart of what even spreading would come to: none is the smallest hashes alone.
CHOICES = ((24, 0.0), (16, 0.0), (12, 0.0), (16, shingles.APART), (12, shingles.APART), (10, shingles.APART))


def part(share: float) -> Callable[[str, random.Random], str]:
    """Cuts a stretch of a text from anywhere."""

    def cut(text: str, chance: random.Random) -> str:
        words = text.split()
        length = int(len(words) * share)
        start = chance.randrange(len(words) - length + 1)
        return " ".join(words[start : start + length])

    return cut


def replaced(share: float) -> Callable[[str, random.Random], str]:
    """Puts other words in place of some."""

    def replace(text: str, chance: random.Random) -> str:
        words = (f"zz{chance.randrange(10**6)}" if chance.random() < share else word for word in text.split())
        return " ".join(words)

    return replace


CHANGES = {
    "a half": part(1 / 2),
    "a quarter": part(1 / 4),
    "a sixth": part(1 / 6),
    "10 % of words replaced": replaced(0.1),
    "15 %": replaced(0.15),
    "composite": EDITS["composite"],
    "localised": EDITS["localised"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--sample", type=int, default=600, metavar="N", help="articles of each collection")
    options = parser.parse_args()
    for path in sorted((options.bench / "copies").glob("*.jsonl.gz")):
        texts = [row["text"] for row in read(path) if len(row["text"].split()) >= EDITED_WORDS]
        measure(
            path.name.removesuffix(".jsonl.gz"),
            random.Random(0).sample(texts, min(options.sample, len(texts))),
        )


def measure(name: str, texts: list[str]) -> None:
    """Print what share of the changed texts shares a key with its own."""
    print(f"\n{name}, {len(texts)} articles: keys each; of these share a key with the whole")
    changed = {
        label: [change(text, random.Random(f"{label} {at}")) for at, text in enumerate(texts)]
        for label, change in CHANGES.items()
    }
    for least, apart in CHOICES:
        shingles.KEYS, shingles.APART = least, apart or sys.float_info.epsilon
        whole = [keys_of(text) for text in texts]
        shared = {
            label: sum(not one.isdisjoint(keys_of(text)) for one, text in zip(whole, others, strict=True))
            for label, others in changed.items()
        }
        listed = ", ".join(f"{label} {count / len(texts):.3f}" for label, count in shared.items())
        kind = "apart" if apart else "smallest"
        print(f"  {least} {kind}: {sum(map(len, whole)) / len(texts):.1f}; {listed}", flush=True)


def keys_of(text: str) -> set[int]:
    """The index keys of a text."""
    return set(shingles.shingles(words_of_plain(plain(text))).keys)


if __name__ == "__main__":
    main()
