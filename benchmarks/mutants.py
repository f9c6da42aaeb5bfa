"""Change the code of an area in small ways, one at a time, and count how many changes a test notices.

    python -m benchmarks.mutants PYTHON [--area AREA] [--module NAME...] [--sample N] [--seed N] [--minutes N]

PYTHON is that of an environment with cosmic-ray, which knows the mutants: a comparison, an operator, a number or a
condition replaced. A sample of the places where it has some is tried, one mutant each, by the tests nearest to the
module, then by the others of its area. Left out: annotations, which nothing runs, and `is` for `==`; cosmic-ray changes
no text, so neither docstrings nor what is logged. Printed: the survivors, for somebody to judge whether they matter,
and how many were noticed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import sqlite3
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.mutants_tests import AREAS, tests_of
from benchmarks.trying import import_libraries, is_noticed
from local.template import ROOT

PACKAGE = ROOT / "shared" / "copydesk"
CONFIGURATION = """[cosmic-ray]
module-path = [{modules}]
timeout = 1.0
excluded-modules = []
test-command = "false"
[cosmic-ray.distributor]
name = "local"
"""
# Run by the Python that has cosmic-ray: from mutants to the texts of the modules that they are in.
TEXTS = """
import json, pathlib, sys
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
mutants = json.load(sys.stdin)
json.dump([mutate_code(pathlib.Path(file).read_text("utf-8"), get_operator(operator)(**arguments), occurrence)
           for file, operator, arguments, occurrence, _ in mutants], sys.stdout)
"""
FIELDS = "module_path, operator_name, operator_args, occurrence, start_pos_row, start_pos_col"


class Mutant(NamedTuple):
    """One change that cosmic-ray knows. `place`: line, and column from 0."""

    file: str
    operator: str
    arguments: dict[str, str]
    occurrence: int
    place: tuple[int, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("python", type=Path)
    parser.add_argument("--area", choices=sorted(AREAS), default=None, help="all of them where none is named")
    parser.add_argument(
        "--module", nargs="+", default=None, metavar="NAME", help="such as matching/compare.py"
    )
    parser.add_argument("--sample", type=int, default=150, metavar="N")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--minutes", type=float, default=60, help="after which no other mutant is tried")
    options = parser.parse_args()
    areas = [options.area] if options.area else list(AREAS)
    modules = options.module or [name for area in areas for name in AREAS[area]]
    os.environ["COPYDESK_THOROUGH"] = ""
    mutants = sample(mutants_of(options.python, modules), options.sample, options.seed)
    import_libraries()
    until = time.monotonic() + 60 * options.minutes
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        tried = executor.map(partial(_try, until), mutants, texts_of(options.python, mutants))
        noticed = [seen for seen in tried if seen is not None]
    print(f"{sum(noticed)} of {len(noticed)} mutants were noticed")


def mutants_of(python: Path, modules: list[str]) -> list[Mutant]:
    """All mutants of some modules that a test could notice."""
    cosmic_ray = str(python.absolute().parent / "cosmic-ray")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed = ", ".join(json.dumps(str(PACKAGE / module)) for module in modules)
        (folder / "mutants.toml").write_text(CONFIGURATION.format(modules=listed), encoding="utf-8")
        subprocess.run([cosmic_ray, "init", "mutants.toml", "session.sqlite"], cwd=folder, check=True)
        with sqlite3.connect(folder / "session.sqlite") as database:
            rows = database.execute(f"select {FIELDS} from mutation_specs").fetchall()
    mutants = sorted(
        Mutant(file, operator, _arguments(arguments), occurrence, (row, column))
        for file, operator, arguments, occurrence, row, column in rows
    )
    annotations = {str(PACKAGE / module): annotations_of(PACKAGE / module) for module in modules}
    return [
        mutant
        for mutant in mutants
        if not mutant.operator.endswith(("_Eq_Is", "_NotEq_IsNot"))
        and not any(start <= mutant.place < end for start, end in annotations[mutant.file])
    ]


def _arguments(text: str) -> dict[str, str]:
    """The arguments of an operator: JSON, within JSON."""
    arguments = json.loads(text)
    return dict(json.loads(arguments) if isinstance(arguments, str) else arguments)


def annotations_of(file: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations start and end, as line and column."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
    return [
        ((one.lineno, one.col_offset), (one.end_lineno or one.lineno, one.end_col_offset or 0))
        for one in found
        if one is not None
    ]


def sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """One mutant of each of some places. An operator has ten others, and would count ten times."""
    chance = random.Random(seed)
    places: dict[tuple[str, tuple[int, int]], list[Mutant]] = {}
    for mutant in mutants:
        places.setdefault((mutant.file, mutant.place), []).append(mutant)
    one_each = [chance.choice(found) for found in places.values()]
    return chance.sample(one_each, min(size, len(one_each)))


def texts_of(python: Path, mutants: list[Mutant]) -> list[str]:
    """For each mutant, the module's text with it."""
    done = subprocess.run(
        [python.absolute(), "-c", TEXTS],
        input=json.dumps(mutants),
        capture_output=True,
        text=True,
        check=True,
    )
    texts: list[str] = json.loads(done.stdout)
    return texts


def _try(until: float, mutant: Mutant, text: str) -> bool | None:
    """Whether a mutant is noticed; None where the time is up."""
    if time.monotonic() > until:
        return None
    file = Path(mutant.file)
    name = file.relative_to(PACKAGE).as_posix()
    noticed = is_noticed(file, text, tests_of(name))
    if not noticed:
        before = file.read_text(encoding="utf-8").splitlines()
        print(
            "\n".join(difflib.unified_diff(before, text.splitlines(), name, name, n=1, lineterm="")),
            flush=True,
        )
    return noticed


if __name__ == "__main__":
    main()
