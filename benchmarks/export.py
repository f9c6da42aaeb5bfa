"""Time and peak memory of `copydesk export` over a million articles of 600 words, from files, in every format.

    .venv/bin/python benchmarks/export.py [--articles 1000000] [--folder FOLDER] [FORMAT ...]

A fifth of the articles are copies, in clusters of 2 to 60. Needs some 20 GB of disk for a million.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.stories import SYLLABLES

PARAGRAPHS, WORDS = 2_000, 100
MATCH = {
    "relation": "near_identical",
    "shared_shingles": 400,
    "total_shingles": 500,
    "jaccard": 0.8,
    "containment": 0.9,
    "containment_of_other": 0.85,
    "method": "shingle_containment",
    "algorithm": "bottom-k-containment/3",
    "threshold": 0.45,
}


def rows(count: int) -> Iterator[tuple[str, str]]:
    """Lines as `extract` and as `group` print them."""
    chance = random.Random("export")
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    paragraphs = [" ".join(chance.choices(words, k=WORDS)) for _ in range(PARAGRAPHS)]
    canonical, left = "", 0
    for number in range(count):
        name = f"{number:032x}"
        if left == 0:
            canonical, left = name, chance.randint(2, 60) if chance.random() < 0.01 else 1
        text = "\n\n".join(chance.choices(paragraphs, k=6))
        outlet = f"Outlet {chance.randrange(500)}"
        day = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        reference = {
            "bucket": "local",
            "key": f"{number}.html",
            "version_id": None,
            "etag": name,
            "size": 40_000,
        }
        article = {
            "url": f"https://www.outlet.example/{number}",
            "title": " ".join(chance.choices(words, k=9)),
            "authors": ["Ada Quill"],
            "published_at": f"{day}T08:00:00+02:00",
            "publisher": {"name": outlet, "domain": "outlet.example"},
            "topics": ["Ports", "Ferries"],
            "language": "en",
            "text": text,
            "excerpt": text[:200],
            "word_count": 6 * WORDS,
            "provenance": {"title": {"method": "json_ld", "raw": text[:60], "others": []}},
            "article_id": name,
            "object": {**reference, "uploaded_at": "2026-05-06T07:08:09Z"},
        }
        match = None if canonical == name else {"article_id": canonical, **MATCH}
        group = {"id": name, "cluster_id": canonical, "canonical": match is None, "match": match}
        extracted = {"key": f"{number}.html", "outcome": "indexed", "article": article}
        yield json.dumps(extracted), json.dumps(group)
        left -= 1


def measured(command: list[str]) -> tuple[float, int]:
    """Seconds, and peak memory in MB, of a command."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.perf_counter() - began, used.ru_maxrss // 1024


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--articles", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("forms", nargs="*", default=["parquet", "csv", "jsonl", "sqlite"])
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        articles, groups = folder / "articles.jsonl", folder / "groups.jsonl"
        with articles.open("w") as some, groups.open("w") as others:
            for extracted, group in rows(given.articles):
                some.write(extracted + "\n")
                others.write(group + "\n")
        print(
            f"{given.articles:,} articles, {articles.stat().st_size / 1e9:.1f} GB of JSON lines", flush=True
        )
        for form in given.forms:
            target = folder / f"out-{form}"
            copydesk = str(Path(sys.executable).with_name("copydesk"))
            command = [copydesk, "export", "--quiet", f"--{form}", str(target), str(articles), str(groups)]
            seconds, peak = measured(command)
            files = [target] if target.is_file() else list(target.iterdir())
            size = sum(file.stat().st_size for file in files)
            print(f"{form}: {seconds:.0f} s, {peak} MB, {size / 1e9:.1f} GB written", flush=True)
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink()


if __name__ == "__main__":
    main()
