"""Text dumps made from labelled pages, and how extractors that know only text do on them.

Each page gives two dumps: `plain`, its visible text without navigation elements, and `nav`, with them. Block
elements become blocks separated by blank lines. `python -m benchmarks.dumps BENCH_FOLDER --worst N` lists the dumps
on which copydesk does worst; `benchmarks/extraction.py` prints the table.
"""

from __future__ import annotations

import argparse
import html as html_module
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import lxml.html
from rich.console import Console
from rich.table import Table

if __package__ in {None, ""}:  # run as a file
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import pages
from copydesk.extraction.dump.extract import extract_dump
from copydesk.outcome import RejectionReason

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "button",
        "select",
    )
)  # fmt: skip
UNSEEN = frozenset(["script", "style", "noscript", "template", "svg", "iframe", "head", "object", "canvas"])
NAVIGATION = frozenset(["nav", "header", "footer", "aside", "button", "select"])


def visible_text(page: str, navigation: bool) -> str:
    """The page as a reader would copy it: blocks separated by blank lines."""
    skipped = UNSEEN if navigation else UNSEEN | NAVIGATION
    root = lxml.html.document_fromstring(page)
    pieces: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in skipped:
            return
        edge = "\n\n" if node.tag in BLOCKS else ""
        pieces.append(edge or ("\n" if node.tag == "br" else ""))
        pieces.append(re.sub(r"\s+", " ", node.text or ""))
        for child in node:
            walk(child)
            pieces.append(re.sub(r"\s+", " ", child.tail or ""))
        pieces.append(edge)

    walk(root)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


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
        for number, row in enumerate(pages.rows(path, every))
        if row["gold"].get("text") and (half == "all" or (number % 2 == 0) == (half == "iterate"))
    ]
    for kind, title in (("plain", "without navigation"), ("nav", "with navigation")):
        name = path.name.partition(".")[0]
        printed = Table(title=f"Dumps of {name} {title}: {len(rows)}", title_justify="left")
        printed.add_column("extractor")
        for head in ("precision", "recall", "shingle F1", "CPU"):
            printed.add_column(head, justify="right")
        dumps = [visible_text(pages.markup(row), kind == "nav") for row in rows]
        scores, seconds = _read_all(rows, dumps)
        for extractor, overlaps in scores.items():
            precision, recall = mean(p for p, _ in overlaps), mean(r for _, r in overlaps)
            spent = f"{1000 * seconds[extractor] / max(1, len(rows)):.1f} ms"
            cells = (f"{precision:.4f}", f"{recall:.4f}", f"{pages.macro_f1(overlaps):.4f}", spent)
            printed.add_row(extractor, *cells)
        yield printed
        ranked = sorted(zip(scores["copydesk"], rows, strict=True), key=lambda one: one[0][0] * one[0][1])
        for (precision, recall), row in ranked[:worst]:
            print(f"{kind} {row['id']}: precision {precision:.2f}, recall {recall:.2f}")


def _read_all(rows: list[pages.Row], dumps: list[str]) -> tuple[dict[str, list[pages.Overlap]], Counter[str]]:
    scores: dict[str, list[pages.Overlap]] = {name: [] for name in EXTRACTORS}
    seconds: Counter[str] = Counter()
    for row, dump in zip(rows, dumps, strict=True):
        truth = pages.shingles(row["gold"]["text"])
        for name, extract in EXTRACTORS.items():
            started = time.process_time()
            found = extract(dump)
            seconds[name] += time.process_time() - started
            scores[name].append(pages.overlap(pages.shingles(found), truth))
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
    for table in tables(path, options.every, options.half, options.worst):
        Console().print(table)


if __name__ == "__main__":
    main()
