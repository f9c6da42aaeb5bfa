"""Score extraction field by field, and fail where a field fell below its floor.

    python -m evaluation [--bench FOLDER] [--misses] [--pin]

The corpus is scored by language. Public sets are scored where FOLDER has them; where not, a sentence says how to get
them. Floors stand in `evaluation/floors.json`; `--pin` writes what was measured there, `--misses` names each
document and field that came out wrong. Exit status: 1 where a field fell.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from math import floor
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from evaluation import cases, headers, public, scoring
from evaluation.reading import READERS, Reading, read_case

FLOORS = Path(__file__).parent / "floors.json"
DIGITS = 3

# The share of documents in which a field is right; of `body`, the F1 of macro precision and recall.
Scores = Mapping[str, float]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bench", type=Path, help="a folder that holds public sets, as pages/NAME.jsonl.xz")
    parser.add_argument("--misses", action="store_true", help="name each document and field that is wrong")
    parser.add_argument("--pin", action="store_true", help="write what was measured as the new floors")
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor() as executor:
        readings = list(executor.map(read_case, cases.folders(), chunksize=4))
        for name, path in public.present(options.bench):
            for suffix, read in READERS.items():
                if not suffix or name in public.ALSO_AS_TEXT:
                    found = executor.map(read, public.rows(path), chunksize=4)
                    readings += [one._replace(group=name + suffix) for one in found]
    if options.misses:
        _print_misses(readings)
    scores = score(readings)
    of_headers = {half: headers.score(found)._asdict() for half, found in headers.halves().items()}
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    Console(width=140).print(_table(scores, readings))
    for half, own in of_headers.items():
        print(f"{half}: {', '.join(f'{field} {value:.3f}' for field, value in own.items())}")
    scores |= of_headers
    if options.pin:
        FLOORS.write_text(json.dumps({**pinned, **_floors(scores)}, indent=2, sort_keys=True) + "\n")
        return 0
    fallen = list(below(scores, pinned))
    for sentence in fallen:
        print(sentence, file=sys.stderr)
    return 1 if fallen else 0


def score(readings: Iterable[Reading]) -> dict[str, Scores]:
    """The scores of each group of documents."""
    groups: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[reading.group].append(reading)
    scores: dict[str, Scores] = {}
    for group, members in sorted(groups.items()):
        fields = dict.fromkeys(name for one in members for name in one.right)
        own = {name: mean(one.right[name] for one in members if name in one.right) for name in fields}
        bodies = [one.body for one in members if one.body is not None]
        scores[group] = {**own, "body": scoring.macro_f1(bodies)} if bodies else own
    return scores


def below(scores: Mapping[str, Scores], floors: Mapping[str, Scores]) -> Iterator[str]:
    """A sentence for each field of a measured group that is below its floor, or has lost its documents."""
    for group in sorted(scores.keys() & floors.keys()):
        for field, least in sorted(floors[group].items()):
            measured = scores[group].get(field, 0.0)
            if measured < least:
                yield f"{group}: {field} fell to {measured:.4f}, its floor is {least}"


def _floors(scores: Mapping[str, Scores]) -> dict[str, dict[str, float]]:
    scale = 10**DIGITS
    return {
        group: {field: floor(value * scale) / scale for field, value in sorted(own.items())}
        for group, own in scores.items()
    }


def _table(scores: Mapping[str, Scores], readings: list[Reading]) -> Table:
    fields = list(dict.fromkeys(field for own in scores.values() for field in own))
    table = Table("set", "documents", *fields, box=None, pad_edge=False)
    for group, own in scores.items():
        count = sum(one.group == group for one in readings)
        table.add_row(group, str(count), *(f"{own[field]:.3f}" if field in own else "" for field in fields))
    return table


def _print_misses(readings: Iterable[Reading]) -> None:
    for one in readings:
        wrong = [field for field, right in one.right.items() if not right]
        if wrong:
            print(f"{one.group}/{one.document}: {', '.join(wrong)}")


if __name__ == "__main__":
    sys.exit(main())
