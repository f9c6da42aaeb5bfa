"""Text dumps made from labelled pages, and how extractors that know only text do on them.

Each page gives two dumps: `plain`, its visible text without navigation elements, and `nav`, with them. Block
elements become blocks separated by blank lines. `python -m benchmarks.dumps BENCH_FOLDER --worst N` lists the dumps
on which copydesk does worst; `benchmarks/extraction.py` prints the table.
"""

from __future__ import annotations

import argparse
import html as html_module
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

if __package__ in {None, ""}:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import pages
from copydesk.extraction.dump.extract import extract_dump
from copydesk.outcome import RejectionReason
from evaluation import public, scoring
from evaluation.visible import visible_text


def by_copydesk(text: str) -> str:
    answer = extract_dump(text)
    return "" if isinstance(answer, RejectionReason) else answer.text


def _as_page(text: str) -> str:
    return "".join(f"<p>{html_module.escape(block)}</p>" for block in text.split("\n\n"))


def by_justext(text: str) -> str:
    return pages.by_justext(_as_page(text)).text


def by_trafilatura(text: str) -> str:
    return pages.by_trafilatura(f"<html><body>{_as_page(text)}</body></html>").text


def unchanged(text: str) -> str:
    return text


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "copydesk": by_copydesk,
    "jusText": by_justext,
    "C4 rules": pages.c4_lines,
    "trafilatura": by_trafilatura,
    "everything": unchanged,
}


def tables(path: Path, every: int = 1, half: str = "all", worst: int = 0) -> Iterator[Table]:
    """The scores of each extractor on the dumps of some labelled pages, a table for each kind of dump."""
    rows = [
        row
        for number, row in enumerate(public.rows(path, every))
        if row["gold"].get("text") and (half == "all" or (number % 2 == 0) == (half == "iterate"))
    ]
    for kind, title in (("plain", "without navigation"), ("nav", "with navigation")):
        name = path.name.partition(".")[0]
        printed = Table(title=f"Dumps of {name} {title}: {len(rows)}", title_justify="left")
        printed.add_column("extractor")
        for head in ("precision", "recall", "shingle F1", "CPU"):
            printed.add_column(head, justify="right")
        dumps = [visible_text(public.markup(row), kind == "nav") for row in rows]
        scores, seconds = _read_all(rows, dumps)
        for extractor, overlaps in scores.items():
            precision, recall = mean(p for p, _ in overlaps), mean(r for _, r in overlaps)
            spent = f"{1000 * seconds[extractor] / max(1, len(rows)):.1f} ms"
            cells = (f"{precision:.4f}", f"{recall:.4f}", f"{scoring.macro_f1(overlaps):.4f}", spent)
            printed.add_row(extractor, *cells)
        yield printed
        ranked = sorted(zip(scores["copydesk"], rows, strict=True), key=lambda one: one[0][0] * one[0][1])
        for (precision, recall), row in ranked[:worst]:
            print(f"{kind} {row['id']}: precision {precision:.2f}, recall {recall:.2f}")


def _read_all(
    rows: list[public.Row], dumps: list[str]
) -> tuple[dict[str, list[scoring.Overlap]], Counter[str]]:
    scores: dict[str, list[scoring.Overlap]] = {name: [] for name in EXTRACTORS}
    seconds: Counter[str] = Counter()
    for row, dump in zip(rows, dumps, strict=True):
        truth = scoring.shingles(row["gold"]["text"])
        for name, extract in EXTRACTORS.items():
            started = time.process_time()
            found = extract(dump)
            seconds[name] += time.process_time() - started
            scores[name].append(scoring.overlap(scoring.shingles(found), truth))
    return scores, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--pages", default="naeb.jsonl.xz")
    parser.add_argument("--half", choices=("iterate", "held-out", "all"), default="all")
    parser.add_argument("--every", type=int, default=1, help="only every Nth page")
    parser.add_argument("--worst", type=int, default=0, help="also list our N worst dumps")
    options = parser.parse_args()
    path = options.bench / "pages" / options.pages
    if not path.exists():
        parser.exit(message=f"dumps are not measured: there are no labelled pages in {path}\n")
    for table in tables(path, options.every, options.half, options.worst):
        Console().print(table)


if __name__ == "__main__":
    main()
