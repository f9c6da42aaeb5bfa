"""Score extraction beside other tools, on labelled pages and on text dumps made from them.

    python -m benchmarks.extraction BENCH_FOLDER [--every N] [--only pages|dumps] [--rows FOLDER]

BENCH_FOLDER holds `pages/sh.jsonl.xz` and `pages/naeb.jsonl.xz`. Every extractor reads the same decoded page,
one page after the other, and its time is the process's CPU time over all pages. Printed for each set: the F1 of
macro precision and recall over shingles of four words, the mean F1 over bags of words with its gain over
trafilatura's (95 % bootstrap interval), and the share of pages whose title, set of authors and day are right.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

if __package__ in {None, ""}:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import dumps
from benchmarks.pages import EXTRACTORS, METADATA, Reading
from copydesk.extraction.library_errors import library_errors
from evaluation import public, scoring
from evaluation.public import Row

BASELINE = "trafilatura"
# Tools that read no metadata, or only some.
WITH_TITLE = ("copydesk", "trafilatura", "trafilatura, precision", "readability-lxml")
WITH_METADATA = ("copydesk", "trafilatura", "trafilatura, precision")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every Nth page")
    parser.add_argument("--only", choices=("pages", "dumps"))
    parser.add_argument("--rows", type=Path, help="also write each extractor's readings here, as JSON Lines")
    options = parser.parse_args()
    console = Console(width=120)
    if options.only != "dumps":
        for name, one in public.SETS.items():
            sentence = public.missing(name, options.bench)
            if sentence:
                print(sentence)
                continue
            rows = list(public.rows(options.bench / one.file, options.every))
            readings, seconds = read_all(rows)
            console.print(page_table(name, rows, readings, seconds))
            if options.rows:
                write_rows(options.rows, name, rows, readings)
    if options.only != "pages" and not public.missing("naeb", options.bench):
        for table in dumps.tables(options.bench / "pages" / "naeb.jsonl.xz", options.every):
            console.print(table)


def read_all(rows: list[Row]) -> tuple[dict[str, list[Reading]], dict[str, float]]:
    """Each extractor's reading of each page, and its CPU seconds over all. What an extractor raises is no reading."""
    markups = [public.markup(row) for row in rows]
    readings: defaultdict[str, list[Reading]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    for extract in EXTRACTORS.values():  # imports and tables that are read once are no page's cost
        _read(extract, markups[0])
    for markup in markups:
        for name, extract in EXTRACTORS.items():
            started = time.process_time()
            found = _read(extract, markup)
            seconds[name] += time.process_time() - started
            if name in METADATA:
                found = replace(_read(METADATA[name], markup), text=found.text)
            readings[name].append(found)
    return dict(readings), dict(seconds)


def _read(extract: Callable[[str], Reading], markup: str) -> Reading:
    with library_errors():
        return extract(markup)
    return Reading()


def page_table(
    name: str, rows: list[Row], readings: dict[str, list[Reading]], seconds: dict[str, float]
) -> Table:
    table = Table(title=f"Pages of {name}: {len(rows)}", title_justify="left")
    heads = ("shingle F1", "body F1", "gain over trafilatura", "title", "authors", "date", "CPU")
    table.add_column("extractor")
    for head in heads:
        table.add_column(head, justify="right")
    baseline = body_scores(rows, readings[BASELINE])
    for extractor, found in readings.items():
        body = body_scores(rows, found)
        low, middle, high = scoring.interval([a - b for a, b in zip(body, baseline, strict=True)])
        gain = f"{middle:+.4f} ({low:+.4f} to {high:+.4f})" if extractor != BASELINE else ""
        title, authors, date = metadata_scores(rows, found)
        table.add_row(
            extractor,
            f"{shingle_score(rows, found):.4f}",
            f"{mean(body):.4f}",
            gain,
            _share(title if extractor in WITH_TITLE else []),
            _share(authors if extractor in WITH_METADATA else []),
            _share(date if extractor in WITH_METADATA else []),
            f"{seconds[extractor] / seconds[BASELINE]:.2f} x",
        )
    return table


def body_scores(rows: list[Row], found: list[Reading]) -> list[float]:
    """For each page with a labelled body, the F1 between bags of words."""
    return [
        scoring.f1(
            *scoring.overlap(Counter(scoring.words(one.text)), Counter(scoring.words(row["gold"]["text"])))
        )
        for row, one in zip(rows, found, strict=True)
        if row["gold"].get("text")
    ]


def shingle_score(rows: list[Row], found: list[Reading]) -> float:
    return scoring.macro_f1(
        [
            scoring.overlap(scoring.shingles(one.text), scoring.shingles(row["gold"]["text"]))
            for row, one in zip(rows, found, strict=True)
            if row["gold"].get("text")
        ]
    )


def metadata_scores(rows: list[Row], found: list[Reading]) -> tuple[list[bool], list[bool], list[bool]]:
    """Whether title, set of authors and day are right, for the pages where they are labelled."""
    title, authors, date = [], [], []
    for row, one in zip(rows, found, strict=True):
        gold = row["gold"]
        if gold.get("title"):
            title.append(scoring.folded_title(gold["title"]) == scoring.folded_title(one.title))
        if gold.get("authors"):
            authors.append(
                set(map(scoring.folded_name, gold["authors"])) == set(map(scoring.folded_name, one.authors))
            )
        if public.has_day(gold):
            date.append(str(gold["date"])[:10] == (one.date or "")[:10])
    return title, authors, date


def _share(right: list[bool]) -> str:
    return f"{mean(right):.3f}" if right else ""


def write_rows(folder: Path, name: str, rows: list[Row], readings: dict[str, list[Reading]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for extractor, found in readings.items():
        with (folder / f"{name}.{extractor.replace(', ', '-')}.jsonl").open("w", encoding="utf-8") as handle:
            for row, one in zip(rows, found, strict=True):
                article = {
                    "text": one.text,
                    "title": one.title,
                    "authors": one.authors,
                    "published_at": one.date,
                }
                handle.write(json.dumps({"key": f"{row['id']}.html", "article": article}) + "\n")


if __name__ == "__main__":
    main()
