"""Score dump extraction on text dumps made from labelled pages, beside jusText and C4's line rules.

    python benchmarks/dumps.py BENCH_FOLDER [--pages naeb.jsonl.xz] [--half iterate|held-out|all]

BENCH_FOLDER holds `pages/*.jsonl.xz`: rows with `id`, `html` (one character a byte) and `gold`. Each page
gives two dumps: `plain`, its visible text without navigation elements, and `nav`, with them. Block
elements become
blocks separated by blank lines. Printed: macro precision, recall and F1 over 4-word shingles, as percent.
"""

from __future__ import annotations

import argparse
import html as html_module
import json
import lzma
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import justext
import lxml.html

from copydesk.extraction.dump import extract_dump
from copydesk.outcome import RejectionReason

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "button",
        "select",
    ]
)
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


def decoded(raw: str) -> str:
    data = raw.encode("latin-1")
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    for name in ("utf-8", declared.group(1).decode() if declared else "cp1252"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def by_copydesk(text: str) -> str:
    answer = extract_dump(text)
    return "" if isinstance(answer, RejectionReason) else answer.text


def by_justext(text: str) -> str:
    page = "".join(f"<p>{html_module.escape(block)}</p>" for block in text.split("\n\n"))
    paragraphs = justext.justext(page.encode(), justext.get_stoplist("English"), encoding="utf-8")
    return "\n\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def by_c4(text: str) -> str:
    """Raffel et al. 2020: lines of five or more words that end like a sentence, no JavaScript notices."""
    kept = (
        line
        for line in text.split("\n")
        if line.rstrip().endswith((".", "!", "?", '"', "”")) and len(line.split()) >= 5
        if "javascript" not in line.lower() and "cookie" not in line.lower()
    )
    return "\n".join(kept)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text.lower())
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()


def overlap(guess: str, truth: str) -> tuple[float, float]:
    ours, gold = shingles(guess), shingles(truth)
    same = sum((ours & gold).values())
    return (same / sum(ours.values()) if ours else 0.0), (same / sum(gold.values()) if gold else 1.0)


def rows(path: Path, half: str) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for index, line in enumerate(handle):
            if half == "all" or (index % 2 == 0) == (half == "iterate"):
                yield json.loads(line)


EXTRACTORS: dict[str, Callable[[str], str]] = {"copydesk": by_copydesk, "justext": by_justext, "c4": by_c4}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--pages", default="naeb.jsonl.xz")
    parser.add_argument("--half", choices=("iterate", "held-out", "all"), default="all")
    parser.add_argument("--worst", type=int, default=0, help="also list our N worst dumps")
    parser.add_argument("--only", choices=tuple(EXTRACTORS), help="run one extractor")
    options = parser.parse_args()
    pages = [
        row for row in rows(options.bench / "pages" / options.pages, options.half) if row["gold"].get("text")
    ]
    for kind in ("plain", "nav"):
        dumps = [(row, visible_text(decoded(row["html"]), kind == "nav")) for row in pages]
        for name, extractor in EXTRACTORS.items():
            if options.only and name != options.only:
                continue
            started = time.perf_counter()
            scored = [(*overlap(extractor(dump), row["gold"]["text"]), row["id"]) for row, dump in dumps]
            spent = (time.perf_counter() - started) / max(1, len(dumps))
            precision, recall = mean(s[0] for s in scored), mean(s[1] for s in scored)
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            print(
                f"{kind:6}{name:10} n={len(scored)}  P {precision:.1%}  R {recall:.1%}  F1 {f1:.1%}"
                f"  {spent * 1000:.1f} ms"
            )
            if name == "copydesk":
                for p, r, key in sorted(scored, key=lambda s: s[0] * s[1])[: options.worst]:
                    print(f"    {key}: P {p:.2f} R {r:.2f}")


if __name__ == "__main__":
    main()
