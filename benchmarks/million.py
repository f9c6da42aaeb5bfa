"""Time and memory of `copydesk group` over 10,000, 100,000 and a million invented articles: `make bench-million`.

million.py [ARTICLES ...]

Each collection is a file of articles of 300 words: words of Zipf's frequencies, names, numbers, a notice of the
publisher's, and for one article in ten an edited copy of an earlier one. The command runs as a shell starts it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
SMALL = 1_000  # articles: what the processes take whatever the collection
WORDS = 300  # of an article
SENTENCE = 15  # words
VOCABULARY = 50_000  # words
ZIPF_OFFSET = 2.7  # Mandelbrot's, as measured of English
NAMES = 0.06  # share of the vocabulary that is spelled as names are
NUMBERS = 0.02
COPIED = 0.1  # share of the articles that are copies
RECENT = 500  # articles of which one is copied
EDITED = 6  # words changed in a copy
PUBLISHERS = 400
SECONDS_BETWEEN_LOOKS = 0.5  # at memory: each costs some milliseconds of CPU a gigabyte
COMMAND = (sys.executable, "-c", "from copydesk.cli import main; main()", "group")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="*", type=int, default=SIZES)
    sizes = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder, "articles.jsonl"), Path(folder, "clusters.jsonl")
        print(f"articles of {WORDS} words, {os.cpu_count()} processors")
        alone = 0
        for size in (SMALL, *sizes):
            text_bytes = write(path, size)
            used = Used(path, output)
            alone = alone or used.peak
            print(
                f"{size:>9,} articles, {path.stat().st_size / 1e9:.2f} GB: {used.clock:,.0f} s, "
                f"{used.cpu:,.0f} s of CPU ({used.cpu / size * 1e6:,.0f} us each), {used.peak / 1e9:.2f} GB at most, "
                f"{(used.peak - alone) / size / 1e3:.2f} kB for each ({text_bytes / size / 1e3:.2f} kB of text not "
                f"counted: it stays on disk); {clusters(output):,} clusters",
                flush=True,
            )
    return 0


class Used(threading.Thread):
    """A run of the command: seconds, and the most memory that all its processes had together."""

    clock: float
    cpu: float

    def __init__(self, path: Path, output: Path) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        self._command = subprocess.Popen([*COMMAND, str(path), "--output", str(output)])
        self.start()
        if self._command.wait():
            raise SystemExit(f"copydesk group ended with {self._command.returncode}")
        self.clock = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def run(self) -> None:
        while self._command.poll() is None:
            self.peak = max(self.peak, sum(map(_own_bytes, _family(self._command.pid))))
            time.sleep(SECONDS_BETWEEN_LOOKS * (1 + self.peak / 1e9))


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _own_bytes(process: int) -> int:
    """Memory of a process, what it shares with others divided among them (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def clusters(output: Path) -> int:
    with output.open(encoding="utf-8") as lines:
        return sum('"canonical":true' in line for line in lines)


def write(path: Path, articles: int) -> int:
    """Write a collection; the bytes of its texts."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for row in invented(articles):
            written += len(str(row["text"]))
            out.write(json.dumps(row) + "\n")
    return written


def invented(articles: int) -> Iterator[dict[str, str]]:
    chance = random.Random(0)
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / (rank + ZIPF_OFFSET) for rank in range(VOCABULARY)))
    notices = [_sentence(chance.choices(vocabulary, k=SENTENCE)) for _ in range(PUBLISHERS)]
    recent: list[list[str]] = []
    for number in range(articles):
        if recent and chance.random() < COPIED:
            words = chance.choice(recent).copy()
            for at in range(EDITED):
                words[(at * 40 + number) % len(words)] = chance.choice(vocabulary)
        else:
            words = chance.choices(vocabulary, cum_weights=weights, k=WORDS - SENTENCE)
            recent.append(words)
            del recent[:-RECENT]
        publisher = chance.randrange(PUBLISHERS)
        sentences = [_sentence(words[at : at + SENTENCE]) for at in range(0, len(words), SENTENCE)]
        yield {
            "id": f"article-{chance.getrandbits(48):012x}",
            "publisher": f"Outlet {publisher}",
            "url": f"https://outlet-{publisher}.example/{number}",
            "published": (date(2024, 1, 1) + timedelta(days=number * 60 // articles)).isoformat(),
            "title": _sentence(chance.choices(vocabulary, cum_weights=weights, k=7))[:-1],
            "text": "\n\n".join([" ".join(sentences[:9]), " ".join(sentences[9:]), notices[publisher]]),
        }


def _vocabulary(chance: random.Random) -> list[str]:
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    words = ["".join(chance.choices(syllables, k=1 + min(rank // 200, 3))) for rank in range(VOCABULARY)]
    for at in range(VOCABULARY):
        if chance.random() < NAMES:
            words[at] = words[at].capitalize()
        elif chance.random() < NUMBERS:
            words[at] = str(chance.randrange(2, 5000))
    return words


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


if __name__ == "__main__":
    sys.exit(main())
