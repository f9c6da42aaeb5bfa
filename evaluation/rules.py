"""What each rule of extraction does: how often it fires, and what leaving it out costs.

    python -m evaluation.rules [--bench FOLDER] [--every N]

A document is read as it is, then once more without each of the rules that fired on it. For every set and rule the
table says on how many documents it fired, how many fields are wrong without it (+) or right (-), and by how much the
F1 of a body that changed falls (+) or rises (-), summed over documents. `--every N` reads each N-th document of the
public sets.
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

import copydesk.extraction
from copydesk.extraction.document import Document
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.dump.markdown import looks_like_markdown
from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.parsing import parse
from copydesk.extraction.html.passages import located
from copydesk.extraction.html.story import Story
from copydesk.extraction.rules import Rule, counting, leaving_out, registered, rules
from copydesk.extraction.rules.record import MARK
from evaluation import cases, public, scoring
from evaluation.reading import READERS, Reading, read_case

# Whose examples are pages.
PAGE_PURPOSES = ("page_frame", "page_boxes")


class Cost(NamedTuple):
    """What one rule did to one document, or to several."""

    fired: int
    """Documents on which it fired."""
    fields: int
    """Fields that are right with it and wrong without it, less those that are wrong with it and right without."""
    body: float
    """F1 of the body with it, less that without it."""

    def plus(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(self.fired + other.fired, self.fields + other.fields, self.body + other.body)


NOTHING = Cost(0, 0, 0.0)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.rules", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--bench", type=Path, help="a folder that holds public sets, as pages/NAME.jsonl.xz")
    parser.add_argument("--every", type=int, default=1, help="read each N-th document of public sets")
    options = parser.parse_args(arguments)
    totals: defaultdict[tuple[str, str], Cost] = defaultdict(lambda: NOTHING)
    with ProcessPoolExecutor() as executor:
        for name, read, documents in _sets(options.bench, options.every):
            for costs in executor.map(partial(costs_of, read), documents, chunksize=4):
                for rule, cost in costs.items():
                    totals[name, rule] = totals[name, rule].plus(cost)
    Console(width=140).print(table(totals))
    return 0


def _sets(bench: Path | None, every: int) -> Iterator[tuple[str, Callable[[Any], Reading], Iterable[Any]]]:
    yield "corpus", read_case, cases.folders()
    for name, path in public.present(bench):
        for suffix, read in READERS.items():
            if not suffix or name in public.ALSO_AS_TEXT:
                yield name + suffix, read, public.rows(path, every)


def costs_of(
    read: Callable[[Any], Reading], document: Any, known: Mapping[str, Rule] | None = None
) -> dict[str, Cost]:
    """What each of the rules that fire on a document does to it; of the `known` ones, by id, else of all."""
    known = known or _by_id()
    with counting() as counts:
        whole = read(document)
    costs: dict[str, Cost] = {}
    for rule_id in counts:
        with leaving_out(known[rule_id]):
            without = read(document)
        fields = sum(whole.right.values()) - sum(without.right.values())
        costs[rule_id] = Cost(1, fields, _f1(whole) - _f1(without))
    return costs


def _f1(reading: Reading) -> float:
    return scoring.f1(*reading.body) if reading.body else 0.0


def table(totals: dict[tuple[str, str], Cost]) -> Table:
    """A row for each rule: what it did in each set; those that fired nowhere say so."""
    names = list(dict.fromkeys(name for name, _ in totals))
    shown = Table("rule", *names, box=None, pad_edge=False)
    for rule in every_rule():
        costs = [totals.get((name, rule.id), NOTHING) for name in names]
        cells = [f"{one.fired} {one.fields:+d} {one.body:+.3f}" if one.fired else "" for one in costs]
        shown.add_row(rule.id, *(cells if any(cells) else ["never", *cells[1:]]))
    return shown


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in every_rule()}


def every_rule() -> list[Rule]:
    """All rules, by purpose: those of files, and those that modules add when they are imported."""
    for module in pkgutil.walk_packages(copydesk.extraction.__path__, f"{copydesk.extraction.__name__}."):
        import_module(module.name)
    folder = files("copydesk.extraction.rules")
    named = {file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")}
    return [rule for purpose in sorted(named | registered()) for rule in rules(purpose).all]


def fires(rule: Rule, text: str) -> bool:
    """Whether a rule holds of the line that an example means, at the rule's own place and in its language."""
    is_of_page = rule.purpose in PAGE_PURPOSES
    document, number = page_example(text) if is_of_page else example(text, rule.language)
    return rule.holds(document, number, rule.place)


def example(text: str, language: str | None = None) -> tuple[Document, int]:
    """The document that an example is, read as a dump, and the number of the line that it means."""
    text = "\n".join(line.strip() for line in text.splitlines())
    lines = read_lines(text, looks_like_markdown(text))
    number = next((n for n, line in enumerate(lines) if line.text.startswith(MARK)), len(lines) - 1)
    meant = replace(lines[number], text=lines[number].text.removeprefix(MARK).strip())
    return Document((*lines[:number], meant, *lines[number + 1 :]), language), number


def page_example(markup: str) -> tuple[Document, int]:
    """A page of which every line is read, and the number of the line that the example means."""
    marked, page = parse(markup), parse(markup.replace(MARK, ""))
    if marked is None or page is None:
        raise ValueError(f"not a page: {markup}")
    texts = [line.text for line in page.lines]
    number = next(n for n, line in enumerate(marked.lines) if line.text.startswith(MARK))
    return Story.of_passages(located(texts, page), page, fold_words(page.title)), number


if __name__ == "__main__":
    sys.exit(main())
